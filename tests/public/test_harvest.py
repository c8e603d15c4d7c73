"""A harvester of the protocol gets every published record, part by part, and learns nothing of others."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import requests
from django.utils import timezone
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, BadResumptionToken, IdDoesNotExist, NoRecordsMatch

from archive.models import RECORD_TYPES, Visit
from archive.public.harvest import verbs
from tests.factories import MAKERS, cite, make_person, make_place, make_source, make_visit, name_form, take_part

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture
def harvester(client, monkeypatch):
    """An independent harvester whose requests reach the archive without a network."""

    def get(address, params=None, **_options):
        found = client.get("/oai", params)
        answer = requests.Response()
        answer.status_code, answer._content, answer.encoding = found.status_code, found.content, "utf-8"
        return answer

    monkeypatch.setattr("sickle.app.requests.get", get)
    return Sickle("http://testserver/oai")


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(verbs, "A_PART", 3)


def identifiers(found):
    return [row.header.identifier if hasattr(row, "header") else row.identifier for row in found]


def test_every_published_record_is_harvested_once_through_all_tokens(harvester, small_parts):
    expected = {f"oai:testserver:{kind}/{make().slug}" for kind, make in MAKERS.items() for _n in range(4)}
    for make in MAKERS.values():
        make(slug="quillfeather", status="draft")
        make(slug="gone", status="withdrawn")
    found = identifiers(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert len(found) == len(set(found)) == 4 * len(MAKERS)
    # A cited or linked record that a factory makes besides is published too.
    assert set(found) == expected
    assert identifiers(harvester.ListIdentifiers(metadataPrefix="oai_dc")) == found


def test_a_record_is_described_with_its_own_values(harvester):
    place = make_place(name_en="Ankara", country="TR")
    visit = make_visit(slug="journey", title_en="A journey", title_es="Un viaje", summary_az="Səfər haqqında.",
                       date="1995-05-04", visitor_country="FR", host_country="TR", places=[place])  # fmt: skip
    source = make_source(slug="gazette")
    cite(visit, "date", "4 May 1995", source=source)
    person = make_person(name_en="Ada")
    take_part(person, visit)
    record = harvester.GetRecord(identifier="oai:testserver:visits/journey", metadataPrefix="oai_dc")
    told = record.metadata
    assert told["title"] == ["A journey", "Un viaje"]
    assert told["description"] == ["Səfər haqqında."]
    assert told["date"] == ["1995-05-04"]
    assert told["identifier"] == ["http://testserver/visits/journey/"]
    assert told["source"] == ["http://testserver/sources/gazette/"]
    assert told["contributor"] == ["Ada"]
    assert set(told["coverage"]) == {"France", "Türkiye", "Ankara"}
    assert record.header.datestamp == Visit.objects.get().face_changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert record.header.setSpecs == ["visits"]


def test_a_set_and_a_time_choose(harvester, small_parts):
    make_source(slug="one")
    for number in range(5):
        make_visit(slug=f"v{number}")
    assert len(list(harvester.ListIdentifiers(metadataPrefix="oai_dc", set="visits"))) == 5
    assert {one.setSpec for one in harvester.ListSets()} == {model.address for model in RECORD_TYPES}
    assert len(list(harvester.ListIdentifiers(metadataPrefix="oai_dc", until="9999-12-31"))) == 6
    today = f"{timezone.now():%Y-%m-%d}"
    assert len(list(harvester.ListIdentifiers(metadataPrefix="oai_dc", **{"from": today, "until": today}))) == 6
    with pytest.raises(NoRecordsMatch):
        harvester.ListIdentifiers(metadataPrefix="oai_dc", until=f"{timezone.now() - timedelta(days=9):%Y-%m-%d}")


def test_it_says_who_it_is(harvester):
    make_visit()
    said = harvester.Identify()
    assert (said.protocolVersion, said.deletedRecord, said.baseURL) == ("2.0", "no", "http://testserver/oai")
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "verb=",
        "verb=Nothing",
        "verb=Identify&verb=Identify",
        "verb=Identify&more=1",
        "verb=GetRecord",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:visits/secret",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:nothing/secret",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=%C3%A9%3C%22",
        "verb=ListRecords",
        "verb=ListRecords&metadataPrefix=marc21",
        "verb=ListRecords&metadataPrefix=oai_dc&set=nothing",
        "verb=ListRecords&metadataPrefix=oai_dc&from=yesterday",
        "verb=ListRecords&metadataPrefix=oai_dc&from=9999-99-99",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-03T00:00:00Z",
        "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=abc",
        "verb=ListRecords&resumptionToken=abc",
        "verb=ListRecords&resumptionToken=%00",
        "verb=ListRecords&resumptionToken=W10",
        "verb=ListRecords&resumptionToken=é",
        "verb=ListSets&resumptionToken=abc",
        "verb=ListMetadataFormats&identifier=oai:testserver:visits/secret",
    ],
)
def test_what_the_protocol_does_not_allow_is_refused_in_its_words(client, query):
    make_visit(slug="secret", status="draft")
    response = client.get(f"/oai?{query}")
    if "%00" in query:
        assert response.status_code == 400
        return
    assert response.status_code == 200
    root = ET.fromstring(response.content)
    (error,) = root.findall(f"{OAI}error")
    assert error.attrib["code"] in {
        "badVerb", "badArgument", "badResumptionToken", "idDoesNotExist", "cannotDisseminateFormat", "noRecordsMatch"
    }  # fmt: skip
    assert error.text


def test_refusals_are_told_apart_by_their_code(harvester):
    for wrong, error in (
        ({"resumptionToken": "abc"}, BadResumptionToken),
        ({"metadataPrefix": "oai_dc", "from": "x"}, BadArgument),
    ):
        with pytest.raises(error):
            harvester.ListRecords(**wrong)
    with pytest.raises(IdDoesNotExist):
        harvester.GetRecord(identifier="oai:testserver:visits/none", metadataPrefix="oai_dc")


def test_a_form_is_answered_like_an_address_and_other_methods_are_not(client):
    make_visit()
    asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    assert client.post("/oai", asked).content.count(b"<header>") == client.get("/oai", asked).content.count(b"<header>")
    assert client.put("/oai").status_code == 405


@pytest.mark.parametrize("each", [1, 12])
def test_a_part_takes_so_many_queries_whatever_it_holds(client, each, django_assert_max_num_queries):
    for make in MAKERS.values():
        for _number in range(each):
            cite(make(), "summary", "x")
    name_form(make_person(), "Another")
    with django_assert_max_num_queries(75):
        assert client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").status_code == 200
