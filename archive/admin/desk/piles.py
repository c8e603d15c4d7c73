"""What waits for one person: work returned to them, what they are to decide, what they have begun."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from archive.admin.desk.counting import MOST, bounded, in_words
from archive.admin.sheets.rights import importable
from archive.models import (
    RECORD_ARC,
    RECORD_TYPES,
    BatchState,
    Correction,
    CorrectionState,
    Discrepancy,
    DiscrepancyState,
    ImportBatch,
    Likeness,
    LikenessState,
    Merge,
    MergeState,
    Place,
    Proposal,
    ProposalState,
    Revision,
    Status,
    arc_name,
)
from archive.models.wording import label
from archive.review import Role, identity, returned_to, role_of

# So many of each pile are listed on the first page, and so many on the page of all that waits.
FEW, MANY = 6, 100
_DECIDING = (Role.REVIEWER, Role.ADMINISTRATOR)


@dataclass(slots=True)
class Pile:
    """Some things of one kind that wait: the first of them, how many there are, and where all of them are listed."""

    title: str
    number: int = 0
    # (address, words, what else is known of it)
    items: list[tuple[str, str, str]] = field(default_factory=list)
    # (words, address) of the lists that hold all of them.
    lists: list[tuple[str, str]] = field(default_factory=list)

    @property
    def count(self) -> str:
        """How many there are, in words."""
        return in_words(self.number)

    @property
    def has_more(self) -> bool:
        """Whether some are not listed."""
        return self.number > len(self.items)


def piles(user, shown=FEW) -> list[Pile]:
    """What waits for this person, most urgent first; the number of queries does not grow with the archive."""
    role = role_of(user)
    if role in (None, Role.VIEWER):
        return []
    found = [_returned_drafts(user, shown), _returned(user, shown), _returned_merges(user, shown)]
    if role in _DECIDING:
        found += [_to_decide(user, shown), _merges_to_decide(user, shown), _in_review(user, role, shown)]
    found += [_imports(user, shown)]
    if role is not Role.CONTRIBUTOR:
        found += [_corrections(shown), _open_discrepancies(shown), _alike(shown)]
    found += [_own_drafts(user, shown), _own_waiting(user, shown)]
    if role is not Role.ADMINISTRATOR:
        found.append(_own_in_review(user, shown))
    return [pile for pile in found if pile.number]


def _gathered(rows, shown, read=None):
    """The first rows and how many there are; counted only where there are more than are shown.

    `read` is what they are read from by their keys, in the same order; else the rows themselves.
    """
    # Sorted by key alone, so that only those shown are read in their full width and with what they link to.
    pks = list(rows.values_list("pk", flat=True)[: shown + 1])
    first = list((rows if read is None else read).filter(pk__in=pks[:shown])) if pks else []
    return first, len(pks) if len(pks) <= shown else bounded(rows)


def _list(model, query=""):
    return reverse(f"admin:archive_{model._meta.model_name}_changelist") + query


def _short(words):
    return Truncator(words).chars(110)


# Proposals and merges


def _proposals(title, rows, shown, query, user):
    rows = rows.select_related(*RECORD_ARC).defer("snapshot").order_by("created_at")
    first, number = _gathered(rows, shown)
    pages = [reverse("admin:archive_proposal_page", args=[proposal.pk]) for proposal in first]
    words = [_short(proposal.answer or proposal.reason or proposal.author_name) for proposal in first]
    items = [(page, str(p.record), more) for page, p, more in zip(pages, first, words, strict=True)]
    lists = [(_("All of them"), _list(Proposal, query))] if user.has_perm("archive.view_proposal") else []
    return Pile(title, number, items, lists)


def _returned(user, shown):
    rows = Proposal.objects.filter(author=user, state=ProposalState.RETURNED)
    query = f"?state__exact=returned&author__exact={user.pk}"
    return _proposals(_("Returned to you: proposals"), rows, shown, query, user)


def _returned_drafts(user, shown):
    rows = returned_to(user)
    pages = [reverse(f"admin:archive_{row._meta.model_name}_change", args=[row.pk]) for row in rows[:shown]]
    items = [(page, str(row), _short(row.returned_because)) for page, row in zip(pages, rows, strict=False)]
    return Pile(_("Returned to you: drafts"), len(rows), items)


def _to_decide(user, shown):
    rows = Proposal.objects.filter(state=ProposalState.WAITING).exclude(author=user)
    return _proposals(_("Proposals to decide on"), rows, shown, "?state__exact=waiting", user)


def _own_waiting(user, shown):
    rows = Proposal.objects.filter(state=ProposalState.WAITING, author=user)
    query = f"?state__exact=waiting&author__exact={user.pk}"
    return _proposals(_("Your proposals that wait for a reviewer"), rows, shown, query, user)


def _merges(title, rows, shown, query):
    first, number = _gathered(rows.defer("journal").order_by("pk"), shown)
    items = [
        (reverse("admin:archive_merge_page", args=[merge.pk]), str(merge), _short(merge.answer or merge.reason))
        for merge in first
    ]
    return Pile(title, number, items, [(_("All of them"), _list(Merge, query))])


def _returned_merges(user, shown):
    rows = Merge.objects.filter(author=user, state=MergeState.RETURNED)
    return _merges(_("Returned to you: merges"), rows, shown, "?state__exact=returned")


def _merges_to_decide(user, shown):
    rows = Merge.objects.filter(state=MergeState.PROPOSED).exclude(author=user)
    return _merges(_("Merges to decide on"), rows, shown, "?state__exact=proposed")


# Records


def _records(title, rows_of, shown, query):
    """One pile of the records of all types, changed last first."""
    items, lists, total = [], [], 0
    for model in RECORD_TYPES:
        order = ("-updated_at", "-pk")
        plain = model.objects.defer("search_text", "note").order_by(*order)
        first, number = _gathered(rows_of(model).order_by(*order), shown, plain)
        if number:
            items += first
            words = _("%(types)s: %(number)s") % {"types": model._meta.verbose_name_plural, "number": in_words(number)}
            lists.append((words, _list(model, query)))
            total += number
    items.sort(key=lambda record: record.updated_at, reverse=True)
    return Pile(title, min(total, MOST + 1), [_line(record) for record in items[:shown]], lists)


def _line(record):
    name, number = record._meta.model_name, record.uncited + record.unsupported
    more = str(record._meta.verbose_name)
    if number:
        more += " · " + _("facts without published evidence: %(number)s") % {"number": number}
    return reverse(f"admin:archive_{name}_change", args=[record.pk]), str(record), more


def _version(model, **which):
    """Whether a record has a version like this, asked record by record through the index of its versions."""
    return Exists(Revision.objects.filter(**{arc_name(model): OuterRef("pk")}, **which))


def _in_review(user, role, shown):
    def rows(model):
        found = model.objects.filter(status=Status.IN_REVIEW)
        # Nobody but an administrator decides on their own work.
        own = _version(model, number=OuterRef("revision"), author=user)
        return found if role is Role.ADMINISTRATOR else found.exclude(own)

    return _records(_("Records to review"), rows, shown, "?status__exact=in_review")


def _own_in_review(user, shown):
    def rows(model):
        return model.objects.begun_by(user).filter(status=Status.IN_REVIEW)

    return _records(_("Your records that wait for a reviewer"), rows, shown, "?status__exact=in_review")


def _own_drafts(user, shown):
    def rows(model):
        return model.objects.begun_by(user).filter(status=Status.DRAFT)

    return _records(_("Your drafts"), rows, shown, "?status__exact=draft")


# Imports, corrections, disagreements, duplicates


def _imports(user, shown):
    """What this person has uploaded and not ended."""
    states = (BatchState.UPLOADED, BatchState.STAGED)
    rows = ImportBatch.objects.filter(user=user, state__in=states, type__in=importable(user))
    first, number = _gathered(rows.defer("content", "outline", "findings").order_by("-pk"), shown)
    items = [
        (reverse("admin:archive_importbatch_change", args=[b.pk]), str(b), _short(b.message or b.get_state_display()))
        for b in first
    ]
    return Pile(_("Your imports that wait or failed"), number, items, [(_("All imports"), _list(ImportBatch))])


def _corrections(shown):
    """What readers say that records should say, the oldest first."""
    rows = Correction.objects.filter(state=CorrectionState.WAITING).select_related(*RECORD_ARC).order_by("pk")
    first, number = _gathered(rows, shown)
    items = [
        (reverse("admin:archive_correction_change", args=[c.pk]), str(c.record), _short(c.proposed)) for c in first
    ]
    lists = [(_("All of them"), _list(Correction, "?state__exact=waiting"))]
    return Pile(_("Corrections that readers propose"), number, items, lists)


def _open_discrepancies(shown):
    rows = Discrepancy.objects.filter(state=DiscrepancyState.OPEN).select_related(*RECORD_ARC).order_by("found_at")
    first, number = _gathered(rows, shown)
    items = [
        (reverse("admin:archive_discrepancy_change", args=[d.pk]), str(d.record), label(type(d.record), d.field))
        for d in first
    ]
    return Pile(_("Where sources disagree"), number, items, [(_("All of them, side by side"), _list(Discrepancy))])


def _alike(shown):
    """Pairs that may be one, of all types that are compared."""
    rows = Likeness.objects.filter(state=LikenessState.LIKELY).select_related(*Likeness.ARC).order_by("-score", "pk")
    first, number = _gathered(rows, shown)
    items = []
    for pair in first:
        one, other = identity.ends(pair)
        address = reverse(f"admin:archive_{one._meta.model_name}_merge", args=[one.pk]) + f"?with={other.pk}"
        items.append((address, f"{one} – {other}", _short("; ".join(identity.in_words(pair.reasons)))))
    lists = [
        (str(model._meta.verbose_name_plural), reverse(f"admin:archive_{model._meta.model_name}_duplicates"))
        for model in (*RECORD_TYPES, Place)
        if identity.is_compared(model)
    ]
    return Pile(_("Perhaps one and the same"), number, items, lists)
