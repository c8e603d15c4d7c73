"""Signing in: the password, then the second factor, and nothing in between."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.door import factors
from config.logs.asking import IN_META, Asking
from tests.door.conftest import CODE, LOGIN, SET_UP, Person, code_of, make_account, recovery_codes_on, secret_on

pytestmark = pytest.mark.django_db
# One of each kind of address that an editor has.
DESK = [
    "/admin/", "/admin/archive/visit/", "/admin/archive/visit/add/", "/admin/archive/visit/add/?_popup=1",
    "/admin/archive/visit/import/", "/admin/archive/visit/export/", "/admin/export/", "/admin/password_change/",
    "/admin/autocomplete/?term=a&app_label=archive&model_name=posting&field_name=person", "/admin/jsi18n/",
    "/admin/changes.atom", "/admin/auth/user/", "/admin/desk/", "/admin/guide/", "/admin/your-sign-in/",
    "/admin/confirm/", "/admin/your-sign-in/app/", "/admin/archive/visit/understood/?date=1992",
]  # fmt: skip


def test_a_password_alone_opens_nothing(ada):
    answer = ada.give_password()
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    for address in DESK:
        answer = ada.client.get(address)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, LOGIN), address
        assert ada.client.post(address).status_code == 302, address
    assert "_auth_user_id" not in ada.client.session


def test_password_and_code_open_the_desk_and_lead_where_one_was_going(ada):
    ada.give_password(then="/admin/guide/")
    answer = ada.give_code(code_of(ada.key))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/guide/")
    assert ada.is_in


def test_a_code_alone_opens_nothing(ada):
    assert ada.give_code(code_of(ada.key))["Location"] == LOGIN
    assert not ada.is_in


def test_a_code_works_once_also_in_another_browser(ada):
    code = code_of(ada.key)
    ada.give_password()
    assert ada.give_code(code).status_code == 302
    thief = Person(ada.user)
    thief.give_password()
    assert "used already" in thief.give_code(code).content.decode()
    assert not thief.is_in


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_refused(ada, steps):
    assert ada.come_in(ada.key, later=steps).status_code == 200
    assert not ada.is_in


@pytest.mark.parametrize("code", ["", "000000x", "١٢٣٤٥٦", "1e5", "-00001", "0", "x" * 41, "a" * 10])
def test_what_is_no_code_is_refused_in_words(ada, code):
    ada.give_password()
    answer = ada.give_code(code)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not ada.is_in


def test_a_code_that_holds_a_nul_is_refused_before_anybody_looks_at_it(ada):
    ada.give_password()
    assert ada.give_code("\x00" * 6).status_code == 400
    assert not ada.is_in


def test_who_has_no_second_factor_sets_one_up_before_anything_else(newcomer):
    assert newcomer.give_password(then="/admin/guide/")["Location"] == SET_UP
    page = newcomer.client.get(SET_UP)
    assert not newcomer.is_in
    assert newcomer.give_code("000000", SET_UP).status_code == 200
    assert not factors.has_factor(newcomer.user)
    key = secret_on(page)
    answer = newcomer.give_code(code_of(key), SET_UP)
    assert len(recovery_codes_on(answer)) == 10
    assert 'href="/admin/guide/"' in answer.content.decode()
    assert newcomer.is_in
    assert Person(newcomer.user).come_in(key, later=1).status_code == 302


def test_the_secret_stands_in_the_page_as_a_picture_that_the_policy_allows(newcomer):
    newcomer.give_password()
    page = newcomer.client.get(SET_UP).content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page
    assert "<script>" not in page


def test_a_second_factor_cannot_be_set_up_in_place_of_one_that_is_there(ada):
    ada.give_password()
    assert ada.client.get(SET_UP)["Location"] == LOGIN
    assert ada.give_code(code_of(factors.new_key()), SET_UP)["Location"] == LOGIN


def test_a_recovery_code_works_once(ada):
    code, other = factors.new_recovery_codes(ada.user)[:2]
    ada.give_password()
    assert ada.give_code(code.upper().replace("-", " ")).status_code == 302
    assert ada.is_in
    again = Person(ada.user)
    again.give_password()
    assert again.give_code(code).status_code == 200
    assert again.give_code(other).status_code == 302
    assert factors.recovery_codes_left(ada.user) == 8


def test_a_recovery_code_is_nobody_elses(ada, newcomer):
    code = factors.new_recovery_codes(ada.user)[0]
    factors.new_recovery_codes(newcomer.user)
    assert factors.accept(newcomer.user, code) == ""


def test_the_database_holds_no_recovery_code(ada):
    from django_otp.plugins.otp_static.models import StaticToken

    codes = {code.replace("-", "") for code in factors.new_recovery_codes(ada.user)}
    assert not codes & set(StaticToken.objects.values_list("token", flat=True))


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
                                  "http:///evil.example", "\thttps://evil.example"])  # fmt: skip
def test_the_way_on_never_leaves_the_site(ada, then):
    ada.client.post(LOGIN, {"username": "ada", "password": "a long secret", "next": then})
    assert ada.give_code(code_of(ada.key))["Location"] == "/admin/"
    answer = ada.client.post("/admin/confirm/", {"code": code_of(ada.key, 1), "next": then})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_the_answer_to_a_wrong_name_and_a_wrong_password_is_the_same(ada):
    wrong = ada.give_password("wrong").content.decode()
    ada.user.username = "nobody"
    assert error_of(ada.give_password()) == error_of(wrong)
    make_account("reader", role=None, is_staff=False)
    assert error_of(Person(User.objects.get(username="reader")).give_password()) == error_of(wrong)


def error_of(page):
    """What a page says went wrong."""
    import re

    text = page if isinstance(page, str) else page.content.decode()
    return re.search(r'errornote">\s*(.*?)\s*<', text, re.S)[1]


def test_the_pending_sign_in_ends_with_time_password_and_account(ada, clock):
    ada.give_password()
    clock(11 * 60)
    assert ada.give_code(code_of(ada.key))["Location"] == LOGIN
    ada.give_password()
    User.objects.get(pk=ada.user.pk).set_password("another")
    user = User.objects.get(pk=ada.user.pk)
    user.set_password("another")
    user.save()
    assert ada.give_code(code_of(ada.key))["Location"] == LOGIN
    ada.give_password("another")
    User.objects.filter(pk=ada.user.pk).update(is_active=False)
    assert ada.give_code(code_of(ada.key))["Location"] == LOGIN


def test_the_quick_start_lets_a_password_in_but_not_past_a_factor_that_is_there(ada, newcomer, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    assert newcomer.give_password()["Location"] == "/admin/"
    assert newcomer.is_in
    assert ada.give_password()["Location"] == CODE
    assert not ada.is_in
    # What the quick start let in is nobody on a site for others.
    settings.REQUIRE_SECOND_FACTOR = True
    assert not newcomer.is_in


def test_a_session_that_somebody_made_past_the_door_is_nobodys(client, newcomer):
    from django.contrib.auth import SESSION_KEY

    client.force_login(newcomer.user)
    session = client.session
    assert session[SESSION_KEY]
    del session["door_factor"]
    session.save()
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.fixture
def over(client, newcomer):
    """A browser whose session has lasted as long as one may."""
    client.force_login(newcomer.user)
    session = client.session
    session["door_begun"] = 0
    session.save()
    return client


def test_whoever_is_not_through_the_door_is_not_named_in_the_log(over):
    asked = Asking({"REQUEST_METHOD": "GET"})
    assert over.get("/admin/", **{IN_META: asked}).status_code == 302
    assert "user" not in asked.told()


def test_nor_may_they_send_as_much_as_an_editor(over, settings):
    sent = "x" * (settings.READERS_BODY_MOST_BYTES + 1)
    assert over.post("/admin/", sent, content_type="text/plain").status_code == 413


def test_whoever_comes_in_is_named_in_the_log(ada):
    ada.give_password()
    asked = Asking({"REQUEST_METHOD": "POST"})
    ada.client.post(CODE, {"code": code_of(ada.key)}, **{IN_META: asked})
    assert asked.told()["user"] == ada.user.pk
