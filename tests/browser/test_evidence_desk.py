"""The evidence desk in a real browser: cited beside the field, marked at once, entered from a document, decided."""

import os
from functools import partial

import pytest
from playwright.sync_api import expect

from archive.models import Citation, Discrepancy, Visit
from archive.writing import change
from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at
from tests.browser.looking import violations as axe_finds
from tests.factories import cite, keep_file, make_person, make_place, make_source, make_visit, take_part

WORDS = "In January the delegation travelled.\n\nOn 14 January 1992 the guests were received by Ana Ruiz in the palace."


@pytest.fixture
@change(by=None, why="test")
def visit(live_server):
    """A published visit with a bit of everything."""
    visit = make_visit(title_en="The state visit", date="1992-01-14", host_country="TR", places=[make_place()])
    take_part(make_person(name_en="Ana Ruiz"), visit)
    cite(visit, "date", "14 January 1992", make_source(title_en="The annals"))
    return visit


@pytest.fixture
def source(live_server, settings, tmp_path):
    """A source whose text is kept."""
    settings.MEDIA_ROOT = tmp_path
    source = make_source(title_en="The chronicle", language="en")
    keep_file(source, "chronicle.txt", WORDS.encode())
    return source


@pytest.fixture
def editor(page, live_server, django_user_model):
    """A browser in which an administrator has signed in; it asserts that the console stays silent."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, django_user_model)
    page.complaints = complaints
    yield page
    assert not complaints


def look_up(page, combobox, term):
    """Open a look-up with the keyboard and type into it; what is typed before it is open is lost."""
    combobox.press("Enter")
    page.locator(".select2-search__field:focus").wait_for()
    page.keyboard.type(term)


def picture(page, name):
    """Keep a picture of the page, where somebody wants to look at it."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def violations(page):
    found = axe_finds(page)
    # What axe itself injects to measure contrast is refused by the policy, and is no complaint about the page.
    page.complaints.clear()
    return found


def test_a_citation_is_entered_beside_its_field_with_the_keyboard(editor, visit):
    source = make_source(title_az="Xronika Əliyev")
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.get_by_role("link", name="Cite a source: Date").press("Enter")
    row = editor.locator(".field-date .inline-related.beside")
    assert row.locator("[name$='-field']").input_value() == "date"
    row.locator("[role=combobox]:focus").wait_for()
    look_up(editor, row.locator("[role=combobox]"), "xronika eliyev")
    editor.get_by_role("option", name=str(source)).wait_for()
    editor.keyboard.press("Enter")
    row.locator("[name$='-stated']").fill("1992")
    editor.get_by_text("Held against the accepted value: less precise.").wait_for()
    picture(editor, "cited-beside")
    assert not violations(editor)
    # Readers see the visit, so the administrator says why.
    editor.fill("#id_why", "The chronicle gives the year.")
    editor.locator("[name=_continue]").press("Enter")
    editor.locator(".field-date .testimony li").nth(1).wait_for()
    assert Citation.objects.get(source=source).stance == "less_precise"


def test_rows_that_are_taken_away_and_rows_that_stay_keep_their_numbers(editor, visit):
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    for name in ("Date", "Host country", "Places"):
        editor.get_by_role("link", name=f"Cite a source: {name}").click()
    editor.locator(".field-date .beside .inline-deletelink").click()
    editor.locator(".field-date .cite a:focus").wait_for()
    rows = editor.locator(".inline-related.beside")
    assert [row.get_attribute("id") for row in rows.all()] == ["citations-1", "citations-2"]
    assert rows.locator("[name$='-field']").evaluate_all("all => all.map((one) => one.value)") == [
        "host_country",
        "places",
    ]
    assert editor.locator("#id_citations-TOTAL_FORMS").input_value() == "3"
    assert editor.locator("#citations-0 #id_citations-0-field").input_value() == "date"


def test_what_comes_back_with_an_error_stands_beside_its_field_again(editor, visit):
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.get_by_role("link", name="Cite a source: Host country").click()
    editor.locator(".field-host_country .beside [name$='-stated']").fill("Turkey")
    editor.locator("[name=_continue]").press("Enter")
    row = editor.locator(".field-host_country .inline-related.beside")
    row.wait_for()
    assert row.locator("[name$='-stated']").input_value() == "Turkey"
    assert row.locator(".errorlist").count() == 1


