"""One's own second factor, and what asks for it again."""

import pytest
from django.contrib.auth.models import User

from archive.door import factors
from archive.door.models import AuditEntry, Session
from tests.door.conftest import OWN, Person, code_of, give_factor, make_account, recovery_codes_on, secret_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db):
    """An administrator, signed in."""
    person = Person(make_account("chief", role="administrator"))
    person.key = give_factor(person.user)
    person.come_in(person.key)
    return person


def test_another_app_takes_the_place_of_the_old_one_and_ends_what_it_let_in(ada):
    ada.come_in(ada.key)
    elsewhere = Person(ada.user)
    elsewhere.come_in(ada.key, later=1)
    assert ada.client.post(OWN, {"do": "app"})["Location"] == f"{OWN}app/"
    page = ada.client.get(f"{OWN}app/")
    key = secret_on(page)
    assert len(recovery_codes_on(ada.client.post(f"{OWN}app/", {"code": code_of(key)}))) == 10
    assert ada.is_in
    assert not elsewhere.is_in
    assert elsewhere.come_in(ada.key, later=1).status_code == 200
    assert elsewhere.come_in(key, later=1).status_code == 302


def test_the_page_for_another_app_is_nobodys_who_has_not_asked_for_it(ada):
    ada.come_in(ada.key)
    assert ada.client.get(f"{OWN}app/")["Location"] == OWN
    assert ada.client.post(f"{OWN}app/", {"code": code_of(ada.key)})["Location"] == OWN


def test_new_recovery_codes_take_the_place_of_the_old_ones(ada):
    old = factors.new_recovery_codes(ada.user)[0]
    ada.come_in(ada.key)
    new = recovery_codes_on(ada.client.post(OWN, {"do": "codes"}))
    assert len(set(new)) == 10
    assert factors.accept(ada.user, old) == ""
    assert factors.accept(ada.user, new[0]) == "recovery"


def addresses_of(user):
    """What changes accounts, each with what is sent."""
    return [
        ("/admin/auth/user/add/", {"username": "x"}),
        (f"/admin/auth/user/{user.pk}/change/", {"username": "x"}),
        (f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}),
        (f"/admin/auth/user/{user.pk}/password/", {"password1": "x"}),
        (f"/admin/auth/user/{user.pk}/second-factor/", {"why": "x"}),
        ("/admin/auth/user/", {"action": "delete_selected", "_selected_action": user.pk, "post": "yes"}),
        ("/admin/auth/group/add/", {"name": "x"}),
        (f"/admin/auth/group/{user.groups.first().pk}/change/", {"name": "x"}),
        (f"/admin/auth/group/{user.groups.first().pk}/delete/", {"post": "yes"}),
        (OWN, {"do": "codes"}),
    ]


def test_who_changes_accounts_is_asked_for_the_second_factor_again(chief, ada, clock):
    clock(31 * 60)
    for address, sent in addresses_of(ada.user):
        answer = chief.client.post(address, sent)
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/confirm/?next={address}"), address
    assert User.objects.filter(username="ada").exists()
    change = f"/admin/auth/user/{ada.user.pk}/change/"
    clock(-15 * 60)
    assert chief.client.get(change)["Location"] == f"/admin/confirm/?next={change}"
    answer = chief.client.post("/admin/confirm/", {"code": code_of(chief.key, 1), "next": change})
    assert answer["Location"] == change
    assert chief.client.get(change).status_code == 200
    clock(11 * 60)
    # What was opened in time may be sent for a while longer.
    assert chief.client.get(change).status_code == 302
    assert chief.client.post(change, {"username": ""}).status_code == 200


def test_a_wrong_code_confirms_nothing_and_is_counted(chief, clock):
    clock(11 * 60)
    answers = [chief.client.post("/admin/confirm/", {"code": "000000"}).status_code for _guess in range(11)]
    assert answers == [200] * 10 + [429]
    assert chief.client.get("/admin/auth/user/add/").status_code == 302


def test_in_the_quick_start_the_password_confirms(db, settings, clock):
    settings.REQUIRE_SECOND_FACTOR = False
    chief = Person(make_account("chief", role="administrator"))
    chief.give_password()
    clock(11 * 60)
    assert chief.client.get("/admin/auth/user/add/").status_code == 302
    assert chief.client.post("/admin/confirm/", {"code": "wrong"}).status_code == 200
    assert chief.client.post("/admin/confirm/", {"code": "a long secret"}).status_code == 302
    assert chief.client.get("/admin/auth/user/add/").status_code == 200


def test_an_administrator_takes_a_lost_factor_away_with_a_reason(chief, ada):
    address = f"/admin/auth/user/{ada.user.pk}/second-factor/"
    ada.come_in(ada.key)
    assert chief.client.post(address, {"why": " "}).status_code == 200
    assert factors.has_factor(ada.user)
    assert chief.client.post(address, {"why": "Phone in the sea."}).status_code == 302
    assert not factors.has_factor(ada.user)
    assert not Session.objects.filter(account=ada.user.pk).exists()
    entry = AuditEntry.objects.filter(what="second factor").first()
    assert (entry.who, entry.about) == ("chief", "taken from ada: Phone in the sea.")


def test_nobody_else_takes_a_factor_away(ada):
    other = make_account("ben")
    give_factor(other)
    ada.come_in(ada.key)
    ada.client.post(f"/admin/auth/user/{other.pk}/second-factor/", {"why": "x"})
    assert factors.has_factor(other)


def test_the_list_of_accounts_says_who_has_a_second_factor(chief, newcomer):
    page = chief.client.get("/admin/auth/user/").context["cl"]
    assert {user.username: user.factor for user in page.result_list} == {"chief": True, "newcomer": False}


@pytest.mark.parametrize("path", [OWN, "/admin/confirm/", f"{OWN}app/", "/admin/door/auditentry/"])
def test_the_pages_hold_nothing_that_the_policy_forbids(chief, path):
    if path.endswith("app/"):
        chief.client.post(OWN, {"do": "app"})
    page = chief.client.get(path)
    assert page.status_code == 200
    assert "style=" not in page.content.decode()
    assert "onclick" not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
