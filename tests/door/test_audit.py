"""The audit log: one line for each deed, which nobody forges and nobody takes back."""

import logging

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType

from archive import audit
from archive.door import factors
from archive.door.accounts import GONE
from archive.door.models import AuditEntry, Unchangeable
from archive.models import Visit
from archive.review import publish, withdraw
from archive.spreadsheets import apply, plan, read, undo
from tests.door.conftest import PASSWORD, Person, code_of, make_account
from tests.factories import make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog, django_capture_on_commit_callbacks):
    """What a deed writes to the log: `with lines() as found: …`."""
    from contextlib import contextmanager

    @contextmanager
    def collected():
        found = []
        caplog.clear()
        with caplog.at_level(logging.INFO, "archive.audit"), django_capture_on_commit_callbacks(execute=True):
            yield found
        found += [record.getMessage() for record in caplog.records if record.name == "archive.audit"]

    return collected


def entries():
    """All that was noted since the accounts were made, as (who, what, outcome, about)."""
    found = AuditEntry.objects.exclude(what__in=("account", "rights")).order_by("pk")
    return list(found.values_list("who", "what", "outcome", "about"))


def test_a_sign_in_and_what_was_refused_before_it_are_noted(ada):
    ada.give_password("wrong")
    ada.give_password()
    ada.give_code("000000")
    ada.give_code(code_of(ada.key))
    ada.client.post("/admin/logout/")
    assert entries() == [
        ("ada", "sign-in", "refused", "wrong password"),
        ("ada", "code", "refused", "wrong code"),
        ("ada", "sign-in", "done", "with app"),
        ("ada", "sign-out", "done", ""),
    ]
    assert set(AuditEntry.objects.filter(what="sign-in").values_list("sender", flat=True)) == {"127.0.0.1"}


@pytest.mark.parametrize(
    "sign", ["\n", "\r\n", "\x0b", "\x1b[2J", "\u2028", "\u2029", "\x85", "\u202e", "\u200b", "\ufeff", "\x1c"]
)
def test_no_name_writes_a_second_line(ada, lines, sign):
    forged = f'ada{sign}who="chief" what="sign-in" outcome="done"'
    ada.user.username = forged
    with lines() as found:
        ada.give_password()
    assert len(found) == 1
    assert found[0].isprintable()
    assert len(found[0].splitlines()) == 1
    # What was typed stays inside the quotes of its own field.
    assert found[0].count(' outcome="') == 1
    assert found[0].endswith('what="sign-in" outcome="refused" about="wrong password"')
    assert AuditEntry.objects.latest("pk").who.isprintable()


def test_no_secret_is_noted(ada, newcomer, lines):
    codes = factors.new_recovery_codes(ada.user)
    code = code_of(ada.key)
    with lines() as found:
        ada.give_password("a wrong secret")
        ada.come_in(ada.key)
        ada.client.post("/admin/your-sign-in/", {"do": "codes"})
        new = "another Long secret"
        ada.client.post(
            "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        )
    told = " ".join(found) + repr(list(AuditEntry.objects.values()))
    assert len(found) >= 4
    session = ada.client.cookies["sessionid"].value
    for secret in (PASSWORD, "a wrong secret", new, code, codes[0], ada.key, session):
        assert secret not in told


def test_what_somebody_may_do_is_noted_when_it_changes(db):
    user = make_account(role=None)
    user.groups.add(Group.objects.get(name="reviewer"))
    user.groups.clear()
    user.is_superuser = True
    user.set_password("something new")
    user.save()
    user.delete()
    told = list(AuditEntry.objects.order_by("pk").values_list("what", "about"))
    assert told == [
        ("account", "ada: made"),
        ("rights", "ada: group given reviewer"),
        ("rights", "ada: group taken all"),
        ("account", "ada: is_superuser False → True, password"),
        ("account", "ada: deleted"),
    ]


def test_publishing_and_withdrawing_are_noted(db):
    chief = make_account("chief", role="administrator")
    visit = make_visit(status="withdrawn")
    AuditEntry.objects.exists()
    publish(visit, by=chief, why="Found again.")
    withdraw(Visit.objects.get(), by=chief, why="No\nsource.")
    assert entries() == [
        ("chief", "publish", "done", f"visits/{visit.slug}: Found again."),
        ("chief", "withdraw", "done", rf"visits/{visit.slug}: No\nsource."),
    ]


def test_an_export_with_drafts_is_noted(ada):
    ada.come_in(ada.key)
    assert ada.client.post("/admin/archive/visit/export/", {"format": "csv"}).status_code == 200
    assert entries()[-1] == ("ada", "export", "done", "visits.csv")


def test_an_import_and_its_undo_are_noted(db):
    chief = make_account("chief", role="administrator")
    batch = apply(plan("visits", read(b"slug,title_en\na-journey,A journey\n", "visits.csv")), by=chief)
    undone = undo(batch, by=chief, why="Wrong file")
    assert entries() == [
        ("chief", "import", "done", f"{batch.pk} of visits: visits.csv"),
        ("chief", "undo", "done", f"{undone.batch.pk}: Wrong file"),
    ]


def test_a_page_that_is_refused_is_noted_in_the_log_and_not_kept(ada, lines):
    ada.come_in(ada.key)
    count = AuditEntry.objects.count()
    with lines() as found:
        assert ada.client.get("/admin/auth/user/").status_code == 403
    assert 'what="page" outcome="refused" about="GET /admin/auth/user/"' in found[0]
    assert AuditEntry.objects.count() == count


def test_what_is_undone_with_its_transaction_is_not_told(lines):
    from django.db import transaction

    with lines() as found, transaction.atomic():
        audit.note("publish", "a visit", who="ada")
        transaction.set_rollback(True)
    assert not found
    assert not AuditEntry.objects.exists()


def test_an_entry_is_neither_changed_nor_deleted(db):
    audit.note("publish", "a visit", who="ada")
    entry = AuditEntry.objects.get()
    entry.about = "another"
    for deed in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(who="x")):
        with pytest.raises(Unchangeable):
            deed()


def test_nobody_but_administrators_reads_it_and_nobody_writes_it(ada):
    audit.note("publish", "a visit", who="ada")
    entry = AuditEntry.objects.first()
    chief = Person(make_account("chief", role="administrator"))
    chief.client.force_login(chief.user)
    ada.come_in(ada.key)
    address = f"/admin/door/auditentry/{entry.pk}"
    assert chief.client.get("/admin/door/auditentry/").status_code == 200
    assert chief.client.get(f"{address}/change/").status_code == 200
    assert chief.client.post(f"{address}/change/", {"about": "x"}).status_code == 403
    assert chief.client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert ada.client.get("/admin/door/auditentry/").status_code == 403


def test_what_an_account_did_outlives_it(db):
    user = make_account()
    kind = ContentType.objects.get_for_model(Visit)
    LogEntry.objects.create(user=user, content_type=kind, object_id="1", object_repr="A visit", action_flag=ADDITION,
                            change_message="Seen.")  # fmt: skip
    audit.note("publish", "a visit", who="ada")
    user.delete()
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.change_message) == (GONE, "ada: Seen.")
    assert AuditEntry.objects.filter(who="ada", what="publish").exists()
    gone = User.objects.get(username=GONE)
    assert not gone.is_active
    assert not gone.check_password("!")
