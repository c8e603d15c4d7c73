"""Guessing is slowed for whoever guesses, and not for the owner."""

import pytest
from django.test import RequestFactory

from archive.asker import address_of
from archive.door import factors, guessing
from archive.door.models import Attempt, AuditEntry
from tests.door.conftest import PASSWORD, Person, code_of, give_factor, make_account

pytestmark = pytest.mark.django_db
ATTACKER = "203.0.113.7"


def guess_until_refused(person, **meta):
    """How many wrong passwords are looked at before the answer is 429, and that answer."""
    for count in range(100):
        answer = person.client.post(
            "/admin/login/", {"username": person.user.username, "password": f"wrong {count}"}, **meta
        )
        if answer.status_code == 429:
            return count, answer
    raise AssertionError("nobody stopped this")


def test_after_ten_wrong_passwords_the_next_is_not_looked_at(ada):
    count, answer = guess_until_refused(ada)
    assert count == 10
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert "There were too many attempts. Try again in 15 minutes." in answer.content.decode()
    # Not even the right one, or an attacker would learn that it is.
    assert ada.give_password().status_code == 429


def test_after_the_time_that_was_told_the_next_is_looked_at(ada, monkeypatch):
    _count, answer = guess_until_refused(ada)
    later = guessing.timezone.now() + guessing.timedelta(seconds=int(answer["Retry-After"]))
    monkeypatch.setattr(guessing.timezone, "now", lambda: later)
    assert ada.give_password().status_code == 302


def test_guesses_from_many_addresses_share_the_allowance_of_the_account(ada):
    for number in range(10):
        assert ada.client.post("/admin/login/", {"username": "ada", "password": "x"},
                               REMOTE_ADDR=f"198.51.100.{number}").status_code == 200  # fmt: skip
    assert Person(ada.user, REMOTE_ADDR="198.51.100.99").give_password().status_code == 429


@pytest.mark.parametrize("name", ["\uff41da", " ada ", "ad\uff41", "ada\u2003"])
def test_another_way_of_writing_a_name_buys_no_guesses(ada, name):
    guess_until_refused(ada)
    ada.user.username = name
    assert ada.give_password().status_code == 429


def test_the_owner_comes_in_by_their_own_browser_while_others_guess(ada):
    ada.come_in(ada.key)
    ada.client.post("/admin/logout/")
    guess_until_refused(Person(ada.user, REMOTE_ADDR=ATTACKER))
    # Also from the attacker's own address, as behind the proxy of a university.
    ada.client.defaults["REMOTE_ADDR"] = ATTACKER
    assert ada.come_in(ada.key, later=1).status_code == 302
    assert ada.is_in


def test_a_known_browser_has_an_allowance_of_its_own_and_no_more(ada):
    ada.come_in(ada.key)
    ada.client.post("/admin/logout/")
    assert guess_until_refused(ada)[0] == 10


def test_a_cookie_of_a_known_browser_is_good_for_its_own_account_only_and_cannot_be_forged(ada):
    ada.come_in(ada.key)
    other = make_account("ben")
    give_factor(other)
    guess_until_refused(Person(other, REMOTE_ADDR=ATTACKER))
    ada.user = other
    assert ada.give_password().status_code == 429
    forged = Person(other)
    forged.client.cookies["known"] = ada.client.cookies["known"].value[:-1] + "x"
    assert forged.give_password().status_code == 429


def test_one_address_that_tries_many_accounts_is_stopped(db):
    person = Person(make_account())
    for number in range(30):
        person.user.username = f"somebody {number}"
        assert person.give_password().status_code == 200
    person.user.username = "ada"
    assert person.give_password().status_code == 429
    person.client.defaults["REMOTE_ADDR"] = ATTACKER
    assert person.give_password().status_code == 302


def test_codes_are_not_guessed(ada):
    ada.give_password()
    answers = [ada.give_code(f"{number:06d}").status_code for number in range(11)]
    assert answers == [200] * 10 + [429]
    assert ada.give_code(code_of(ada.key)).status_code == 429
    # Not by giving the password again either, nor with the codes on paper.
    assert ada.give_password().status_code == 302
    assert ada.give_code(factors.new_recovery_codes(ada.user)[0]).status_code == 429
    assert not ada.is_in


