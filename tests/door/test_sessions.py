"""Sessions: a new name at each step, an end, and an end everywhere."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from archive.door.models import AuditEntry, Session
from tests.door.conftest import LOGIN, PASSWORD, Person, code_of

pytestmark = pytest.mark.django_db


def name_of(person):
    """The name of the session of a browser."""
    found = person.client.cookies.get("sessionid")
    return found.value if found else None


def test_a_session_gets_a_new_name_with_the_password_and_with_the_code(ada):
    ada.client.session.save()
    planted = ada.client.session
    planted.save()
    ada.client.cookies["sessionid"] = planted.session_key
    ada.give_password()
    halfway = name_of(ada)
    ada.give_code(code_of(ada.key))
    assert len({planted.session_key, halfway, name_of(ada)}) == 3
    assert list(Session.objects.values_list("session_key", flat=True)) == [name_of(ada)]
    attacker = Person(ada.user)
    for known in (planted.session_key, halfway):
        attacker.client.cookies["sessionid"] = known
        assert not attacker.is_in


def test_a_session_ends_when_it_is_not_used(ada, monkeypatch, settings):
    from django.contrib.sessions.backends import base, db

    ada.come_in(ada.key)
    later = base.timezone.now() + base.timedelta(seconds=settings.SESSION_COOKIE_AGE + 1)
    for module in (base, db):
        monkeypatch.setattr(module.timezone, "now", lambda: later)
    assert not ada.is_in


def test_use_puts_the_end_off_but_not_for_ever(ada, clock, settings):
    ada.come_in(ada.key)
    ends = Session.objects.get().expire_date
    clock(10 * 60)
    assert ada.is_in
    assert Session.objects.get().expire_date > ends
    clock(settings.SESSION_MOST_HOURS * 60 * 60)
    assert not ada.is_in
    assert not Session.objects.filter(account=ada.user.pk).exists()


def test_use_is_not_stored_with_every_page(ada, django_assert_num_queries):
    ada.come_in(ada.key)
    with django_assert_num_queries(2) as asked:
        ada.client.get("/admin/jsi18n/")
    assert not [query for query in asked.captured_queries if "UPDATE" in query["sql"]]


def both_in(ada):
    """Two browsers of one person, signed in."""
    ada.come_in(ada.key)
    other = Person(ada.user)
    other.come_in(ada.key, later=1)
    assert ada.is_in
    assert other.is_in
    return ada, other


def test_a_new_password_ends_all_other_sessions(ada):
    here, there = both_in(ada)
    new = "another Long secret"
    answer = here.client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer.status_code == 302
    assert here.is_in
    assert not there.is_in


def test_a_closed_account_is_signed_in_nowhere(ada):
    here, there = both_in(ada)
    user = User.objects.get(pk=ada.user.pk)
    user.is_active = False
    user.save()
    assert not Session.objects.filter(account=user.pk).exists()
    assert not here.is_in
    assert not there.is_in
    assert here.give_password().status_code == 200


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(ada):
    ada.come_in(ada.key)
    assert ada.client.get("/admin/archive/visit/add/").status_code == 200
    ada.user.groups.remove(Group.objects.get(name="editor"))
    assert ada.client.get("/admin/archive/visit/add/").status_code == 403
    User.objects.filter(pk=ada.user.pk).update(is_staff=False)
    assert ada.client.get("/admin/archive/visit/add/")["Location"].startswith(LOGIN)


def test_signing_out_ends_the_session_in_the_database(ada):
    ada.come_in(ada.key)
    name = name_of(ada)
    ada.client.post("/admin/logout/")
    ada.client.cookies["sessionid"] = name
    assert not ada.is_in


def test_one_signs_out_everywhere_else(ada):
    here, there = both_in(ada)
    here.client.post("/admin/your-sign-in/", {"do": "end"})
    assert here.is_in
    assert not there.is_in


def test_a_command_on_the_server_lets_somebody_begin_anew(ada, capsys):
    here, _there = both_in(ada)
    call_command("remove_second_factor", "ada", why="Phone lost,\nseen in person.")
    assert not here.is_in
    assert here.give_password()["Location"] == "/admin/login/second-factor/"
    entry = AuditEntry.objects.filter(what="second factor").first()
    assert (entry.who, entry.about) == ("server", r"taken from ada: Phone lost,\nseen in person.")


def test_a_command_about_nobody_says_so(db):
    from django.core.management import CommandError

    with pytest.raises(CommandError, match="no account “nobody”"):
        call_command("remove_second_factor", "nobody", why="x")


def test_sessions_that_have_ended_are_gone_with_the_next_sign_in(ada):
    ada.come_in(ada.key)
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    Person(ada.user).come_in(ada.key, later=1)
    assert Session.objects.count() == 1
