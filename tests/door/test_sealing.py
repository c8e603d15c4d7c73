"""Secrets of authenticator apps: sealed in the database and in bags, opened with the archive's own keys alone."""

import importlib
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive import sealing
from archive.door import factors
from archive.door.models import App, Session
from tests.door.conftest import OWN, code_of, give_factor, make_account, recovery_codes_on, secret_on

pytestmark = pytest.mark.django_db
ANOTHER = "another-key-of-fifty-letters-and-more-that-nobody-guesses"


def stored() -> list[str]:
    """Secrets as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM otp_totp_totpdevice ORDER BY id")
        return [key for (key,) in cursor.fetchall()]


def in_clear(user) -> str:
    """A secret as a version before this kept it."""
    key = factors.new_key()
    TOTPDevice.objects.create(user=user, name="app", key=key)
    return key


def test_a_secret_that_is_set_up_stands_nowhere_in_the_database(newcomer):
    newcomer.give_password()
    key = secret_on(newcomer.client.get("/admin/login/second-factor/"))
    assert key not in repr([row.get_decoded() for row in Session.objects.all()])
    newcomer.give_code(code_of(key), page="/admin/login/second-factor/")
    assert newcomer.is_in
    (kept,) = stored()
    assert key not in kept
    assert App.objects.get().bin_key.hex() == key


def test_nor_one_that_is_to_take_the_place_of_another(ada):
    ada.come_in(ada.key)
    ada.client.post(OWN, {"do": "app"})
    key = secret_on(ada.client.get(f"{OWN}app/"))
    assert key not in repr([row.get_decoded() for row in Session.objects.all()])
    assert recovery_codes_on(ada.client.post(f"{OWN}app/", {"code": code_of(key)}))
    assert key not in stored()[0]


def test_a_secret_that_is_copied_to_another_account_opens_nothing(ada, newcomer):
    copied = App.objects.get(user=ada.user)
    App.objects.create(user=newcomer.user, name="app")
    App.objects.filter(user=newcomer.user).update(key=copied.key)
    newcomer.give_password()
    assert newcomer.give_code(code_of(ada.key)).status_code == 503
    assert not newcomer.is_in


def test_with_another_key_the_page_says_so_and_takes_no_code(ada, settings, caplog):
    recovery = factors.new_recovery_codes(ada.user)[0]
    settings.SECRET_KEY = ANOTHER
    ada.give_password()
    for code in (code_of(ada.key), recovery):
        answer = ada.give_code(code)
        assert answer.status_code == 503
        assert "with the old key in SECRET_KEY_FALLBACKS your codes work again" in answer.content.decode()
    assert not ada.is_in
    assert ada.key not in caplog.text


def test_with_the_key_before_codes_and_recovery_codes_go_on(ada, settings):
    recovery = factors.new_recovery_codes(ada.user)[0]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ANOTHER, [settings.SECRET_KEY]
    ada.come_in(ada.key)
    assert ada.is_in
    assert factors.accept(ada.user, recovery) == "recovery"
    # What was used is sealed with the present key, and needs the other no longer.
    settings.SECRET_KEY_FALLBACKS = []
    assert App.objects.get().bin_key.hex() == ada.key


def test_with_the_next_start_all_secrets_are_sealed_with_the_present_key(ada, settings):
    lost = give_factor(make_account("lost"))
    App.objects.filter(user__username="lost").update(key=sealing.sealed(lost, 0))
    before = stored()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ANOTHER, [settings.SECRET_KEY]
    call_command("migrate", verbosity=0)
    after = stored()
    assert after[0] != before[0]
    # What no key opens is left as it was.
    assert after[1] == before[1]
    settings.SECRET_KEY_FALLBACKS = []
    assert App.objects.get(user=ada.user).bin_key.hex() == ada.key
    call_command("migrate", verbosity=0)
    assert stored() == after


def test_what_stood_in_clear_is_sealed_by_the_migration_and_opened_by_its_way_back(newcomer):
    key = in_clear(newcomer.user)
    migration = importlib.import_module("archive.door.migrations.0002_sealed")
    editor = connection.SchemaEditorClass(connection)
    migration.seal(apps, editor)
    assert key not in stored()[0]
    newcomer.come_in(key)
    assert newcomer.is_in
    migration.open_again(apps, editor)
    assert stored() == [key]


def test_a_secret_in_clear_from_an_older_bag_works_and_is_sealed_with_its_first_use(newcomer):
    key = in_clear(newcomer.user)
    newcomer.come_in(key)
    assert newcomer.is_in
    assert re.fullmatch(r"s1:[A-Za-z0-9+/=]{64}", stored()[0])


def test_verify_names_whose_second_factor_no_key_opens(ada, settings, capsys):
    call_command("verify")
    settings.SECRET_KEY = ANOTHER
    with pytest.raises(SystemExit):
        call_command("verify")
    told = capsys.readouterr()
    assert "accounts/ada: no key opens its second factor." in told.out + told.err


def test_a_bag_has_no_secret_in_clear(ada, tmp_path):
    call_command("backup", str(tmp_path / "bag"))
    told = "".join(path.read_text("utf-8") for path in (tmp_path / "bag/data/tables").glob("otp_totp*"))
    assert stored()[0] in told
    assert ada.key not in told
