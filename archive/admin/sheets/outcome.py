"""What an import has come to: its numbers, the records that it wrote, and what an undo has kept."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.admin.sheets.rights import may_undo, type_words
from archive.models import RECORD_ARC, BatchState, Place, Proposal, Revision, arc_name, record_type
from archive.spreadsheets import kept_by
from archive.undoing import CHANGES

PAGE = 50


def numbers(batch) -> str:
    """The counts of an import in words, without those that are nought: `120 new, 3 changed`."""
    words = {
        "new": _("%(n)s new"),
        "changed": _("%(n)s changed"),
        "unchanged": _("%(n)s unchanged"),
        "skipped": _("%(n)s skipped"),
        "failed": _("%(n)s failed"),
        "left_out": _("%(n)s left out"),
        "proposed": _("%(n)s proposed"),
        "taken_back": _("%(n)s proposals taken back"),
        "deleted": _("%(n)s deleted"),
        "restored": _("%(n)s put back"),
        "recreated": _("%(n)s made again"),
        "kept": _("%(n)s kept"),
    }
    found = [words[name] % {"n": f"{count:,}"} for name, count in batch.counts.items() if name in words and count]
    return ", ".join(found) or (_("nothing") if batch.counts else "")


@dataclass(slots=True)
class Written:
    """A record that an import wrote."""

    type: str
    slug: str
    address: str
    state: str
    number: object


def outcome_view(admin, request, batch):
    """The page of an import that was applied, or undone since."""
    page = Paginator(_versions(batch), PAGE).get_page(request.GET.get("p"))
    undone_by = getattr(batch, "undone_by", None) if batch.state == BatchState.UNDONE else None
    is_undo = batch.undoes_id or batch.type == CHANGES
    kept = Paginator(kept_by(batch), PAGE).get_page(request.GET.get("k")) if is_undo else None
    context = {
        "page": page,
        "written": [_written(version) for version in page.object_list],
        "places": _places(batch),
        "proposals": proposals_of(batch, request),
        "kept": kept,
        "numbers": numbers(batch),
        "undone_by": undone_by,
        "may_undo": batch.state == BatchState.APPLIED and may_undo(request.user, batch),
        "refusal": batch.message,
    }
    return admin.batch_page(request, batch, "import_outcome", "done", **context)


def proposals_of(batch, request):
    """The proposals that an import has made, some at a time."""
    rows = Proposal.objects.filter(batch=batch).select_related(*RECORD_ARC).defer("snapshot").order_by("pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("r"))
    for proposal in page:
        proposal.of_type = type_words(type(proposal.record).address)
    return page


def _versions(batch):
    keys = [f"{key}_id" for key in RECORD_ARC]
    columns = ("record_type", "slug", "number", "deleted", *keys)
    return Revision.objects.filter(batch=batch).order_by("pk").values(*columns)


def _written(version):
    model = record_type(version["record_type"])
    pk = version[f"{arc_name(model)}_id"] if model else None
    address = reverse(f"admin:archive_{model._meta.model_name}_change", args=[pk]) if pk else ""
    state = _("deleted") if version["deleted"] else _("new") if version["number"] == 1 else _("changed")
    return Written(type_words(version["record_type"]), version["slug"], address, state, version["number"])


def _places(batch):
    """The first places that an import wrote, which have no versions, and how many there are."""
    first = {int(pk): states for pk, states in list(batch.places.items())[:PAGE]}
    there = set(Place.objects.filter(pk__in=first).values_list("pk", flat=True)) if first else set()
    shown = []
    for pk, (before, after) in first.items():
        address = reverse("admin:archive_place_change", args=[pk]) if pk in there else ""
        state = _("new") if before is None else _("deleted") if after is None else _("changed")
        shown.append(Written(type_words("places"), (after or before or {}).get("slug", ""), address, state, ""))
    return {"shown": shown, "count": len(batch.places), "more": len(batch.places) - len(shown)}
