"""The pages of the door: sign-in, code, setting up a second factor, and showing again who one is."""

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import audit
from archive.door import factors, guessing, passing
from archive.door.forms import CodeForm, PasswordForm, SignInForm


def wait_in_words(seconds) -> str:
    """The sentence for somebody who has tried too often."""
    minutes = -(-seconds // 60)
    again = ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", minutes) % {"count": minutes}
    return _("There were too many attempts.") + " " + again


def put_off(response, refusal):
    """429 (RFC 6585): when the next attempt is looked at."""
    response.status_code = 429
    response["Retry-After"] = str(refusal.seconds)
    return response


def way_on(request, address) -> str:
    """An address of this site, else the desk."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else reverse("admin:index")


class SignInView(LoginView):
    """Name and password. Nobody is signed in by them alone, unless this archive asks for no more."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def post(self, request, *args, **kwargs):
        """Look at name and password, unless too many were looked at lately."""
        # As the form reads it, or each way of writing the same name would have an allowance of its own.
        name = SignInForm.base_fields["username"].to_python(request.POST.get("username", "")[:200])[:150]
        try:
            attempt = guessing.attempt(request, "password", name)
        except guessing.TooMany as refusal:
            audit.note("sign-in", "too many attempts", who=name, refused=True, kept=False)
            form = self.form_class(request, initial={"username": name})
            shown = self.get_context_data(form=form, refusal=wait_in_words(refusal.seconds))
            return put_off(self.render_to_response(shown), refusal)
        form = self.get_form()
        if not form.is_valid():
            audit.note("sign-in", "wrong password", who=name, refused=True)
            return self.form_invalid(form)
        attempt.delete()
        return self.form_valid(form)

    def form_valid(self, form):
        """On to the second factor, to setting it up, or in."""
        user, then = form.get_user(), self.get_success_url()
        has_factor = factors.has_factor(user)
        if not (has_factor or settings.REQUIRE_SECOND_FACTOR):
            return let_in(self.request, user, "", then)
        passing.begin(self.request, user, then)
        return HttpResponseRedirect(reverse("admin:door_code" if has_factor else "admin:door_set_up"))

    def get_default_redirect_url(self):
        """The desk."""
        return reverse("admin:index")


def sign_in(site, request):
    """The first page: name and password."""
    if request.method == "GET" and site.has_permission(request):
        return HttpResponseRedirect(reverse("admin:index"))
    then = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    context = {**site.each_context(request), "title": _("Log in"), "app_path": request.get_full_path(),
               "subtitle": None, REDIRECT_FIELD_NAME: way_on(request, then)}  # fmt: skip
    return SignInView.as_view(extra_context=context)(request)


def let_in(request, user, factor, then):
    """Signed in, and on to where they were going; the browser is known from now on."""
    passing.let_in(request, user, factor)
    response = HttpResponseRedirect(then)
    guessing.know(request, response, user.get_username())
    return response


def code(site, request):
    """The second page: a code, of somebody who has given the password."""
    user = passing.pending(request)
    if user is None or not factors.has_factor(user):
        return HttpResponseRedirect(reverse("admin:login"))
    then = passing.pending_then(request)

    def accepted(factor):
        return let_in(request, user, factor, then)

    return _ask(site, request, user, "admin/door/code.html", {"title": _("Second factor")}, accepted)


def _ask(site, request, user, template, context, accepted, count=guessing.attempt):
    """A page that asks for a code, or for the password of somebody without a factor; `accepted(factor)` answers."""
    has_factor = factors.has_factor(user)
    form = (CodeForm if has_factor else PasswordForm)(request.POST or None)
    context = {**site.each_context(request), **context, "form": form, "has_factor": has_factor}
    if has_factor and not factors.is_readable(user):
        audit.note("code", "sealed with another SECRET_KEY", who=user.get_username(), refused=True, kept=False)
        return TemplateResponse(request, template, context | {"refusal": _unreadable()}, status=503)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = count(request, "code", user.get_username())
        except guessing.TooMany as refusal:
            audit.note("code", "too many attempts", who=user.get_username(), refused=True, kept=False)
            context["refusal"] = wait_in_words(refusal.seconds)
            return put_off(TemplateResponse(request, template, context), refusal)
        factor = _shown(user, has_factor, form.cleaned_data["code"])
        if factor is not None:
            attempt.delete()
            return accepted(factor)
        audit.note("code", "wrong code" if has_factor else "wrong password", who=user.get_username(), refused=True)
        form.add_error("code", _wrong(has_factor))
    return TemplateResponse(request, template, context)


def _shown(user, has_factor, text):
    """The factor that was shown, empty for a password; None where it is wrong."""
    if has_factor:
        return factors.accept(user, text) or None
    return "" if user.check_password(text) else None


def _wrong(has_factor):
    if not has_factor:
        return _("That is not your password. Type it again.")
    return _("That is no code of yours, or it was used already. Wait for the next one, or use a recovery code.")


def _unreadable():
    return _(
        "The archive has another SECRET_KEY than when your second factor was set up, and cannot read it; no code is "
        "taken. Tell whoever runs the archive: with the old key in SECRET_KEY_FALLBACKS your codes work again, or an "
        "administrator takes the second factor away and you set up a new one."
    )


def set_up(site, request):
    """The page on which somebody who has given the password sets up the second factor, before anything else."""
    user = passing.pending(request)
    if user is None or factors.has_factor(user):
        return HttpResponseRedirect(reverse("admin:login"))
    then = passing.pending_then(request)

    def accepted(response):
        passing.let_in(request, user, "totp")
        guessing.know(request, response, user.get_username())
        return response

    return enrol(site, request, user, passing.pending_key(request), then, accepted)


def enrol(site, request, user, key, then, accepted):
    """Show the secret, take the first code of it, and show the recovery codes, once; `accepted` sees that answer."""
    form = CodeForm(request.POST or None)
    context = {**site.each_context(request), "title": _("Set up the second factor"), "form": form, "account": user}
    if request.method == "POST" and form.is_valid():
        codes = factors.take(user, key, form.cleaned_data["code"])
        if codes:
            audit.note("second factor", f"set up for {user.get_username()}", who=user.get_username())
            return accepted(shown_codes(site, request, codes, then))
        form.add_error(
            "code",
            _("That is not the code that the app shows now. Check the clock of the phone and type the next one."),
        )
    context |= {"picture": factors.picture(user, key), "secret": factors.secret_in_words(key)}
    return TemplateResponse(request, "admin/door/set_up.html", context)


def shown_codes(site, request, codes, then):
    """New recovery codes, which are shown this once."""
    context = {**site.each_context(request), "title": _("Recovery codes"), "codes": codes, "then": then}
    return TemplateResponse(request, "admin/door/recovery_codes.html", context)


def confirm(site, request):
    """Somebody who is signed in shows again who they are, before something that matters."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    then = way_on(request, asked)

    def accepted(factor):
        passing.confirm(request)
        return HttpResponseRedirect(then)

    context = {"title": _("Confirm that it is you"), REDIRECT_FIELD_NAME: then}
    return _ask(site, request, request.user, "admin/door/confirm.html", context, accepted, guessing.attempt_again)


def to_confirm(request):
    """The way to that page and back."""
    back = QueryDict(mutable=True)
    back[REDIRECT_FIELD_NAME] = request.get_full_path()
    return HttpResponseRedirect(f"{reverse('admin:door_confirm')}?{back.urlencode(safe='/')}")
