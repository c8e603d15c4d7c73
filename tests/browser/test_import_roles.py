"""An import with somebody's rights in a real browser: what is proposed, what is not taken, in any light and width."""

import os

import pytest
from django.contrib.auth.models import Group

from archive.models import Proposal, Revision, Visit
from tests.browser.test_import import check
from tests.factories import make_visit
from tests.history import rewrite
from tests.signing_in import give_factor, type_in

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(page, users, role):
    """A browser in which somebody of a role has signed in."""
    user = users.objects.create_user("leyla", password="a long secret", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    page.complaints = []
    page.goto("/admin/login/?next=/admin/archive/visit/import/")
    type_in(page, "leyla", give_factor(user))
    return user


def brought(page, text):
    """Upload a file and come to its rows."""
    page.goto("/admin/archive/visit/import/")
    page.set_input_files("#id_file", {"name": "visits.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("form[enctype] input[type=submit]").first.click()
    page.wait_for_selector("table.import-rows")


def test_a_contributor_sees_what_becomes_of_each_row(page, live_server, django_user_model):
    user = signed_in(page, django_user_model, "contributor")
    seen, taken = make_visit(title_en="A visit that readers see"), make_visit(status="draft", slug="taken")
    own = make_visit(title_en="My own draft", status="draft")
    rewrite(Revision.objects.filter(visit=own), author=user)
    rows = f",A new visit,1991,published\n{own.slug},,1992,\n{seen.slug},,1993,\n"
    brought(page, f"slug,title_en,date,status\n{rows}{taken.slug},Somebody else's,1994,\n")
    check(page)
    shown(page, "refused")
    brought(page, f"slug,title_en,date,status\n{rows}")
    check(page)
    shown(page, "rows")
    page.locator("input[name=_confirm]").click()
    page.wait_for_selector("#proposed")
    check(page)
    shown(page, "outcome")
    assert (Proposal.objects.count(), Visit.objects.filter(date="1992").count()) == (1, 1)


def test_an_administrator_is_asked_why(page, live_server, django_user_model):
    signed_in(page, django_user_model, "administrator")
    visit = make_visit(title_en="A visit that readers see")
    brought(page, f"slug,date\n{visit.slug},1993\n")
    check(page)
    shown(page, "why")
    page.fill("#why", "The treaty says so.")
    page.locator("input[name=_confirm]").click()
    page.wait_for_selector("#written")
    assert Visit.objects.get().date == "1993"


def shown(page, name):
    folder = os.environ.get("SHOTS")
    if folder:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
