"""Sheets in somebody's name: what readers see is proposed, with the rights of the moment, and taken back by an undo."""

import pytest
from django.contrib.auth.models import Group
from django_tasks_db.models import DBTaskResult

from archive.models import Citation, Likeness, Person, Proposal, ProposalState, Visit
from archive.review import NotAllowed, accept, proposing_many
from archive.spreadsheets import Mapping, apply, apply_together, jobs, prepare, read, staging, undo
from archive.spreadsheets.alike import compare_some
from archive.spreadsheets.planning import Kind
from archive.writing import Stale, change
from tests import factories as make
from tests.spreadsheets.people import applied_by, draft_of, kinds, planned_by, refusals, somebody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["contributor", "editor", "reviewer"])
def test_changes_of_what_readers_see_become_one_proposal_for_each_record(role):
    by = somebody(role)
    one, two = make.make_visit(title_en="One", date="1991"), make.make_visit(title_en="Two")
    draft = draft_of(by, title_en="Mine")
    text = f"slug,title_en,date\n{one.slug},,1992\n{two.slug},Two,\n,New,1993\n{draft.slug},Changed,\n"
    found = planned_by(by, "visits", text)
    assert kinds(found) == [Kind.PROPOSED, Kind.UNCHANGED, Kind.NEW, Kind.CHANGED]
    assert (found.counts["proposed"], found.counts["changed"]) == (1, 1)
    batch = apply(found, by=by)
    (proposal,) = Proposal.objects.all()
    assert (proposal.record, proposal.author, proposal.batch, proposal.base) == (one, by, batch, 1)
    assert (proposal.snapshot["date"], batch.counts["proposed"]) == ("1992", 1)
    one.refresh_from_db()
    assert (one.date, one.revision, batch.revisions.count()) == ("1991", 1, 2)
    accept(proposal, by=somebody("reviewer", "another"), confirmed=True)
    one.refresh_from_db()
    assert one.date == "1992"


def test_what_is_proposed_may_name_what_the_same_file_creates(editor):
    visit = make.make_visit(title_en="Seen")
    text = f"slug,participations\n{visit.slug},visitor: Zaur New\n".encode()
    plans = prepare("visits", read(text, "sheet.csv"), mapping={"participations": "participations"}, by=editor)
    assert not plans.ok
    mapping = Mapping.of({"create": True})
    plans = prepare("visits", read(text, "sheet.csv"), mapping=mapping, by=editor)
    assert [kinds(one) for one in plans.plans] == [[Kind.NEW], [Kind.PROPOSED]]
    apply_together(plans, by=editor)
    person = Person.objects.get()
    (proposal,) = Proposal.objects.all()
    assert (person.status, visit.participations.count()) == ("draft", 0)
    assert [row["person"] for row in proposal.snapshot["participations"]] == [person.slug]


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_testimony_about_a_published_record_is_proposed_and_about_a_draft_is_not(role):
    by, source = somebody(role), make.make_source()
    seen, draft = make.make_visit(title_en="Seen", date="1992"), draft_of(by, title_en="Mine")
    text = (
        "type,record,source,field,stated,locator\n"
        f"visits,{seen.slug},{source.slug},date,1992-01-14,p. 1\n"
        f"visits,{seen.slug},{source.slug},title,Seen,p. 2\n"
        f"visits,{draft.slug},{source.slug},title,Mine,p. 3\n"
    )
    found = planned_by(by, "citations", text)
    assert kinds(found) == [Kind.PROPOSED, Kind.PROPOSED, Kind.NEW]
    batch = apply(found, by=by)
    assert (seen.citations.count(), draft.citations.count()) == (0, 1)
    (proposal,) = Proposal.objects.all()
    assert [(row["locator"], row["stance"]) for row in proposal.snapshot["citations"]] == [
        ("p. 1", "more_precise"),
        ("p. 2", "mentions"),
    ]
    assert batch.counts["proposed"] == 1
    accept(proposal, by=somebody("reviewer"), confirmed=True)
    assert seen.citations.count() == 2


def test_values_taken_as_testimony_are_proposed_too(editor):
    source, seen = make.make_source(), make.make_visit(title_en="Seen", date="1992")
    batch = staging.upload("visits", f"slug,date\n{seen.slug},1993\n".encode(), "a.csv", user=editor, source=source,
                           choice="testimony")  # fmt: skip
    staging.stage(batch)
    staging.apply_staged(batch, by=editor)
    (proposal,) = Proposal.objects.all()
    assert (proposal.snapshot["date"], proposal.snapshot["citations"][0]["stated"]) == ("1992", "1993")
    assert (Citation.objects.count(), batch.counts["proposed"]) == (0, 1)


def test_a_source_cited_for_what_is_stored_already_is_proposed(editor):
    source, seen = make.make_source(), make.make_visit(title_en="Seen", date="1992")
    found = planned_by(editor, "visits", f"slug,date\n{seen.slug},1992\n", source=source)
    assert kinds(found) == [Kind.UNCHANGED]
    batch = staging.upload("visits", f"slug,date\n{seen.slug},1992\n".encode(), "a.csv", user=editor, source=source,
                           mapping=Mapping(cite=True))  # fmt: skip
    staging.stage(batch)
    assert batch.rows.get().kind == "proposed"
    staging.apply_staged(batch, by=editor)
    assert (Citation.objects.count(), Proposal.objects.get().snapshot["citations"][0]["field"]) == (0, "date")


