"""What the rows of a sheet may do in somebody's name: at once, as a proposal, or not at all; told for many rows."""

from collections import defaultdict
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.db import models
from django.utils.translation import gettext as _

from archive.models import Place, Posting, Proposal, ProposalState, Revision, Status, arc_name
from archive.models.base import Record
from archive.models.links import key_to
from archive.models.sets import keys
from archive.review.rights import PUBLIC, Role, role_of
from archive.spreadsheets.planning.base import Kind, deed
from archive.spreadsheets.resources import RecordResource
from archive.spreadsheets.resources.base import named_in_public

# How a sheet moves a record that is stored, and whether that is a reviewer's decision. Any other way would take from
# readers what they have seen, or show them what nobody has looked at.
_MOVES = {
    (Status.DRAFT, Status.IN_REVIEW): False,
    (Status.DRAFT, Status.PUBLISHED): True,
    (Status.IN_REVIEW, Status.PUBLISHED): True,
    (Status.WITHDRAWN, Status.PUBLISHED): True,
    (Status.PUBLISHED, Status.WITHDRAWN): True,
}
_DECIDING = (Role.REVIEWER, Role.ADMINISTRATOR)
_TRUSTED = (Role.EDITOR, *_DECIDING)


class Verdict(NamedTuple):
    """What a row may do: nothing, with the column and the sentence that says why, else at once or as a proposal.

    `is_public`: whether readers would see the change at once.
    """

    sentence: str = ""
    column: str = ""
    proposed: bool = False
    is_public: bool = False


AT_ONCE, TO_PROPOSE, SEEN_AT_ONCE = Verdict(), Verdict(proposed=True), Verdict(is_public=True)


class Rights:
    """What this person's rows of one sheet may do; None may do anything, as the archive itself does."""

    def __init__(self, by, resource, last_keys=None):
        self.by, self.resource, self.model = by, resource, resource.model()
        self.role = role_of(by)
        # While rows are written: the highest keys of before, by type. What has a higher one is this person's own.
        self.last_keys = last_keys or {}

    @property
    def may_import(self) -> bool:
        """Whether this person may import sheets of the type at all."""
        return self.by is None or may_import(self.by, self.model)

    @property
    def begins_as_draft(self) -> bool:
        """Whether every new record of this person's is a draft at first."""
        return issubclass(self.resource, RecordResource) and self.by is not None and self.role is not Role.ADMINISTRATOR

    def judge(self, rows, links) -> dict[int, Verdict]:
        """The verdicts on planned rows by their place; those without one are done at once. `links` know what they name.

        A fixed number of queries for any number of rows.
        """
        if self.by is None:
            return {}
        rows = [(i, row) for i, row in enumerate(rows) if deed(row) in (Kind.NEW, Kind.CHANGED) or row.given]
        if self.model is Place:
            return self._of_places([(i, row.pk) for i, row in rows if row.pk])
        touched = self._touched(rows, links)
        found = self._of_places([(i, pk) for i, several in touched.items() for m, pk in several if m is Place])
        known = _Known(self, {pair for several in touched.values() for pair in several})
        for i, row in rows:
            verdict = self._verdict(row, touched[i], known)
            if verdict is not AT_ONCE and not found.get(i, AT_ONCE).sentence:
                found[i] = verdict
        return found

    def _touched(self, rows, links):
        """The stored (type, key) that each row would write or hang something on, by its place."""
        if issubclass(self.resource, RecordResource):
            return {i: [(self.model, row.pk)] if row.pk else [] for i, row in rows}
        found = {i: [] for i, _row in rows}
        here = _anchors(self.model)
        stored = self.model._base_manager.filter(pk__in=keys(row.pk for _i, row in rows if row.pk))
        stored = {pk: hung for pk, *hung in stored.values_list("pk", *(f"{name}_id" for name in here))}
        columns = [self.resource.column(name) for name in _columns(self.model)]
        for i, row in rows:
            found[i] += [(here[name], pk) for name, pk in zip(here, stored.get(row.pk, ()), strict=False) if pk]
            for column in columns:
                text = row.cells.get(column.column_name, ("", ""))[1]
                linked = [links.get(*target) for target in column.targets(text, _Cells(row))] if text else ()
                found[i] += [(type(one), one.pk) for one in linked if one is not None]
        return found

    def _verdict(self, row, touched, known):
        if issubclass(self.resource, RecordResource):
            if not row.pk:
                return self._of_new(row)
            if "status" in row.cells:
                return self._of_move(row, touched[0], known)
        pairs = [pair for pair in touched if pair[0] is not Place]
        if any(known.status.get(pair) in PUBLIC for pair in pairs):
            return self._of_public(pairs, known)
        if self.role not in _TRUSTED and not known.own.issuperset(pairs):
            return Verdict(_("Your role does not allow you to change this: it is the draft of somebody else."))
        return AT_ONCE

    def _of_new(self, row):
        if self.role is Role.ADMINISTRATOR:
            return SEEN_AT_ONCE if row.cells.get("status", ("", ""))[1] == Status.PUBLISHED else AT_ONCE
        if row.cells.get("status", ("", ""))[1] in ("", Status.DRAFT):
            return AT_ONCE
        return Verdict(_("A new record is a draft: leave the status empty."), "status")

    def _of_move(self, row, pair, known):
        before, after = row.cells["status"]
        is_decision = _MOVES.get((before, after))
        if is_decision is None:
            return Verdict(_("No sheet makes a record so that is %(status)s: leave the status as it is.")
                           % {"status": Status(before).label}, "status")  # fmt: skip
        if is_decision and self.role not in _DECIDING:
            sentence = _("Only a reviewer decides that: leave the status as it is, and submit the record for review.")
            return Verdict(sentence, "status")
        if is_decision and self.role is Role.REVIEWER and known.is_last_of(pair):
            return Verdict(_("Nobody decides on their own work: ask another reviewer."), "status")
        if before in PUBLIC and self.role is not Role.ADMINISTRATOR and len(row.cells) > 1:
            sentence = _("What readers see changes by a proposal: change its status in a row of its own.")
            return Verdict(sentence, "status")
        if self.role not in _TRUSTED and pair not in known.own:
            return Verdict(_("Your role does not allow you to change this: it is the draft of somebody else."))
        return SEEN_AT_ONCE if is_decision and Status.PUBLISHED in (before, after) else AT_ONCE

    def _of_public(self, pairs, known):
        if self.role is Role.ADMINISTRATOR:
            return SEEN_AT_ONCE
        if self.role in (None, Role.VIEWER):
            return Verdict(_("Readers see this record, and your role does not allow you to propose changes of it."))
        if known.waiting.intersection(pairs):
            return Verdict(_("A change that you have proposed of this record still waits for a reviewer: take it back "
                             "first, or leave this row out."))  # fmt: skip
        if self.role is Role.CONTRIBUTOR and any(
            known.status[pair] not in PUBLIC and pair not in known.own for pair in pairs
        ):
            return Verdict(_("Your role does not allow you to change this: it is the draft of somebody else."))
        return TO_PROPOSE

    def _of_places(self, rows) -> dict[int, Verdict]:
        """Places have no standing and cannot be proposed: those that readers meet are for editors to change."""
        if self.role in _TRUSTED or not rows:
            return {}
        public = named_in_public(Place._base_manager.filter(pk__in={pk for _i, pk in rows}))
        public = set(public.values_list("pk", flat=True))
        sentence = _("Readers meet this place in published records: ask an editor to change it.")
        return {i: Verdict(sentence) for i, pk in rows if pk in public}


