"""Several sheets that belong together: a file with the drafts that it names, a workbook with a sheet for each type."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from archive.models import ImportBatch
from archive.spreadsheets import headings
from archive.spreadsheets.applying import apply_plans
from archive.spreadsheets.columns import LinkColumn, ListColumn, ParticipationsColumn, PartiesColumn
from archive.spreadsheets.mapping import Mapping, Recipe, UnknownName, make
from archive.spreadsheets.mapping.reshaping import reshaped
from archive.spreadsheets.planning import Kind, Pending, Plan, Problem, SomeRows, plan
from archive.spreadsheets.planning.fingerprints import Fingerprints
from archive.spreadsheets.reading import UnreadableFile
from archive.spreadsheets.resources import ARCHIVE, ORDER, SHEETS, resource_for
from archive.spreadsheets.widgets import nearest
from archive.text import fold

# Columns whose cells name other records.
_NAMING = LinkColumn | ListColumn | ParticipationsColumn | PartiesColumn


# The kinds of rows whose records there will be.
_STORED = (Kind.NEW, Kind.CHANGED, Kind.PROPOSED)


@dataclass
class Plans:
    """What importing one file would do, sheet by sheet in the order of storing; the last is the one asked for."""

    plans: list[Plan]
    # How many of the plans, at their beginning, are of drafts that the file only names.
    drafts: int = 0
    # Names in the file that no record has, or several; and what the mapping leaves out, {(column, value): rows}.
    unknown: list[UnknownName] = field(default_factory=list)
    left_out: Counter = field(default_factory=Counter)
    # The sheet that was asked for; ARCHIVE for a workbook with one for each type. Empty: that of the last plan.
    type: str = ""

    @property
    def main(self) -> Plan:
        """The plan of the sheet that was asked for."""
        return self.plans[-1]

    @property
    def ok(self) -> bool:
        """Whether every row of every sheet can be taken."""
        return all(one.ok for one in self.plans)

    @property
    def problems(self) -> list[Problem]:
        """All problems, sheet by sheet."""
        return [problem for one in self.plans for problem in one.problems]

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each kind in all sheets."""
        found = sum((Counter(one.counts) for one in self.plans), Counter())
        return {kind.value: found[kind.value] for kind in Kind if kind != Kind.PROPOSED or found[kind.value]}

    def without_failed(self) -> "Plans":
        """The same without the rows that cannot be taken, and without the drafts that only those rows name."""
        kept, named = [], Pending()
        for place in reversed(range(len(self.plans))):
            one = self.plans[place].without_failed()
            if place < self.drafts:
                one = replace(one, rows=SomeRows(one.rows, _is_named(one, named)))
            if place:
                _add_named(one, named)
            kept.insert(0, one)
        return replace(self, plans=kept)


def prepare(type, sheet, *, mapping=None, source=None, date_order=None, progress=None, by=None) -> Plans:
    """What importing a sheet would do, with the drafts that it names; `mapping` is a Mapping, or {heading: column}.

    Names of people, organizations and places are understood where a record has them. `progress(done, total)` is called
    after each set of rows; `by` is the user with whose rights it is planned (None: the archive itself). Raises
    UnreadableFile where the headings or the mapping do not fit.
    """
    chosen = mapping if isinstance(mapping, Mapping) else Mapping.of_headings(mapping or {})
    chosen.date_order = date_order or chosen.date_order or None
    sheet = headings.below_titles(resource_for(type), sheet, _names_in(chosen))
    sheet = reshaped(sheet, chosen)
    options = {"source": source, "date_order": chosen.date_order, "cite": chosen.cite, "by": by}
    if _is_plain(chosen, sheet):
        found = plan(type, sheet, mapping=_plain(chosen), progress=progress, **options)
        if not _names_unknown(found):
            return Plans([found])
    return _with_names(type, sheet, chosen, options, progress)


def prepare_all(sheets, *, source=None, date_order=None, progress=None, by=None) -> Plans:
    """What importing a workbook with one sheet for each type would do; UnreadableFile names a sheet that is no type."""
    by_type = {}
    for sheet in sheets:
        type = type_of(sheet.name)
        if type in by_type:
            raise UnreadableFile(
                _("The sheets “%(one)s” and “%(other)s” are both about %(type)s: import them one by one.")
                % {"one": by_type[type].name, "other": sheet.name, "type": type}
            )
        by_type[type] = sheet
    options = {"source": source, "date_order": date_order, "by": by}
    return Plans(_planned(by_type, {}, options, progress=progress), type=ARCHIVE)


