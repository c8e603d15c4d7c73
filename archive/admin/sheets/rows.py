"""The page on which an import is looked through: every row, every cell that would change, and what is done with it."""

import hashlib
import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.admin.sheets import beginning, cells
from archive.admin.sheets.rights import lacking, seen_by, type_words, types_written
from archive.admin.sheets.upload import FileForm, SourceForm
from archive.models import BatchState, ImportBatch, RowChoice
from archive.review import Role, role_of
from archive.spreadsheets import SHEETS, Kind, staging
from archive.spreadsheets.staging import NotReady

PAGE = 50
# So many rows are decided about in one statement.
_SET = 5_000
CHOICES = ("", *RowChoice.values)


class Filter:
    """Which rows of an import are looked at: of one kind, of one type, with some text in them."""

    def __init__(self, query: QueryDict):
        self.kind = query.get("kind", "") if query.get("kind") in Kind.values else ""
        self.type = query.get("type", "") if query.get("type") in SHEETS else ""
        self.words = query.get("q", "").strip()[:200]
        self.page = query.get("p", "1")

    def rows(self, batch):
        """The rows that it lets through, in the order of storing."""
        rows = staging.rows_of(batch, kinds=[self.kind] if self.kind else (), search=self.words)
        return rows.filter(type=self.type) if self.type else rows

    def query(self, **changes) -> str:
        """The query string of an address, with some of the filter changed."""
        values = {"kind": self.kind, "type": self.type, "q": self.words, **changes}
        found = QueryDict(mutable=True)
        found.update({name: value for name, value in values.items() if value})
        return f"?{found.urlencode()}" if found else "?"


def seen(batch) -> str:
    """A checksum of what the page shows: of the file, its mapping, and what the comparison found."""
    said = [batch.sha256, batch.mapping, batch.source_id, batch.choice, batch.counts]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def rows_view(admin, request, batch):
    """The rows of an import that waits, some at a time."""
    chosen = Filter(request.GET)
    page = Paginator(chosen.rows(batch), PAGE).get_page(chosen.page)
    shown = cells.shown(list(page.object_list), batch)
    context = {
        "filter": chosen,
        "page": page,
        "rows": shown,
        "kinds": _kinds(batch, chosen),
        "types": _types(batch, chosen),
        "address": chosen.query(),
        "bulk": [("", _("as the import says")), *_bulk(batch)],
        "seen": seen(batch),
        "origin": SourceForm(initial={"source": batch.source_id, "choice": batch.choice}, user=request.user),
        "replacement": FileForm(),
        **standing(request, batch),
    }
    context["origin"].fields["source"].widget.known = batch.source
    context["media"] = admin.media + context["origin"].media
    return admin.batch_page(request, batch, "import_rows", "rows", **context)


def standing(request, batch) -> dict:
    """What stands in the way of applying an import, and what applying it would write."""
    found = staging.findings(batch)
    return {
        "in_the_way": staging.in_the_way(batch).count(),
        "writes": staging.given_to(batch),
        "lacking": lacking(request.user, types_written(batch)),
        "unknown": len(found.unknown),
        "left_out": found.left_out[:50],
        "earlier": _earlier(batch, request.user),
        "otherwise": found.otherwise,
        "proposed": batch.counts.get(Kind.PROPOSED, 0),
        "needs_why": needs_why(batch, request.user),
    }


def needs_why(batch, user) -> bool:
    """Whether applying changes at once what readers see, which an administrator gives a reason for."""
    return bool(batch.findings.get("seen_at_once")) and role_of(user) is Role.ADMINISTRATOR


def _earlier(batch, user):
    """The import of the very same file that was applied before, or None."""
    same = seen_by(user, ImportBatch.objects.filter(sha256=batch.sha256, type=batch.type, state=BatchState.APPLIED))
    return same.only("pk", "file_name", "applied_at", "user_name").first()


def _kinds(batch, chosen):
    """(words, count, address, whether it is looked at) of each kind of row that there is."""
    counts = _of_type(batch, chosen.type)
    every = [("", _("all"), sum(counts.get(kind, 0) for kind in Kind.values))]
    every += [(kind.value, kind.label, counts.get(kind.value, 0)) for kind in Kind]
    return [
        (words, count, chosen.query(kind=kind), kind == chosen.kind)
        for kind, words, count in every
        if count or kind in ("", chosen.kind)
    ]


def _of_type(batch, type):
    """The counts of one type of record among the rows, or of all."""
    if not type:
        return batch.counts
    return next((sheet["counts"] for sheet in batch.findings.get("sheets", ()) if sheet["type"] == type), {})


def _types(batch, chosen):
    """The same for the types of record, where there is more than one."""
    sheets = batch.findings.get("sheets", ())
    if len(sheets) < 2:
        return []
    found = [(_("all types"), None, chosen.query(type=""), not chosen.type)]
    for sheet in sheets:
        count = sum(sheet["counts"].values())
        found.append((type_words(sheet["type"]), count, chosen.query(type=sheet["type"]), sheet["type"] == chosen.type))
    return found


def _bulk(batch):
    return [
        (choice.value, str(choice.label)) for choice in RowChoice if choice != RowChoice.TESTIMONY or batch.source_id
    ]


def choose_view(admin, request, batch):
    """What is done with single rows, or with all that are listed."""
    chosen = Filter(request.GET)
    back = beginning.page_of(batch) + chosen.query(p=chosen.page if chosen.page != "1" else "")
    try:
        count = _all(request, batch, chosen) if "_all" in request.POST else _each(request, batch)
    except NotReady as refusal:
        admin.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(back)
    sentence = ngettext("%(count)d row was decided.", "%(count)d rows were decided.", count) % {"count": count}
    admin.message_user(request, sentence, messages.SUCCESS if count else messages.INFO)
    return HttpResponseRedirect(back)


def _all(request, batch, chosen):
    choice = request.POST.get("bulk", "")
    if choice not in CHOICES:
        return 0
    rows = chosen.rows(batch).filter(kind__in=[Kind.NEW, Kind.CHANGED, Kind.PROPOSED, Kind.FAILED])
    if choice not in ("", RowChoice.LEAVE_OUT):
        rows = rows.exclude(kind=Kind.FAILED)
    return _decide(batch, choice, list(rows.values_list("position", flat=True)))


def _each(request, batch):
    """Take over what was changed on the page; the rest stays as it is."""
    said = {
        int(name.removeprefix("choice-")): value
        for name, value in request.POST.items()
        if name.startswith("choice-") and name.removeprefix("choice-").isdecimal() and value in CHOICES
    }
    said = dict(list(said.items())[: PAGE * 4])
    stored = dict(
        staging.rows_of(batch).filter(position__in=[p for p in said if p < 2**31]).values_list("position", "choice")
    )
    changed = {position: choice for position, choice in said.items() if stored.get(position, choice) != choice}
    return sum(
        _decide(batch, choice, [p for p, c in changed.items() if c == choice]) for choice in set(changed.values())
    )


def _decide(batch, choice, positions):
    return sum(
        staging.choose(batch, choice, positions[start : start + _SET]) for start in range(0, len(positions), _SET)
    )
