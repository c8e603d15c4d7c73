"""A reader's correction in a real browser, without scripts as with them; the pages of machines; open to everybody."""

import os
from functools import partial
from pathlib import Path

import pytest

from archive.models import Correction
from archive.public.corrections import guard
from archive.review import corrections
from tests.browser.looking import looked_at
from tests.factories import cite, make_source, make_visit

# Where to keep pictures of the pages, for whoever wants to look at them.
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def visit(live_server, settings, monkeypatch):
    """A visit whose sources say when it began; many corrections may be sent at once."""
    settings.CORRECTIONS_MOST = {"address": (100, 100), "all": (100, 100)}
    monkeypatch.setattr(guard, "SOONEST", -1)
    visit = make_visit(
        slug="one", title_en="State visit to the neighbouring country", date="2012-08-21/2012-08-23",
        visitor_country="FR", host_country="BE", summary_en="Three days of talks.",
    )  # fmt: skip
    cite(visit, "date", "21–23 August 2012", source=make_source(title_en="The Gazette"))
    return visit


def look(page, name):
    """What is wrong with the page in any light and width; a picture is kept where wanted."""
    shot = partial(page.screenshot, full_page=True)
    return looked_at(page, name, SHOTS and (lambda look: shot(path=Path(SHOTS) / f"{look}.png")))


def fill_in(page, **more):
    """Write a correction and send it."""
    page.get_by_label("What it should say").fill("It began on 20 August 2012.")
    page.get_by_label("The source", exact=True).fill(more.get("source", "The Gazette, 21 August 2012, p. 3"))
    page.get_by_label("I would like a public answer").check()
    page.get_by_role("button", name="Send to the editors").click()


@pytest.mark.looks
def test_axe_finds_nothing_on_the_form_its_errors_the_thanks_and_the_answer(page, visit, django_user_model):
    page.goto("/visits/one/correct/?field=date")
    found = look(page, "form")
    page.locator("form.taking-part").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Send to the editors").click()
    assert page.get_by_role("alert").is_visible()
    found |= look(page, "form-errors")
    fill_in(page)
    page.wait_for_url("**/corrections/*/")
    found |= look(page, "thanks")
    editor = django_user_model.objects.create_user("editor")
    corrections.decide(Correction.objects.get(), "accepted", {"es": "Es cierto."}, by=editor, seen=None)
    page.reload()
    found |= look(page, "answer")
    assert not found


@pytest.mark.looks
@pytest.mark.parametrize("prefix", ["", "/az", "/es"])
def test_axe_finds_nothing_on_the_page_for_developers(page, visit, prefix):
    page.goto(f"{prefix}/developers/")
    assert not look(page, f"developers{prefix.replace('/', '-')}")


@pytest.mark.looks
def test_axe_finds_nothing_where_too_much_was_sent(page, visit, settings):
    settings.CORRECTIONS_MOST = {"address": (0, 0), "all": (0, 0)}
    page.goto("/visits/one/correct/")
    fill_in(page)
    assert "Send it again in" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("The source", exact=True).input_value() == "The Gazette, 21 August 2012, p. 3"
    assert not look(page, "too-many")


def test_the_way_from_a_note_to_the_thanks_needs_no_script_and_sets_no_cookie(browser, live_server, visit):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/visits/one/")
    note = page.locator(".statement details.note").first
    note.locator("summary").click()
    note.get_by_role("link", name="Propose a correction").click()
    assert page.locator("select[name=field]").input_value() == "date"
    assert not page.get_by_label("Leave this empty").is_visible() or not in_sight(page)
    fill_in(page)
    page.wait_for_url("**/corrections/*/")
    assert "with the editors" in page.locator("h1").inner_text()
    assert Correction.objects.get().visit_id == visit.pk
    assert not context.cookies()
    context.close()


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 1280])
def test_each_statement_leads_to_the_form_beside_its_text_and_in_the_margin(page, visit, width):
    for number in range(3):
        cite(visit, "host_country", "Belgium", source=make_source(title_en=f"Leaflet {number}"))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/visits/one/")
    page.evaluate("document.querySelectorAll('details.note').forEach(note => { note.open = true; })")
    statements = page.locator(".statement:has(details.note)").all()
    told = [[link.is_visible() for link in one.locator(".note-correct a").all()] for one in statements]
    assert told == ([[True], [True, True, True]] if width == 390 else [[True], [False, False, True]])


def in_sight(page):
    """Whether the field that is for machines stands anywhere on the screen."""
    box = page.locator("input[name=topic]").bounding_box()
    return box["x"] + box["width"] > 0
