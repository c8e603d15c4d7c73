"""Accounts: administrators only, who show again who they are before anything is changed; and the audit log."""

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive.admin.forms import SeenForm
from archive.admin.trail import ReadOnlyAdmin
from archive.audit import WORDS
from archive.door import factors, passing
from archive.door.accounts import take_factor
from archive.door.forms import ReasonForm
from archive.door.models import App, AuditEntry
from archive.door.pages import to_confirm
from archive.review import Role, role_of


class AccountForm(SeenForm, UserChangeForm):
    """An account, as whoever changes it has read it."""


class RoleForm(SeenForm):
    """A role, as whoever changes it has read it."""


class ConfirmedAdmin(admin.ModelAdmin):
    """Pages that somebody changes accounts on, only shortly after showing who they are."""

    def get_object(self, request, object_id, from_field=None):
        """The account or role; while it is being written, nobody comes between: all of its columns are."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            list(self.model._base_manager.select_for_update(of=("self",)).filter(pk=found.pk).values_list("pk"))
            found = super().get_object(request, object_id, from_field)
        return found

    def render_change_form(self, request, context, *args, **kwargs):
        """With what is stored now, where another administrator came between."""
        if isinstance(context["adminform"].form, SeenForm):
            context["adminform"].form.show_stored()
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        """The form to add or change."""
        return (
            super().changeform_view(request, *args, **kwargs) if passing.is_confirmed(request) else to_confirm(request)
        )

    def delete_view(self, request, *args, **kwargs):
        """The question whether to delete, and the deletion."""
        return super().delete_view(request, *args, **kwargs) if passing.is_confirmed(request) else to_confirm(request)

    def changelist_view(self, request, *args, **kwargs):
        """The list is read without; what is done from it is not."""
        if request.method == "POST" and not passing.is_confirmed(request):
            return to_confirm(request)
        return super().changelist_view(request, *args, **kwargs)


class AccountAdmin(ConfirmedAdmin, UserAdmin):
    """Who may sign in, in which role, and whether with a second factor."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "has_factor", "last_login")
    form = AccountForm
    change_form_template = "admin/door/account.html"

    def get_queryset(self, request):
        """With whether each has a second factor."""
        own = App.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(factor=Exists(own))

    @admin.display(description=gettext_lazy("second factor"), boolean=True, ordering="factor")
    def has_factor(self, user):
        """Whether they have set one up."""
        return user.factor

    def get_urls(self):
        """With the page that takes somebody's second factor away."""
        view = self.admin_site.admin_view(self.factor_view)
        return [path("<int:id>/second-factor/", view, name="door_take_factor"), *super().get_urls()]

    def user_change_password(self, request, id, form_url=""):
        """Somebody else's password."""
        return (
            super().user_change_password(request, id, form_url)
            if passing.is_confirmed(request)
            else to_confirm(request)
        )

    def factor_view(self, request, id):
        """Take the second factor away from somebody who has lost it; they set up another one when they sign in."""
        user = self.get_object(request, str(id))
        if user is None or not self.has_change_permission(request, user):
            raise Http404
        if not passing.is_confirmed(request):
            return to_confirm(request)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            take_factor(user, form.cleaned_data["why"])
            sentence = _("%(name)s sets up a new second factor at the next sign-in, and is signed in nowhere now.")
            messages.success(request, sentence % {"name": user})
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
        title = _("Take the second factor away from %(name)s") % {"name": user}
        context = {**self.admin_site.each_context(request), "title": title, "form": form, "opts": self.opts,
                   "account": user, "is_set_up": factors.has_factor(user)}  # fmt: skip
        return TemplateResponse(request, "admin/door/take_factor.html", context)


class RoleAdmin(ConfirmedAdmin, GroupAdmin):
    """Roles, which are groups."""

    form = RoleForm
    change_form_template = "admin/door/role.html"


class WhatFilter(admin.SimpleListFilter):
    """Entries by what was done, without reading them all for the choices."""

    title = gettext_lazy("what")
    parameter_name = "what"

    def lookups(self, request, model_admin):
        """The program's own words."""
        return [(what, what) for what in WORDS]

    def queryset(self, request, queryset):
        """Those of the chosen word."""
        return queryset.filter(what=self.value()) if self.value() else queryset


class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what; read by administrators, written by nobody."""

    list_display = ("at", "who", "sender", "what", "outcome", "about")
    list_filter = (WhatFilter, "outcome")
    search_fields = ("who",)
    search_help_text = gettext_lazy("The whole name of an account.")

    def has_view_permission(self, request, obj=None):
        """Administrators."""
        return role_of(request.user) is Role.ADMINISTRATOR

    def has_module_permission(self, request):
        """The same."""
        return self.has_view_permission(request)

    def get_search_results(self, request, queryset, search_term):
        """Those of an account, found in the index."""
        term = search_term.strip()
        return (queryset.filter(who=term) if term else queryset), False


for _model in (User, Group, TOTPDevice, StaticDevice):
    admin.site.unregister(_model)
admin.site.register(User, AccountAdmin)
admin.site.register(Group, RoleAdmin)
admin.site.register(AuditEntry, AuditEntryAdmin)
