"""Every page of the desk in a real browser: open to everybody, narrow, dark, by keyboard and without scripts."""

import os
from functools import partial

import pytest
from django.conf import settings
from django.test import Client

from archive.models import Citation, Discrepancy, Merge, Person, Proposal, Visit
from archive.writing import change
from tests.browser.desk_scene import furnish
from tests.browser.looking import looked_at


@pytest.fixture
def desk(browser, live_server, django_user_model, settings, tmp_path):
    """(pages of the scene, a maker of browser profiles in which its administrator is signed in)."""
    settings.MEDIA_ROOT = tmp_path
    me = django_user_model.objects.create_superuser("editor", password="a long secret")
    pages, opened = furnish(me, django_user_model), []

    def profile(**options):
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": _session_name(), "value": _session(me), "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield pages, profile
    for context in opened:
        context.close()


def _session_name():
    return settings.SESSION_COOKIE_NAME


def _session(user):
    client = Client()
    client.force_login(user)
    return client.cookies[_session_name()].value


def picture(page, name):
    """Keep a picture of the page, where somebody wants to look at it."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.looks
def test_axe_finds_nothing_and_nothing_is_too_wide(desk):
    pages, profile = desk
    page, found = profile(), {}
    keep = partial(picture, page)
    for name, address in pages.items():
        assert page.goto(address).status == 200, name
        found |= looked_at(page, name, keep)
    collide(page, pages["change"])
    found |= looked_at(page, "conflict", keep)
    assert not found


def collide(page, address):
    """Save what somebody else has saved in another way since the form was opened."""
    page.goto(address)
    visit = Visit.objects.get(slug="the-state-visit")
    with change(by=None, why="Between"):
        visit.title_en = "The royal visit"
        visit.save()
    page.fill("#id_title_en", "The great visit")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("has saved this record").wait_for()


@pytest.mark.looks
def test_what_is_pressed_is_no_smaller_than_a_finger_needs(desk):
    pages, profile = desk
    page = profile(viewport={"width": 320, "height": 900})
    script = """() => [...document.querySelectorAll('#content a, #content button, #content [type=submit], #header a')]
        .filter((one) => { const box = one.getBoundingClientRect(); return box.width && getComputedStyle(one).display
        !== 'inline' && !one.matches('.visually-hidden, .help *, [tabindex="-1"]') && box.height < 24 })
        .map((one) => one.outerHTML.slice(0, 120))"""
    small = {}
    for name in ("index", "archive_guide", "history", "proposal", "merge", "archive_person_duplicates", "discrepancy"):
        page.goto(pages[name])
        small[name] = page.evaluate(script)
    assert not {name: all for name, all in small.items() if all}


def tab_to(page, target, most=120):
    """Press Tab until this is where the keyboard is."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail("the keyboard does not reach it")


def test_with_the_keyboard_alone_a_disagreement_is_decided_and_a_proposal_accepted(desk):
    pages, profile = desk
    page = profile()
    page.goto("/admin/")
    waiting = page.get_by_role("region", name="Where sources disagree")
    tab_to(page, waiting.get_by_role("link", name="The state visit"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/discrepancy/*/change/")
    # Radios are one stop of Tab; the arrow chooses among them.
    tab_to(page, page.get_by_label("leave it so"))
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("accept 10 February 1992").is_checked()
    tab_to(page, page.locator("#id_public_note_en"))
    page.keyboard.type("The chronicle was there.")
    tab_to(page, page.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/archive/discrepancy/")
    assert Discrepancy.objects.get().state == "resolved"
    page.goto("/admin/")
    region = page.get_by_role("region", name="Proposals to decide on")
    tab_to(page, region.get_by_role("link", name="The state visit"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Accept", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/desk/")
    assert Visit.objects.get(slug="the-state-visit").summary_en == "They talked about trade."


def test_without_scripts_what_waits_is_decided(desk):
    pages, profile = desk
    page = profile(java_script_enabled=False)
    page.goto(pages["discrepancy"])
    page.get_by_label("accept 10 February 1992").check()
    page.fill("#id_public_note_en", "The chronicle was there.")
    page.get_by_role("button", name="Save", exact=True).click()
    assert Discrepancy.objects.get().state == "resolved"
    page.goto(pages["proposal"])
    page.get_by_role("button", name="Accept", exact=True).click()
    assert Proposal.objects.get(author__username="ana").state == "accepted"
    page.goto(pages["merge"])
    page.get_by_role("button", name="Merge", exact=True).click()
    assert not Person.objects.filter(slug="ana-ruis").exists()
    page.goto(pages["merge-page"])
    page.get_by_role("button", name="Undo the merge").click()
    assert Merge.objects.get(goes_name="Bo Lee").state == "undone"


def test_without_scripts_a_document_is_entered(desk):
    pages, profile = desk
    page = profile(java_script_enabled=False)
    page.goto(pages["enter"].partition("?")[0])
    page.get_by_role("button", name="Visit", exact=True).click()
    block = page.locator("#block-0")
    block.get_by_label("Title of a new draft").fill("The second visit")
    block.get_by_label("Where in the document").fill("p. 2")
    block.locator("[name='b0-date-stated']").fill("January 1992")
    page.get_by_role("button", name="Save everything").click()
    page.get_by_text("Saved with its evidence").wait_for()
    assert Citation.objects.get(visit__slug="the-second-visit").locator == "p. 2"


def test_the_language_of_the_pages_is_chosen_and_stays(desk):
    _pages, profile = desk
    page = profile(locale="en", java_script_enabled=False)
    page.goto("/admin/guide/#dates")
    assert page.get_by_role("heading", name="Dates").is_visible()
    page.get_by_role("button", name="Español").click()
    assert page.url.endswith("/admin/guide/")
    assert page.get_by_role("heading", name="Fechas").is_visible()
    page.goto("/admin/")
    assert page.locator("html").get_attribute("lang") == "es"
