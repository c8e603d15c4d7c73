"""The page on which two records become one: both side by side, which stays, field by field, and what comes along."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive.admin.wording import country_names, date_in_words
from archive.models import Citation, Merge, MergeState
from archive.models.fields import CountriesField, CountryField, EDTFField
from archive.models.guard import Guarded
from archive.models.links import key_to
from archive.review import NotAllowed, identity
from archive.text import clean, whole_number
from archive.writing import Stale

# So many records are offered for a search.
_FOUND = 20


@dataclass(slots=True)
class Row:
    """One field on the merge page: both values in words with their testimony, and which is chosen."""

    side: identity.Side
    name: str
    label: str
    stays: str
    goes: str
    chosen: str
    testimony: list = field(default_factory=list)


class MergePages:
    """The merge of a record with another of its type, on a page of its own."""

    def get_urls(self):
        """With the merge page, before Django's own pages, which take any path for a key."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        own = path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name)
        return [own, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the records that may be the same as this one."""
        if obj is not None and identity.right_to_merge(request.user, obj) is not identity.Right.NO:
            context["alike"] = identity.alike(obj, among=self.get_queryset(request))
            context["merge_address"] = self._merge_address(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def merge_view(self, request, object_id):
        """Without `?with=` the choice of the other record; with it both side by side; a POST merges or proposes."""
        stays = self.get_object(request, unquote(object_id))
        if stays is None or not self.has_view_or_change_permission(request, stays):
            raise Http404
        goes = self._other(request, stays)
        if goes is None:
            if "with" in request.GET:
                return self._gone(request, stays)
            return self._choose(request, stays)
        right = identity.right_to_merge(request.user, stays, goes)
        if right is identity.Right.NO:
            raise PermissionDenied
        if request.method == "POST":
            return self._merge(request, stays, goes, right)
        return self._side_by_side(request, stays, goes, right)

    def _other(self, request, stays):
        number = whole_number(request.GET.get("with", ""))
        if number is None or number == stays.pk:
            return None
        return self.get_queryset(request).filter(pk=number).first()

    def _gone(self, request, stays):
        """The other record is not there: merged already, perhaps by a second click."""
        number = whole_number(request.GET["with"])
        known = Merge.objects.filter(record_type=self.model.address, stays_pk=stays.pk, state=MergeState.DONE)
        done = known.filter(goes_pk=number).first() if number is not None else None
        if done is None:
            raise Http404
        sentence = _("“%(goes)s” was merged into this record already.")
        self.message_user(request, sentence % {"goes": done.goes_name}, messages.INFO)
        return HttpResponseRedirect(self.address_of("change", stays.pk))

    def _choose(self, request, record):
        """The page that asks with which record to merge."""
        if identity.right_to_merge(request.user, record) is identity.Right.NO:
            raise PermissionDenied
        query, among = clean(request.GET.get("q", ""))[:200], self.get_queryset(request)
        found = among.matching(query).exclude(pk=record.pk)[:_FOUND] if query else ()
        alike = identity.alike(record, among=among)
        title = _("Merge %(record)s with another record") % {"record": record}
        return self.page_about(request, record, "merge_choose", title, query=query, found=found, alike=alike)

    def _side_by_side(self, request, stays, goes, right, typed=None):
        proposal = self._proposal(request, stays, goes)
        choices = _choices(typed) if typed is not None else proposal.choices if proposal else {}
        title = _("Merge %(goes)s into %(stays)s") % {"goes": goes, "stays": stays}
        return self.page_about(
            request,
            stays,
            "merge",
            title,
            stays=stays,
            goes=goes,
            rows=rows_of(stays, goes, choices),
            names=[_names(record) for record in (stays, goes)],
            moves=_moves(goes),
            overlaps=_overlaps(stays, goes),
            obstacles=identity.obstacles(stays, goes),
            proposes=right is identity.Right.PROPOSE,
            proposal=proposal,
            why=typed.get("why", "") if typed is not None else "",
            seen=identity.seen(stays, goes),
            other_way=self._merge_address(goes, stays),
        )

    def _merge(self, request, stays, goes, right):
        told = {"by": request.user, "why": clean(request.POST.get("why", ""))[:300]}
        choices, expected = _choices(request.POST), request.POST.get("seen", "")
        proposal = self._proposal(request, stays, goes)
        try:
            if proposal:
                identity.accept(proposal, choices=choices, expected=expected, **told)
            elif right is identity.Right.DO:
                identity.merge(stays, goes, choices=choices, expected=expected, **told)
            else:
                raise identity.OnlyProposed
        except identity.OnlyProposed as refusal:
            if not proposal:
                return self._propose(request, stays, goes, choices, told)
            sentence = str(refusal)
        except (Stale, IntegrityError):
            sentence = _("Somebody else has changed one of the two since you opened this page. Nothing was saved: "
                         "look at both again.")  # fmt: skip
        except (NotAllowed, identity.NotMergeable) as refusal:
            sentence = str(refusal)
        else:
            sentence = _("“%(goes)s” is part of this record now, and its address leads here.") % {"goes": goes}
            self.message_user(request, sentence, messages.SUCCESS)
            return HttpResponseRedirect(self.address_of("change", stays.pk))
        return self._again(request, stays, goes, right, sentence)

    def _propose(self, request, stays, goes, choices, told):
        try:
            proposal = identity.propose(stays, goes, choices=choices, **told)
        except (NotAllowed, identity.NotMergeable) as refusal:
            return self._again(request, stays, goes, identity.Right.PROPOSE, str(refusal))
        self.message_user(request, _("The merge waits for a reviewer; until then nothing changes."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:archive_merge_page", args=[proposal.pk]))

    def _again(self, request, stays, goes, right, sentence):
        """The page once more, with what was chosen and written, and the reason why it was not done."""
        self.message_user(request, sentence, messages.ERROR)
        both = [self.get_queryset(request).filter(pk=record.pk).first() for record in (stays, goes)]
        if None in both:
            return HttpResponseRedirect(self.address_of("changelist"))
        return self._side_by_side(request, *both, right, typed=request.POST)

    def _proposal(self, request, stays, goes):
        """The waiting proposal that is being decided on, `?proposal=`, if it is of these two."""
        number = whole_number(request.GET.get("proposal", ""))
        if number is None:
            return None
        known = {"record_type": self.model.address, "stays_pk": stays.pk, "goes_pk": goes.pk}
        return Merge.objects.filter(pk=number, state=MergeState.PROPOSED, **known).first()

    def _merge_address(self, record, other=None):
        address = self.address_of("merge", record.pk)
        return f"{address}?with={other.pk}" if other else address


def _choices(posted) -> dict[str, str]:
    """Which value of each column is taken, from the form's `choose_…` fields."""
    found = {name.removeprefix("choose_"): value for name, value in posted.items() if name.startswith("choose_")}
    return {name: value for name, value in found.items() if value in identity.Taken.values}


def rows_of(stays, goes, choices) -> list[Row]:
    """The fields of the merge page in the order of the model, each with the testimony of both records."""
    testimony = [_testimony(record) for record in (stays, goes)]
    rows, shown = [], set()
    for side in identity.sides(stays, goes):
        name = side.field.name
        row = Row(side, name, _label(side.field), *(in_words(r, side.field) for r in (stays, goes)), "")
        row.chosen = str(identity.chosen(side, choices))
        stem = next((s for s in (name, name[:-3]) if any(s in found for found in testimony)), None)
        if stem and stem not in shown:
            shown.add(stem)
            row.testimony = [found.get(stem, []) for found in testimony]
        rows.append(row)
    # What a record is called says more than the order of its columns.
    return sorted(rows, key=lambda row: not row.name.startswith(("name_", "title_")))


def _label(column) -> str:
    language = getattr(column, "_translated_field_language_code", None)
    name = capfirst(str(column.verbose_name))
    return f"{name} ({language})" if language else name


def in_words(record, column) -> str:
    """A column's value in the editor's language."""
    value = getattr(record, column.attname)
    if value in (None, ""):
        return ""
    if column.is_relation:
        return str(getattr(record, column.name))
    if isinstance(column, CountryField | CountriesField):
        return country_names(value)
    if isinstance(column, EDTFField):
        return date_in_words(value)
    return str(getattr(record, f"get_{column.name}_display")()) if column.choices else str(value)


def _testimony(record) -> dict[str, list]:
    """The citations of a record by field."""
    key, found = key_to(Citation, type(record)), defaultdict(list)
    if key:
        rows = Citation.objects.filter(**{key: record.pk}).select_related("source").order_by("pk")
        for citation in rows:
            found[citation.field].append(citation)
    return found


def _names(record) -> list[str]:
    """The forms of a record's name, with their languages."""
    if not hasattr(record, "names"):
        return []
    return [f"{form.text} ({form.language})" if form.language else form.text for form in record.names.all()]


def _moves(goes) -> list[tuple[str, int]]:
    """What hangs on the record that goes or links to it: (its name in words, how many)."""
    found = defaultdict(int)
    for model, key in identity.relations(type(goes)):
        if issubclass(model, Guarded) or model._meta.auto_created:
            number = model._base_manager.filter(**{key: goes.pk}).count()
            owner = _owner(model) if model._meta.auto_created else model
            found[capfirst(str(owner._meta.verbose_name_plural))] += number
    return [(name, number) for name, number in found.items() if number]


def _owner(through):
    """The type whose list a table of links holds."""
    return next(f.remote_field.model for f in through._meta.fields if f.is_relation)


def _overlaps(stays, goes) -> list[tuple[str, str, str, str]]:
    """(row, column, what stays, what is given up) where the same row of both says something else."""
    return [
        (str(each.row), _label(each.field), str(each.kept), str(each.dropped))
        for each in identity.overlaps(stays, goes)
    ]
