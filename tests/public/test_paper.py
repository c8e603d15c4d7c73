"""What paper needs because it has no links: where a page stands, and where its sources are to be looked up."""

import pytest

from tests.factories import cite, make_event, make_source
from tests.public.pages import Page, page_of, text_of

pytestmark = pytest.mark.django_db


def on_paper(page):
    """What stands on paper alone, in order."""
    return [text_of(element) for tag in ("ul", "p") for element in page.all(tag, class_="on-paper")]


@pytest.mark.parametrize("address", ["/", "/es/visits/?country=FR&q=%22a+b%22", "/discrepancies/", "/search/?q=fair"])
def test_a_page_that_is_not_cited_has_its_whole_address_on_paper(client, address):
    page = Page(client, address)
    assert on_paper(page) == [f"http://testserver{address}"]
    assert not list(page.faults())


def test_a_page_that_does_not_exist_repeats_no_address(client):
    assert on_paper(Page(client, "/nowhere/?q=zzword")) == []


def test_each_source_that_can_be_looked_up_is_named_once_with_its_address(client):
    event = make_event(title_en="World fair", date="1958", summary_en="A fair.")
    found = make_source(title_en="The Gazette", url="https://example.org/gazette", kind="webpage")
    lost = make_source(title_en="A lost leaflet")
    for field, source in (("date", found), ("summary", found), ("date", lost)):
        cite(event, field, "1958", source=source)
    page = page_of(client, event)
    (works,) = page.all("ul", class_="works")
    assert [text_of(work) for work in works] == ["“The Gazette”. N.d. https://example.org/gazette"]
    assert not list(page.faults())
