"""A mapping: plain data that says how the columns of somebody's file become the columns of one of our sheets.

As JSON:

    {"type": "visits", "date_order": "dmy", "heading_row": 3, "sheet": "Table 1", "encoding": "windows-1254",
     "columns": {"host_country": "Country", "visitor_country": {"constant": "FR"}, "places": {"from": "City", …}},
     "set_aside": ["id", "file"], "rows": {"from": "Country", "split": "countries"},
     "names": {"people": {"J. Doe": "doe-john"}}, "create": true, "leave_out_failed": true}

Each column has a recipe (see `Recipe`), or a list of them whose values are added together. What is in no recipe is
recognised by its heading as usual. `"set_aside": ["*"]` sets all other headings aside. `rows` makes several records of
one row, one for each part of a cell; `fill_down`, `require` and `unpivot` reshape the table before. `names` says which
record a name means ("+" makes a draft of it, "" leaves it out), `create` makes drafts of every name that is not known
(true, or a list of types).
"""

from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from archive.spreadsheets.reading import UnreadableFile
from archive.spreadsheets.widgets import nearest
from archive.text import fold

ORDERS = ("dmy", "mdy", "ymd")
# Makes a draft of a name; any other value of a column.
CREATE, OTHERS = "+", "*"


@dataclass(frozen=True)
class Recipe:
    """How one of our columns is made of a row of somebody's file: where its text comes from, then what is done to it.

    A heading that is empty or stands twice is called `column C`. The steps are taken in this order.
    """

    # One of these four. Several headings: the first that is filled, or all where the column holds several values.
    from_: tuple[str, ...] = ()
    # `{Forename} {Surname}`, `{mission:words}`, and pieces in square brackets that go where a heading in them is empty.
    template: str = ""
    constant: str = ""
    # Two headings with dates, the first and the last day.
    interval: tuple[str, ...] = ()

    # What is written instead of a piece of the text, in this order: {"President ": ""}; and of the whole text.
    replace: dict[str, str] = field(default_factory=dict)
    # Marks of footnotes, [21], are taken off names, dates and countries in any case.
    footnotes: bool = True
    # Signs or words that divide the text into several values; "countries" for countries that follow one another.
    split: tuple[str, ...] = ()
    # Of several values all, the "first", or the "only" one where there is but one; of a period its "start" or "end".
    take: str = "all"
    # Their value → ours, for the whole text and for each part of it; "*" for all others.
    values: dict[str, str] = field(default_factory=dict)
    # The first of these phrases that the text contains decides: {"exchange of notes": "exchange"}; "*" otherwise.
    contains: dict[str, str] = field(default_factory=dict)
    # Of numbers: "," where a comma stands before the decimals whatever else it could mean; and what they are multiplied
    # by, as in a column of thousands. Of dates: whole numbers are days as spreadsheets count them, 33617 is 1992-01-14;
    # and years of two digits lie in the hundred years that begin so: "1930".
    decimal: str = ""
    times: str = ""
    serial: bool = False
    century: str = ""
    # What is written where the column does not understand the value: {"unknown": ""} leaves it out.
    unknown: str | None = None
    # Cuts what is too long for the column at a word. The column into which goes what `shorten` and `take` leave out.
    shorten: bool = False
    whole_to: str = ""

    # For columns that name other records: people's part; the slug, as a template; the columns of a draft.
    role: str = ""
    key: str = ""
    create: dict[str, tuple["Recipe", ...]] = field(default_factory=dict)

    # The same as `values` and `contains`, folded once for all rows.
    folded_values: dict[str, str] = field(init=False, repr=False, compare=False)
    folded_phrases: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        folded = [{fold(theirs): ours for theirs, ours in said.items() if theirs != OTHERS}
                  for said in (self.values, self.contains)]  # fmt: skip
        object.__setattr__(self, "folded_values", folded[0])
        object.__setattr__(self, "folded_phrases", folded[1])

    def headings(self):
        """The headings that the recipe names in any of its steps."""
        from archive.spreadsheets.mapping.templates import headings_in

        yield from self.from_
        yield from self.interval
        yield from headings_in(self.template)
        yield from headings_in(self.key)
        for recipes in self.create.values():
            for recipe in recipes:
                yield from recipe.headings()

    @classmethod
    def of(cls, data) -> "Recipe":
        """The recipe in plain data; a text is a heading."""
        if isinstance(data, str):
            return cls(from_=(data,))
        known = {f.name.rstrip("_"): f for f in fields(cls) if f.init}
        _refuse_unknown(data, known)
        values = {known[name].name: _value(known[name], name, value) for name, value in data.items()}
        recipe = cls(**values)
        sources = [s for s in ("from_", "template", "constant", "interval") if getattr(recipe, s)]
        if len(sources) != 1:
            raise UnreadableFile(
                _("A column of the mapping takes its text from one of from, template, constant or interval: %(data)s.")
                % {"data": data}
            )
        if recipe.interval and len(recipe.interval) != 2:
            raise UnreadableFile(_("An interval in the mapping has two headings: the first and the last day."))
        return recipe

    def data(self):
        """The recipe as plain data, as short as it can be said."""
        found = {}
        for f in (f for f in fields(self) if f.init):
            value = getattr(self, f.name)
            if f.name == "create":
                value = {name: _short([r.data() for r in recipes]) for name, recipes in value.items()}
            default = f.default_factory() if f.name in ("replace", "values", "contains", "create") else f.default
            if value != default:
                found[f.name.rstrip("_")] = _short(list(value)) if isinstance(value, tuple) else value
        return found["from"] if list(found) == ["from"] and isinstance(found["from"], str) else found


