"""A contributor who proposes a change of what is published sees neither editors' notes nor what is not published."""

import re

import pytest

from archive.models import Citation, Proposal
from tests.admin.conftest import address, typed
from tests.factories import (
    cite,
    make_event,
    make_organization,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db
WORD = "quillfeather"


@pytest.fixture
def visit():
    """A published visit with a note, a draft citation, a draft source's testimony and a draft guest."""
    visit = make_visit(title_en="The visit", date="1990", note=f"{WORD} of the editors")
    cite(visit, "date", f"{WORD} 1", status="draft")
    cite(visit, "date", f"{WORD} 2", source=make_source(title_en="A source", status="draft"))
    cite(visit, "date", "1990", note=f"{WORD} about the citation")
    take_part(make_person(name_en=f"{WORD} Jones", status="draft"), visit)
    return visit


@pytest.mark.parametrize(("role", "sees"), [("contributor", False), ("editor", True), ("reviewer", True)])
def test_notes_and_drafts_are_for_those_who_see_the_record_from_inside(sign_in, visit, role, sees):
    page = sign_in(role).get(address(type(visit), "change", visit.pk)).content.decode()
    assert "The visit" in page
    assert (WORD in page) is sees, [page[m.start() - 200 : m.end() + 20] for m in re.finditer(WORD, page)]


@pytest.mark.parametrize("make", [make_person, make_organization])
def test_notes_of_names_and_offices_are_hidden_too(sign_in, make):
    record = make()
    name_form(record, "Another name", note=f"{WORD} name")
    one, other = (record, make_organization()) if make is make_person else (make_person(), record)
    post(one, other, note=f"{WORD} office")
    page = sign_in("contributor").get(address(type(record), "change", record.pk)).content.decode()
    assert "Another name" in page
    assert WORD not in page


def test_what_is_hidden_stays_when_a_change_is_proposed(sign_in, visit):
    client, where = sign_in("contributor"), address(type(visit), "change", visit.pk)
    answer = client.post(where, typed(client.get(where), title_en="A better title"))
    assert answer.status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.snapshot["title_en"] == "A better title"
    assert proposal.snapshot["note"] == f"{WORD} of the editors"
    assert len(proposal.snapshot["citations"]) == 3
    assert len(proposal.snapshot["participations"]) == 1


def test_ones_own_draft_shows_its_note(sign_in):
    client = sign_in("contributor")
    made = client.post(address(type(make_event()), "add"), typed(client.get(address(type(make_event()), "add")),
                       title_en="Mine", note=f"{WORD} mine"))  # fmt: skip
    assert made.status_code == 302
    from archive.models import Event

    page = client.get(address(Event, "change", Event.objects.get(title_en="Mine").pk)).content.decode()
    assert WORD in page


@pytest.mark.parametrize(("role", "sees"), [("contributor", False), ("editor", True)])
def test_the_form_of_a_place_opens_for_both_and_shows_the_notes_of_its_names_to_one(sign_in, role, sees):
    place = make_place()
    name_form(place, "Another name", note=f"{WORD} name")
    page = sign_in(role).get(address(type(place), "change", place.pk)).content.decode()
    assert "Another name" in page
    assert (WORD in page) is sees


def test_the_list_of_citations_tells_a_contributor_of_no_unpublished_testimony_but_their_own(sign_in, visit):
    client = sign_in("contributor")
    where = address(type(visit), "add")
    assert client.post(where, typed(client.get(where), title_en="Mine", date="1991")).status_code == 302
    cite(type(visit).objects.get(title_en="Mine"), "date", "my own words", status="draft")
    page = client.get(address(Citation)).content.decode()
    assert "my own words" in page
    assert WORD not in page
    assert WORD in sign_in("editor").get(address(Citation)).content.decode()
