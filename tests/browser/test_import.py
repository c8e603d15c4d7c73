"""An import in a real browser: mapped, looked through, repaired, applied and undone with the keyboard alone."""

import re

import pytest
from playwright.sync_api import TimeoutError, expect

from archive.models import BatchState, ImportBatch, Person, SavedMapping, Visit
from archive.spreadsheets import jobs
from archive.spreadsheets.jobs import Phase, Progress
from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at
from tests.factories import make_person, make_place, make_source, make_visit

THEIRS = b"""Subject;When;Town;Guest;Remarks
Talks on trade;14 January 1992;Paris;Anna Berg;first round
Second talks;someday;Paris;Anna Bergh;
Third talks;May 1993;Lyon;;a file of a colleague
"""
FOCUS = "element => element === document.activeElement"
# Where the outline of the element in focus is drawn, and how wide.
OUTLINE = "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]; }"


@pytest.fixture
def editor(page, live_server, django_user_model):
    """A browser in which an administrator has signed in; it asserts that the console stays silent."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, django_user_model, then="/admin/archive/visit/import/")
    page.complaints = complaints
    yield page
    assert not complaints


def check(page):
    """Nothing complains of the page in any light or width: axe, the policy of the site, the narrow screen."""
    assert not page.complaints
    found = looked_at(page)
    # What axe itself injects to measure contrast is refused by the policy, and is no complaint about the page.
    page.complaints.clear()
    assert not found, page.url


def tab_to(page, wanted):
    """Press Tab until the element has the focus, which is seen."""
    target = page.locator(wanted).first
    for _press in range(120):
        if target.evaluate(FOCUS):
            style, width = page.evaluate(OUTLINE)
            assert style != "none", wanted
            assert float(width.removesuffix("px")) >= 1, wanted
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached with Tab")


def press(page, wanted):
    """Reach a button or link with Tab, press Enter, and wait for the next page."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, wanted, words):
    """Reach a select with Tab and type the beginning of one of its words."""
    tab_to(page, wanted)
    page.keyboard.type(words)
    expect(page.locator(f"{wanted} option:checked")).to_have_text(re.compile(rf"\s*{words}", re.IGNORECASE))


def give(page, content, name="their file.csv"):
    """Reach the file with Tab, open its dialog with the space bar."""
    tab_to(page, "[type=file]")
    for press in range(3):
        try:
            with page.expect_file_chooser(timeout=10_000) as dialog:
                page.keyboard.press("Space")
            break
        except TimeoutError:
            # Chromium opens no dialog in the moment after its window was given another size: an editor presses again.
            if press == 2:
                raise
    dialog.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})


def place_columns(page):
    """Give the columns of the file their places, and keep the mapping."""
    check(page)
    for number, words in enumerate(("Title", "Date", "Places", "Participations", "Purpose")):
        choose(page, f"[name=target_{number}]", words)
    tab_to(page, "[name=keep_as]")
    page.keyboard.type("Lists of a colleague")
    press(page, "input.default")


def say_who_is_meant(page):
    """Choose the closest known person, and make drafts of the other names."""
    press(page, "text=Say who or what is meant")
    check(page)
    tab_to(page, "fieldset:has-text('Anna Bergh') [type=radio]")
    page.keyboard.press("Space")
    press(page, "[name=_drafts]")


def repair(page):
    """Say what a value means that is no date."""
    press(page, "text=See why, and repair it")
    check(page)
    tab_to(page, "[name=meaning-0]")
    page.keyboard.type("March 1992")
    press(page, "input.default")


def test_a_file_of_a_colleague_comes_in_and_goes_again_with_the_keyboard_alone(editor):
    make_place(name_en="Paris")
    anna = make_person(name_en="Anna Berg")
    check(editor)
    give(editor, THEIRS)
    press(editor, "input.default")
    place_columns(editor)
    check(editor)
    assert not editor.locator("[name=_confirm]").count()
    say_who_is_meant(editor)
    repair(editor)
    check(editor)
    expect(editor.locator("tbody.new", has_text="Second talks")).to_contain_text("March 1992")
    press(editor, "[name=_confirm]")
    check(editor)
    assert "Imported: 4 new" in editor.inner_text(".messagelist")
    assert (Visit.objects.count(), anna.participations.count()) == (3, 2)
    press(editor, "text=Undo this import")
    check(editor)
    press(editor, "input.default")
    check(editor)
    assert "4 deleted" in editor.inner_text(".outcome")
    assert (Visit.objects.count(), Person.objects.get()) == (0, anna)


