"""What is published, changed or withdrawn shows at once although pages are kept; nothing unpublished moves anything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive import snapshot
from archive.models import (
    Discrepancy,
    DiscrepancyState,
    LinkCheck,
    LinkOutcome,
    Visit,
)
from archive.review import accept, corrections, identity, propose, publish, withdraw
from archive.sources import links
from archive.sources.asking import Answer
from archive.spreadsheets import apply, undo
from archive.undoing import OfPerson, undo_changes
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    edit,
    keep_file,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    take_part,
)
from tests.public.looking_again import Reader, revision
from tests.public.pages import Page
from tests.spreadsheets.people import somebody
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("address", list(MAKERS))


@pytest.fixture
def reviewer():
    return somebody("reviewer")


@EVERY_TYPE
@pytest.mark.usefixtures("kept")
def test_what_is_published_changed_and_withdrawn_shows_at_once_wherever_it_stands(client, address):
    name = "goods_en" if address == "trade" else "summary_en"
    record = MAKERS[address](slug="one", status="draft", **{name: "Needle"})
    record = edit(record, **({"title_en": "Needle"} if hasattr(record, "title_en") else {}))
    page, data = f"/{address}/one/", f"/{address}/one.json"
    reader = Reader(client, page, data, f"/{address}/", "/sitemap.xml", "/changes.atom", f"/{address}.csv", "/")
    assert reader.sees(">Needle<") == reader.sees(f"/{address}/one/") == set()
    record = edit(record, status="published")
    there = {page, data, f"/{address}/", "/sitemap.xml", "/changes.atom"}
    reader = Reader(client, *reader.seen)
    assert there <= reader.sees(f"/{address}/one")
    record = edit(record, **{name: "Thimble"})
    assert {page, data, f"/{address}.csv"} <= reader.sees("Thimble")
    reader = Reader(client, *reader.seen)
    edit(record, status="withdrawn")
    assert reader.sees("Thimble") == reader.sees(f"/{address}/one/") == set()
    assert reader.look(page).status_code == 404


@pytest.mark.usefixtures("kept")
def test_a_new_address_shows_at_once_and_the_old_one_leads_there(client):
    visit = make_visit(slug="one")
    reader = Reader(client, "/visits/one/", "/visits/")
    edit(visit, slug="another")
    assert reader.look("/visits/one/").status_code == 301
    assert reader.sees("/visits/another/") == {"/visits/"}


@pytest.mark.usefixtures("kept")
def test_a_place_that_is_called_otherwise_lies_elsewhere_or_has_a_name_more(client):
    place = make_place(name_en="Someplace", country="FR", latitude=48, longitude=2)
    make_visit(slug="one", places=[place], date="1992")
    reader = Reader(client, "/visits/one/", "/map/", "/search/?q=Elsewhere", "/visits/?q=Byname")
    with change(by=None, why="test"):
        place.name_en = "Elsewhere"
        place.save()
    assert reader.sees("Elsewhere") >= {"/visits/one/", "/map/"}
    name_form(place, "Byname")
    assert "/visits/?q=Byname" in reader.sees("/visits/one/")
    reader, before = Reader(client, "/map/"), Page(client, "/map/").response.content
    with change(by=None, why="test"):
        place.latitude = -10
        place.save()
    assert reader.look("/map/").content != before


@pytest.mark.usefixtures("kept")
def test_testimony_of_a_source_goes_with_the_source(client):
    visit, source = make_visit(slug="one", date="1992"), make_source(slug="source", title_en="The Gazette")
    citation = cite(visit, "date", "1992", source=source)
    reader = Reader(client, "/visits/one/", "/visits/one.json", "/sources/source/", "/visits/?evidence=single")
    with change(by=None, why="test"):
        citation.quotation = "In their own words"
        citation.save()
    assert reader.sees("In their own words") >= {"/visits/one/", "/visits/one.json"}
    reader = Reader(client, *reader.seen)
    edit(source, status="withdrawn")
    assert reader.sees("The Gazette") == reader.sees("In their own words") == set()
    assert "/visits/one/" not in reader.look("/visits/?evidence=single").content.decode()


@pytest.mark.usefixtures("kept")
def test_a_disagreement_shows_with_what_is_decided_of_it(client):
    visit = make_visit(slug="one", date="1992")
    cite(visit, "date", "1992")
    reader = Reader(client, "/visits/one/", "/discrepancies/", "/visits/?evidence=disputed", "/")
    cite(visit, "date", "1995")
    assert reader.sees("/visits/one/") >= {"/discrepancies/", "/visits/?evidence=disputed"}
    reader = Reader(client, *reader.seen)
    with change(by=None, why="test"):
        row = Discrepancy.objects.get()
        row.state, row.public_note_en = DiscrepancyState.RESOLVED, "The register decides"
        row.save()
    assert reader.sees("The register decides") >= {"/visits/one/", "/discrepancies/"}


@pytest.mark.usefixtures("kept")
def test_what_is_decided_in_review_shows(client, reviewer):
    author = somebody("contributor")
    with change(by=author):
        visit = Visit(slug="one", title_en="Needle", date="1992")
        visit.save()
    for field in ("title", "date"):
        cite(visit, field, "said", source=make_source(), stance="supports")
    reader = Reader(client, "/visits/one/", "/visits/")
    publish(Visit.objects.get(), by=reviewer, why="It is right.")
    assert reader.sees("Needle") == set(reader.seen)
    reader = Reader(client, *reader.seen)
    visit = Visit.objects.get()
    wanted = snapshot.take(Visit, [visit.pk])[visit.pk] | {"title_en": "Thimble"}
    before = revision()
    proposal = propose(visit, wanted, by=author, why="It is wrong.")
    assert (revision(), reader.sees("Thimble")) == (before, set())
    accept(proposal, by=reviewer, why="It is.", confirmed=True)
    assert reader.sees("Thimble") == set(reader.seen)
    reader = Reader(client, *reader.seen)
    withdraw(Visit.objects.get(), by=reviewer, why="It is not.")
    assert reader.sees("Thimble") == set()


@pytest.mark.usefixtures("kept")
def test_a_merge_and_its_undo_show(client):
    stays, goes = make_person(slug="stays", name_en="Jane Doe"), make_person(slug="goes", name_en="J. Doe")
    take_part(goes, make_visit(slug="one"))
    reader = Reader(client, "/people/goes/", "/people/stays/", "/people/", "/visits/one/")
    merge = identity.merge(stays, goes, by=None)
    assert reader.sees("/people/goes/") == set()
    assert reader.look("/people/goes/").status_code == 301
    assert {"/visits/one/"} <= reader.sees("/people/stays/")
    reader = Reader(client, *reader.seen)
    identity.undo(merge, by=None)
    assert reader.sees("/people/goes/") >= {"/people/goes/", "/people/", "/visits/one/"}


@pytest.mark.usefixtures("kept")
def test_two_places_that_become_one_show(client):
    stays, goes = make_place(name_en="Here"), make_place(name_en="There")
    make_visit(slug="one", places=[goes])
    reader = Reader(client, "/visits/one/")
    identity.merge(stays, goes, by=None)
    assert reader.sees("Here")
    assert not reader.sees("There")


@pytest.mark.usefixtures("kept")
def test_an_import_and_its_undo_show(client):
    make_visit(slug="one", title_en="Needle")
    reader = Reader(client, "/visits/one/", "/visits/", "/visits.csv")
    batch = apply(planned("visits", "slug,title_en\none,Thimble\n"), by=None, why="test")
    assert reader.sees("Thimble") == set(reader.seen)
    reader = Reader(client, *reader.seen)
    undo(batch, by=None, why="test")
    assert reader.sees("Needle") == set(reader.seen)


@pytest.mark.usefixtures("kept")
def test_a_public_answer_to_a_reader_shows(client, reviewer):
    visit = make_visit(slug="one")
    texts = dict.fromkeys(("proposed", "source_words", "reason"), "Words")
    before = revision()
    sent = corrections.receive(visit, "sender", field="date", wants_answer=True, token="0" * 32, language="en", **texts)
    assert revision() == before
    reader = Reader(client, "/visits/one/")
    corrections.decide(sent, "declined", {"en": "The register says otherwise."}, by=reviewer, seen=None)
    assert reader.sees("The register says otherwise.")
    before = revision()
    token = "1" * 32
    sent = corrections.receive(visit, "sender", field="date", wants_answer=False, token=token, language="en", **texts)
    corrections.decide(sent, "declined", {"en": "No."}, by=reviewer, seen=None)
    assert revision() == before


@pytest.mark.usefixtures("kept")
def test_what_became_of_a_link_shows_and_that_of_a_draft_moves_nothing(client, monkeypatch):
    make_source(slug="one", url="https://example.org/one")
    make_source(slug="two", url="https://example.org/two", status="draft")
    found = {"https://example.org/one": LinkOutcome.DEAD, "https://example.org/two": LinkOutcome.OK}
    answers = {address: Answer(outcome, 200, "", "") for address, outcome in found.items()}
    monkeypatch.setattr(links, "ask", lambda addresses, _manner: {a: answers[a] for a in addresses})
    reader, before = Reader(client, "/sources/one/"), revision()
    links.check(["https://example.org/two"])
    assert revision() == before
    links.check(["https://example.org/one"])
    assert reader.sees("not there any more")
    before = revision()
    links.check(["https://example.org/one"])
    assert revision() == before
    LinkCheck.objects.update(checked_at=timezone.now() - timedelta(days=40))
    links.check(["https://example.org/one"])
    assert revision() > before


@pytest.mark.usefixtures("kept")
def test_files_and_licences_of_a_source_show(client):
    source = make_source(slug="one")
    before = revision()
    keep_file(source, content=b"For editors.")
    assert revision() == before
    reader = Reader(client, "/sources/one/")
    row = keep_file(source, name="open.txt", content=b"Open.", is_public=True)
    assert reader.sees(row.sha256)
    reader = Reader(client, "/sources/one/")
    with change(by=None, why="test"):
        row.is_public = False
        row.save()
    assert not reader.sees(row.sha256)


@pytest.mark.usefixtures("kept")
def test_what_one_person_did_is_taken_back_before_readers(client, reviewer):
    visit = make_visit(slug="one", title_en="Needle")
    since = timezone.now()
    edit(visit, by=reviewer, title_en="Thimble")
    reader = Reader(client, "/visits/one/", "/visits/")
    undo_changes(OfPerson(reviewer.username, since, timezone.now() + timedelta(seconds=1)), by=None)
    assert reader.sees("Needle") == set(reader.seen)
