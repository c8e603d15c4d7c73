"""The HTML of every public page is well formed, its ids are unique, and every control has a label."""

from collections import Counter

import html5lib
import pytest

from archive.models import RECORD_TYPES
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    make_agreement,
    make_event,
    make_party,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    take_part,
)

pytestmark = pytest.mark.django_db
XHTML = "{http://www.w3.org/1999/xhtml}"
PAGES = [
    "/",
    "/timeline/",
    "/timeline/?since=1900&type=visits",
    "/timeline/?since=soon",
    "/discrepancies/",
    "/discrepancies/?state=nonsense",
    "/search/",
    "/search/?q=one",
    "/search/?q=nothing-of-the-kind",
    "/search/?q=%22%3E%3Cscript%3E",
    "/about/",
    "/developers/",
    "/visits/one/correct/?field=date",
    "/nowhere/",
    *(f"/{model.address}/" for model in RECORD_TYPES),
    *(f"/{model.address}/one/" for model in RECORD_TYPES),
    "/visits/?q=%22%3E%3Cscript%3E&since=soon",
]


@pytest.fixture
@change(by=None, why="test")
def archive():
    """A record of each type, and one visit with everything that a page can show."""
    records = {address: make(slug="one") for address, make in MAKERS.items()}
    source = make_source(title_en='A "source" & <more>')
    event = make_event(title_en="Relations & more", kind="relations", date="1992-01-14", countries="BE; FR")
    for record, field in ((event, "date"), (records["agreements"], "signed")):
        cite(record, field, "14 January 1992", source, quotation='"<words>" & more')
        cite(record, field, "10 fevral 1992", make_source(title_az="Mətn", language="az"), locator="§ 2")
    travelled = make_visit(
        title_en="One more", visitor_country="BE", host_country="FR", date="2012-08", places=[make_place()]
    )
    take_part(make_person(name_az="Əliyev"), travelled)
    name_form(records["people"], "Один", language="ru", script="Cyrl")
    make_party(records["agreements"], "FR")
    make_agreement(title_en="One of many", signed="2010-01-01")


def problems(page):
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    tree = parser.parse(page)
    yield from (f"{code} at {place}" for place, code, _details in parser.errors)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
    labelled = {label.get("for") for label in tree.iter(f"{XHTML}label")}
    for kind in ("input", "select", "textarea"):
        for control in tree.iter(f"{XHTML}{kind}"):
            named = control.get("type") == "hidden" or control.get("id") in labelled or control.get("aria-label")
            if not named:
                yield f"{kind} {control.get('name')} has no label"
    for element in tree.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls"):
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"{attribute} points to {target}, which is not there"
        if element.get("style"):
            yield f"{element.tag} has a style of its own, which the security policy forbids"


@pytest.mark.parametrize("address", PAGES)
def test_the_page_is_well_formed_in_every_language(client, archive, address):
    for language in ("", "/az", "/es"):
        response = client.get(language + address)
        assert response.status_code == (404 if address == "/nowhere/" else 200)
        page = response.content.decode()
        assert page.lower().startswith("<!doctype html>")
        assert not list(problems(page))


@pytest.mark.parametrize("address", ["/", "/visits/one/", "/timeline/", "/search/?q=one"])
def test_the_page_names_its_language_and_its_others(client, archive, address):
    tree = html5lib.parse(client.get(f"/es{address}").content.decode())
    assert tree.get("lang") == "es"
    links = {
        link.get("hreflang"): link.get("href") for link in tree.iter(f"{XHTML}link") if link.get("rel") == "alternate"
    }
    path = address.partition("?")[0]
    assert links["az"] == f"http://testserver/az{path}"
    assert links["x-default"] == links["en"] == f"http://testserver{path}"


@pytest.mark.parametrize("address", PAGES)
def test_what_was_typed_becomes_no_markup(client, archive, address):
    assert "<script>" not in client.get(address).content.decode().replace("<script src", "")


@pytest.mark.parametrize("address", PAGES)
def test_the_page_has_one_heading_of_the_first_order_and_skips_none(client, archive, address):
    tree = html5lib.parse(client.get(address).content.decode())
    levels = [
        int(e.tag[-1])
        for e in tree.iter()
        if isinstance(e.tag, str) and e.tag.startswith(f"{XHTML}h") and e.tag[-1].isdigit()
    ]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
