"""The door in a real browser: everything typed, the picture seen, nothing that the policy forbids."""

import pytest
from django.contrib.auth.models import Group

from tests.browser.test_evidence_desk import violations
from tests.door.conftest import code_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]


def test_a_newcomer_sets_up_the_second_factor_and_reaches_the_desk(page, live_server, django_user_model):
    user = django_user_model.objects.create_user("leyla", password="a long secret", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.goto("/admin/login/?next=/admin/guide/")
    page.fill("#id_username", "leyla")
    page.fill("#id_password", "a long secret")
    page.locator("#id_password").press("Enter")
    page.wait_for_selector(".door-picture svg path")
    drawn = page.locator(".door-picture svg").bounding_box()
    assert drawn["width"] > 150
    assert drawn["height"] == pytest.approx(drawn["width"], abs=2)
    assert not page.complaints
    assert not violations(page)
    key = page.locator(".door-secret code").inner_text()
    page.fill("#id_code", code_of(as_hexadecimal(key)))
    page.locator("#id_code").press("Enter")
    page.wait_for_selector(".door-codes")
    assert page.locator(".door-codes code").count() == 10
    assert not page.complaints
    assert not violations(page)
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/admin/guide/")
    assert not page.complaints


def as_hexadecimal(secret):
    """A secret as it is typed into an app, as the archive keeps it."""
    import base64

    return base64.b32decode(secret.replace(" ", "")).hex()
