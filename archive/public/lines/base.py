"""What a line in a list shows of any record, and how it is fetched."""

from functools import cache
from typing import NamedTuple

from archive.public.prepared import Beside, Prepared, columns
from archive.templatetags.reading import Text, chosen, dated, joined, sentence_case, titled, translated

# What a record is called, where its type has that.
_TITLES = ("title", "name")


class Line(NamedTuple):
    """What a list shows of one record without opening it."""

    record: object
    title: Text
    url: str
    date: str
    year: str
    # Who, where and between which countries, as HTML.
    about: str
    evidence: str


class LineOf:
    """How a record becomes a line; a type says what stands under its title, and what that takes to fetch."""

    # The columns that its line shows beside those of every line, links followed by `__`; translated ones by one name.
    shown: tuple[str, ...] = ("summary",)
    links: tuple[str, ...] = ()
    prefetches: tuple = ()

    def __init__(self, record):
        self.record = record

    @classmethod
    def fetched(cls, queryset) -> list:
        """These records, or a slice of them, with all that their lines show."""
        return cls._complete(queryset.model, list(queryset.select_related(*cls.links)))

    @classmethod
    def found(cls, model, keys) -> list:
        """The published records with these keys, with all that their lines show."""
        return cls._complete(model, _published(cls, model)(keys) if keys else [])

    @classmethod
    def _complete(cls, model, records):
        for beside in _besides(cls, model):
            beside.put(records)
        return records

    def line(self) -> Line:
        """The line of this record."""
        record = self.record
        edtf = getattr(record, record.dated_by) if record.dated_by else ""
        day = getattr(record, f"{record.dated_by}_earliest", None)
        return Line(
            record=record,
            title=self.title(),
            url=record.get_absolute_url(),
            date=dated(edtf),
            year=f"{day.year:04}" if day else "",
            about=joined([said for said in self.about() if said], " · "),
            evidence=sentence_case(chosen(record, "evidence")),
        )

    def title(self) -> Text:
        """The title of the record."""
        return titled(self.record)

    def about(self):
        """Who, where and between which countries, as separate phrases; empty ones are left out."""
        return [translated(self.record, "summary")]


@cache
def _published(kind, model):
    """The query of the records of a type for their lines, with just the columns that these show."""
    days = (model.dated_by, f"{model.dated_by}_earliest") if model.dated_by else ()
    shown = columns(model, "slug", "evidence", *days, *_TITLES, *kind.shown)
    rows = model.objects.published().select_related(*kind.links).order_by().only(*shown)
    return Prepared(model, lambda keys: rows.filter(pk__in=keys))


@cache
def _besides(kind, model):
    """What stands beside the records of a type in their lines: its queries are put together once."""
    return [Beside(model, lookup) for lookup in kind.prefetches]


def called(link, model, *more) -> list[str]:
    """The columns of what a line shows of the records behind a link: what they are called, and more."""
    return [link, *(f"{link}__{column}" for column in columns(model, *_TITLES, *more))]
