"""Where sources disagree: listed with both sides, decided with a note, opened again by new testimony."""

import pytest
from django.urls import reverse

from archive.models import Discrepancy, DiscrepancyState, Person, Proposal, Stance, Visit
from archive.review import accept, propose, take_back
from archive.writing import change
from tests.admin.conftest import address, errors_of, typed
from tests.factories import (
    cite,
    make_agreement,
    make_event,
    make_party,
    make_person,
    make_source,
    make_trade_figure,
    make_visit,
)

pytestmark = pytest.mark.django_db


def save(client, record, **values):
    where = address(type(record), "change", record.pk)
    return client.post(where, typed(client.get(where), **values))


def disagreement(**values):
    visit = make_visit(**{"title_en": "The visit", "date": "1992-01-14", **values})
    cite(visit, "date", "14 January 1992", make_source(title_en="One"))
    other = cite(visit, "date", "10 fevral 1992", make_source(title_en="Other"))
    return Discrepancy.objects.get(visit=visit), other


def decide(client, found, **values):
    where = address(Discrepancy, "change", found.pk)
    return client.post(where, typed(client.get(where), **values))


def test_the_desk_lists_open_ones_with_both_sides_and_what_is_accepted(admin_client):
    disagreement()
    page = admin_client.get(address(Discrepancy)).content.decode()
    for words in ("The visit", "14 January 1992", "10 fevral 1992", "One", "Other", "contradicts", "Decide"):
        assert words in page, words


def test_the_other_value_is_accepted_with_the_note_in_one_save(admin_client, admin_user):
    found, other = disagreement()
    assert "accept 10 February 1992" in admin_client.get(address(Discrepancy, "change", found.pk)).content.decode()
    note = {"public_note_en": "The protocol.", "public_note_es": "El protocolo."}
    assert decide(admin_client, found, accept=other.pk, **note).status_code == 302
    found.refresh_from_db()
    visit = Visit.objects.get()
    assert (visit.date, visit.revision) == ("1992-02-10", 4)
    assert (found.state, found.resolved_by, found.public_note_es) == ("resolved", admin_user, "El protocolo.")
    assert other.__class__.objects.get(pk=other.pk).stance == Stance.SUPPORTS


def test_without_a_note_nothing_is_settled(admin_client):
    found, other = disagreement()
    answer = decide(admin_client, found, accept=other.pk)
    assert "Write the public note" in errors_of(answer)
    assert f'value="{other.pk}" id="accept-{other.pk}" checked' in answer.content.decode()
    assert Visit.objects.get().date == "1992-01-14"
    assert Discrepancy.objects.get().state == DiscrepancyState.OPEN


def test_a_decision_over_somebody_elses_change_is_asked_again(admin_client):
    found, other = disagreement()
    where = address(Discrepancy, "change", found.pk)
    sent = typed(admin_client.get(where), accept=other.pk, public_note_en="The protocol.")
    with change(by=None):
        visit = Visit.objects.get()
        visit.note = "meanwhile"
        visit.save()
    answer = admin_client.post(where, sent)
    assert "The record was changed since you opened this page" in errors_of(answer)
    assert "The protocol." in answer.content.decode()
    assert admin_client.post(where, typed(answer)).status_code == 302
    assert Visit.objects.get().date == "1992-02-10"


def test_a_testimony_of_another_record_is_not_accepted(admin_client):
    found, _other = disagreement()
    strange = cite(make_visit(), "date", "1901")
    for chosen in (strange.pk, "x", "9" * 30):
        assert "is gone" in errors_of(decide(admin_client, found, accept=chosen, public_note_en="Why"))
    assert Visit.objects.get(pk=found.visit_id).date == "1992-01-14"


def test_an_editors_decision_about_what_readers_see_waits_and_is_accepted_whole(sign_in):
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    found, other = disagreement()
    answer = decide(editor, found, accept=other.pk, public_note_en="The protocol.", why="I read it.")
    proposal = Proposal.objects.get()
    assert answer["Location"] == reverse("admin:archive_proposal_page", args=[proposal.pk])
    assert (Visit.objects.get().date, Discrepancy.objects.get().state) == ("1992-01-14", "open")
    page = reviewer.get(answer["Location"]).content.decode()
    assert "1992-02-10" in page
    assert "The protocol." in page
    accept(proposal, by=reviewer.user, confirmed=True)
    found.refresh_from_db()
    assert (Visit.objects.get().date, found.state) == ("1992-02-10", "resolved")
    assert (found.public_note_en, found.resolved_by) == ("The protocol.", editor.user)


def test_a_decision_goes_on_with_what_the_same_person_has_proposed(sign_in):
    editor = sign_in("editor")
    found, other = disagreement()
    save(editor, found.visit, title_en="New")
    decide(editor, found, accept=other.pk, public_note_en="The protocol.")
    wanted = Proposal.objects.get().snapshot
    assert (wanted["title_en"], wanted["date"]) == ("New", "1992-02-10")
    propose(found.visit, {**wanted, "title_en": "Newer"}, by=editor.user)
    assert Proposal.objects.get().snapshot["discrepancies"][0]["public_note_en"] == "The protocol."


