"""The editors' door in a real browser: open to everybody, under the policy of the site, with nothing complained of."""

import pytest
from playwright.sync_api import expect

from archive.models import Discrepancy
from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at
from tests.factories import cite, make_person, make_place, make_source, make_visit, take_part


@pytest.fixture
def visit(live_server):
    """A visit with a bit of everything, and sources that disagree about its date."""
    visit = make_visit(date="1992-01-14", places=[make_place(country="TR")])
    take_part(make_person(), visit)
    cite(visit, "date", "14 January 1992", make_source())
    cite(visit, "date", "10 February 1992", make_source())
    return visit


@pytest.fixture
def editor(page, visit, django_user_model):
    """A browser in which an administrator has signed in; it asserts that the console stays silent."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, django_user_model)
    page.complaints = complaints
    yield page
    assert not complaints


def addresses(visit):
    pages = ("visit/", "visit/add/", f"visit/{visit.pk}/change/", f"visit/{visit.pk}/history/", "visit/import/")
    more = ("visit/export/", "citation/", "citation/add/", f"discrepancy/{Discrepancy.objects.get().pk}/change/")
    return ["/admin/", *(f"/admin/archive/{page}" for page in (*pages, *more))]


@pytest.mark.looks
def test_axe_finds_nothing_and_nothing_breaks_the_policy(editor, visit):
    found = {}
    for address in addresses(visit):
        editor.goto(address)
        assert not editor.complaints, address
        found |= looked_at(editor, address)
        # What axe itself injects to measure contrast is refused by the policy, and is no complaint about the page.
        editor.complaints.clear()
    assert not found


def test_a_date_is_read_back_while_it_is_typed(editor, visit):
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.fill("#id_date", "21-23 August 2012")
    expect(editor.get_by_text("understood as 21–23 August 2012")).to_be_visible()


def test_a_citation_is_added_with_the_keyboard_and_a_look_up(editor, visit):
    source = make_source(title_az="Xronika Əliyev")
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.get_by_role("button", name="Add another Citation").press("Enter")
    editor.select_option("#id_citations-2-field", "date")
    editor.locator("#id_citations-2-source + .select2-container [role=combobox]").press("Enter")
    editor.locator(".select2-search__field:focus").wait_for()
    editor.keyboard.type("xronika eliyev")
    editor.get_by_role("option", name=str(source)).wait_for()
    editor.keyboard.press("Enter")
    editor.fill("#id_citations-2-stated", "1992")
    with editor.expect_navigation():
        editor.locator("[name=_continue]").press("Enter")
    assert "less precise" in editor.inner_text(".field-date .testimony")
