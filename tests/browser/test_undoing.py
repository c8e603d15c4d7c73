"""The undo of a person's hour in a real browser: looked through, given a reason, done, and taken back."""

import pytest
from playwright.sync_api import expect

from archive.models import Person, Visit
from archive.review import identity
from archive.writing import change
from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at
from tests.factories import edit, make_event, make_person, make_visit


@pytest.fixture
def hour(live_server, django_user_model):
    """An hour of one person with a bit of everything: new, changed, edited since, linked since, merged."""
    leyla, other = (django_user_model.objects.create_superuser(name) for name in ("leyla", "ana"))
    changed = make_visit(title_en="The visit of the academy")
    edited = make_visit(title_en="The visit of the choir", slug="choir")
    with change(by=leyla):
        linked = make_event(title_en="The congress", slug="congress", status="draft")
        make_person(name_en="Mirza Aliyar", status="draft")
    for visit in (changed, edited):
        edit(visit, leyla, "As the list says.", title_en="A wrong title", date="1993")
    edit(edited, other, "As the list says.", title_en="A better title")
    make_visit(title_en="Another", slug="another", occasion=linked)
    one, two = make_person(name_en="Ana Ruiz"), make_person(name_en="A. Ruiz")
    identity.merge(Person.objects.get(pk=one.pk), Person.objects.get(pk=two.pk), by=leyla)
    return changed


def test_an_hour_is_undone_from_the_recent_changes_and_the_undo_taken_back(page, hour, django_user_model):
    sign_in(page, django_user_model, then="/admin/changes/?by=leyla")
    page.get_by_role("link", name="Undo these changes").click()
    expect(page.get_by_role("heading", name="What would be undone")).to_be_visible()
    expect(page.get_by_text("visits “choir” · title_en stays as it is")).to_be_visible()
    expect(page.get_by_role("link", name="A. Ruiz → Ana Ruiz")).to_be_visible()
    assert not looked_at(page)
    page.get_by_label("Reason").fill("The wrong list.")
    page.get_by_role("button", name="Undo these changes").press("Enter")
    expect(page.get_by_role("heading", name="What stays as it is")).to_be_visible()
    assert not looked_at(page)
    assert Visit.objects.get(pk=hour.pk).title_en == "The visit of the academy"
    page.get_by_role("link", name="Take back this undo").click()
    page.get_by_role("button", name="Take back this undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert Visit.objects.get(pk=hour.pk).title_en == "A wrong title"