def _with_names(type, sheet, chosen, options, progress):
    """The plans of a file in the form of our sheets, drafts first."""
    rows = len(sheet.rows)
    made = make(type, sheet, chosen, progress and (lambda done: progress(done, 2 * rows)), options["by"])
    tell = progress and (lambda done, total: progress(rows + done, rows + total))
    plans = _planned({**made.drafts, type: made.sheet}, made.refused, options, last=type, progress=tell)
    plans[-1].mapping = chosen.data()
    return Plans(plans, len(plans) - 1, list(made.unknown.values()), made.left_out)


def _planned(sheets, refused, options, last=None, progress=None):
    """The plan of each sheet in the order of storing, where each knows what those before it will store."""
    plans, pending, done = [], Pending(), 0
    total = sum(len(sheet.rows) for sheet in sheets.values())
    for type in sorted(sheets, key=lambda type: (type == last, ORDER.index(type))):
        resource = resource_for(type)
        tell = progress and (lambda now, _of, before=done: progress(before + now, total))
        mine = refused if last in (None, type) else {}
        sheet = headings.below_titles(resource, sheets[type])
        found = plan(type, sheet, pending=pending, refused=mine, progress=tell, **options)
        if len(sheets) > 1:
            stored = (row.slug for row in found.rows if row.slug and row.kind in _STORED)
            pending.add(resource.model(), Fingerprints(stored))
        done += len(found.rows)
        plans.append(found)
    return plans


def _is_named(one, named):
    """The condition that a draft of a plan is named by rows that are stored."""
    model = resource_for(one.type).model()
    return lambda row: (model, row.slug) in named


def _add_named(one, named):
    """Take in the (model, slug) of all records that the cells of a plan name."""
    columns = [c for c in resource_for(one.type).columns() if isinstance(c, _NAMING)]
    found = {}
    for row in one.rows:
        for column in columns:
            text = row.cells.get(column.column_name, ("", ""))[1]
            for model, slug in column.targets(text, None) if text else ():
                found.setdefault(model, set()).add(slug)
    for model, slugs in found.items():
        named.add(model, slugs)


def _names_in(chosen):
    return [heading for recipes in chosen.columns.values() for recipe in recipes for heading in recipe.headings()]


def _is_plain(chosen, sheet):
    """Whether the mapping says no more than which heading of the file is which column."""
    recipes = [recipe for several in chosen.columns.values() for recipe in several]
    plain = all(recipe.from_ and recipe == Recipe(from_=recipe.from_[:1]) for recipe in recipes)
    one_each = all(len(several) == 1 for several in chosen.columns.values())
    headed = [recipe.from_ for recipe in recipes]
    titles = Counter(fold(title) for title in headings.titles(sheet))
    in_file = all(titles[fold(heading)] == 1 for heading in [*_names_in(chosen), *chosen.set_aside])
    as_it_is = not (chosen.rows or chosen.fill_down or chosen.require or chosen.unpivot)
    return plain and one_each and in_file and len(headed) == len(set(headed)) and as_it_is


def _plain(chosen):
    named = {several[0].from_[0]: name for name, several in chosen.columns.items()}
    return named | dict.fromkeys(chosen.set_aside, "")


def _names_unknown(found):
    """Whether a problem stands in a column that names other records: perhaps it names them by their names."""
    if found.ok:
        return False
    columns = {column.column_name: column for column in resource_for(found.type).columns()}
    return any(isinstance(columns.get(p.column), _NAMING) for row in found.rows for p in row.problems)


def apply_together(plans, *, by, **options) -> ImportBatch | None:
    """Write all plans, in their order, or nothing at all, as one import; see `applying.apply_plans`."""
    type = plans.type or plans.main.type
    return apply_plans(plans.plans, type=type, by=by, **options)


def type_of(name) -> str:
    """The sheet that a tab's name means: its own name, or a word for the type in any of the archive's languages."""
    known = {word: type for type in SHEETS for word in _words_for(type)}
    if fold(name) in known:
        return known[fold(name)]
    raise UnreadableFile(
        _("“%(name)s” is no sheet of the archive: name each sheet as one of %(sheets)s.")
        % {"name": name, "sheets": ", ".join(SHEETS)}
        + nearest(fold(name), known)
    )


def _words_for(type):
    yield fold(type)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            options = SHEETS[type].model()._meta
            yield fold(str(options.verbose_name))
            yield fold(str(options.verbose_name_plural))
