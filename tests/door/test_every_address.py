"""No door round the door: every address of the editors' side, for every role, in each state of signing in."""

import re

import pytest
from django.urls import get_resolver

from tests.admin.rights.world import ROLES
from tests.door.conftest import LOGIN, Person, code_of, give_factor, make_account

pytestmark = pytest.mark.django_db
# Open to everybody: the sign-in itself, the way out, and the choice of a language for it.
OPEN = {LOGIN, "/admin/login/code/", "/admin/login/second-factor/", "/admin/logout/", "/admin/language/"}
SAMPLES = {"int": "1", "path": "1", "str": "x", "slug": "x", "sha256": "0" * 64}


def admin_addresses(resolver=None, before="/"):
    """Every address under `/admin/`, with something in the place of each of its variables."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:
            # One pattern is a regular expression: the tables of an application; and that for whatever is no address.
            route = "archive/" if "app_label" in str(pattern.pattern) else "nothing-here"
        filled = before + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "x"), route)
        if hasattr(pattern, "url_patterns"):
            yield from admin_addresses(pattern, filled)
        elif filled.startswith("/admin/"):
            yield filled


def test_who_has_given_the_password_alone_is_led_to_the_sign_in_from_every_address(db):
    chief = Person(make_account("chief", role="administrator", is_superuser=True))
    give_factor(chief.user)
    chief.give_password()
    found = sorted(set(admin_addresses()) - OPEN)
    assert len(found) > 150
    for address in found:
        for ask in (chief.client.get, chief.client.post):
            answer = ask(address)
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, LOGIN), address


@pytest.mark.parametrize("role", [*ROLES, None])
def test_each_role_comes_in_with_both_and_not_with_less(role, settings):
    person = Person(make_account("somebody", role=role))
    person.give_password()
    assert not person.is_in
    key = give_factor(person.user)
    assert not person.is_in
    person.give_password()
    assert not person.is_in
    person.give_code(code_of(key))
    assert person.is_in
    settings.REQUIRE_SECOND_FACTOR = False
    again = Person(person.user)
    again.give_password()
    assert not again.is_in


@pytest.mark.parametrize("values", [{"is_staff": False}, {"is_active": False}])
def test_who_may_not_work_here_does_not_come_as_far_as_the_code(values):
    person = Person(make_account("somebody", role="administrator", **values))
    key = give_factor(person.user)
    assert person.give_password().status_code == 200
    assert person.give_code(code_of(key))["Location"] == LOGIN
    assert not person.is_in