def test_what_differs_stands_side_by_side_with_what_a_source_would_say_of_it(editor):
    visit = make_visit(title_en="Talks", date="1992-01-14", status="draft")
    source = make_source(title_en="Annual report")
    editor.fill("#id_source_slug", source.slug)
    give(editor, f"slug,date,title_en\n{visit.slug},1992-02-10,Talks on trade\n".encode())
    press(editor, "input.default")
    row = editor.locator("tr.cell", has_text="Date")
    before, after = row.locator("del").bounding_box(), row.locator("ins").bounding_box()
    assert after["x"] > before["x"] + before["width"]
    assert abs(after["y"] - before["y"]) < 3
    assert "contradicts" in row.inner_text()
    choose(editor, "#choice-0", "take as")
    press(editor, "[name=_each]")
    press(editor, "[name=_confirm]")
    visit.refresh_from_db()
    assert visit.date == "1992-01-14"
    assert visit.citations.get(field="date").stated == "1992-02-10"


def test_the_progress_moves_by_itself_and_ends_on_the_outcome(editor, monkeypatch):
    give(editor, b"title_en\nTalks\n")
    press(editor, "input.default")
    batch = ImportBatch.objects.get()
    so_far = [Progress(100, 1000, Phase.WRITING)]
    monkeypatch.setattr(jobs, "progress_of", lambda batch: so_far[-1])
    ImportBatch.objects.update(state=BatchState.APPLYING)
    editor.goto(f"/admin/archive/importbatch/{batch.pk}/change/")
    expect(editor.locator(".working .numbers")).to_have_text("10 %")
    check(editor)
    so_far.append(Progress(900, 1000, Phase.WRITING))
    expect(editor.locator(".working .numbers")).to_have_text("90 %")
    assert editor.locator("progress").evaluate("bar => bar.value") == 900
    ImportBatch.objects.update(state=BatchState.APPLIED)
    expect(editor.locator(".outcome")).to_be_visible()


def test_work_that_was_killed_is_taken_up_again_with_the_keyboard(editor):
    give(editor, b"title_en\nTalks\n")
    press(editor, "input.default")
    ImportBatch.objects.update(state=BatchState.APPLYING)
    editor.reload()
    check(editor)
    press(editor, "input.default")
    check(editor)
    press(editor, "[name=_confirm]")
    assert Visit.objects.count() == 1


@pytest.mark.looks
def test_the_pages_around_imports_are_open_to_everybody(editor):
    saved = SavedMapping.objects.create(name="Lists of a colleague", type="visits", mapping={"date_order": "dmy"})
    stray = ImportBatch.objects.create(
        type="archive", file_name="all.xlsx", state=BatchState.UPLOADED, message="Name each sheet as a type."
    )
    pages = ("importbatch/", "importbatch/add/", f"importbatch/{stray.pk}/change/")
    for where in (*pages, "savedmapping/", f"savedmapping/{saved.pk}/change/"):
        editor.goto(f"/admin/archive/{where}")
        check(editor)


def test_the_pages_of_an_import_work_without_scripts(browser, live_server, django_user_model):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, django_user_model, then="/admin/archive/visit/import/")
    page.set_input_files("#id_file", {"name": "their.csv", "mimeType": "text/csv", "buffer": THEIRS})
    page.click("input.default")
    for number, column in enumerate(("title_en", "date", "places", "participations", "note")):
        page.select_option(f"[name=target_{number}]", column)
    page.check("[name=create][value=people]")
    page.check("[name=create][value=places]")
    page.click("input.default")
    page.click("text=See why, and repair it")
    page.fill("[name=meaning-0]", "1992")
    page.click("input.default")
    with page.expect_navigation():
        page.click("[name=_confirm]")
    assert Visit.objects.count() == 3
    context.close()