def test_a_value_that_loses_its_support_is_marked_at_once_and_confirmed(editor, visit):
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    editor.fill("#id_date", "1993")
    editor.get_by_text("No source supports the value as it stands here now.").wait_for()
    assert editor.locator(".field-date .testimony em").inner_text().endswith("contradicts")
    picture(editor, "loses-support")
    assert not violations(editor)
    editor.fill("#id_date", "1992-01-14")
    editor.get_by_text("No source supports the value as it stands here now.").wait_for(state="detached")
    editor.fill("#id_date", "1993")
    editor.get_by_label("Keep it all the same; the reason below says why").check()
    editor.fill("#id_why", "A slip of the annals")
    editor.locator("[name=_continue]").press("Enter")
    editor.get_by_text("no source supports the value now accepted").wait_for()
    assert Visit.objects.get().date == "1993"


def test_a_link_that_loses_its_support_is_marked_at_once(editor, visit):
    make_person(name_en="Bo Li")
    cite(visit, "participations", "Ana Ruiz")
    editor.goto(f"/admin/archive/visit/{visit.pk}/change/")
    look_up(editor, editor.locator("#id_participations-0-person + .select2-container [role=combobox]"), "bo li")
    editor.get_by_role("option", name="Bo Li").click()
    expect(editor.get_by_text("No source supports the value as it stands here now.")).to_be_visible()


def test_a_document_is_entered_with_its_words_beside(editor, source):
    make_person(name_en="Ana Ruiz")
    editor.goto(f"/admin/archive/source/{source.pk}/enter/")
    assert "received by Ana Ruiz" in editor.inner_text(".document .words")
    editor.get_by_role("button", name="Visit", exact=True).click()
    block = editor.locator("#block-0")
    block.get_by_label("Title of a new draft").fill("The state visit")
    block.get_by_label("Where in the document").fill("p. 1")
    block.get_by_label("Date", exact=True).fill("14 January 1992")
    editor.get_by_text("Understood as 14 January 1992.").wait_for()
    block.get_by_label("Participations", exact=True).fill("Ana Ruiz")
    editor.evaluate("() => document.getSelection().selectAllChildren(document.querySelector('.words p:last-child'))")
    editor.get_by_role("button", name="Quote what is selected").click()
    assert "received by Ana Ruiz" in block.locator("[name='b0-participations-quotation']").input_value()
    picture(editor, "enter")
    assert not violations(editor)
    editor.get_by_role("button", name="Person", exact=True).click()
    assert editor.locator("#block-0 [name='b0-date-stated']").input_value() == "14 January 1992"
    editor.get_by_role("button", name="Save everything").click()
    editor.get_by_text("Saved with its evidence").wait_for()
    picture(editor, "entered")
    visit = Visit.objects.get()
    assert (visit.date, visit.citations.count(), visit.participations.count()) == ("1992-01-14", 2, 1)


def test_choosing_a_record_shows_what_is_accepted(editor, visit, source):
    editor.goto(f"/admin/archive/source/{source.pk}/enter/?_add=visits")
    look_up(editor, editor.locator("#block-0 [role=combobox]"), "state visit")
    editor.get_by_role("option", name="The state visit").wait_for()
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("accepted: 14 January 1992")).to_be_visible()
    editor.get_by_label("Date", exact=True).fill("10 February 1992")
    expect(editor.get_by_text("Held against the accepted value: contradicts.")).to_be_visible()
    picture(editor, "enter-known")


def test_a_disagreement_is_decided_at_the_desk(editor, visit):
    source = make_source(title_en="The chronicle", language="az")
    cite(visit, "date", "10 fevral 1992", source, quotation="fevralın 10-da", translation="10 February 1992")
    editor.goto("/admin/archive/discrepancy/")
    picture(editor, "desk")
    assert not violations(editor)
    editor.get_by_role("link", name="Decide").click()
    editor.get_by_label("accept 10 February 1992").check()
    picture(editor, "decide")
    assert not violations(editor)
    editor.fill("#id_public_note_en", "The ministry's own record.")
    editor.get_by_role("button", name="Save and go to the next open one").click()
    editor.get_by_text("Decided:").wait_for()
    assert (Visit.objects.get().date, Discrepancy.objects.get().state) == ("1992-02-10", "resolved")


@pytest.mark.looks
def test_axe_finds_nothing_and_nothing_is_too_wide(editor, visit, source):
    cite(visit, "date", "10 February 1992", source)
    found = {}
    where = f"/admin/archive/source/{source.pk}"
    pages = [f"{where}/enter/?_add=visits&record={visit.pk}", f"{where}/change/", "/admin/archive/discrepancy/"]
    pages += [f"/admin/archive/discrepancy/{Discrepancy.objects.get().pk}/change/", "/admin/archive/visit/"]
    for number, address in enumerate([*pages, f"/admin/archive/visit/{visit.pk}/change/"]):
        editor.goto(address)
        assert not editor.complaints, address
        found |= looked_at(editor, str(number), partial(picture, editor), widths=(1440, 768, 320))
        editor.complaints.clear()
    assert not found
