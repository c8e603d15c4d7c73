"""The site of Django's admin with the archive's own first page."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.urls import path


class ArchiveAdminConfig(AdminConfig):
    """Django's admin, on the site below."""

    default_site = "config.admin_site.ArchiveAdminSite"


class ArchiveAdminSite(AdminSite):
    """The editors' door: its first page is each person's desk."""

    index_template = "admin/archive/index.html"

    # The pages themselves register with this site, so they are imported only when they are asked for.

    def get_urls(self):
        """With the desk and the recent changes."""
        own = [
            path("desk/", self.admin_view(self.desk_view), name="archive_desk"),
            path("changes/", self.admin_view(self.recent_view), name="archive_recent"),
            path("changes.atom", self.admin_view(self.feed_view), name="archive_recent_feed"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request, extra_context=None):
        """What waits for this person, then what the archive holds."""
        from archive.admin.review.desk import piles

        return super().index(request, {"piles": piles(request.user), **(extra_context or {})})

    def desk_view(self, request):
        """What waits for this person."""
        from archive.admin.review.desk import page

        return page(self, request)

    def recent_view(self, request):
        """The archive's recent changes."""
        from archive.admin.review.recent import page

        return page(self, request)

    def feed_view(self, request):
        """The same as a feed."""
        from archive.admin.review.recent import ChangesFeed

        return ChangesFeed()(request)
