"""What editors answer to readers stands on the page of the record where the reader asked for that, and nowhere else."""

import pytest

from archive.models import Correction
from archive.public.records.answers import MOST
from archive.review import corrections
from tests.factories import MAKERS, make_visit
from tests.public.pages import Page, page_of

pytestmark = pytest.mark.django_db
UNMODERATED = "zzreader"


@pytest.fixture
def editor(django_user_model):
    """Whoever decides."""
    return django_user_model.objects.create_user("zzeditor")


def sent(record, **values):
    """A correction that waits, every text of which holds a word that no page may show."""
    texts = {name: f"{UNMODERATED} {name}" for name in ("proposed", "source_words", "reason")}
    given = {"field": "date", "wants_answer": True, "language": "en", "token": f"{Correction.objects.count():032}"}
    return corrections.receive(record, f"sender {Correction.objects.count()}", **(texts | given | values))


def answered(record, editor, state="declined", answer="The register says otherwise.", **values):
    """A correction that was decided and answered."""
    correction = sent(record, **values)
    corrections.decide(correction, state, {"en": answer}, by=editor, seen=None)
    return correction


def test_a_public_answer_stands_on_the_page_without_the_readers_words_or_the_editors_name(client, editor):
    visit = make_visit(date="2012-08-21")
    correction = answered(visit, editor, answer="The register <b> says otherwise.\nSee page 3.")
    page = page_of(client, visit)
    assert "A reader’s correction was declined (date): The register <b> says otherwise." in page.main
    assert not list(page.faults())
    whole = page.response.content.decode()
    assert not [word for word in (UNMODERATED, "zzeditor", correction.token) if word in whole]


@pytest.mark.parametrize("address", MAKERS)
def test_every_type_has_them_and_one_about_the_whole_record_says_so(client, editor, address):
    record = MAKERS[address]()
    answered(record, editor, "accepted", "Thank you, it is mended.", field="")
    page = page_of(client, record)
    assert "was accepted (the record as a whole): Thank you, it is mended." in page.main
    assert not list(page.faults())


def test_an_answer_in_another_language_is_marked_with_it(client, editor):
    visit = make_visit()
    answered(visit, editor)
    spanish = page_of(client, visit, "/es")
    assert spanish.all("blockquote")[0].get("lang") == "en"
    assert "The register says otherwise. (en inglés)" in spanish.main
    assert page_of(client, visit).all("blockquote")[0].get("lang") is None


def test_what_waits_or_was_to_be_answered_in_private_is_not_on_the_page(client, editor):
    visit = make_visit()
    sent(visit)
    answered(visit, editor, wants_answer=False)
    answered(visit, editor, answer="")
    answered(make_visit(), editor)
    assert "Answers to readers" not in page_of(client, visit).main


def test_a_version_of_the_past_has_none(client, editor):
    visit = make_visit()
    answered(visit, editor)
    address = page_of(client, visit).all("details", class_="cite")[0].find(".//dd/a").get("href")
    page = Page(client, address)
    assert page.status == 200
    assert "Answers to readers" not in page.main


def test_of_many_the_latest_are_shown(client, editor, settings):
    settings.CORRECTIONS_MOST = {"address": (100, 100), "all": (100, 100)}
    visit = make_visit()
    for number in range(MOST + 2):
        answered(visit, editor, answer=f"Answer {number}.")
    page = page_of(client, visit)
    assert len(page.all("blockquote")) == MOST
    assert f"Answer {MOST + 1}." in page.main
    assert "Answer 1." not in page.main
