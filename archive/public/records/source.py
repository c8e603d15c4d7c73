"""A source's page: what document it is, and everything that it states about records."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, F, When
from django.db.models import Value as Constant
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import RECORD_ARC, Citation, Stance
from archive.public.lists import numbered_page
from archive.public.records.base import RecordPage
from archive.public.statements import Value
from archive.public.values import accepted_words, field_label, rendering
from archive.templatetags.reading import Text, dated, language_name, sentence_case, titled, type_label


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that the source states about a field of a record."""

    label: str
    citation: Citation
    rendering: str
    stance_word: str
    accepted: Text


@dataclass(frozen=True, slots=True)
class About:
    """What the source states about one record."""

    kind: str
    title: Text
    url: str
    stated: list[Stated]


class SourcePage(RecordPage):
    """The bibliographic facts; what the source contradicts, and what it supports, record by record."""

    order = ("authors", "publisher", "published", "language", "url")
    labels = {"url": gettext_lazy("on the web")}

    def lead(self):
        """The kind of document."""
        return _("Source: %(kind)s") % {"kind": self.record.get_kind_display()}

    def facts(self):
        """The bibliographic facts, then what nobody needs to attest."""
        yield from super().facts()
        record = self.record
        for name, words in (
            ("archived_url", record.archived_url),
            ("accessed", dated(record.accessed)),
            ("licence", record.licence),
        ):
            url = words if name == "archived_url" else ""
            yield self.state(name, [Value(Text(words), url)] if words else [])

    def state_language(self):
        """The language by its name."""
        code = self.record.language
        yield self.state("language", [Value(Text(language_name(code)))] if code else [])

    def state_url(self):
        """The address as a link."""
        yield self.state("url", [Value(Text(self.record.url), self.record.url)] if self.record.url else [])

    def linked(self):
        """What the source states, a page at a time; contradictions first."""
        self.paging = numbered_page(statements_of(self.record), self.number)
        rows = list(self.paging.object_list)
        contradicted = [c for c in rows if c.stance == Stance.CONTRADICTS]
        self.contradicts = by_record(contradicted)
        self.supports = by_record([c for c in rows if c.stance != Stance.CONTRADICTS])
        return ()

    def data(self):
        """Also as a bibliographic record."""
        names = {"bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON"}
        return [*super().data(), *((label, self.data_url(kind)) for kind, label in names.items())]


def statements_of(source):
    """The published testimony of a source about published records: what contradicts first, then record by record."""
    first = Case(When(stance=Stance.CONTRADICTS, then=Constant(0)), default=Constant(1))
    rows = Citation.objects.about_published().filter(source=source).select_related(*RECORD_ARC)
    return rows.order_by(first, *(F(f"{name}_id").asc(nulls_last=True) for name in RECORD_ARC), "pk")


def by_record(citations) -> list[About]:
    """Citations in the order of their records, as what is stated about each."""
    found = []
    for _key, rows in groupby(citations, key=lambda c: (c.arc_name, c.record.pk)):
        rows = list(rows)
        record = rows[0].record
        kind = sentence_case(type_label(record))
        found.append(About(kind, titled(record), record.get_absolute_url(), [_stated(row, record) for row in rows]))
    return found


def _stated(citation, record):
    model = type(record)
    label = sentence_case(field_label(model, citation.field))
    return Stated(
        label,
        citation,
        rendering(model, citation.field, citation.stated),
        citation.get_stance_display(),
        accepted_words(record, citation.field) if citation.stance == Stance.CONTRADICTS else Text(""),
    )
