"""The list of records that are likely one, with the reasons; what an editor says of a pair is remembered."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from archive.admin.wording import country_names, date_in_words
from archive.models import LikenessState, open_change
from archive.models.fields import CountryField, EDTFField
from archive.review import Role, identity, role_of
from archive.text import clean

PAGE = 25
# So many new or changed records are compared when one is saved, and so many when somebody asks for it.
_AT_A_SAVE = 20
_AT_ONCE = 2000


class DuplicatePages:
    """The page of likely duplicates beside a type's list."""

    def get_urls(self):
        """With the list of duplicates, where the type is looked through for them."""
        if not identity.is_compared(self.model):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_duplicates"
        return [path("duplicates/", self.admin_site.admin_view(self.duplicates_view), name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """With the way to the duplicates."""
        shown = {"has_duplicates_page": identity.is_compared(self.model) and self.may_compare(request)}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """What is saved here is compared at once, so that the list is up to date."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        saved = getattr(request, "archive_is_saved", False) and answer.status_code == 302
        if saved and open_change.get() is None and identity.is_compared(self.model):
            # A record that goes while it is compared is not there the next time.
            with suppress(IntegrityError):
                identity.compare(self.model, limit=_AT_A_SAVE)
        return answer

    def save_related(self, request, form, formsets, change):
        """Remember that something was saved: a refusal leads away as well."""
        super().save_related(request, form, formsets, change)
        request.archive_is_saved = True

    def may_compare(self, request) -> bool:
        """Who looks for duplicates among everybody's records: editors and above."""
        role = role_of(request.user)
        return role not in (None, Role.VIEWER, Role.CONTRIBUTOR) and self.has_view_or_change_permission(request)

    def duplicates_view(self, request):
        """The pairs, `?state=different` those that were said to be different; a POST says something of one."""
        if not self.may_compare(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._say(request)
        state = request.GET.get("state")
        state = LikenessState.DIFFERENT if state == LikenessState.DIFFERENT else LikenessState.LIKELY
        rows = identity.likely(self.model, state, among=self.get_queryset(request))
        shown = Paginator(rows, PAGE).get_page(request.GET.get("p", 1))
        for pair in shown:
            pair.ends = [(end, self._facts(end)) for end in identity.ends(pair)]
            pair.because = identity.in_words(pair.reasons)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Perhaps the same: %(types)s") % {"types": self.opts.verbose_name_plural},
            "opts": self.opts,
            "pairs": shown,
            "are_different": state == LikenessState.DIFFERENT,
            "waiting": len(identity.uncompared(self.model)),
        }
        return TemplateResponse(request, "admin/archive/duplicates.html", context)

    def _facts(self, record) -> str:
        """What tells records of one name apart, in a line."""
        found = [record.get_status_display()] if hasattr(record, "status") else []
        found += [record.get_kind_display()] if hasattr(record, "kind") else []
        for field in self.opts.concrete_fields:
            value = getattr(record, field.attname)
            if value and isinstance(field, CountryField):
                found.append(country_names(value))
            elif value and isinstance(field, EDTFField):
                found.append(f"{field.verbose_name}: {date_in_words(value)}")
        return " · ".join(map(str, found))

    def _say(self, request):
        """Remember, or forget, that two records are different; or compare what is new."""
        action = request.POST.get("action")
        if action == "compare":
            left = identity.compare(self.model, limit=_AT_ONCE)
            sentence = _("Still to be compared: %(left)s.") % {"left": left}
            self.message_user(request, sentence if left else _("All of them are compared."), messages.SUCCESS)
            return HttpResponseRedirect(request.get_full_path())
        pair = self._pair(request)
        names = dict(zip(("one", "two"), identity.ends(pair), strict=True))
        if action == "different":
            identity.say_different(*identity.ends(pair), by=request.user, why=clean(request.POST.get("why", ""))[:300])
            sentence = _("“%(one)s” and “%(two)s” are different; they are not proposed again.")
        elif action == "again":
            identity.unsay_different(pair)
            identity.compare(self.model, limit=_AT_ONCE)
            sentence = _("“%(one)s” and “%(two)s” are compared like any others again.")
        else:
            raise Http404
        self.message_user(request, sentence % names, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def _pair(self, request):
        number = request.POST.get("pair", "")
        if not (number.isdecimal() and len(number) < 19):
            raise Http404
        for state in LikenessState:
            found = identity.likely(self.model, state, among=self.get_queryset(request)).filter(pk=number).first()
            if found is not None:
                return found
        raise Http404
