"""Other people's programs read every reference, day, feed, harvest and graph: as many records, the same values."""

import json
import re
from collections import Counter
from datetime import timedelta

import feedparser
import pytest
import requests
import rispy
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from icalendar import Calendar
from pybtex.database import parse_string
from rdflib import Graph, Literal, Namespace, URIRef
from sickle import Sickle

from archive.models import Source
from archive.public.harvest.verbs import A_PART
from tests.public.reading import DATES, body, by_language, page_of, published, stem, title, version_of

SCHEMA = Namespace("https://schema.org/")
# pybtex reads entries; what their commands print is said here, for its own reader of TeX stumbles over braces.
SIGNS = {f"\\{sign}": sign for sign in "{}%&#$_"} | {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("much", "no_network"),
    # The reader of JSON-LD itself still uses what its library gives up.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]


def untexed(text):
    """What TeX prints of a text: without the braces around it, each command as its sign."""
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    return re.sub("|".join(map(re.escape, SIGNS)), lambda found: SIGNS[found[0]], inner)


def year_of(edtf):
    """The year of a date, as BibTeX and RIS have it; empty where none is certain."""
    return edtf[:4] if edtf[:4].isdecimal() else ""


def test_bibtex_gives_every_record_to_pybtex(client):
    for record in published():
        [(key, entry)] = parse_string(
            body(client, f"/{record.address}/{record.slug}.bib").decode(), "bibtex"
        ).entries.items()
        assert key == record.slug
        if not isinstance(record, Source):
            assert untexed(entry.fields["title"]) == title(record)
            assert (entry.fields["url"], entry.fields["year"]) == (version_of(record), str(record.face_changed_at.year))
            continue
        assert entry.fields.get("url", "") == record.url
        assert entry.fields.get("year", "") == year_of(record.published)
        assert entry.fields.get("language", "") == record.language
        people = [untexed(str(person)) for person in entry.persons.get("author", ())]
        assert people == [name.strip() for name in record.authors.split(";") if name.strip()]
        assert untexed(entry.fields["title"]) in by_language(record, "title").values()


def test_ris_gives_every_record_to_rispy(client):
    for record in published():
        [entry] = rispy.loads(body(client, f"/{record.address}/{record.slug}.ris").decode())
        assert entry["id"] == record.slug
        if not isinstance(record, Source):
            assert (entry["title"], entry["urls"]) == (title(record), [version_of(record)])
            assert entry["date"] == f"{record.face_changed_at:%Y/%m/%d}"
            continue
        assert entry["title"] in by_language(record, "title").values()
        assert entry.get("urls", []) == ([record.url] if record.url else [])
        assert entry.get("authors", []) == [name.strip() for name in record.authors.split(";") if name.strip()]
        assert entry.get("year", "") == year_of(record.published)
        assert entry.get("publisher", "") == record.publisher


def test_csl_gives_every_record_to_a_processor(client):
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    records = published()
    items = []
    for record in records:
        [item] = json.loads(body(client, f"/{record.address}/{record.slug}.csl.json"))
        assert item["id"] == record.slug
        # Slugs are those of a type; one bibliography holds all types.
        items.append(item | {"id": f"{record.address}-{record.slug}"})
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Cited([CitationItem(item["id"])]))
    lines = [str(line) for line in bibliography.bibliography()]
    assert len(lines) == len(records)
    for record, item, line in zip(records, items, lines, strict=True):
        assert item["title"] in line
        assert item["title"] in (title(record), *by_language(record, stem(record) or "summary").values())
        assert item.get("URL", "") == (record.url if isinstance(record, Source) else version_of(record))


def is_day(edtf):
    return len(edtf) == 10 and edtf.replace("-", "").isdecimal() and edtf.count("-") == 2


