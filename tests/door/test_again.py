"""A form that was typed before its session ended is sent again after the next sign-in."""

import html
import re

import pytest
from django.test import Client

from archive.door.models import Session
from archive.models import Visit
from tests.admin.conftest import typed
from tests.door.conftest import code_of

pytestmark = pytest.mark.django_db
ADD = "/admin/archive/visit/add/"


def sent_by(page):
    """What the button of a page would send."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    return {name: html.unescape(value) for name, value in found}


@pytest.fixture
def strict(ada):
    """Her browser, which is asked for the token of each form."""
    ada.client = Client(enforce_csrf_checks=True)
    return ada


def signed_in(person, later=0):
    """Type everything, with the tokens of the pages."""
    for page, values in (("/admin/login/", {"username": "ada", "password": "a long secret"}),
                         ("/admin/login/code/", {"code": code_of(person.key, later)})):  # fmt: skip
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', person.client.get(page).content.decode())[1]
        assert person.client.post(page, {**values, "csrfmiddlewaretoken": token}).status_code == 302


def test_what_was_typed_is_stored_after_signing_in_again(strict):
    signed_in(strict)
    form = strict.client.get(ADD)
    values = typed(form, title_en='A visit "typed" <slowly>', csrfmiddlewaretoken=str(form.context["csrf_token"]))
    Session.objects.all().delete()
    page = strict.client.post(ADD, values)
    assert page.status_code == 403
    assert page["Cache-Control"] == "private, no-store"
    assert not Visit.objects.exists()
    signed_in(strict, later=1)
    # Signing in has made the token of that page an old one: the next page has a new one.
    page = strict.client.post(ADD, sent_by(page))
    assert page.status_code == 403
    assert strict.client.post(ADD, sent_by(page)).status_code == 302
    assert Visit.objects.get().title_en == 'A visit "typed" <slowly>'


def test_what_another_site_sends_is_not_offered_to_be_sent_again(ada):
    answer = ada.client.post(ADD, {"title_en": "Forged"}, HTTP_ORIGIN="https://evil.example")
    assert (answer.status_code, b"Forged" in answer.content) == (302, False)
    strange = Client(enforce_csrf_checks=True).post(ADD, {"title_en": "Forged"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert (strange.status_code, b"Forged" in strange.content) == (403, False)


def test_passwords_are_not_written_into_a_page(ada):
    answer = ada.client.post("/admin/password_change/", {"old_password": "one", "new_password1": "two"})
    assert answer.status_code == 302
