"""Plans an import: compares a sheet with what is stored, row by row, in sets, and writes nothing."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.spreadsheets import headings
from archive.spreadsheets.links import Links
from archive.spreadsheets.planning.base import ERASE, Candidate, Kind, Plan, PlannedRow, Problem
from archive.spreadsheets.planning.checks import Checks
from archive.spreadsheets.planning.matching import match_for
from archive.spreadsheets.planning.slugs import NewSlugs
from archive.spreadsheets.reading import NO_VALUE
from archive.spreadsheets.resources import batched, name_of, resource_for
from archive.spreadsheets.unswept import unswept
from archive.text import clean

_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
DAMAGED = "\ufffd"


def plan(type, sheet, *, user=None, source=None, mapping=None, date_order=None, pending=()) -> Plan:
    """What importing the sheet would do to the archive: every row with its changed cells and all its problems.

    `source` is the Source that citations without one come from; `mapping` is {"Their heading": "our_column"};
    `date_order` ("dmy", "mdy", "ymd") is the order of day and month where numbers alone do not tell; `pending` are
    the (model, slug) of records that will be stored before. Queries are a fixed number for each 2,000 rows. Raises
    UnreadableFile for headings that are unknown or repeated.
    """
    with unswept():
        return _Planner(resource_for(type), sheet, source, mapping, date_order, pending).run()


class _Planner:
    def __init__(self, resource, sheet, source, mapping, date_order, pending):
        self.resource, self.sheet, self.source, self.date_order = resource, sheet, source, date_order
        self.plan = Plan(name_of(resource), sheet, source=source, mapping=dict(mapping or {}))
        self.name = sheet.name or self.plan.type
        self.places = [(i, c) for i, c in enumerate(headings.recognise(resource, sheet, mapping)) if c is not None]
        self.every_column = {column.column_name: column for column in resource.columns()}
        self.match = match_for(resource, self.name)
        self.checks = Checks(resource, self.name)
        self.repeated = self._repeated_slugs()
        model = resource.model()
        self.links = Links([*pending, *((model, slug) for slug in self.repeated)])
        self.new_slugs = NewSlugs(model, self.repeated)
        self.understood: dict[str, dict[str, str | ValidationError]] = defaultdict(dict)

    def run(self):
        for some in batched(self.sheet.rows):
            self._plan_set([self._candidate(number, cells) for number, cells in some])
        return self.plan

    def _repeated_slugs(self) -> dict[str, list[int]]:
        """Each slug of the file with the numbers of its rows."""
        found = defaultdict(list)
        place = next((i for i, column in self.places if column.column_name == "slug"), None)
        if place is not None:
            for number, cells in self.sheet.rows:
                if place < len(cells) and cells[place].strip():
                    found[clean(cells[place])].append(number)
        return found

    def _candidate(self, number, cells):
        texts = {column.column_name: cells[i] for i, column in self.places if i < len(cells) and cells[i].strip()}
        row = Candidate(number, texts)
        if self.source is not None and "source" in self.resource.fields and not texts.get("source"):
            row.texts["source"] = self.source.slug
        if len(cells) > len(self.sheet.headings) and any(cells[len(self.sheet.headings) :]):
            extra = next(cell for cell in cells[len(self.sheet.headings) :] if cell)
            row.refuse(
                self.name, "", _("The row has more cells than there are headings: remove the extra ones."), extra
            )
        return row

    def _plan_set(self, rows):
        for row in rows:
            if not row.texts:
                row.planned.kind = Kind.SKIPPED
            self._refuse_repeated(row)
        live = [row for row in rows if row.planned.kind != Kind.SKIPPED]
        self.match.by_key(live, self.links)
        for row in live:
            self._understand(row)
        self._resolve(live)
        self.match.by_meaning(live, self.links)
        for row in live:
            self._compare(row)
        self._give_slugs([row for row in live if row.planned.kind == Kind.NEW and "slug" in self.resource.fields])
        self.plan.rows += [row.planned for row in rows]

    def _refuse_repeated(self, row):
        slug = clean(row.texts.get("slug", ""))
        others = [str(n) for n in self.repeated.get(slug, ()) if n != row.number]
        if others:
            sentence = _("The slug stands in row %(rows)s too: each record has one row.") % {"rows": ", ".join(others)}
            row.refuse(self.name, "slug", sentence)

    def _understand(self, row):
        stored = row.line.cells if row.line else {}
        for name, text in row.texts.items():
            column = self.every_column[name]
            if column.reads_only or text == stored.get(name):
                continue
            if text.strip() == ERASE:
                row.values[name] = ""
                continue
            meaning = self._meaning(column, text)
            if isinstance(meaning, ValidationError):
                for sentence in meaning.messages:
                    row.refuse(self.name, name, sentence, text)
            else:
                row.values[name] = meaning

    def _meaning(self, column, text):
        """The canonical text, or the ValidationError; understood once for each text of a column."""
        known = self.understood[column.column_name]
        if text not in known:
            if len(known) > 20_000:
                known.clear()
            try:
                _refuse_damaged(text)
                known[text] = column.widget.clean(text, date_order=self.date_order)
            except ValidationError as error:
                known[text] = error
        return known[text]

    def _resolve(self, rows):
        """Look up all that the cells of these rows name, and put present slugs for former ones."""
        linked = [(row, name, self.every_column[name]) for row in rows for name in row.values]
        # What a row hangs on is needed to match it, changed or not.
        anchors = [name for name in ("record", "person") if name in self.every_column]
        wanted = [*linked, *((row, name, self.every_column[name]) for row in rows for name in anchors)]
        self.links.look_up(t for row, name, column in wanted for t in column.targets(row.value(name), row))
        for row, name, column in linked:
            try:
                row.values[name] = column.resolved(row.values[name], row, self.links)
            except ValidationError as error:
                row.refuse(self.name, name, error.messages[0])

    def _compare(self, row):
        planned, stored = row.planned, row.line.cells if row.line else {}
        for name, after in row.values.items():
            column = self.every_column[name]
            before = stored.get(name, "")
            if not column.same(before, after):
                planned.cells[name] = (before, after)
        planned.slug = row.value("slug")
        if row.line is not None:
            planned.pk = row.line.pk
            planned.revision = int(stored["revision"]) if "revision" in stored else None
        if row.failed:
            return
        planned.kind = Kind.NEW if row.line is None else Kind.CHANGED if planned.cells else Kind.UNCHANGED
        if planned.kind != Kind.UNCHANGED:
            self.checks.check(row, self.links)

    def _give_slugs(self, rows):
        bare = [row for row in rows if not row.values.get("slug")]
        unsaved = [self.checks.unsaved(row, self.links) for row in bare]
        for row, slug in zip(bare, self.new_slugs.give(unsaved), strict=True):
            row.planned.slug = slug
            row.planned.cells["slug"] = ("", slug)


def _refuse_damaged(text):
    """ValidationError for what a spreadsheet shows in place of a value, and for letters lost in a conversion."""
    if text == NO_VALUE:
        raise ValidationError(
            _(
                "The formula in this cell has no stored value: "
                "open the file in a spreadsheet program and save it, or paste the value."
            )
        )
    if text.strip().upper() in _ERRORS:
        raise ValidationError(
            _("“%(value)s” is a spreadsheet's error: repair the formula, or write the value.") % {"value": text}
        )
    if DAMAGED in text:
        raise ValidationError(_("The cell holds a damaged letter (%(letter)s): write it anew.") % {"letter": DAMAGED})


__all__ = ["ERASE", "Kind", "Plan", "PlannedRow", "Problem", "plan"]
