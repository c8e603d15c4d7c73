"""Two people's work that collides, in a real browser: shown side by side, chosen, explained, stored."""

from playwright.sync_api import expect

from archive import writing
from archive.models import Revision, Visit
from tests.browser.conftest import sign_in
from tests.factories import make_visit


def test_what_collides_is_chosen_and_explained_and_nothing_typed_is_lost(page, live_server, django_user_model):
    visit = make_visit(title_en="The state visit", purpose_en="Talks.")
    sign_in(page, django_user_model, then=f"/admin/archive/visit/{visit.pk}/change/")
    visit.purpose_en = "Talks\nabout trade."
    with writing.change(by=None, why="meanwhile"):
        visit.save()
    page.fill("#id_purpose_en", "Talks\nabout oil.")
    page.fill("#id_note", "Typed besides.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("heading", name="Changed by two people")).to_be_visible()
    page.get_by_label("Yours:").check()
    page.get_by_role("button", name="Save what was chosen").click()
    expect(page.get_by_text("the history must say why it is changed")).to_be_visible()
    expect(page.get_by_label("Yours:")).to_be_checked()
    page.get_by_label("Reason").fill("The ministry says so.")
    page.get_by_role("button", name="Save what was chosen").click()
    expect(page.get_by_text("changed in the meantime is kept")).to_be_visible()
    stored = Visit.objects.get()
    assert (stored.purpose_en, stored.note) == ("Talks\nabout oil.", "Typed besides.")
    assert Revision.objects.first().reason == "The ministry says so."