def test_the_calendar_gives_every_known_day_to_icalendar(client):
    wanted = {}
    for record in published():
        for name in DATES.get(record.address, ()):
            ends = getattr(record, name).split("/")
            if all(is_day(end) for end in ends):
                wanted[f"{record.address}/{record.slug}/{name}@testserver"] = (ends[0], page_of(record), title(record))
    events = Calendar.from_ical(body(client, "/anniversaries.ics")).walk("VEVENT")
    told = {str(e["UID"]): (e["DTSTART"].dt.isoformat(), str(e["URL"]), str(e["SUMMARY"])) for e in events}
    assert len(events) == len(told) == len(wanted) > A_PART
    for uid, (day, url, called) in wanted.items():
        assert told[uid][:2] == (day, url)
        assert called in told[uid][2]
        assert day[:4] in told[uid][2]
    assert all(e["DTEND"].dt - e["DTSTART"].dt == timedelta(days=1) for e in events)
    assert {e["RRULE"].to_ical() for e in events} == {b"FREQ=YEARLY"}


@pytest.mark.parametrize(("address", "column"), [("/changes.atom", "face_changed_at"), ("/new.atom", "published_at")])
def test_feeds_give_the_latest_records_to_feedparser(client, address, column):
    feed = feedparser.parse(body(client, address))
    assert not feed.bozo
    records = {page_of(record): record for record in published()}
    times = []
    for entry in feed.entries:
        record = records.pop(entry.id)
        assert (entry.title, entry.link) == (title(record), entry.id)
        assert entry.published[:19] == f"{record.published_at:%Y-%m-%dT%H:%M:%S}"
        assert entry.updated[:19] == f"{record.face_changed_at:%Y-%m-%dT%H:%M:%S}"
        summary = by_language(record, "summary")
        assert entry.get("summary", "") == (next(iter(summary.values())) if summary else "")
        times.append(getattr(record, column))
    assert len(times) == 50
    assert times == sorted(times, reverse=True)
    assert all(getattr(record, column) <= times[-1] for record in records.values())


@pytest.fixture
def harvester(client, monkeypatch):
    """A harvester whose requests reach the archive without a network; it counts them."""
    asked = []

    def get(address, params=None, **_options):
        asked.append(params)
        found = client.get("/oai", params)
        answer = requests.Response()
        answer.status_code, answer._content, answer.encoding = found.status_code, found.content, "utf-8"
        return answer

    monkeypatch.setattr("sickle.app.requests.get", get)
    harvester = Sickle("http://testserver/oai")
    harvester.asked = asked
    return harvester


def test_a_harvester_gets_every_record_through_all_tokens(harvester):
    found = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    records = {f"oai:testserver:{record.address}/{record.slug}": record for record in published()}
    assert len(harvester.asked) == -(-len(records) // A_PART) > 2
    assert len(found) == len(records)
    for one in found:
        record, told = records.pop(one.header.identifier), one.metadata
        assert one.header.datestamp == f"{record.face_changed_at:%Y-%m-%dT%H:%M:%SZ}"
        assert one.header.setSpecs == [record.address]
        assert told["identifier"] == [page_of(record)]
        names = by_language(record, stem(record)).values() if stem(record) else [str(record)]
        assert told["title"] == list(names)
        assert told.get("description", []) == list(by_language(record, "summary").values())
        date = getattr(record, record.dated_by)
        assert told.get("date", []) == ([date] if date else [])
        sources = Source.objects.published().filter(cited_by__in=record.citations.filter(status="published"))
        assert set(told.get("source", [])) == {page_of(source) for source in sources}
    assert not records


def test_linked_data_gives_every_statement_and_testimony_to_rdflib(client):
    for record in published():
        graph = Graph().parse(data=body(client, f"/{record.address}/{record.slug}.jsonld"), format="json-ld")
        node = URIRef(page_of(record))
        if stem(record):
            names = {Literal(text, lang=code) for code, text in by_language(record, stem(record)).items()}
            assert set(graph.objects(node, SCHEMA.name)) == names
        summaries = {Literal(text, lang=code) for code, text in by_language(record, "summary").items()}
        assert set(graph.objects(node, SCHEMA.description)) == summaries
        told = Counter(
            (
                str(about).partition("#")[2],
                str(graph.value(quoted, SCHEMA.text) or ""),
                str(graph.value(quoted, SCHEMA.isPartOf)),
            )
            for about, quoted in graph.subject_objects(SCHEMA.citation)
        )
        rows = record.citations.filter(status="published", source__status="published").select_related("source")
        assert told == Counter((c.field, c.quotation or c.stated, page_of(c.source)) for c in rows)
