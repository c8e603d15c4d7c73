"""From a new document to a published visit: two citations, a resolved discrepancy, three pages, nothing typed twice."""

import os
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from archive.models import Discrepancy, Source, Status, Visit
from tests.browser.test_evidence_desk import violations
from tests.factories import make_place, make_source
from tests.signing_in import give_factor, type_in

WORDS = "On 12 April 2019 Ana Ruiz, Minister of Culture of France, arrived in Lisbon."
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 900}


class Desk:
    """Somebody of a role at a browser of their own, who types with the keyboard and is watched while doing so."""

    def __init__(self, page, complaints):
        self.page, self.complaints = page, complaints
        self.typed, self.pages = [], []

    def sign_in(self, name):
        self.page.goto("/admin/login/?next=/admin/")
        type_in(self.page, name, give_factor(User.objects.get(username=name)))

    def types(self, field, words):
        """Type into a field with the keyboard; what is typed is remembered."""
        field.focus()
        self.page.keyboard.type(words)
        self.typed.append(words)

    def looks_up(self, field, words, option):
        """Choose from a list by typing the beginning of a name; this is no value typed."""
        field.press("Enter")
        self.page.locator(".select2-search__field:focus").wait_for()
        self.page.keyboard.type(words)
        expect(self.page.locator(".select2-results__option--highlighted")).to_have_text(option)
        self.page.keyboard.press("Enter")

    def ticks(self, box):
        box.focus()
        self.page.keyboard.press("Space")

    def presses(self, button):
        """Press a button with the keyboard and wait for the page that it leads to."""
        self.pages.append(urlsplit(self.page.url).path)
        with self.page.expect_navigation():
            button.press("Enter")

    def looks_at(self, name):
        """Stop at a page: axe finds nothing, and what a glance finds is well."""
        self.glances_at(name)
        assert not violations(self.page), name

    def glances_at(self, name):
        """The page fits the screen, wide and narrow, and the console is silent."""
        assert not self.complaints, name
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
            if os.environ.get("PICTURES"):
                self.page.screenshot(path=f"{os.environ['PICTURES']}/{name}-{size['width']}.png", full_page=True)