def test_a_record_with_a_proposal_of_ones_own_that_waits_is_not_proposed_again(editor):
    seen = make.make_visit(title_en="Seen")
    applied_by(editor, "visits", f"slug,date\n{seen.slug},1992\n")
    (problem,) = refusals(editor, "visits", f"slug,date\n{seen.slug},1993\n")
    assert "still waits for a reviewer" in problem
    assert planned_by(somebody("reviewer"), "visits", f"slug,date\n{seen.slug},1993\n").ok


def test_a_person_whose_posting_is_proposed_stays_as_they_are(contributor):
    body, person = make.make_organization(name_en="Embassy"), draft_of(contributor, make.make_person, name_en="Mine")
    applied_by(contributor, "postings", f"person,organization,role\n{person.slug},{body.slug},ambassador\n")
    (proposal,) = Proposal.objects.all()
    assert (proposal.record, body.postings.count(), person.postings.count()) == (body, 0, 0)


@pytest.mark.parametrize("then", ["viewer", None])
def test_rights_that_are_taken_away_after_the_preview_hold(editor, then):
    seen = make.make_visit(title_en="Seen")
    batch = staging.upload("visits", f"slug,title_en\n{seen.slug},Other\n,New\n".encode(), "a.csv", user=editor)
    staging.stage(batch)
    editor.groups.set(Group.objects.filter(name=then))
    fresh = type(editor).objects.get(pk=editor.pk)
    assert jobs.start(batch, "apply", by=fresh)
    assert (batch.state, "you may not import" in batch.message) == ("staged", True)
    assert (Visit.objects.count(), Proposal.objects.count()) == (1, 0)


def test_a_worker_holds_to_the_rights_of_its_moment(editor, settings):
    settings.SHEET_AT_ONCE = {"bytes": 10**6, "rows": 0}
    other = draft_of(None, title_en="Theirs")
    batch = staging.upload("visits", f"slug,title_en\n{other.slug},Changed\n".encode(), "a.csv", user=editor)
    staging.stage(batch)
    staging.base.claim(batch, "applying", ["staged"])
    editor.groups.set(Group.objects.filter(name="contributor"))
    jobs.carry_out.func(batch.pk, "apply", editor.pk, "en")
    batch.refresh_from_db()
    assert batch.state == "staged"
    assert "row 2 cannot be written as it was compared" in batch.message
    assert Visit.objects.get().title_en == "Theirs"


def test_what_was_a_draft_in_the_preview_and_is_published_since_is_not_written(editor):
    draft = draft_of(None, title_en="Theirs")
    found = planned_by(editor, "visits", f"slug,title_en\n{draft.slug},Changed\n")
    with change(by=None):
        visit = Visit.objects.get(pk=draft.pk)
        visit.status = "published"
        visit.save()
    with pytest.raises((NotAllowed, Stale)):
        apply(found, by=editor)
    assert Visit.objects.get().title_en == "Theirs"


def test_a_proposal_of_a_record_that_was_changed_since_the_preview_is_refused(editor):
    seen = make.make_visit(title_en="Seen")
    found = planned_by(editor, "visits", f"slug,title_en\n{seen.slug},Changed\n")
    with change(by=None):
        seen.date = "1992"
        seen.save()
    with pytest.raises(Stale, match="Seen"):
        apply(found, by=editor)
    assert not Proposal.objects.exists()


def test_nothing_is_stored_where_a_proposal_cannot_be_made(editor, monkeypatch):
    seen = make.make_visit(title_en="Seen")
    found = planned_by(editor, "visits", f"slug,title_en\n{seen.slug},Changed\n,New\n")
    monkeypatch.setattr(proposing_many, "_keep", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply(found, by=editor)
    assert (Visit.objects.count(), Proposal.objects.count()) == (1, 0)


def test_undoing_an_import_takes_back_its_proposals_that_wait(editor):
    one, two = make.make_visit(title_en="One"), make.make_visit(title_en="Two")
    batch = applied_by(editor, "visits", f"slug,date\n{one.slug},1992\n{two.slug},1993\n,\n")
    accept(Proposal.objects.get(visit=one), by=somebody("reviewer"), confirmed=True)
    undone = undo(batch, by=editor)
    states = {p.record.title_en: p.state for p in Proposal.objects.all()}
    assert states == {"One": ProposalState.ACCEPTED, "Two": ProposalState.TAKEN_BACK}
    assert undone.batch.counts["taken_back"] == 1
    assert planned_by(editor, "visits", f"slug,date\n{two.slug},1993\n").ok


def test_queries_do_not_grow_with_the_rows_that_are_proposed(editor, django_assert_max_num_queries):
    for count in (20, 60):
        seen = [make.make_visit(title_en=f"Visit {count} {n}") for n in range(count)]
        text = "slug,date\n" + "".join(f"{visit.slug},1992\n" for visit in seen)
        with django_assert_max_num_queries(93):
            applied_by(editor, "visits", text)
    assert Proposal.objects.count() == 80


def test_an_import_has_its_records_compared_with_all_others(editor):
    make.make_person(name_en="Ilham Aliyev", country="AZ", born="1961")
    batch = staging.upload("people", "name_en,country,born\nİlham Əliyev,AZ,1961\n".encode(), "p.csv", user=editor)
    staging.stage(batch)
    assert jobs.start(batch, "apply", by=editor)
    (job,) = DBTaskResult.objects.filter(task_path=compare_some.module_path)
    compare_some.func(*job.args_kwargs["args"])
    assert Likeness.objects.filter(person__isnull=False).count() == 1
