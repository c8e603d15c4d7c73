"""One's own password, second factor and sessions, for whoever is signed in."""

from django.contrib import messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import audit, sealing
from archive.door import factors, guessing, passing, sessions
from archive.door.pages import enrol, put_off, shown_codes, to_confirm, wait_in_words

# The secret that is about to become somebody's second factor, sealed.
_NEW_KEY = "door_new_key"


class PasswordView(PasswordChangeView):
    """A new password, of whoever gives the old one; guesses at that are counted as at the sign-in."""

    form_class = AdminPasswordChangeForm

    def post(self, request, *args, **kwargs):
        """Look at the old password, unless too many were looked at lately in this session."""
        try:
            attempt = guessing.attempt_again(request, "password", request.user.get_username())
        except guessing.TooMany as refusal:
            audit.note("account", "too many attempts at the old password", refused=True, kept=False)
            messages.error(request, wait_in_words(refusal.seconds))
            form = self.form_class(request.user)
            return put_off(self.render_to_response(self.get_context_data(form=form)), refusal)
        form = self.get_form()
        is_valid = form.is_valid()
        if "old_password" in form.errors:
            audit.note("account", "wrong old password", refused=True)
        else:
            attempt.delete()
        return self.form_valid(form) if is_valid else self.form_invalid(form)


def password(site, request, extra_context):
    """The page on which one changes one's own password."""
    context = {**site.each_context(request), **(extra_context or {})}
    request.current_app = site.name
    done = reverse("admin:password_change_done")
    return PasswordView.as_view(extra_context=context, success_url=done)(request)


def page(site, request):
    """How one's own account is kept, and what can be done about it."""
    user = request.user
    if request.method == "POST":
        if not passing.is_confirmed(request):
            return to_confirm(request)
        deed = _DEEDS.get(request.POST.get("do", ""))
        if deed:
            return deed(site, request)
    context = {
        **site.each_context(request),
        "title": _("Your sign-in"),
        "has_factor": factors.has_factor(user),
        "codes_left": factors.recovery_codes_left(user),
    }
    return TemplateResponse(request, "admin/door/own.html", context)


def another_app(site, request):
    """The page on which a new app takes the place of the old one."""
    key = request.session.get(_NEW_KEY)
    if not key:
        return HttpResponseRedirect(reverse("admin:door_own"))
    if not passing.is_confirmed(request):
        return to_confirm(request)

    def accepted(response):
        del request.session[_NEW_KEY]
        request.session[sessions.FACTOR] = "totp"
        # Whoever else was signed in with the old one is no longer.
        request.session.cycle_key()
        sessions.end_all(request.user, but=request.session.session_key)
        return response

    return enrol(site, request, request.user, sealing.opened(key, request.user.pk), reverse("admin:door_own"), accepted)


def _new_app(site, request):
    request.session[_NEW_KEY] = sealing.sealed(factors.new_key(), request.user.pk)
    return HttpResponseRedirect(reverse("admin:door_another_app"))


def _new_codes(site, request):
    if not factors.has_factor(request.user):
        return HttpResponseRedirect(reverse("admin:door_own"))
    codes = factors.new_recovery_codes(request.user)
    audit.note("second factor", f"new recovery codes for {request.user.get_username()}")
    return shown_codes(site, request, codes, reverse("admin:door_own"))


def _end_others(site, request):
    count = sessions.end_all(request.user, but=request.session.session_key)
    audit.note("sign-out", f"everywhere else: {count}")
    messages.success(request, _("You are signed in here only."))
    return HttpResponseRedirect(reverse("admin:door_own"))


_DEEDS = {"app": _new_app, "codes": _new_codes, "end": _end_others}