def may_import(user, model) -> bool:
    """Whether somebody has the right to import sheets of a type."""
    codename = get_permission_codename(settings.IMPORT_EXPORT_IMPORT_PERMISSION_CODE, model._meta)
    return user.has_perm(f"{model._meta.app_label}.{codename}")


class _Known:
    """What is known of the records that rows touch: their standing, whose they are, whether a proposal waits."""

    def __init__(self, rights, pairs):
        self.by, self.status, self.waiting = rights.by, {}, set()
        last = rights.last_keys
        self.own = {(model, pk) for model, pk in pairs if model in last and pk > last[model]}
        by_model = defaultdict(set)
        for model, pk in pairs:
            if issubclass(model, Record):
                by_model[model].add(pk)
        for model, pks in by_model.items():
            rows = model._base_manager.filter(pk__in=keys(pks)).values_list("pk", "status")
            self.status |= {(model, pk): status for pk, status in rows}
            self.own |= {(model, pk) for pk in self._made(model, pks)} if rights.role not in _TRUSTED else set()
            mine = Proposal.objects.filter(author=self.by, state=ProposalState.WAITING, **_in(arc_name(model), pks))
            self.waiting |= {(model, pk) for pk in mine.values_list(arc_name(model), flat=True)}
        self._last = None

    def _made(self, model, pks):
        key = key_to(Revision, model)
        rows = Revision._base_manager.filter(number=1, author=self.by, **_in(key, pks))
        return rows.values_list(key, flat=True)

    def is_last_of(self, pair) -> bool:
        """Whether this person made the last version of a record."""
        if self._last is None:
            self._last = set()
            by_model = defaultdict(set)
            for model, pk in self.status:
                by_model[model].add(pk)
            for model, pks in by_model.items():
                self._last |= {(model, pk) for pk in _last_by(model, pks, self.by)}
        return pair in self._last


def _last_by(model, pks, by):
    key = key_to(Revision, model)
    rows = Revision._base_manager.filter(**_in(key, pks))
    last = dict(rows.values(key).annotate(last=models.Max("number")).values_list(key, "last"))
    mine = rows.filter(author=by, number__in=set(last.values())).values_list(key, "number")
    return [pk for pk, number in mine if last[pk] == number]


def _in(key, pks):
    return {f"{key}__in": keys(pks)}


def _anchors(model) -> dict[str, type]:
    """The foreign keys by which a row hangs on what it changes, with their types."""
    names = ("person", "organization") if model is Posting else model.ARC
    return {name: model._meta.get_field(name).remote_field.model for name in names}


def _columns(model):
    """The columns that name what a row hangs on."""
    return ("person", "organization") if model is Posting else ("record",)


class _Cells:
    """A planned row as a column asks about it."""

    def __init__(self, row):
        self.row = row

    def value(self, name):
        """The text of a column after the import."""
        return self.row.cells.get(name, ("", ""))[1]


__all__ = ["AT_ONCE", "Rights", "Verdict", "may_import"]
