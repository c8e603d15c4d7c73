"""The work of planning one sheet."""

from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.models import Status
from archive.spreadsheets import headings
from archive.spreadsheets.columns import Column
from archive.spreadsheets.links import Links
from archive.spreadsheets.planning.base import Candidate, Kind, Problem
from archive.spreadsheets.planning.checks import Checks
from archive.spreadsheets.planning.fingerprints import Pending, SlugsInFile
from archive.spreadsheets.planning.matching import match_for
from archive.spreadsheets.planning.plans import Plan
from archive.spreadsheets.planning.rights import Rights
from archive.spreadsheets.planning.slugs import NewSlugs
from archive.spreadsheets.planning.understanding import Understood
from archive.spreadsheets.resources import batched, name_of
from archive.spreadsheets.sight import Sight
from archive.text import clean

# So many rows are on their way into the plan at once.
_ROWS_AT_ONCE = 1_000


class Planner:
    """The rows of one sheet on their way into a plan, a set at a time."""

    def __init__(self, resource, sheet, mapping, *, source, date_order, pending, by=None):
        self.resource, self.sheet, self.source = resource, sheet, source
        self.plan = Plan(name_of(resource), sheet, source=source, mapping=dict(mapping or {}))
        self.name = sheet.name or self.plan.type
        self.places = [
            (i, c.column_name) for i, c in enumerate(headings.recognise(resource, sheet, mapping)) if c is not None
        ]
        self.every_column = {column.column_name: column for column in resource.columns()}
        self.linked = [c for c in self.every_column.values() if type(c).targets is not Column.targets]
        self.understood = {name: Understood(c, date_order) for name, c in self.every_column.items() if not c.reads_only}
        in_file = SlugsInFile(sheet, next((i for i, name in self.places if name == "slug"), None))
        self.repeated = in_file.repeated
        sight = Sight(by)
        self.match = match_for(resource, self.name, in_file, sight)
        self.checks = Checks(resource, self.name)
        model = resource.model()
        own = Pending()
        own.add(model, in_file.slugs)
        self.links = Links((pending if isinstance(pending, Pending) else Pending(pending)) | own, sight)
        self.rights = Rights(by, resource)
        self.new_slugs = NewSlugs(model, in_file.slugs)
        # What stands in the way of rows already: {row number: [(column, value, sentence)]}.
        self.refused = {}

    def run(self, progress=None):
        """The plan of all rows."""
        total = len(self.sheet.rows) if progress else 0
        for some in batched(self.sheet.rows, _ROWS_AT_ONCE):
            self._plan_set([self._candidate(number, cells) for number, cells in some])
            if progress:
                progress(len(self.plan.rows), total)
        return self.plan

    def _candidate(self, number, cells):
        count = len(cells)
        texts = {name: cells[i] for i, name in self.places if i < count and cells[i].strip()}
        row = Candidate(number, texts)
        if self.source is not None and "source" in self.every_column and not texts.get("source"):
            row.texts["source"] = self.source.slug
        if count > len(self.sheet.headings) and any(cells[len(self.sheet.headings) :]):
            extra = next(cell for cell in cells[len(self.sheet.headings) :] if cell)
            row.refuse(
                self.name, "", _("The row has more cells than there are headings: remove the extra ones."), extra
            )
        return row

    def _plan_set(self, rows):
        self.links.trim()
        for row in rows:
            if not row.texts:
                row.planned.kind = Kind.SKIPPED
            if self.repeated:
                self._refuse_repeated(row)
        live = [row for row in rows if row.planned.kind != Kind.SKIPPED]
        self.match.by_key(live, self.links)
        for row in live:
            self._understand(row)
        self._resolve(live)
        self.match.by_meaning(live, self.links)
        for row in live:
            self._compare(row)
        self._judge(live)
        self._give_slugs([row for row in live if row.planned.kind == Kind.NEW and "slug" in self.every_column])
        for row in rows:
            if row.number in self.refused:
                self._refuse_beforehand(row.planned)
        self.plan.rows.extend(row.planned for row in rows)

    def _refuse_repeated(self, row):
        slug = clean(row.texts.get("slug", ""))
        others = [str(n) for n in self.repeated.get(slug, ()) if n != row.number]
        if others:
            sentence = _("The slug stands in row %(rows)s too: each record has one row.") % {"rows": ", ".join(others)}
            row.refuse(self.name, "slug", sentence)

    def _refuse_beforehand(self, planned):
        """Put what was found before in the way of a row before what stands in the way in other columns."""
        mine = [Problem(self.name, planned.number, *said) for said in self.refused[planned.number]]
        columns = {problem.column for problem in mine}
        planned.problems = mine + [problem for problem in planned.problems if problem.column not in columns]
        planned.kind = Kind.FAILED

    def _understand(self, row):
        stored = row.line.cells if row.line else {}
        for name, text in row.texts.items():
            understood = self.understood.get(name)
            if understood is None or text == stored.get(name):
                continue
            meaning = understood[text]
            if type(meaning) is tuple:
                for sentence in meaning:
                    row.refuse(self.name, name, sentence, text)
            else:
                row.values[name] = meaning

    def _resolve(self, rows):
        """Look up all that the cells of these rows name, and put present slugs for former ones."""
        found = [(row, column) for column in self.linked for row in rows if column.column_name in row.values]
        # What a row hangs on is needed to match it, changed or not.
        anchors = [column for column in self.linked if column.column_name in ("record", "person")]
        wanted = [*found, *((row, column) for column in anchors for row in rows)]
        self.links.look_up(t for row, column in wanted for t in column.targets(row.value(column.column_name), row))
        resolved = {}
        for row, column in found:
            name = column.column_name
            text = row.values[name]
            # The same text means another record where the row hangs on another type.
            key = name, text, row.value("type") if name == "record" else ""
            if key not in resolved:
                resolved[key] = self._resolved(column, text, row)
            meaning = resolved[key]
            if type(meaning) is tuple:
                row.refuse(self.name, name, meaning[0])
            else:
                row.values[name] = meaning

    def _resolved(self, column, text, row):
        try:
            return column.resolved(text, row, self.links)
        except ValidationError as error:
            return tuple(error.messages)

    def _compare(self, row):
        planned = row.planned
        if row.line is None:
            planned.cells = {name: ("", after) for name, after in row.values.items() if after}
        else:
            self._compare_with(row.line.cells, row)
        planned.slug = row.value("slug")
        if row.failed:
            return
        planned.kind = Kind.NEW if row.line is None else Kind.CHANGED if planned.cells else Kind.UNCHANGED
        if planned.kind != Kind.UNCHANGED:
            self.checks.check(row, self.links)

    def _compare_with(self, stored, row):
        planned = row.planned
        for name, after in row.values.items():
            before = stored.get(name, "")
            if not self.every_column[name].same(before, after):
                planned.cells[name] = (before, after)
        planned.pk = row.line.pk
        planned.revision = int(stored["revision"]) if "revision" in stored else None
        if self.plan.cite:
            is_given = partial(_is_given, stored, planned.cells)
            planned.given = {name: stored[name] for name in row.texts if is_given(name)}

    def _judge(self, rows):
        """Refuse what this person may not do, and mark what will only be proposed."""
        if self.rights.by is None:
            return
        rows = [row for row in rows if not row.failed]
        for row in rows:
            self._begin_as_draft(row.planned)
        for place, verdict in self.rights.judge([row.planned for row in rows], self.links).items():
            row = rows[place]
            if verdict.sentence:
                row.refuse(self.name, verdict.column, verdict.sentence)
            elif verdict.proposed:
                row.planned.kind = Kind.PROPOSED
            else:
                self.plan.seen_at_once += verdict.is_public

    def _begin_as_draft(self, planned):
        """A new record is a draft, whatever the status column says, unless this person may publish their own work."""
        wish = planned.cells.get("status", ("", ""))[1] if planned.pk is None and self.rights.begins_as_draft else ""
        if wish and wish != Status.DRAFT:
            planned.cells["status"] = ("", Status.DRAFT.value)
            sentence = _("A new record begins as a draft: submit it for review when it is ready.")
            self.plan.warn("status", wish, sentence, planned.number)

    def _give_slugs(self, rows):
        bare = [row for row in rows if not row.values.get("slug")]
        if not bare:
            return
        unsaved = [self.checks.unsaved(row, self.links) for row in bare]
        for row, slug in zip(bare, self.new_slugs.give(unsaved), strict=True):
            row.planned.slug = slug
            row.planned.cells["slug"] = ("", slug)


def _is_given(stored, changed, name):
    """Whether a cell gives the value that is stored."""
    return bool(stored.get(name)) and name not in changed
