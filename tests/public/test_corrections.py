"""A reader proposes a correction: the form, what is taken in and what is not, and the address that tells its fate."""

import pytest
from django.test import Client

from archive.models import Correction, Sending
from archive.public.corrections import guard
from archive.review import corrections
from archive.writing import change
from tests.factories import MAKERS, cite, make_person, make_source, make_visit
from tests.public.correcting import SAID, faults_in, sealed, send
from tests.public.pages import Page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    """A published visit with a testimony about its date."""
    visit = make_visit(slug="one", title_en="The visit", date="2012-08-21")
    cite(visit, "date", "21 August 2012", source=make_source())
    return visit


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """A form may be sent at once; the test about that says otherwise."""
    monkeypatch.setattr(guard, "_is_fresh", lambda _seal: False)


def test_each_note_and_the_foot_of_a_record_lead_to_the_form(client, visit):
    page = Page(client, "/es/visits/one/")
    assert {"/es/visits/one/correct/?field=date", "/es/visits/one/correct/"} <= set(page.links())


@pytest.mark.parametrize("address", MAKERS)
def test_every_type_has_the_form_in_every_language_and_it_is_sound(client, address):
    MAKERS[address](slug="one")
    for prefix in ("", "/az", "/es"):
        page = Page(client, f"{prefix}/{address}/one/correct/?field=summary")
        assert page.status == 200
        assert not list(page.faults())
        assert page.all("option", value="summary")[0].get("selected") is not None


def test_the_form_shows_what_the_page_says_now(client, visit):
    option = Page(client, "/visits/one/correct/?field=date").all("option", value="date")[0]
    assert text_of(option) == "Date: 21 August 2012"
    assert option.get("selected") is not None


def test_an_unknown_field_is_no_fault(client, visit):
    for field in ("nonsense", "note", "status", "%3Cscript%3E", ""):
        page = Page(client, f"/visits/one/correct/?field={field}")
        assert page.status == 200
        assert "<script>" not in page.response.content.decode()


def test_what_is_sent_is_stored_with_the_version_that_was_seen(client, visit):
    answer = send(client, email="reader@example.org", wants_answer="on")
    correction = Correction.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/corrections/{correction.token}/"
    assert (correction.visit_id, correction.field, correction.version) == (visit.pk, "date", visit.revision)
    assert (correction.proposed, correction.source_words) == (SAID["proposed"], SAID["source_words"])
    assert (correction.state, correction.wants_answer, correction.language) == ("waiting", True, "en")
    assert correction.contact.email == "reader@example.org"
    assert SAID["proposed"] not in client.get("/visits/one/").content.decode()


def test_neither_the_form_nor_sending_it_sets_a_cookie(visit):
    client = Client(enforce_csrf_checks=True)
    send(client)
    assert Correction.objects.count() == 1
    assert not client.cookies


def test_nothing_about_it_is_kept_by_caches_or_search_engines(client, visit):
    answer = send(client)
    for address in ("/visits/one/correct/", answer["Location"]):
        response = client.get(address)
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "correct" not in client.get("/sitemap.xml").getvalue().decode()
    assert "Disallow: /*/correct/" in client.get("/robots.txt").content.decode()


