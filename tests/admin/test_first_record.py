"""Without a script: from a new document to a published visit, and what on the way is asked, kept or refused."""

import pytest
from django.urls import reverse

from archive.models import (
    Citation,
    Discrepancy,
    Participation,
    Person,
    Place,
    Proposal,
    Revision,
    Source,
    Status,
    Visit,
)
from archive.review import publish, returned_to, submit
from archive.writing import change
from tests.admin.conftest import address, errors_of, typed
from tests.factories import cite, make_person, make_source, make_visit, take_part

pytestmark = pytest.mark.django_db


def enter(client, source, *types, **said):
    sent = {"block": list(types), "_save": "1", **said}
    return client.post(reverse("admin:archive_source_enter", args=[source.pk]), sent, follow=True)


def step(client, record, name, **sent):
    return client.post(address(type(record), "step", record.pk, name), sent, follow=True)


def save(client, record, **changes):
    """Open a record's form, change some of it, and save."""
    where = address(type(record), "change", record.pk)
    return client.post(where, typed(client.get(where), _continue="1", **changes), follow=True)


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def disputed(sign_in):
    """A draft of an editor whose two sources have two dates; with the browsers of the editor and of a reviewer."""
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    visit = Visit(title_en="The visit", date="2019-04-12")
    with change(by=editor.user):
        visit.save()
    cite(visit, "date", "12 April 2019", make_source(title_en="The bulletin"))
    cite(visit, "date", "14 April 2019", make_source(title_en="The chronicle"))
    return visit, editor, reviewer


def test_from_a_new_document_to_readers_without_a_script(sign_in):
    editor, reviewer, chronicle = sign_in("editor"), sign_in("reviewer"), make_source(title_en="The chronicle")
    form = editor.get(address(Source, "add"))
    editor.post(address(Source, "add"), typed(form, title_en="The bulletin", published="3 May 2019", _enter="1"))
    bulletin = Source.objects.get(title_en="The bulletin")
    said = {"b0-title": "The visit", "b0-locator": "p. 1", "b0-date-stated": "12 April 2019", "b0-date-accept": "on"}
    enter(editor, bulletin, "visits", **said)
    visit = Visit.objects.get()
    row = {"visit": visit.pk, "field": "date", "source": chronicle.pk, "stated": "14 April 2019", "locator": "p. 310",
           "stance": "mentions", "status": "published"}  # fmt: skip
    editor.post(address(Citation, "add"), row)
    disputed = Discrepancy.objects.get()
    chosen = visit.citations.get(source=chronicle).pk
    save(editor, visit, **{"decision-date": chosen, "decision-date-note-en": "By an eyewitness."})
    disputed.refresh_from_db()
    assert (Visit.objects.get().date, disputed.state, disputed.resolved_by) == ("2019-04-14", "resolved", editor.user)
    step(editor, visit, "submit")
    step(reviewer, visit, "return", why="Say what for.")
    assert [draft.returned_because for draft in returned_to(editor.user)] == ["Say what for."]
    assert "Say what for." in words(editor.get(reverse("admin:index")))
    save(editor, visit, purpose_en="")
    step(editor, visit, "submit")
    step(reviewer, visit, "publish", along=f"sources:{bulletin.pk}")
    assert Visit.objects.get().status == Source.objects.get(pk=bulletin.pk).status == Status.PUBLISHED
    assert (Visit.objects.get().uncited, Source.objects.get(pk=bulletin.pk).uncited) == (0, 0)
    assert "By an eyewitness." in words(editor.get(visit.get_absolute_url()))


def test_a_decision_without_a_note_comes_back_as_it_was_chosen(disputed):
    visit, editor, _reviewer = disputed
    answer = save(editor, visit, **{"decision-date": "keep", "note": "typed words"})
    assert "Date: Write the public note" in errors_of(answer)
    assert 'value="keep" id="decision-date-keep" checked' in words(answer)
    assert "typed words" in words(answer)
    assert Discrepancy.objects.get().state == "open"


def test_a_value_cannot_be_chosen_and_typed_otherwise_at_once(disputed):
    visit, editor, _reviewer = disputed
    other = visit.citations.get(stated="14 April 2019").pk
    answer = save(editor, visit, date="2018", **{"decision-date": other, "decision-date-note-en": "So."})
    assert "leave one of them" in errors_of(answer)
    assert Visit.objects.get().date == "2019-04-12"


@pytest.mark.parametrize(("chosen", "state"), [("keep", "resolved"), ("never", "unresolvable"), ("", "open")])
def test_a_note_is_kept_with_each_decision(disputed, chosen, state):
    visit, editor, _reviewer = disputed
    save(editor, visit, **{"decision-date": chosen, "decision-date-note-az": "Belə."})
    found = Discrepancy.objects.get()
    assert (found.state, found.public_note_az, Visit.objects.get().date) == (state, "Belə.", "2019-04-12")