def test_a_day_has_no_more_guesses_than_its_own_allowance(ada, monkeypatch):
    now, count = guessing.timezone.now(), 0
    monkeypatch.setitem(guessing.MOST, "account", ((2, 15 * 60), (5, 24 * 60 * 60)))
    for quarter in range(4):
        monkeypatch.setattr(guessing.timezone, "now", lambda q=quarter: now + guessing.timedelta(minutes=16 * q))
        for _guess in range(3):
            count += ada.give_password("wrong").status_code == 200
    assert count == 5


def test_what_succeeds_is_not_counted(ada):
    for step in range(-1, 2):
        ada.come_in(ada.key, later=step)
    assert not Attempt.objects.exists()


def test_attempts_of_the_day_before_are_gone(ada):
    ada.give_password("wrong")
    Attempt.objects.update(at=guessing.timezone.now() - guessing.timedelta(days=1, seconds=1))
    ada.give_password("wrong")
    assert Attempt.objects.count() == 1


def test_the_table_of_attempts_names_nobody(db):
    # In no checksum, which is hexadecimal, these letters stand by chance.
    Person(make_account("zoe")).give_password("wrong")
    stored = repr(Attempt.objects.values().get())
    assert "zoe" not in stored
    assert "127.0.0.1" not in stored
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "198.51.100.1", "192.0.2.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "forged, 10.9.8.7, 198.51.100.1", "198.51.100.1"),
        (2, "forged, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_an_address_that_the_asker_has_written_counts_for_nothing(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)) == address


def test_a_forged_address_buys_no_guesses(ada, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(30):
        name = f"somebody {number}"
        ada.client.post("/admin/login/", {"username": name, "password": "x"},
                        HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, {ATTACKER}")  # fmt: skip
    answer = ada.client.post("/admin/login/", {"username": "last", "password": "x"},
                             HTTP_X_FORWARDED_FOR=f"10.1.1.1, {ATTACKER}")  # fmt: skip
    assert answer.status_code == 429


def change_password(person, old):
    """The answer to somebody who is signed in and types this as the old password."""
    new = "another Long secret"
    sent = {"old_password": old, "new_password1": new, "new_password2": new}
    return person.client.post("/admin/password_change/", sent)


def test_the_old_password_is_not_guessed_in_a_session_that_was_left_open(ada):
    ada.come_in(ada.key)
    answers = [change_password(ada, f"wrong {number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 15 * 60
    assert "There were too many attempts. Try again in 15 minutes." in answers[-1].content.decode()
    # Not with the browser's own cookie thrown away either, nor with the right one.
    del ada.client.cookies["known"]
    assert change_password(ada, PASSWORD).status_code == 429
    assert ada.user.check_password(PASSWORD)


def test_whoever_guesses_in_an_open_session_locks_its_owner_out_of_nothing_else(ada):
    ada.come_in(ada.key)
    for number in range(11):
        change_password(ada, f"wrong {number}")
        ada.give_code(f"{number:06d}", page="/admin/confirm/")
    assert ada.give_code(code_of(ada.key, 1), page="/admin/confirm/").status_code == 429
    ada.client.post("/admin/logout/")
    ada.come_in(ada.key, later=1)
    assert ada.is_in
    # The new session is the owner's, who changes the password in it.
    assert change_password(ada, PASSWORD).status_code == 302


def test_guesses_at_the_sign_in_do_not_close_what_asks_again_in_the_owners_session(ada):
    ada.come_in(ada.key)
    del ada.client.cookies["known"]
    guess_until_refused(Person(ada.user, REMOTE_ADDR=ATTACKER))
    thief = Person(ada.user, REMOTE_ADDR="198.51.100.1")
    Attempt.objects.all().delete()
    thief.give_password()
    assert [thief.give_code(f"{number:06d}").status_code for number in range(11)][-1] == 429
    assert ada.give_code(code_of(ada.key, 1), page="/admin/confirm/").status_code == 302
    assert change_password(ada, PASSWORD).status_code == 302


def test_a_new_password_that_is_refused_counts_for_no_guess_and_a_wrong_old_one_is_noted(ada):
    ada.come_in(ada.key)
    for _time in range(12):
        answer = ada.client.post(
            "/admin/password_change/", {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
        )
        assert answer.status_code == 200
    assert not Attempt.objects.exists()
    change_password(ada, "wrong")
    entry = AuditEntry.objects.filter(what="account").first()
    assert (entry.who, entry.outcome, entry.about) == ("ada", "refused", "wrong old password")
