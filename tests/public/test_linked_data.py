"""Records as linked data: another program reads the graph, in which every statement has its testimony."""

import json

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from archive.public.citing import stamp
from tests.factories import MAKERS, cite, make_organization, make_person, make_source, make_visit, post, take_part
from tests.public.scenes import with_everything

# The reader of JSON-LD itself still uses what its library gives up.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")]
EVERY_TYPE = pytest.mark.parametrize("address", list(MAKERS))
S = Namespace("https://schema.org/")
TYPES = {
    "people": S.Person,
    "organizations": S.Organization,
    "events": S.Event,
    "visits": S.Event,
    "agreements": S.CreativeWork,
    "trade": S.Observation,
    "sources": S.CreativeWork,
}


def graph_of(client, record):
    """The graph of a record as rdflib reads it, and the record's own node; the context is in the file."""
    content = client.get(f"/{record.address}/{record.slug}.jsonld").content
    assert isinstance(json.loads(content)["@context"], dict)
    graph = Graph().parse(data=content, format="json-ld")
    return graph, URIRef(f"http://testserver/{record.address}/{record.slug}/")


def claim(graph, node, field):
    """The claim about one field."""
    found = URIRef(f"{node}#{field}")
    assert (found, RDF.type, S.Claim) in graph
    assert (found, S.about, node) in graph
    assert (node, S.subjectOf, found) in graph
    return found


@EVERY_TYPE
def test_every_record_is_a_graph_with_its_type_and_page(client, address):
    record = with_everything(address, 2)
    record.refresh_from_db()
    graph, node = graph_of(client, record)
    assert (node, RDF.type, TYPES[address]) in graph
    page = URIRef(f"{node}versions/{stamp(record.face_changed_at)}/")
    assert (node, S.mainEntityOfPage, page) in graph
    assert str(graph.value(page, S.dateModified)) == record.face_changed_at.isoformat(timespec="seconds")
    assert graph.value(node, S.identifier) == Literal(f"http://testserver/id/{address}/{record.slug}")
    assert all(term in S for _s, term, _o in graph if term != RDF.type)


@EVERY_TYPE
def test_every_statement_has_its_citations_from_their_sources(client, address):
    record = with_everything(address, 2)
    graph, node = graph_of(client, record)
    for field in type(record).citable():
        rows = record.citations.filter(field=field).select_related("source")
        told = {
            (str(graph.value(q, S.text)), str(graph.value(q, S.isPartOf)), str(graph.value(q, S.pagination)))
            for q in graph.objects(claim(graph, node, field), S.citation)
        }
        assert told == {(c.quotation, f"http://testserver/sources/{c.source.slug}/", c.locator) for c in rows}
        assert all((q, RDF.type, S.Quotation) in graph for q in graph.objects(None, S.citation))


def test_a_claim_says_what_the_archive_accepts(client):
    visit = make_visit(date="2012-08-21", title_en="A journey", title_es="Un viaje", visitor_country="FR")
    take_part(make_person(name_en="Jane Doe"), visit)
    graph, node = graph_of(client, visit)
    said = {
        field: str(graph.value(claim(graph, node, field), S.text))
        for field in ("date", "visitor_country", "participations")
    }
    assert said == {"date": "21 August 2012", "visitor_country": "France", "participations": "Jane Doe"}
    assert set(graph.objects(node, S.name)) == {Literal("A journey", lang="en"), Literal("Un viaje", lang="es")}
    assert str(graph.value(node, S.startDate)) == "2012-08-21"


def test_an_office_is_called_by_the_other_end(client):
    person, body = make_person(name_en="Jane Doe"), make_organization(name_en="Academy")
    post(person, body)
    graph, node = graph_of(client, person)
    assert str(graph.value(claim(graph, node, "postings"), S.text)) == "Academy"
    graph, node = graph_of(client, body)
    assert str(graph.value(claim(graph, node, "postings"), S.text)) == "Jane Doe"


def test_nothing_hidden_is_in_the_graph(client):
    visit = make_visit(date="1992")
    cite(visit, "date", "quill", status="draft")
    cite(visit, "date", "quill", source=make_source(title_en="quill", status="draft"), note="quill")
    take_part(make_person(name_en="quill", status="draft"), visit)
    graph, _node = graph_of(client, visit)
    assert not [one for one in graph if "quill" in str(one)]
