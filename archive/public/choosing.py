"""What a reader chose to see drawn: a type, a country and years, in the address, in words, and as a condition."""

import datetime
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from archive import countries, dates
from archive.models import Facet, record_type
from archive.public.filters import ALL, by_name, filter_of, headings_of, totals, under
from archive.templatetags.reading import country, dated, sentence_case

LONGEST = 100


@dataclass(slots=True)
class Choice:
    """The parameters of a drawing's address as they were written, what they mean, and what was not understood.

    `types` are the record types that the drawing can show, `first` and `last` the days between which.
    """

    types: tuple
    written: dict[str, str]
    model: type | None = None
    code: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        """Whether anything narrows what is drawn."""
        return any(self.written.values())

    @property
    def models(self) -> tuple:
        """The types that are asked for; none where something was not understood."""
        if self.problems:
            return ()
        return (self.model,) if self.model else self.types

    def link(self, **other) -> str:
        """The query string of this choice with something changed; what is empty is left out."""
        return "?" + urlencode({name: value for name, value in {**self.written, **other}.items() if value})

    def offered_types(self) -> list[tuple[str, str]]:
        """The types as (address, words), for a list to choose from."""
        return [(model.address, _plural(model)) for model in self.types]

    def in_words(self):
        """The filters in force in words, each with the query string without it."""
        told = {
            "type": (_("Type: %(value)s"), self.model and _plural(self.model)),
            "country": (_("Country: %(value)s"), country(self.code)),
            "since": (_("Since %(value)s"), self.first and _read(self.written["since"])),
            "until": (_("Until %(value)s"), self.last and _read(self.written["until"])),
        }
        for name, (words, value) in told.items():
            if value and self.written.get(name):
                yield words % {"value": value}, self.link(**{name: ""})

    def is_within(self, most) -> bool:
        """Whether no more than so many records are left; what no country or time narrows is known."""
        return all(self._is_within(model, most) for model in self.models)

    def _is_within(self, model, most):
        if self.code:
            return headings_of([model])[model].records(Facet.COUNTRY, self.code) <= most
        if self.is_in_time:
            return self.published(model)[: most + 1].count() <= most
        return totals().get(model.address, 0) <= most

    @property
    def is_in_time(self) -> bool:
        """Whether a first or last day narrows what is drawn."""
        return bool(self.first or self.last)

    def published(self, model):
        """The published records of a type that the choice leaves."""
        rows = model.objects.published()
        if self.first:
            rows = rows.filter(**{f"{model.dated_by}_latest__gte": self.first})
        if self.last:
            rows = rows.filter(**{f"{model.dated_by}_earliest__lte": self.last})
        if self.code:
            rows = under(rows, headings_of([model])[model].key(Facet.COUNTRY, self.code), ALL)
        return rows


def choice(query, types, names=("type", "country", "since", "until")) -> Choice:
    """What the parameters of an address ask for; what is not understood becomes a sentence in `problems`."""
    found = Choice(tuple(types), {name: query.get(name, "").strip()[:LONGEST] for name in names})
    _choose_type(found)
    _choose_country(found)
    for name, end, bound in (("since", "first", "earliest"), ("until", "last", "latest")):
        written = found.written.get(name)
        try:
            setattr(found, end, getattr(dates.parse(dates.understand(written)), bound) if written else None)
        except dates.InvalidDate as error:
            found.problems.append(_(error.message) % error.params)
    return found


def _choose_type(found):
    written = found.written.get("type")
    found.model = record_type(written) if written else None
    if written and found.model not in found.types:
        sentence = _("There are no records of the type “%(value)s” here: choose one from the list.")
        found.problems.append(sentence % {"value": written})


def _choose_country(found):
    written = found.written.get("country")
    if not written:
        return
    found.code = countries.understand(written) or ""
    if not found.code:
        sentence = _("“%(value)s” is not the name of a country: choose one from the list, or write its ISO 3166 code.")
        found.problems.append(sentence % {"value": written})


def _read(written):
    return dated(dates.understand(written))


def _plural(model):
    return sentence_case(str(model._meta.verbose_name_plural))


def titled_by(title, asked) -> str:
    """The title of a drawing with the filters in force."""
    return " · ".join((title, *(words for words, _without in asked.in_words())))


def countries_in(models) -> list[tuple[str, str]]:
    """The countries that the published records of these types have to do with, as (code, name) by name."""
    columns = {"country", *(column for model in models for column in filter_of(model).columns.values())}
    found = {code for one in headings_of(models).values() for facet in columns for code in one.values(facet)}
    return by_name(found)
