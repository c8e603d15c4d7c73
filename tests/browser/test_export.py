"""Taking data away, in a real browser and with the keyboard alone."""

import pytest

from archive.spreadsheets import read, read_all
from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at
from tests.factories import cite, make_source, make_visit


@pytest.fixture
def editor(page, live_server, django_user_model):
    """A browser in which an administrator has signed in."""
    cite(make_visit(slug="talks", date="1992"), "date", "1992", make_source())
    sign_in(page, django_user_model)
    return page


def tab_to(page, selector):
    """Press Tab until the element has the focus; it must show that it has."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
            assert outline != "none" or shadow != "none"
            return
    pytest.fail(f"{selector} cannot be reached with Tab")


def test_a_list_is_exported_with_its_evidence_by_the_keyboard_alone(editor, tmp_path):
    editor.goto("/admin/archive/visit/export/")
    tab_to(editor, "[name=format]")
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("ArrowDown")
    tab_to(editor, "#with-evidence")
    editor.keyboard.press("Space")
    tab_to(editor, "[type=submit][value=Export]")
    with editor.expect_download() as waiting:
        editor.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
    sheet = read(tmp_path / "visits.xlsx")
    assert "date__sources" in sheet.headings
    assert [row.cells[0] for row in sheet.rows] == ["talks"]


def test_the_whole_archive_is_taken_away_from_its_page(editor, tmp_path):
    editor.goto("/admin/archive/visit/export/")
    editor.get_by_role("link", name="Export the whole archive in one workbook").press("Enter")
    editor.get_by_label("ODS").check()
    with editor.expect_download() as waiting:
        editor.get_by_role("button", name="Export").press("Enter")
    waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
    assert len(read_all(tmp_path / "archive.ods")) == 12


@pytest.mark.looks
@pytest.mark.parametrize("address", ["/admin/export/", "/admin/archive/visit/export/"])
def test_axe_finds_nothing_on_the_pages_of_export(editor, address):
    editor.goto(address)
    editor.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not looked_at(editor)