def test_a_settled_disagreement_opens_again_when_new_testimony_arrives(disputed):
    visit, editor, _reviewer = disputed
    save(editor, visit, **{"decision-date": "keep", "decision-date-note-en": "So."})
    assert "decision-date" not in words(editor.get(address(Visit, "change", visit.pk)))
    enter(editor, make_source(), "visits", **{"b0-record": visit.pk, "b0-date-stated": "20 April 2019"})
    page = words(editor.get(address(Visit, "change", visit.pk)))
    assert "take 20 April 2019" in page
    assert "So." in page


def test_a_decision_typed_beside_what_a_colleague_saved_meanwhile_is_kept(disputed, sign_in):
    visit, editor, _reviewer = disputed
    where = address(Visit, "change", visit.pk)
    sent = typed(editor.get(where), **{"decision-date": "keep", "decision-date-note-en": "So."})
    with change(by=sign_in("editor").user):
        theirs = Visit.objects.get()
        theirs.note = "theirs"
        theirs.save()
    editor.post(where, sent)
    found = Discrepancy.objects.get()
    assert (found.state, found.public_note_en, Visit.objects.get().note) == ("resolved", "So.", "theirs")


def test_who_only_proposes_decides_on_the_page_of_the_disagreement(disputed):
    visit, editor, reviewer = disputed
    save(editor, visit, **{"decision-date": "keep", "decision-date-note-en": "So."})
    submit(Visit.objects.get(), by=editor.user)
    publish(Visit.objects.get(), by=reviewer.user)
    cite(visit, "date", "20 April 2019")
    page = words(editor.get(address(Visit, "change", visit.pk)))
    assert "decision-date" not in page
    assert address(Discrepancy, "change", Discrepancy.objects.get().pk) in page


def test_the_gate_leads_to_the_fields_that_it_names(disputed):
    visit, editor, _reviewer = disputed
    page = words(editor.get(address(Visit, "change", visit.pk)))
    assert 'href="#testimony-date"' in page
    assert 'id="testimony-date"' in page


def test_what_goes_before_readers_with_a_record_must_be_ready_too(disputed):
    visit, editor, reviewer = disputed
    save(editor, visit, **{"decision-date": "keep", "decision-date-note-en": "So."})
    person = Person(name_en="Ana Ruiz")
    with change(by=editor.user):
        person.save()
    take_part(person, visit)
    cite(visit, "participations", "Ana Ruiz")
    along = f"people:{person.pk}"
    page = words(reviewer.get(address(Visit, "change", visit.pk)))
    assert f'value="{along}" id="along-1">' in page
    assert "“Ana Ruiz” cannot be published yet: name" in words(step(reviewer, visit, "publish", along=along))
    assert Visit.objects.get().status == Status.DRAFT
    step(reviewer, visit, "publish")
    assert (Visit.objects.get().status, Person.objects.get().status) == (Status.PUBLISHED, Status.DRAFT)


def test_a_reviewer_does_not_publish_their_own_source_along_with_somebody_elses_visit(sign_in):
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    visit, source = Visit(title_en="The visit", date="1992"), Source(title_en="Mine")
    for user, record in ((editor.user, visit), (reviewer.user, source)):
        with change(by=user):
            record.save()
    with change(by=editor.user):
        Citation(visit=visit, field="date", source=source, stated="1992", locator="p. 1").save()
    answer = words(step(reviewer, visit, "publish", along=f"sources:{source.pk}"))
    assert "Nobody decides on their own work" in answer
    assert not Visit.objects.published().exists()
    assert not Source.objects.published().exists()


def test_a_record_that_was_mended_and_submitted_again_is_returned_to_nobody(disputed):
    visit, editor, reviewer = disputed
    step(editor, visit, "submit")
    step(reviewer, visit, "return", why="Look again.")
    version = Revision.objects.get(visit=visit, state="returned")
    assert (version.reason, version.author) == ("Look again.", reviewer.user)
    assert returned_to(editor.user) == [visit]
    assert returned_to(reviewer.user) == []
    step(editor, visit, "submit")
    assert returned_to(editor.user) == []