def test_text_is_cleaned_and_never_becomes_markup(client, visit):
    answer = send(client, proposed="<script>alert(1)</script>\u202e\x07 caf\u0065\u0301\r\n two")
    assert Correction.objects.get().proposed == "<script>alert(1)</script> café\n two"
    page = client.get(answer["Location"]).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"proposed": ""}, "What it should say"),
        ({"proposed": " \n\u200b "}, "What it should say"),
        ({"source_words": ""}, "The source"),
        ({"proposed": "x" * 2001}, "2000"),
        ({"source_words": "x" * 1001}, "1000"),
        ({"reason": "x" * 2001}, "2000"),
        ({"email": "nobody"}, "E-mail"),
        ({"field": "note"}, "Which statement"),
        ({"topic": "cheap watches"}, "Leave this empty"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(client, visit, wrong, named):
    kept = {"reason": "Kept as it was typed."} | wrong
    at = "/visits/one/correct/"
    answer = client.post(at, {"form": sealed(client), **SAID, **kept})
    assert answer.status_code == 200
    assert named in answer.content.decode()
    assert not list(faults_in(answer))
    if "reason" not in wrong:
        assert "Kept as it was typed." in answer.content.decode()
    assert not Correction.objects.exists()
    assert not Sending.objects.exists()


def test_the_end_of_a_line_counts_as_one_sign(client, visit):
    assert send(client, proposed="\r\n".join("x" * 999 for _line in range(2))).status_code == 302
    assert len(Correction.objects.get().proposed) == 1999


def test_pressed_twice_it_is_stored_once_and_written_anew_it_is_another(client, visit):
    sent = {"form": sealed(client), **SAID}
    first = client.post("/visits/one/correct/", sent)
    assert client.post("/visits/one/correct/", sent)["Location"] == first["Location"]
    other = client.post("/visits/one/correct/", {**sent, "proposed": "Something else."})
    assert other["Location"] != first["Location"]
    assert Correction.objects.count() == 2


def test_the_address_of_a_correction_tells_its_state_and_the_answer(client, visit, django_user_model):
    address = send(client, wants_answer="on", email="reader@example.org")["Location"]
    page = Page(client, address)
    assert "with the editors" in page.main
    assert "The visit" in page.main
    assert SAID["source_words"] in page.main
    assert "reader@example.org" not in page.response.content.decode()
    assert not list(page.faults())
    editor = django_user_model.objects.create_user("secret-editor")
    answers = {"es": "El diario lo confirma <b>"}
    corrections.decide(Correction.objects.get(), "accepted", answers, by=editor, seen=None)
    for prefix in ("", "/az", "/es"):
        page = Page(client, f"{prefix}{address}")
        assert "El diario lo confirma <b>" in page.main
        assert "secret-editor" not in page.response.content.decode()
        assert not list(page.faults())
    assert Page(client, address).root.find(".//blockquote").get("lang") == "es"


def test_an_address_that_was_never_given_is_not_found(client, visit):
    send(client)
    for token in ("x" * 32, "x" * 31, "x" * 33):
        assert client.get(f"/corrections/{token}/").status_code == 404
    assert client.post(f"/corrections/{'x' * 32}/").status_code == 405


def test_a_record_that_is_withdrawn_is_not_named_any_more(client, visit):
    address = send(client)["Location"]
    visit = type(visit).objects.get()
    visit.status = "withdrawn"
    with change(by=None, why="test"):
        visit.save()
    page = Page(client, address)
    assert "The visit" not in page.main
    assert "/visits/one/" not in page.links()


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_there_is_no_form_for_what_readers_do_not_see(client, status):
    make_person(slug="hidden", status=status)
    answers = [client.get(f"/people/{slug}/correct/?field=born") for slug in ("hidden", "nonsense")]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert client.post("/people/hidden/correct/", SAID).status_code == 404
    assert not Correction.objects.exists()


def test_a_former_address_leads_to_the_form_and_takes_what_is_sent(client, visit):
    seal = sealed(client)
    visit = type(visit).objects.get()
    visit.slug = "present"
    with change(by=None, why="test"):
        visit.save()
    answer = client.get("/visits/one/correct/?field=date")
    assert (answer.status_code, answer["Location"]) == (301, "/visits/present/correct/?field=date")
    assert client.post("/visits/one/correct/", {**SAID, "form": seal}).status_code == 302
    assert Correction.objects.get().visit_id == visit.pk


def test_the_database_holds_its_bounds(visit):
    from django.db import DataError, IntegrityError, transaction

    values = {"visit": visit, "version": 1, "proposed": "a", "source_words": "b", "language": "en", "token": "t"}
    for wrong in (
        {"proposed": "x" * 2001},
        {"state": "lost"},
        {"state": "accepted"},
        {"person": make_person()},
        {"visit": None},
    ):
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            Correction.objects.create(**{**values, **wrong})
    Correction.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(**values)
