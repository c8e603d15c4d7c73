"""Every drawing can be taken away as SVG and as PNG, at an address of its own, with the filters of its page."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
import zlib

import pytest

from archive.writing import change
from tests.factories import (
    make_event,
    make_organization,
    make_person,
    make_place,
    make_trade_figure,
    make_visit,
    post,
    take_part,
)
from tests.public.pages import Page

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
# The page of each drawing, and its files without their ending.
DRAWN = {
    "/timeline/": "/timeline",
    "/map/": "/map",
    "/network/": "/network",
    "/trade/": "/trade",
    "/organizations/body/": "/organizations/body/terms",
    "/people/one/": "/people/one/terms",
}


@pytest.fixture
@change(by=None, why="test")
def archive():
    """Something to draw for every drawing, with words that would break a file."""
    visit = make_visit(
        title_en='A <visit> & "more"', date="2001-05", visitor_country="FR", host_country="EG",
        places=[make_place(name_en="Cairo & <Giza>", latitude=30, longitude=31, country="EG")],
    )  # fmt: skip
    one, other = make_person(slug="one", name_en="Əliyev & <Co>"), make_person(name_en="Владимир")
    for person in (one, other):
        take_part(person, visit)
    post(one, make_organization(slug="body"), since="2001", until="2005-01-01")
    make_trade_figure(period="2001", exporter="FR", importer="EG", amount=7_200_000, currency="USD")
    make_event(title_en="Quillfeather", date="2001", status="draft")


def svg_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    return response, ET.fromstring(response.content)


@pytest.mark.parametrize("language", ["", "/az", "/es"])
@pytest.mark.parametrize("name", DRAWN.values())
def test_the_svg_is_whole_in_itself(client, archive, name, language):
    response, root = svg_of(client, f"{language}{name}.svg")
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    # Links lead to the archive wherever the file lies, and nothing is fetched.
    links = [e.get("href") for e in root.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith(f"http://testserver{language}/") for link in links)
    assert not [e for e in root.iter() if e.tag in (f"{SVG}image", f"{SVG}use", f"{SVG}script")]
    assert "url(" not in response.content.decode()
    assert "Quillfeather" not in response.content.decode()


@pytest.mark.parametrize("name", DRAWN.values())
def test_its_policy_lets_in_its_own_style_and_nothing_else(client, archive, name):
    response, root = svg_of(client, f"{name}.svg")
    digest = base64.b64encode(hashlib.sha256(root.find(f"{SVG}style").text.encode()).digest()).decode()
    policy = response["Content-Security-Policy"]
    assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("page", "name"), DRAWN.items())
def test_the_page_leads_to_both_files_and_the_file_back_to_the_page(client, archive, page, name):
    links = Page(client, page).links()
    assert {f"{name}.svg", f"{name}.png"} <= set(links)
    assert f"http://testserver{page}" in svg_of(client, f"{name}.svg")[1].find(f"{SVG}desc").text


def pixels(content):
    """Width, height and the bytes of the rows of a PNG."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    data = b"".join(re.findall(rb"IDAT(.*?).{4}(?=.{4}I(?:DAT|END))", content, re.DOTALL))
    return width, height, zlib.decompress(data)


@pytest.mark.parametrize("name", DRAWN.values())
def test_the_png_is_the_same_twice_as_large_and_not_empty(client, archive, name):
    _response, root = svg_of(client, f"{name}.svg")
    response = client.get(f"{name}.png")
    assert response["Content-Type"] == "image/png"
    width, height, rows = pixels(response.content)
    assert width == round(float(root.get("width")) * 2)
    assert height == pytest.approx(float(root.get("height")) * 2, abs=1)
    assert len(set(rows)) > 20


@pytest.mark.parametrize("name", ["/timeline", "/map", "/network", "/trade"])
def test_the_filters_of_the_page_are_those_of_the_file(client, archive, name):
    assert client.get(f"{name}.svg?since=2000&until=2002").status_code == 200
    assert client.get(f"{name}.svg?since=2020").status_code == 404
    assert client.get(f"{name}.png?since=soon").status_code == 404
    assert "since=2000" in svg_of(client, f"{name}.svg?since=2000")[1].find(f"{SVG}desc").text


@pytest.mark.parametrize("ending", ["svg", "png"])
@pytest.mark.parametrize("name", ["/timeline", "/map", "/network", "/trade", "/people/none/terms"])
def test_an_empty_archive_has_no_drawings(client, name, ending):
    assert client.get(f"{name}.{ending}").status_code == 404


def test_the_terms_of_a_draft_do_not_exist(client):
    hidden = make_organization(slug="hidden", status="draft")
    post(make_person(), hidden, since="2001")
    assert client.get("/organizations/hidden/terms.svg").status_code == 404
