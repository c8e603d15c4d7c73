"""What machines are told: the search of browsers, signposts in the head of answers, and the page for developers."""

import re
from xml.etree import ElementTree as ET

import pytest

from archive.models import RECORD_TYPES
from archive.public.developers.told import PARAMETERS
from archive.public.filters import filter_of
from archive.public.signposting import licence_address
from tests.factories import MAKERS, keep_file, make_place, make_source, make_trade_figure, make_visit
from tests.public.pages import Page
from tests.public.scenes import with_everything

pytestmark = pytest.mark.django_db
OPENSEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')


def links(response):
    """(relation, address, type or nothing) of each link in the head of an answer."""
    found = []
    for address, rest in LINK.findall(response.get("Link", "")):
        attributes = dict(re.findall(r'; ([a-z]+)="([^"]*)"', rest))
        found.append((attributes["rel"], address, attributes.get("type", "")))
    return found


def of(response, relation):
    return [(address, media) for rel, address, media in links(response) if rel == relation]


@pytest.mark.parametrize("prefix", ["", "/az", "/es"])
def test_every_page_names_the_search_and_it_finds_what_is_looked_for(client, prefix):
    make_visit(slug="one", title_en="Needle")
    named = Page(client, f"{prefix}/about/").all("link", rel="search")[0]
    assert named.get("href") == f"{prefix}/opensearch.xml"
    response = client.get(named.get("href"))
    assert response["Content-Type"].startswith(named.get("type"))
    root = ET.fromstring(response.content)
    assert 1 <= len(root.find("o:ShortName", OPENSEARCH).text) <= 16
    assert len(root.find("o:LongName", OPENSEARCH).text) <= 48
    assert root.find("o:Language", OPENSEARCH).text == (prefix[1:] or "en")
    url = next(u for u in root.findall("o:Url", OPENSEARCH) if u.get("type") == "text/html")
    found = client.get(url.get("template").replace("{searchTerms}", "needle").removeprefix("http://testserver"))
    assert f"{prefix}/visits/one/" in found.content.decode()


@pytest.mark.parametrize("address", MAKERS)
def test_a_record_points_to_all_that_belongs_to_it_and_it_answers(client, address):
    MAKERS[address](slug="one")
    response = client.get(f"/es/{address}/one/")
    assert len(of(response, "cite-as")) == 1
    assert of(response, "cite-as")[0][0] == f"http://testserver/id/{address}/one"
    cited = of(response, "cite-as")[0][0].removeprefix("http://testserver")
    assert client.get(cited, follow=True).status_code == 200
    kinds = [kind for kind, _media in of(response, "type")]
    assert kinds[0] == "https://schema.org/AboutPage"
    assert len(kinds) == 2
    assert of(response, "collection") == [(f"http://testserver/es/{address}/", "text/html")]
    described = of(response, "describedby")
    assert (f"http://testserver/{address}/one.json", "application/json") in described
    assert described == of(response, "alternate")
    for where, media in described:
        data = client.get(where.removeprefix("http://testserver"))
        assert data.status_code == 200
        assert data["Content-Type"].partition(";")[0] == media
        assert of(data, "describes") == [(f"http://testserver/{address}/one/", "text/html")]
    named = Page(client, f"/es/{address}/one/").all("link", rel="alternate")
    assert {(f"http://testserver{e.get('href')}", e.get("type")) for e in named if e.get("type")} >= set(described)


def test_a_source_points_to_its_files_and_its_licence_and_they_point_back(client):
    source = make_source(slug="one", licence="CC BY-SA 4.0")
    keep_file(source, is_public=True)
    keep_file(source, name="secret.txt", content=b"For editors.")
    response = client.get("/sources/one/")
    assert of(response, "license") == [("https://creativecommons.org/licenses/by-sa/4.0/", "")]
    ((item, media),) = of(response, "item")
    assert media == "text/plain"
    answer = client.get(item.removeprefix("http://testserver"))
    assert answer.status_code == 200
    assert of(answer, "collection") == [("http://testserver/sources/one/", "text/html")]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("", ""),
        ("All rights reserved", ""),
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-nd 3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/"),
        ("CC BY-NC", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.org/terms", "https://example.org/terms"),
        ("https://example.org/terms and more", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_licence_is_an_address_only_where_it_is_clear_which(words, address):
    assert licence_address(words) == address


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_what_is_hidden_has_no_signposts(client, status):
    for address, make in MAKERS.items():
        make(slug="hidden", status=status)
        for end in ("/", ".json"):
            assert "Link" not in client.get(f"/{address}/hidden{end}").headers


def examples(client, prefix=""):
    """The addresses that the page for developers gives as examples."""
    page = Page(client, f"{prefix}/developers/")
    assert page.status == 200
    assert not list(page.faults())
    return [a.get("href") for ul in page.all("ul", class_="examples") for a in ul.iter("a")]


@pytest.mark.parametrize("prefix", ["", "/az", "/es"])
def test_every_example_answers(client, prefix):
    for address in MAKERS:
        with_everything(address, 2)
    make_visit(date="1995", places=[make_place(latitude=51, longitude=4, country="BE")])
    make_trade_figure(period="1995", amount=7, currency="USD", exporter="FR", importer="BE")
    given = examples(client, prefix)
    assert len(given) == len(set(given)) > 60
    for address in given:
        # The permanent address alone leads on, to the page in the browser's language.
        response = client.get(address, follow="/id/" in address)
        assert response.status_code == 200, address
        if "/oai" in address:
            assert b"<error" not in response.content, address


def test_the_examples_name_every_type_and_format_and_every_verb(client):
    for make in MAKERS.values():
        make(slug="one")
    given = examples(client)
    for address in MAKERS:
        assert {f"/{address}.csv", f"/{address}.xlsx", f"/{address}.ods", f"/{address}.json"} <= set(given)
        assert {f"/{address}/one.json", f"/{address}/one.jsonld"} <= set(given)
    assert {"/sources/one.bib", "/sources/one.ris", "/sources/one.csl.json"} <= set(given)
    assert {"/changes.atom", "/new.atom", "/anniversaries.ics", "/opensearch.xml", "/sitemap.xml"} <= set(given)
    text = Page(client, "/developers/").main
    for verb in ("Identify", "ListMetadataFormats", "ListSets", "GetRecord", "ListIdentifiers", "ListRecords"):
        assert f"verb={verb}" in text


def test_an_empty_archive_has_a_page_for_developers_too(client):
    for address in examples(client):
        # There is nothing to draw; all else is there, and empty.
        drawn = address.partition("?")[0].endswith((".svg", ".png"))
        assert client.get(address).status_code == (404 if drawn else 200), address


def test_hidden_records_are_no_examples(client):
    for make in MAKERS.values():
        make(slug="hidden", status="draft")
    assert "hidden" not in Page(client, "/developers/").response.content.decode().replace("visually-hidden", "")


def test_every_parameter_of_every_list_is_told():
    for model in RECORD_TYPES:
        assert set(filter_of(model).base_filters) <= set(PARAMETERS)


def test_the_page_takes_one_query_a_type(client, django_assert_num_queries):
    for make in MAKERS.values():
        make()
    with django_assert_num_queries(len(RECORD_TYPES)):
        client.get("/developers/")


def test_the_foot_of_each_page_leads_there(client):
    assert "/az/developers/" in Page(client, "/az/").links()