def test_what_the_archive_does_not_have_is_made_where_it_is_named(admin_client):
    people = {"b0-participations-stated": "Ana Ruiz", "b0-participations-accept": "on"}
    places = {"b0-places-stated": "Lisbon\nPorto", "b0-places-accept": "on"}
    said = {"b0-title": "The visit", "b0-locator": "p. 1", **people, **places}
    source = make_source(language="en")
    answer = enter(admin_client, source, "visits", **said)
    assert "Tick that it is new" in words(answer)
    assert not Person.objects.exists()
    assert 'name="b0-participations-new"' in words(answer)
    new = {"b0-places-new": "on", "b0-participations-new": "on"}
    answer = enter(admin_client, source, "visits", **said, **new)
    assert "New in the archive" in words(answer)
    person = Person.objects.get()
    assert (person.name_en, person.status, person.citations.get().locator) == ("Ana Ruiz", Status.DRAFT, "p. 1")
    assert {place.name_en for place in Visit.objects.get().places.all()} == {"Lisbon", "Porto"}
    enter(admin_client, source, "visits", **(said | {"b0-title": "Another"}), **new)
    assert (Person.objects.count(), Place.objects.count(), Participation.objects.count()) == (1, 2, 2)


def test_what_a_proposal_names_for_the_first_time_is_a_draft_of_its_own(sign_in):
    editor, visit = sign_in("editor"), make_visit()
    said = {"b0-record": visit.pk, "b0-participations-stated": "Ana Ruiz", "b0-participations-accept": "on"}
    enter(editor, make_source(), "visits", **said, **{"b0-participations-new": "on"})
    assert Person.objects.get().status == Status.DRAFT
    assert Proposal.objects.get().snapshot["participations"][0]["person"] == Person.objects.get().slug
    assert not Participation.objects.exists()


def test_a_document_is_witness_for_itself_unless_the_editor_says_not(admin_client):
    form = admin_client.get(address(Source, "add"))
    admin_client.post(address(Source, "add"), typed(form, title_en="The annals", published="May 1993"))
    annals = Source.objects.get()
    found = {row.field: (row.source, row.stated, row.stance, row.locator) for row in annals.citations.all()}
    assert found["title"] == (annals, "The annals", "supports", "the document itself")
    assert found["published"][1:3] == ("May 1993", "supports")
    form = admin_client.get(address(Source, "add"))
    admin_client.post(address(Source, "add"), typed(form, title_en="The diary", own_locator=""))
    assert not Source.objects.get(title_en="The diary").citations.exists()


def test_a_fact_that_is_cited_otherwise_is_not_cited_again(admin_client):
    source = make_source(title_en="The annals")
    cite(source, "title", "Annals")
    save(admin_client, source, authors="Ruiz, Ana", own_locator="Title page", why="Completed.")
    rows = {row.field: row.stated for row in source.citations.all()}
    assert rows == {"title": "Annals", "authors": "Ruiz, Ana"}


def test_support_that_two_peoples_work_together_costs_is_asked_about(admin_client, django_user_model):
    visit = make_visit(date="1992", note="")
    row = cite(visit, "date", "1992")
    where = address(Visit, "change", visit.pk)
    sent = typed(admin_client.get(where), date="1993", confirmed="", why="Corrected.")
    with change(by=django_user_model.objects.create_user("leyla")):
        theirs = Visit.objects.get()
        theirs.note = "theirs"
        theirs.save()
    asked = admin_client.post(where, sent)
    assert asked.context["losing"] == [("date", "Date")]
    assert "Corrected." in words(asked)
    assert Visit.objects.get().date == "1992"
    back = {"work": asked.context["work"], "why": "Corrected."}
    assert admin_client.post(asked.context["action"], back).context["losing"]
    answer = admin_client.post(asked.context["action"], {**back, "confirmed": "date"}, follow=True)
    assert "what leyla changed in the meantime is kept" in words(answer)
    assert (Visit.objects.get().date, Visit.objects.get().note) == ("1993", "theirs")
    row.refresh_from_db()
    assert row.stance == "contradicts"


def test_a_link_that_loses_its_support_by_two_peoples_work_is_asked_about(admin_client, django_user_model):
    visit, ana, bo = make_visit(note=""), make_person(name_en="Ana Ruiz"), make_person(name_en="Bo Li")
    take_part(ana, visit)
    row = cite(visit, "participations", "Ana Ruiz")
    where = address(Visit, "change", visit.pk)
    sent = typed(admin_client.get(where), **{"participations-0-person": bo.pk, "why": "Corrected."})
    with change(by=django_user_model.objects.create_user("leyla")):
        theirs = Visit.objects.get()
        theirs.note = "theirs"
        theirs.save()
    asked = admin_client.post(where, sent)
    assert asked.context["losing"] == [("participations", "Participations")]
    back = {"work": asked.context["work"], "why": "Corrected.", "confirmed": "participations"}
    admin_client.post(asked.context["action"], back)
    assert Participation.objects.get().person == bo
    assert Citation.objects.get(visit=visit, field="participations").stance == "mentions", row.stance