@dataclass
class Mapping:
    """A mapping of a kind of file to one of our sheets."""

    type: str = ""
    columns: dict[str, tuple[Recipe, ...]] = field(default_factory=dict)
    set_aside: list[str] = field(default_factory=list)
    rows: Recipe | None = None
    # Headings under which an empty cell means what stands above it, as where cells are merged over several rows.
    fill_down: list[str] = field(default_factory=list)
    # Headings without which a row is no record, but a heading between rows, a sum or a note below them.
    require: list[str] = field(default_factory=list)
    # Columns that are a record each: {"headings": ["2001", "2002"], "name": "Year", "value": "Amount"}; see reshaping.
    unpivot: dict[str, Any] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    create: bool | list[str] = False
    # Whether the rows that can be taken come in without those that cannot.
    leave_out_failed: bool = False
    # Whether the source of the import is cited for each value that the file gives and a citation can be about.
    cite: bool = False
    date_order: str | None = None
    heading_row: int | None = None
    sheet: str | None = None
    encoding: str | None = None

    @classmethod
    def of(cls, data) -> "Mapping":
        """The mapping in plain data, as `data` gives it; UnreadableFile names what it does not understand."""
        if not isinstance(data, dict):
            raise UnreadableFile(_("A mapping is a JSON object with “columns”."))
        known = {f.name: f for f in fields(cls)}
        _refuse_unknown(data, known)
        found = cls(**{name: value for name, value in data.items() if name not in ("columns", "rows")})
        found.columns = recipes_of(data.get("columns") or {})
        found.rows = Recipe.of(data["rows"]) if data.get("rows") else None
        if found.date_order not in (None, "", *ORDERS):
            raise UnreadableFile(
                _("“%(order)s” is no order of dates: write dmy, mdy or ymd.") % {"order": found.date_order}
            )
        return found

    @classmethod
    def of_headings(cls, headings, constants=None) -> "Mapping":
        """The mapping of {"Their heading": "our_column"}, an empty column for what is set aside, and of constants."""
        found = cls()
        found.add(headings, constants or {})
        return found

    def add(self, headings, constants):
        """Take in further headings and constants, which go before what is there."""
        for theirs, ours in headings.items():
            if ours:
                self.columns[ours] = (Recipe(from_=(theirs,)),)
            else:
                self.set_aside.append(theirs)
        for ours, text in constants.items():
            self.columns[ours] = (Recipe(constant=text),)

    def data(self) -> dict[str, Any]:
        """The mapping as plain data that JSON can hold."""
        found = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}
        if self.columns:
            found["columns"] = {name: _short([r.data() for r in recipes]) for name, recipes in self.columns.items()}
        if self.rows:
            found["rows"] = self.rows.data()
        return found

    def creates(self, type) -> bool:
        """Whether names of records of this type become drafts where they are not known."""
        return self.create is True or (isinstance(self.create, list) and type in self.create)


def recipes_of(columns) -> dict[str, tuple[Recipe, ...]]:
    """The recipes of several columns in plain data."""
    if not isinstance(columns, dict):
        raise UnreadableFile(_("The columns of a mapping are a JSON object: {“our_column”: “Their heading”}."))
    return {
        name: tuple(Recipe.of(one) for one in (data if isinstance(data, list) else [data]))
        for name, data in columns.items()
    }


def _value(known, name, value):
    if name == "create":
        return recipes_of(value)
    wanted = dict if known.default is MISSING else str if known.default is None else type(known.default)
    if wanted is tuple and isinstance(value, str | list):
        return (value,) if isinstance(value, str) else tuple(map(str, value))
    if wanted is not tuple and isinstance(value, wanted):
        return {str(k): str(v) for k, v in value.items()} if wanted is dict else value
    raise UnreadableFile(_("“%(value)s” is no “%(name)s” of a mapping.") % {"value": value, "name": name})


def _refuse_unknown(data, known):
    if not isinstance(data, dict):
        raise UnreadableFile(_("“%(data)s” cannot stand in a mapping.") % {"data": data})
    for name in data:
        if name not in known:
            raise UnreadableFile(
                _("“%(name)s” is nothing that a mapping can say there.") % {"name": name} + nearest(name, known)
            )


def _short(values):
    return values[0] if len(values) == 1 else values
