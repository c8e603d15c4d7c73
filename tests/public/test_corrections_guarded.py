"""What is not taken for a correction: what others send on a reader's behalf, machines, and too much of it."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from archive.models import Correction, CorrectionContact, Sending
from archive.public.corrections import guard
from archive.review import corrections
from tests.factories import make_visit
from tests.public.correcting import SAID, faults_in, sealed, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    """A published visit."""
    return make_visit(slug="one", title_en="The visit", date="2012-08-21")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """A form may be sent at once; the test about that says otherwise."""
    monkeypatch.setattr(guard, "_is_fresh", lambda _seal: False)


def test_a_form_without_its_seal_is_refused_and_can_be_sent_again(client, visit):
    for seal in ("", "nonsense", signing.dumps(["visits", visit.pk, "x" * 32], salt="another")):
        answer = client.post("/visits/one/correct/", {**SAID, "form": seal})
        assert answer.status_code == 403
        assert SAID["proposed"] in answer.content.decode()
    assert not Correction.objects.exists()


def test_a_seal_is_good_for_its_record_alone(client, visit):
    make_visit(slug="other")
    seal = sealed(client)
    assert client.post("/visits/other/correct/", {**SAID, "form": seal}).status_code == 403
    assert not Correction.objects.exists()


def test_a_form_that_was_open_for_days_is_kept_and_asked_for_again(client, visit, monkeypatch):
    seal = sealed(client)
    monkeypatch.setattr(guard, "LATEST", -1)
    answer = client.post("/visits/one/correct/", {**SAID, "form": seal})
    assert answer.status_code == 400
    assert SAID["proposed"] in answer.content.decode()
    assert "more than a day" in answer.content.decode()


def test_what_is_sent_faster_than_anybody_writes_is_asked_for_again(client, visit, monkeypatch):
    monkeypatch.undo()
    answer = send(client)
    assert answer.status_code == 400
    assert "wait a few seconds" in answer.content.decode()
    assert not Correction.objects.exists()
    monkeypatch.setattr(guard, "SOONEST", -1)
    assert send(client).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(client, visit, headers):
    assert send(client, headers=headers).status_code == 403
    assert not Correction.objects.exists()


def test_what_this_site_sends_is_taken(client, visit):
    assert send(client, headers={"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_one_address_sends_so_much_an_hour_and_is_told_when_to_try_again(client, visit, settings):
    settings.CORRECTIONS_MOST = {"address": (2, 3), "all": (100, 100)}
    for number in range(2):
        assert send(client, proposed=f"Number {number}").status_code == 302
    answer = send(client, proposed="One too many")
    assert answer.status_code == 429
    assert 3590 <= int(answer["Retry-After"]) <= 3601
    assert "Send it again in 60 minutes." in answer.content.decode()
    assert "One too many" in answer.content.decode()
    assert not list(faults_in(answer))
    assert send(client, headers={"X-Forwarded-For": "203.0.113.9"}, proposed="Forged").status_code == 429
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert send(other, proposed="From elsewhere").status_code == 302
    assert Correction.objects.count() == 3


def test_a_day_has_its_bound_too_and_all_together_have_one(client, visit, settings):
    settings.CORRECTIONS_MOST = {"address": (2, 3), "all": (100, 4)}
    for number in range(3):
        Sending.objects.update(at=timezone.now() - timedelta(hours=2))
        assert send(client, proposed=f"Number {number}").status_code == 302
    Sending.objects.update(at=timezone.now() - timedelta(hours=2))
    answer = send(client)
    assert int(answer["Retry-After"]) > 20 * 3600
    assert "Send it again in 22 hours." in answer.content.decode()
    assert send(Client(REMOTE_ADDR="203.0.113.8")).status_code == 302
    assert send(Client(REMOTE_ADDR="203.0.113.9")).status_code == 429


def test_what_was_put_off_is_sent_later_as_it_stands(client, visit, settings):
    settings.CORRECTIONS_MOST = {"address": (0, 0), "all": (100, 100)}
    sent = {"form": sealed(client), **SAID}
    put_off = client.post("/visits/one/correct/", sent)
    assert put_off.status_code == 429
    assert sent["form"] in put_off.content.decode()
    settings.CORRECTIONS_MOST = {"address": (5, 5), "all": (100, 100)}
    assert client.post("/visits/one/correct/", sent).status_code == 302


def test_behind_proxies_it_is_the_reader_who_is_counted(rf, settings):
    settings.TRUSTED_PROXIES = 1
    told = [
        guard.sender_of(rf.get("/", headers={"X-Forwarded-For": f"forged, {address}"}))
        for address in ("203.0.113.9", "203.0.113.8", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    ]
    assert len(set(told)) == 4
    assert told[2] == told[3]
    assert not any("203.0.113" in sender for sender in told)


def test_senders_and_e_mail_addresses_are_forgotten_in_time(client, visit, django_user_model):
    send(client, email="reader@example.org")
    editor = django_user_model.objects.create_user("editor")
    correction = Correction.objects.get()
    corrections.decide(correction, "declined", {"en": "No."}, by=editor, seen=None)
    assert timedelta(days=29) < CorrectionContact.objects.get().forget_at - timezone.now() < timedelta(days=31)
    corrections.forget()
    assert (CorrectionContact.objects.count(), Sending.objects.count()) == (1, 1)
    CorrectionContact.objects.update(forget_at=timezone.now())
    Sending.objects.update(at=timezone.now() - timedelta(days=1))
    corrections.forget()
    assert (CorrectionContact.objects.count(), Sending.objects.count()) == (0, 0)
    assert Correction.objects.count() == 1