def test_a_decision_does_not_go_on_with_a_proposal_that_was_taken_back(sign_in):
    editor = sign_in("editor")
    found, other = disagreement()
    title = found.visit.title_en
    save(editor, found.visit, title_en="New")
    take_back(Proposal.objects.get(), by=editor.user)
    decide(editor, found, accept=other.pk, public_note_en="The protocol.")
    wanted = Proposal.objects.get(state="waiting").snapshot
    assert (wanted["title_en"], wanted["date"]) == (title, "1992-02-10")


def test_a_note_alone_about_what_readers_see_is_proposed_too(sign_in):
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    found, _other = disagreement()
    decide(editor, found, state="unresolvable", public_note_en="Neither kept a protocol.")
    assert Discrepancy.objects.get().state == "open"
    accept(Proposal.objects.get(), by=reviewer.user)
    assert Discrepancy.objects.get().state == "unresolvable"


def test_an_editor_decides_about_a_draft_at_once(sign_in):
    found, other = disagreement(status="draft")
    assert decide(sign_in("editor"), found, accept=other.pk, public_note_en="The protocol.").status_code == 302
    assert Visit.objects.get().date == "1992-02-10"


def test_after_one_decision_the_next_open_one_follows(admin_client):
    first, _other = disagreement()
    second, _other = disagreement(title_en="Another")
    answer = decide(admin_client, second, state="unresolvable", public_note_en="Why", _next="1")
    assert answer["Location"] == address(Discrepancy, "change", first.pk)
    answer = decide(admin_client, first, state="unresolvable", public_note_en="Why", _next="1")
    assert answer["Location"] == address(Discrepancy)


def test_disagreements_about_every_type_and_kind_of_field_open_their_page(admin_client):
    event = make_event(title_en="The summit")
    visit, agreement = make_visit(occasion=event), make_agreement()
    make_party(agreement, "FR")
    make_person(name_en="Ana Ruiz")
    about = [(visit, "occasion"), (agreement, "parties"), (agreement, "title"), (Person.objects.get(), "name")]
    about += [(make_trade_figure(amount=7, currency="USD", between="FR; DE"), "amount")]
    for record, field in about:
        cite(record, field, "7", stance="supports")
        cite(record, field, "Xyz", stance="contradicts")
        cite(record, field, "9", stance="contradicts")
    assert Discrepancy.objects.exists()
    assert admin_client.get(address(Discrepancy)).status_code == 200
    for found in Discrepancy.objects.all():
        assert admin_client.get(address(Discrepancy, "change", found.pk)).status_code == 200


# Opened again


def settled(**values):
    found, other = disagreement(**values)
    with change(by=None):
        found.state, found.public_note_en = "resolved", "The protocol."
        found.save()
    return Discrepancy.objects.get(pk=found.pk), other


def test_new_testimony_that_disagrees_opens_a_settled_one_again_and_keeps_its_note():
    found, _other = settled()
    cite(found.visit, "date", "1992-03-01")
    found.refresh_from_db()
    assert (found.state, found.resolved_at, found.public_note_en) == ("open", None, "The protocol.")


@pytest.mark.parametrize("stated", ["1992", "14 January 1992", "January 1992"])
def test_new_testimony_that_agrees_leaves_it_settled(stated):
    found, _other = settled()
    cite(found.visit, "date", stated)
    assert Discrepancy.objects.get().state == "resolved"


def test_a_new_source_for_the_value_that_was_not_chosen_opens_it_too():
    found, other = settled()
    cite(found.visit, "date", other.stated)
    assert Discrepancy.objects.get().state == "open"


def test_testimony_that_was_weighed_stays_weighed_whatever_else_changes():
    found, other = settled()
    with change(by=None):
        other.locator = "page 9"
        other.save()
    with change(by=None):
        visit = Visit.objects.get()
        visit.date = "1992-01"
        visit.save()
    assert Discrepancy.objects.get().state == "resolved"
    with change(by=None):
        again = {name: getattr(other, name) for name in ("source", "field", "stated", "locator", "visit")}
        other.delete()
        other.__class__(**again).save()
    assert Discrepancy.objects.get().state == "resolved"


def test_a_testimony_that_is_worded_anew_is_new():
    found, other = settled()
    with change(by=None):
        other.stated = "11 February 1992"
        other.save()
    assert Discrepancy.objects.get().state == "open"


def test_it_can_be_settled_again_and_opened_again():
    found, _other = settled()
    for day in ("1992-03-01", "1992-04-01"):
        cite(found.visit, "date", day)
        found.refresh_from_db()
        assert found.state == "open"
        with change(by=None):
            found.state = "unresolvable"
            found.save()
        assert Discrepancy.objects.get().state == "unresolvable"
