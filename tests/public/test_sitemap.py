"""The sitemap lists every published page in every language, and nothing else."""

import xml.etree.ElementTree as ET

import pytest

from archive.public import sitemap
from archive.public.context import PAGES
from tests.factories import MAKERS, make_visit

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client, address="/sitemap.xml"):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return ET.fromstring(response.getvalue())


def paths(tree):
    return [loc.text.removeprefix("http://testserver") for loc in tree.findall(".//s:loc", NS)]


def test_every_published_page_is_there_in_each_language_and_answers(client):
    records = [make(slug="one") for make in MAKERS.values()]
    listed = paths(read(client))
    for record in records:
        address = f"/{record.address}/one/"
        assert {address, f"/az{address}", f"/es{address}"} <= set(listed)
    assert {
        "/",
        "/az/",
        "/timeline/",
        "/map/",
        "/az/network/",
        "/developers/",
        "/es/discrepancies/",
        "/people/",
    } <= set(listed)
    fixed = ["/", "/developers/", *PAGES, *MAKERS]
    assert len(listed) == len(set(listed)) == 3 * (len(records) + len(fixed))
    for address in listed:
        assert client.get(address).status_code == 200, address


def test_each_page_names_its_other_languages_and_its_last_change(client):
    visit = make_visit(slug="one")
    entry = next(u for u in read(client).findall("s:url", NS) if u.find("s:loc", NS).text.endswith("/az/visits/one/"))
    links = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NS)}
    assert links == {
        "en": "http://testserver/visits/one/",
        "az": "http://testserver/az/visits/one/",
        "es": "http://testserver/es/visits/one/",
        "x-default": "http://testserver/visits/one/",
    }
    visit.refresh_from_db()
    assert entry.find("s:lastmod", NS).text == visit.face_changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_is_not_there(client, status):
    for make in MAKERS.values():
        make(slug="quillfeather", status=status)
    assert not [path for path in paths(read(client)) if "quillfeather" in path]


def test_a_large_archive_gets_an_index_of_files(client, monkeypatch):
    monkeypatch.setattr(sitemap, "A_FILE", 4)
    for number in range(9):
        make_visit(slug=f"visit-{number}")
    files = paths(read(client))
    assert files == ["/sitemap-pages-1.xml", "/sitemap-visits-1.xml", "/sitemap-visits-2.xml", "/sitemap-visits-3.xml"]
    listed = [path for file in files for path in paths(read(client, file))]
    assert sum(path.startswith("/visits/visit-") for path in listed) == 9
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("part", ["visits-99", "nonsense-1", "visits-0", "pages-2", "visits-99999999999"])
def test_a_file_that_is_not_there_is_not_found(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_robots_are_told_where_the_map_is_and_what_to_leave(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert "Disallow: /*corrections/" in text
    assert "search" not in text


@pytest.mark.parametrize("more", [0, 20])
def test_it_takes_the_same_few_queries_however_much_there_is(client, more, django_assert_num_queries):
    for _number in range(more):
        make_visit()
    with django_assert_num_queries(15):
        read(client)