@pytest.fixture
def desk(browser, live_server, django_user_model):
    """Somebody of a role who has just signed in."""
    contexts, errors = [], []

    def open_desk(role):
        user = django_user_model.objects.create_user(role, password="a long secret", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        contexts.append(browser.new_context(base_url=live_server.url, viewport=WIDE))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.complaints = []
        page.on("console", lambda each: page.complaints.append(each.text) if each.type == "error" else None)
        found = Desk(page, page.complaints)
        found.sign_in(role)
        return found

    yield open_desk
    for context in contexts:
        context.close()
    assert not errors


def test_from_a_new_document_to_readers(desk, settings, tmp_path, live_server):
    settings.MEDIA_ROOT = tmp_path
    make_source(title_en="The chronicle", language="en")
    make_place(name_en="Lisbon", country="PT")
    document = tmp_path / "bulletin.txt"
    document.write_text(WORDS)
    editor = desk("editor")
    describe(editor, document)
    enter(editor)
    cite_the_other(editor)
    decide(editor)
    submit(editor)
    assert len(set(editor.pages)) <= 3, set(editor.pages)
    reviewer = desk("reviewer")
    send_back(reviewer)
    mend(editor)
    publish(reviewer)
    assert Visit.objects.get().status == Source.objects.get(title_en="The bulletin").status == Status.PUBLISHED
    read(reviewer.page)
    for each in (editor, reviewer):
        assert not [words for words, times in Counter(each.typed).items() if times > 1], each.typed


def describe(editor, document):
    """The first page: the document."""
    page = editor.page
    page.goto("/admin/archive/source/add/")
    editor.types(page.get_by_label("Title (en)"), "The bulletin")
    page.get_by_label("Language", exact=False).first.focus()
    editor.types(page.locator("#id_published"), "3 May 2019")
    page.locator("#id_files-0-upload").set_input_files(str(document))
    editor.looks_at("1-document")
    editor.presses(page.get_by_role("button", name="Save and enter what it says"))


def enter(editor):
    """The second page: what it says about a visit that the archive does not have."""
    page = editor.page
    expect(page.locator(".document")).to_contain_text("arrived in Lisbon")
    editor.glances_at("2-beside-the-document")
    editor.presses(page.get_by_role("button", name="Visit", exact=True))
    block = page.locator("#block-0")
    editor.types(block.get_by_label("Title of a new draft"), "Minister Ana Ruiz visits Lisbon")
    editor.types(block.get_by_label("Where in the document"), "p. 1")
    for name, words in {"Visitor's country": "France", "Host country": "Portugal", "Date": "12 April 2019",
                        "Places": "Lisbon", "Participations": "Ana Ruiz"}.items():  # fmt: skip
        editor.types(block.get_by_label(name, exact=True), words)
    editor.ticks(block.get_by_label("it is new: make a draft where the archive has none of this name: Participations"))
    expect(page.get_by_text("Understood as 12 April 2019.")).to_be_visible()
    editor.looks_at("3-what-it-says")
    editor.presses(page.get_by_role("button", name="Save everything"))


def cite_the_other(editor):
    """The third page: another source has another date; the disagreement shows at once."""
    page = editor.page
    expect(page.get_by_text("Saved with its evidence")).to_be_visible()
    editor.glances_at("4-the-visit")
    page.get_by_role("link", name="Cite a source: Date").press("Enter")
    row = page.locator(".field-date .inline-related.beside")
    row.locator("[role=combobox]:focus").wait_for()
    editor.looks_up(row.locator("[role=combobox]"), "chronic", "The chronicle")
    editor.types(row.locator("[name$='-stated']"), "14 April 2019")
    editor.types(row.locator("[name$='-locator']"), "p. 310")
    editor.types(row.locator("[name$='-quotation']"), "the guests landed on the fourteenth")
    expect(page.get_by_text("Held against the accepted value: contradicts.")).to_be_visible()
    editor.looks_at("5-another-source")
    editor.presses(page.get_by_role("button", name="Save and continue editing"))


def decide(editor):
    """The gate names what is missing and leads to it; the decision is made beside the field."""
    page = editor.page
    lack = page.locator(".standing > .lacks a")
    expect(lack).to_have_text("Date")
    lack.press("Enter")
    expect(page.locator("#testimony-date")).to_be_in_viewport()
    choice = page.locator(".field-date .decision")
    editor.looks_at("6-sources-disagree")
    editor.ticks(choice.get_by_label("take 14 April 2019, as “The chronicle” has it"))
    editor.presses(page.get_by_role("button", name="Save and continue editing"))
    expect(choice.locator(".errorlist")).to_contain_text("Write the public note")
    expect(choice.get_by_label("take 14 April 2019")).to_be_checked()
    editor.looks_at("7-a-note-is-missing")
    editor.types(choice.get_by_label("Public note (en)"), "The chronicle was written by an eyewitness.")
    editor.presses(page.get_by_role("button", name="Save and continue editing"))


def submit(editor):
    page = editor.page
    expect(page.get_by_text("Nothing is missing that readers need.")).to_be_visible()
    expect(page.locator("#id_date")).to_have_value("2019-04-14")
    assert Discrepancy.objects.get().state == "resolved"
    editor.glances_at("8-ready")
    editor.presses(page.get_by_role("button", name="Submit for review"))
    expect(page.get_by_text("waits for a reviewer now")).to_be_visible()
    editor.glances_at("9-submitted")


def send_back(reviewer):
    """The reviewer finds the visit on the desk and returns it with a reason."""
    page = reviewer.page
    page.goto("/admin/")
    reviewer.looks_at("10-the-reviewers-desk")
    reviewer.presses(page.get_by_role("link", name="Minister Ana Ruiz visits Lisbon").first)
    reviewer.looks_at("11-in-review")
    reviewer.types(page.get_by_label("Reason, if you return it"), "Say what the visit was for.")
    reviewer.presses(page.get_by_role("button", name="Return to the author"))
    expect(page.get_by_text("is a draft again")).to_be_visible()


def mend(editor):
    """The editor reads the reason on the desk, mends the visit and submits it again."""
    page = editor.page
    page.goto("/admin/")
    expect(page.locator("#content")).to_contain_text("Say what the visit was for.")
    editor.looks_at("12-returned")
    editor.presses(page.get_by_role("link", name="Minister Ana Ruiz visits Lisbon").first)
    expect(page.locator(".standing")).to_contain_text("Say what the visit was for.")
    editor.glances_at("13-why")
    editor.types(page.locator("#id_summary_en"), "She opened an exhibition.")
    editor.presses(page.get_by_role("button", name="Save and continue editing"))
    editor.presses(page.get_by_role("button", name="Submit for review"))


def publish(reviewer):
    """With the visit go the document and the person that it names."""
    page = reviewer.page
    page.goto("/admin/")
    reviewer.presses(page.get_by_role("link", name="Minister Ana Ruiz visits Lisbon").first)
    along = page.get_by_role("group", name="Readers do not see these yet; publish with it:")
    for name in ("The bulletin", "Ana Ruiz"):
        expect(along.get_by_role("checkbox", name=name)).to_be_checked()
    reviewer.looks_at("14-to-publish")
    reviewer.presses(page.get_by_role("button", name="Publish", exact=True))
    expect(page.get_by_text("Readers see “Minister Ana Ruiz visits Lisbon” now.")).to_be_visible()
    reviewer.glances_at("15-published")


def read(page):
    """What readers see: the accepted value, both testimonies, and why."""
    page.context.clear_cookies()
    page.goto(Visit.objects.get().get_absolute_url())
    for words in ("14 April 2019", "The bulletin", "The chronicle", "an eyewitness", "Ana Ruiz", "fourteenth"):
        expect(page.locator("main")).to_contain_text(words)
    if os.environ.get("PICTURES"):
        page.screenshot(path=f"{os.environ['PICTURES']}/16-readers.png", full_page=True)
