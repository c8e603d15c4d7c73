"""The editors' door in a real browser: open to everybody, under the policy of the site, with nothing complained of."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from archive.models import Discrepancy
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
    django_user_model.objects.create_superuser("editor", password="a long secret")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/admin/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "a long secret")
    page.click("[type=submit]")
    page.complaints = complaints
    yield page
    assert not complaints


def addresses(visit):
    pages = ("visit/", "visit/add/", f"visit/{visit.pk}/change/", f"visit/{visit.pk}/history/", "visit/import/")
    more = ("visit/export/", "citation/", "citation/add/", f"discrepancy/{Discrepancy.objects.get().pk}/change/")
    return ["/admin/", *(f"/admin/archive/{page}" for page in (*pages, *more))]


def violations(page):
    found = Axe().run(page).response["violations"]
    # What axe itself injects to measure contrast is refused by the policy, and is no complaint about the page.
    page.complaints.clear()
    return [(v["id"], [node["html"][:120] for node in v["nodes"][:2]]) for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_breaks_the_policy(editor, visit, scheme, width):
    editor.set_viewport_size({"width": width, "height": 900})
    editor.emulate_media(color_scheme=scheme)
    found = {}
    for address in addresses(visit):
        editor.goto(address)
        editor.wait_for_load_state("networkidle")
        assert not editor.complaints, address
        found[address] = violations(editor)
        assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert not {address: ids for address, ids in found.items() if ids}


def test_a_date_is_read_back_while_it_is_typed(editor, visit):
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.fill("#id_date", "21-23 August 2012")
    editor.get_by_text("understood as 21–23 August 2012").wait_for()


def test_a_citation_is_added_with_the_keyboard_and_a_look_up(editor, visit):
    source = make_source(title_az="Xronika Əliyev")
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.get_by_role("button", name="Add another Citation").press("Enter")
    editor.select_option("#id_citations-2-field", "date")
    editor.locator("#id_citations-2-source + .select2-container [role=combobox]").press("Enter")
    editor.keyboard.type("xronika eliyev")
    editor.get_by_role("option", name=str(source)).wait_for()
    editor.keyboard.press("Enter")
    editor.fill("#id_citations-2-stated", "1992")
    editor.locator("[name=_continue]").press("Enter")
    assert "less precise" in editor.inner_text(".field-date .testimony")
