"""A mapping as a form shows it: what becomes of each heading, what is written besides, and the rest as recipes."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from archive.models.fields import ProseField
from archive.spreadsheets.columns import LinkColumn, ListColumn, ParticipationsColumn, PartiesColumn
from archive.spreadsheets.headings import known_headings, letter, meaning, titles
from archive.spreadsheets.mapping import Recipe
from archive.spreadsheets.mapping.templates import headings_in
from archive.spreadsheets.mapping.values import Kind
from archive.spreadsheets.widgets import TextWidget
from archive.text import fold

# Where a heading goes that is in a recipe, that is set aside, and the two ends of an interval.
IN_RECIPE, ASIDE = "=recipe", "=aside"
FIRST, LAST = ":first", ":last"


@dataclass
class Use:
    """What becomes of one column of the file: our column, and how its cells are read."""

    target: str = ""
    split: str = ""
    values: dict[str, str] = field(default_factory=dict)
    role: str = ""
    leave_unknown: bool = False
    shorten: bool = False

    @property
    def has_options(self):
        """Whether it says more than where the column goes."""
        return bool(self.split or self.values or self.role or self.leave_unknown or self.shorten)

    def recipe(self, *headings) -> Recipe:
        """The recipe that says the same of these headings."""
        return Recipe(
            from_=headings,
            split=tuple(self.split.split()),
            values=dict(self.values),
            role=self.role,
            unknown="" if self.leave_unknown else None,
            shorten=self.shorten,
        )


class Written(NamedTuple):
    """A text for a column of ours that no single heading gives: `FR`, or `{Forename} {Surname}`."""

    column: str
    text: str


@dataclass
class Shown:
    """A mapping over a file: a Use for each heading, the written texts, the other recipes, what fits no longer."""

    uses: list[Use]
    written: list[Written] = field(default_factory=list)
    recipes: dict = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def names_of(sheet) -> list[str]:
    """The name by which a mapping can call each column of the file: its heading, or `column C` where it is shared."""
    shown = titles(sheet)
    folded = [fold(title) for title in shown]
    places = sheet.places if len(sheet.places) == len(shown) else range(len(shown))
    return [
        title if folded.count(fold(title)) == 1 else f"column {letter(place)}"
        for title, place in zip(shown, places, strict=True)
    ]


def target_of(column) -> str:
    """The type of record that a column names, or nothing."""
    if isinstance(column, LinkColumn | ListColumn):
        return column.target.address
    if isinstance(column, ParticipationsColumn):
        return "people"
    return "organizations" if isinstance(column, PartiesColumn) else ""


def _must_be(column) -> bool:
    """Whether a new row cannot do without the column."""
    field = column.field
    if field is None or column.many or column.column_name in ("slug", "key", "revision"):
        return False
    return not (field.blank or field.has_default())


class Form:
    """Turns mappings of one sheet of the archive into what a form shows of them over one file, and back."""

    def __init__(self, resource, sheet):
        self.names = names_of(sheet)
        self.places = {fold(name): place for place, name in enumerate(self.names)}
        self.places |= {
            fold(f"column {letter(place)}"): n
            for n, place in enumerate(sheet.places if len(sheet.places) == len(self.names) else range(len(self.names)))
        }
        self.columns = {c.column_name: c for c in resource.columns() if not c.reads_only}
        self.kinds = {name: Kind.of(column) for name, column in self.columns.items()}
        # Of what several headings give, long texts take all; a line or a date takes the first that is filled.
        self.joined = {name for name, column in self.columns.items() if isinstance(column.field, ProseField)}
        known = known_headings(resource)
        # Our column for each heading that is recognised; nothing for what an import leaves alone.
        self.own = {name: column for name in self.names if (column := meaning(known, name)) is not None}

    def show(self, mapping) -> Shown:
        """The mapping over this file."""
        shown = Shown([Use(self.own.get(name, "") or ("" if name not in self.own else ASIDE)) for name in self.names])
        taken = set()
        for name, recipes in mapping.columns.items():
            self._forget_own(shown, name)
            found = self._uses(name, recipes, taken)
            text = self._text(name, recipes)
            if found is not None:
                for place, use in found:
                    shown.uses[place] = use
                    taken.add(place)
            elif text is not None:
                shown.written.append(Written(name, text))
            else:
                shown.recipes[name] = [recipe.data() for recipe in recipes]
                shown.recipes[name] = shown.recipes[name][0] if len(recipes) == 1 else shown.recipes[name]
        self._note_used(shown, mapping, taken)
        self._set_aside(shown, mapping, taken)
        return shown

    def _forget_own(self, shown, name):
        """A column that a recipe makes is no longer the one that its own heading would give."""
        for use in shown.uses:
            if use.target == name and not use.has_options:
                use.target = ""

    def _uses(self, name, recipes, taken):
        """(place, Use) of each heading, where the form can say all that the recipes say; else None."""
        if name not in self.columns:
            return None
        found = self._interval(name, recipes) or [pair for recipe in recipes for pair in self._simple(name, recipe)]
        places = [place for place, _use in found]
        if not found or len(set(places)) < len(places) or taken & set(places):
            return None
        again = self._recipes(name, dict(sorted(found, key=lambda pair: pair[0])))
        return found if [r.data() for r in again] == [self._renamed(r).data() for r in recipes] else None

    def _interval(self, name, recipes):
        if len(recipes) != 1 or not recipes[0].interval or recipes[0] != Recipe(interval=recipes[0].interval):
            return None
        places = [self.places.get(fold(heading)) for heading in recipes[0].interval]
        return None if None in places else list(zip(places, (Use(name + FIRST), Use(name + LAST)), strict=True))

    def _simple(self, name, recipe):
        for heading in recipe.from_:
            place = self.places.get(fold(heading))
            if place is not None:
                use = Use(name, " ".join(s.strip() for s in recipe.split), dict(recipe.values), recipe.role)
                use.leave_unknown, use.shorten = recipe.unknown == "", recipe.shorten
                yield place, use

    def _renamed(self, recipe):
        """The recipe with the headings as this file has them, and its signs without spaces."""

        def here(headings):
            return tuple(self.names[self.places[fold(h)]] if fold(h) in self.places else h for h in headings)

        return replace(
            recipe,
            from_=here(recipe.from_),
            interval=here(recipe.interval),
            split=tuple(" ".join(sign.split()) for sign in recipe.split),
        )

    def _text(self, name, recipes):
        """The written text that says the same as the recipes, or None."""
        if len(recipes) != 1 or name not in self.columns:
            return None
        text = recipes[0].template or recipes[0].constant
        return text if text and self.written(name, text) == recipes[0] else None

    def written(self, name, text):
        """The recipe of a written text: with headings in braces a template, cut where a line of words is too long."""
        if not headings_in(text):
            return Recipe(constant=text)
        column = self.columns[name]
        is_words = type(column.widget) is TextWidget and bool(getattr(column.field, "max_length", None))
        return Recipe(template=text, shorten=is_words)

    def _note_used(self, shown, mapping, taken):
        headings = [h for recipes in mapping.columns.values() for r in recipes for h in r.headings()]
        headings += list(mapping.rows.headings()) if mapping.rows else []
        headings += self._unpivoted(mapping)
        made = {fold(str(mapping.unpivot.get(name, ""))) for name in ("name", "value")}
        for heading in dict.fromkeys(h for h in headings if fold(h) not in made):
            place = self.places.get(fold(heading))
            if place is None:
                shown.missing += [] if heading == "*" else [heading]
            elif place not in taken:
                shown.uses[place] = Use(IN_RECIPE)
                taken.add(place)

    def _unpivoted(self, mapping):
        """The headings of columns that become records of their own."""
        said = mapping.unpivot
        ends = [self.places.get(fold(str(said.get(end, "")))) for end in ("first", "last")]
        between = [] if None in ends else self.names[ends[0] : ends[1] + 1]
        return [*map(str, said.get("headings") or ()), *between]

    def _set_aside(self, shown, mapping, taken):
        aside = {fold(heading) for heading in mapping.set_aside}
        for place, name in enumerate(self.names):
            if place not in taken and ("*" in mapping.set_aside or fold(name) in aside):
                shown.uses[place] = Use(ASIDE)

    def needed(self, shown) -> list[str]:
        """The columns that a new record must have and that nothing goes to; none where the file has addresses."""
        given = {use.target.partition(":")[0] for use in shown.uses} | set(shown.recipes)
        given |= {line.column for line in shown.written}
        if given & {"slug", "key"}:
            return []
        titles = [name for name in self.columns if name.startswith(("title_", "name_"))]
        first = titles[:1] if "slug" in self.columns and not given & set(titles) else []
        return [*first, *(name for name, column in self.columns.items() if name not in given and _must_be(column))]

    def columns_and_aside(self, uses, written, recipes):
        """(recipes by column, headings set aside) of what the form says; `recipes` are those that it shows as JSON."""
        by_column: dict[str, dict[int, Use]] = {}
        aside = []
        for place, use in enumerate(uses):
            if use.target == ASIDE:
                aside.append(self.names[place])
            elif use.target not in ("", IN_RECIPE):
                by_column.setdefault(use.target.partition(":")[0], {})[place] = use
        found = dict(recipes)
        for name, some in by_column.items():
            if not self._is_own(name, some):
                found[name] = (*found.get(name, ()), *self._recipes(name, some))
        for name, text in written:
            found[name] = (*found.get(name, ()), self.written(name, text))
        return found, aside

    def _is_own(self, name, some):
        """Whether the one heading says by itself which column it is."""
        ((place, use), *more) = some.items()
        return not (more or use.has_options) and use.target == name == self.own.get(self.names[place])

    def _recipes(self, name, some) -> tuple[Recipe, ...]:
        """The recipes of a column from the headings that go to it, by place."""
        ends = {use.target.partition(":")[2]: place for place, use in some.items() if ":" in use.target}
        if ends:
            rest = {place: use for place, use in some.items() if ":" not in use.target}
            both = [self.names[ends[end]] for end in ("first", "last") if end in ends]
            recipe = Recipe(interval=tuple(both)) if len(both) == 2 else Recipe(from_=tuple(both))
            return (recipe, *(self._recipes(name, rest) if rest else ()))
        uses = list(some.values())
        # Of notes all are kept; of what holds one value the first that is filled.
        if len(uses) > 1 and (name in self.joined or any(use != uses[0] for use in uses)):
            return tuple(use.recipe(self.names[place]) for place, use in some.items())
        return (uses[0].recipe(*(self.names[place] for place in some)),)


__all__ = ["ASIDE", "FIRST", "IN_RECIPE", "LAST", "Form", "Shown", "Use", "Written", "names_of", "target_of"]
