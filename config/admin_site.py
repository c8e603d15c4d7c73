"""The site of Django's admin with the archive's own first page, guide and choice of language."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language


class ArchiveAdminConfig(AdminConfig):
    """Django's admin, on the site below."""

    default_site = "config.admin_site.ArchiveAdminSite"


class ArchiveAdminSite(AdminSite):
    """The editors' door: its first page is each person's desk."""

    index_template = "admin/archive/index.html"

    # The pages themselves register with this site, so they are imported only when they are asked for.

    def get_urls(self):
        """With the desk, the guide, the recent changes and the choice of language."""
        own = [
            path("desk/", self.admin_view(self.desk_view), name="archive_desk"),
            path("guide/", self.admin_view(self.guide_view), name="archive_guide"),
            path("changes/", self.admin_view(self.recent_view), name="archive_recent"),
            path("changes/undo/", self.admin_view(self.undo_view), name="archive_recent_undo"),
            # In place of Django's own, which tells everybody the address of everything.
            path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.shown_view), name="view_on_site"),
            path("changes.atom", self.admin_view(self.feed_view), name="archive_recent_feed"),
            # Open to whoever has given the password; each looks for itself whether they have.
            path("login/code/", self.door_view("code"), name="door_code"),
            path("login/second-factor/", self.door_view("set_up"), name="door_set_up"),
            path("confirm/", self.admin_view(self.door_view("confirm")), name="door_confirm"),
            path("your-sign-in/", self.admin_view(self.own_view), name="door_own"),
            path("your-sign-in/app/", self.admin_view(self.another_app_view), name="door_another_app"),
            # Open to all: who cannot read the sign-in must be able to choose another language on it.
            path("language/", require_POST(set_language), name="archive_language"),
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view, cacheable=False):
        """Pages are read and forms are sent; nothing in the admin is put, patched or deleted.

        A form that comes after its session has ended comes back with what was typed.
        """
        asked = super().admin_view(require_http_methods(["GET", "HEAD", "POST"])(view), cacheable)

        def inner(request, *args, **kwargs):
            response = asked(request, *args, **kwargs)
            if request.method == "POST" and not self.has_permission(request):
                from archive.door import again

                if response.status_code == 302 and again.is_worth_keeping(request):
                    return again.send_again(request)
            return response

        return update_wrapper(inner, view)

    def login(self, request, extra_context=None):
        """Name and password; then the second factor."""
        from archive.door.pages import sign_in

        return sign_in(self, request)

    def door_view(self, name):
        """A page of the door, by its name there."""

        @never_cache
        @sensitive_post_parameters()
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request):
            from archive.door import pages

            return getattr(pages, name)(self, request)

        return view

    def password_change(self, request, extra_context=None):
        """One's own password."""
        from archive.door.own import password

        return password(self, request, extra_context)

    def own_view(self, request):
        """One's own second factor and sessions."""
        from archive.door.own import page

        return page(self, request)

    def another_app_view(self, request):
        """A new app in place of the old one."""
        from archive.door.own import another_app

        return another_app(self, request)

    def shown_view(self, request, content_type_id, object_id):
        """The readers' page of something, for those who may see it: its address alone would name it."""
        from django.contrib.contenttypes.models import ContentType

        known = content_type_id.isdecimal() and len(content_type_id) < 10
        kind = ContentType.objects.filter(pk=content_type_id).first() if known else None
        pages = self._registry.get(kind and kind.model_class())
        record = pages.get_object(request, str(object_id)) if pages else None
        if not hasattr(record, "get_absolute_url") or not pages.has_view_or_change_permission(request, record):
            raise Http404
        return HttpResponseRedirect(record.get_absolute_url())

    def each_context(self, request):
        """With the way to the guide, to the part about the page."""
        from archive.admin.desk.guide import link

        return {**super().each_context(request), "guide": link(request)}

    def get_app_list(self, request, app_label=None):
        """The tables in groups of the archive's own; those of one application where it is named."""
        from archive.admin.desk.navigation import grouped

        apps = super().get_app_list(request, app_label)
        return apps if app_label else grouped(apps)

    def index(self, request, extra_context=None):
        """What waits for this person, how the evidence stands, what changed; then the way to the tables."""
        from archive.admin.desk.pages import front

        return super().index(request, {**front(request), **(extra_context or {})})

    def desk_view(self, request):
        """All that waits for this person."""
        from archive.admin.desk.pages import waiting

        return waiting(self, request)

    def guide_view(self, request):
        """The guide for editors."""
        from archive.admin.desk.guide import page

        return page(self, request)

    def recent_view(self, request):
        """The archive's recent changes."""
        from archive.admin.review.recent import page

        return page(self, request)

    def undo_view(self, request):
        """The undo of what one person did between two times."""
        from archive.admin.review.undoing import page

        return page(self, request)

    def feed_view(self, request):
        """The same as a feed."""
        from archive.admin.review.recent import ChangesFeed

        return ChangesFeed()(request)
