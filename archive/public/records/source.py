"""A source's page: what document it is, and everything that it states about records."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import RECORD_ARC, Citation, LinkOutcome, SourceFile, Stance
from archive.models.source_kinds import BY_KIND
from archive.public.records.base import RecordPage
from archive.public.records.paged import Statements
from archive.public.statements import Value
from archive.public.turning import turned
from archive.public.values import accepted_words, field_label, rendering
from archive.sources.links import links_of
from archive.sources.references import reference
from archive.templatetags.reading import (
    Text,
    active,
    as_entered,
    chosen,
    dated,
    language_name,
    sentence_case,
    titled,
    type_label,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that the source states about a field of a record."""

    label: str
    citation: Citation
    rendering: str
    stance_word: str
    # What the archive accepts in that field, where that is a value in words and no prose.
    accepted: Text
    locator: Text
    # The words of the source in English, for those who read neither.
    translation: Text


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of the source that readers may have, and where."""

    file: SourceFile
    url: str


@dataclass(frozen=True, slots=True)
class About:
    """What the source states about one record, field by field, by the label of the field."""

    kind: str
    title: Text
    url: str
    stated: dict[str, list[Stated]]


class SourcePage(RecordPage):
    """The bibliographic facts; what the source contradicts, and what it supports, record by record."""

    order = ("authors", "publisher", "published", "language", "url")
    labels = {"url": gettext_lazy("on the web")}
    prefetches = (Prefetch("files", SourceFile.objects.published(), to_attr="seen_files"),)

    def __init__(self, record, query=None):
        self.seen_links = {link.name: link for link in links_of([record])[record.pk]}
        self.files = [PublicFile(file, address_of(file, record)) for file in record.seen_files]
        self.reference = reference(record, active())
        super().__init__(record, query)

    def lead(self):
        """The kind of document."""
        return _("Source: %(kind)s") % {"kind": chosen(self.record, "kind")}

    def facts(self):
        """The bibliographic facts, then what nobody needs to attest."""
        yield from super().facts()
        record = self.record
        yield self.state("archived_url", self.on_the_web("archived_url"))
        for name in (*BY_KIND, "accessed", "licence"):
            words = dated(record.accessed) if name == "accessed" else getattr(record, name)
            if words and name not in type(record).citable() and not self.is_in_reference(words):
                yield self.state(name, [Value(Text(words))])

    def is_in_reference(self, words):
        """Whether the reference says this already."""
        return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", str(self.reference)))

    def on_the_web(self, name):
        """An address as a link, with what became of it when it was last asked for."""
        link = self.seen_links.get(name)
        return [Value(Text(link.address), link.address, Text(found_again(link)))] if link else []

    def state_language(self):
        """The language by its name."""
        code = self.record.language
        yield self.state("language", [Value(Text(language_name(code)))] if code else [])

    def state_url(self):
        """The address as a link."""
        yield self.state("url", self.on_the_web("url"))

    def linked(self):
        """What the source states, a page at a time; contradictions first."""
        self.turned = turned(Statements(self.record), self.query)
        rows = testimony(self.turned.keys)
        contradicted = [c for c in rows if c.stance == Stance.CONTRADICTS]
        self.contradicts = by_record(contradicted)
        self.supports = by_record([c for c in rows if c.stance != Stance.CONTRADICTS])
        return ()


def address_of(file, source) -> str:
    """Where readers get a file of a source."""
    return reverse("sources-file", args=[source.slug, file.sha256])


def found_again(link) -> str:
    """What readers are told of a link: that nothing is there any more, that it moved, or when it was last seen."""
    if link.check is None:
        return _("never checked")
    day = dated(localtime(link.check.checked_at).date().isoformat())
    words = {
        LinkOutcome.OK: _("found on %(day)s"),
        LinkOutcome.MOVED: _("moved elsewhere, found on %(day)s"),
        LinkOutcome.DEAD: _("not there any more on %(day)s"),
        LinkOutcome.UNREACHABLE: _("did not answer on %(day)s"),
    }
    return words.get(link.check.outcome, _("never checked")) % {"day": day}


def testimony(keys) -> list[Citation]:
    """The testimony with these keys, in their order, with its source and record."""
    unseen = (f"{name}__{column}" for name in RECORD_ARC for column in ("search_text", "note"))
    found = Citation.objects.select_related("source", *RECORD_ARC).defer("note", *unseen).in_bulk(keys)
    return [found[key] for key in keys]


def by_record(citations) -> list[About]:
    """Citations in the order of their records, as what is stated about each."""
    found = []
    for _key, rows in groupby(citations, key=lambda c: (c.arc_name, c.record.pk)):
        rows = list(rows)
        record = rows[0].record
        by_field = {}
        for said in (_stated(row, record) for row in rows):
            by_field.setdefault(said.label, []).append(said)
        found.append(About(sentence_case(type_label(record)), titled(record), record.get_absolute_url(), by_field))
    return found


def _stated(citation, record):
    model = type(record)
    label = sentence_case(field_label(model, citation.field))
    return Stated(
        label,
        citation,
        rendering(model, citation.field, citation.stated),
        chosen(citation, "stance"),
        Text("") if citation.field in model.PROSE else accepted_words(record, citation.field),
        as_entered(citation.locator),
        as_entered("" if citation.source.language == active() else citation.translation),
    )
