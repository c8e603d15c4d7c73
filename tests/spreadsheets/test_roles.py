"""Sheets in somebody's name: what each role may do, what is refused, what is not told, what goes out."""

import io
import json

import pytest
from django.core.management import call_command

from archive.models import Place, Proposal, Visit
from archive.review import NotAllowed
from archive.spreadsheets import apply, prepare, read, stream
from archive.spreadsheets.planning import Kind
from tests import factories as make
from tests.spreadsheets.people import applied_by, draft_of, kinds, planned_by, refusals, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def contributor():
    return somebody("contributor")


@pytest.fixture
def editor():
    return somebody("editor")


@pytest.mark.parametrize("role", ["contributor", "editor", "reviewer"])
@pytest.mark.parametrize("wish", ["published", "in_review", "withdrawn"])
def test_new_records_are_drafts_whatever_the_status_column_says_and_the_preview_says_so(role, wish):
    by = somebody(role)
    found = planned_by(by, "visits", f"title_en,status\nOne,{wish}\nTwo,draft\nThree,\n")
    ((column, value, sentence), (count, rows)) = next(iter(found.warnings.items()))
    assert (column, value, count, rows) == ("status", wish, 1, [2])
    assert "begins as a draft" in sentence
    apply(found, by=by)
    assert set(Visit.objects.values_list("status", flat=True)) == {"draft"}


def test_an_administrator_publishes_by_a_sheet_what_has_its_evidence_and_nothing_else():
    by = somebody("administrator")
    found = planned_by(by, "visits", "title_en,date,status\nOne,1992,published\n")
    assert (found.ok, found.warnings, found.seen_at_once) == (True, {}, 1)
    with pytest.raises(NotAllowed, match="cannot be published yet"):
        apply(found, by=by)
    assert not Visit.objects.exists()
    visit = make.make_visit(title_en="Two", status="draft")
    make.cite(visit, "title", "Two")
    applied_by(by, "visits", f"slug,status\n{visit.slug},published\n")
    visit.refresh_from_db()
    assert visit.status == "published"


def test_the_archive_itself_writes_whatever_a_sheet_says():
    apply(planned_by(None, "visits", "title_en,status\nOne,published\n"), by=None)
    assert Visit.objects.get().status == "published"


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_nobody_publishes_by_a_sheet_who_may_not_publish(role):
    by = somebody(role)
    draft, seen = draft_of(by), make.make_visit()
    (problem,) = refusals(by, "visits", f"slug,status\n{draft.slug},published\n")
    assert problem == (
        "visits, row 2, column status: “published”. "
        "Only a reviewer decides that: leave the status as it is, and submit the record for review."
    )
    (problem,) = refusals(by, "visits", f"slug,status\n{seen.slug},withdrawn\n")
    assert "Only a reviewer decides that" in problem
    (problem,) = refusals(by, "visits", f"slug,status\n{seen.slug},draft\n")
    assert "No sheet makes a record so that is published" in problem
    applied_by(by, "visits", f"slug,status\n{draft.slug},in_review\n")
    assert Visit.objects.get(pk=draft.pk).status == "in_review"


def test_a_reviewer_publishes_and_withdraws_the_work_of_others_and_not_their_own():
    by = somebody("reviewer")
    own, others, seen = draft_of(by), make.make_visit(title_en="Other", status="in_review"), make.make_visit()
    (problem,) = refusals(by, "visits", f"slug,status\n{own.slug},published\n")
    assert "Nobody decides on their own work" in problem
    make.cite(others, "title", "Other")
    applied_by(by, "visits", f"slug,status\n{others.slug},published\n{seen.slug},withdrawn\n")
    assert [Visit.objects.get(pk=v.pk).status for v in (others, seen)] == ["published", "withdrawn"]
    other = make.make_visit()
    (problem,) = refusals(by, "visits", f"slug,status,title_en\n{other.slug},withdrawn,New title\n")
    assert "in a row of its own" in problem


def test_a_contributor_changes_their_own_drafts_only(contributor):
    own, other = draft_of(contributor, title_en="Mine"), draft_of(None, title_en="Theirs", note="secret", date="1901")
    applied_by(contributor, "visits", f"slug,date\n{own.slug},1992\n")
    assert Visit.objects.get(pk=own.pk).date == "1992"
    found = planned_by(contributor, "visits", f"slug,date,revision\n{other.slug},1992,1\n")
    (row,) = found.rows
    assert [p.sentence for p in row.problems] == ["Another record has this address already: choose another."]
    assert (row.pk, row.revision, row.cells["date"]) == (None, None, ("", "1992"))


def test_what_a_contributor_does_not_see_is_named_nowhere_in_the_preview(contributor):
    hidden = draft_of(None, make.make_person, name_en="Zaur Hidden", slug="zaur-hidden")
    make.make_place(name_en="Paris", slug="paris")
    for text in (
        "title_en,participations\nOne,visitor: zaur-hidden\n",
        "title_en,participations\nOne,visitor: zaur-hiden\n",
        "title_en,participations\nOne,Zaur Hidden\n",
        "title_en,participations\nOne,visitor: Zaur Hiden\n",
    ):
        found = prepare("visits", read(text.encode(), "sheet.csv"), by=contributor)
        assert not found.ok
        told = " ".join(f"{p.sentence}" for p in found.problems) + " ".join(str(name) for name in found.unknown)
        written = text.partition("One,")[2].strip().removeprefix("visitor: ")
        told = told.replace(written, "")
        assert "idden" not in told
        assert "zaur" not in told.casefold()
    assert prepare("visits", read(text.encode(), "sheet.csv"), by=None).unknown[0].closest[0][0] == hidden.slug


def test_links_of_a_visible_record_to_what_one_does_not_see_are_not_in_the_preview(contributor):
    hidden = draft_of(None, make.make_person, name_en="Zaur Hidden")
    visit = make.make_visit(title_en="Seen", note="for editors")
    make.take_part(hidden, visit)
    sheet = f"slug,participations,note\n{visit.slug},∅,mine\n"
    (row,) = planned_by(contributor, "visits", sheet).rows
    assert "participations" not in row.cells
    assert row.cells["note"] == ("", "mine")


def test_places_are_added_by_all_and_those_that_readers_meet_are_changed_by_editors(contributor, editor):
    met, unmet = make.make_place(name_en="Paris"), make.make_place(name_en="Nowhere")
    make.make_visit(places=[met])
    applied_by(contributor, "places", "name_en,country\nNew,FR\n")
    applied_by(contributor, "places", f"slug,country\n{unmet.slug},FR\n")
    (problem,) = refusals(contributor, "places", f"slug,country\n{met.slug},FR\n")
    assert "ask an editor to change it" in problem
    (problem,) = refusals(contributor, "names", f"type,record,text\nplaces,{met.slug},Lutetia\n")
    assert "ask an editor to change it" in problem
    applied_by(editor, "places", f"slug,country\n{met.slug},FR\n")
    assert set(Place.objects.values_list("country", flat=True)) == {"FR"}


def exported(type, by, **options):
    text = b"".join(stream(type, "json" if type == "archive" else "csv", by=by, **options)).decode("utf-8-sig")
    return json.loads(text) if type == "archive" else text


def test_a_contributor_exports_what_is_published_and_their_own_and_nothing_of_others(contributor, editor):
    hidden = draft_of(None, make.make_person, name_en="Hidden person", slug="hidden")
    dark = draft_of(None, make.make_source, title_en="Dark source", slug="dark")
    seen, own = make.make_visit(title_en="Seen", note="inside"), draft_of(contributor, title_en="Mine", note="my note")
    draft_of(None, title_en="Theirs")
    for visit in (seen, own):
        make.take_part(hidden, visit)
        make.cite(visit, "title", "word", dark)
    make.cite(seen, "title", "unsaid", status="draft")
    whole = json.dumps(exported("archive", contributor, evidence=True))
    assert "Seen" in whole
    assert "Mine" in whole
    assert "my note" in whole
    for word in ("idden", "dark", "Dark", "Theirs", "inside", "unsaid"):
        assert word not in whole, word
    whole = json.dumps(exported("archive", editor, evidence=True))
    assert all(word in whole for word in ("hidden", "dark", "Theirs", "inside", "unsaid"))


def test_what_a_contributor_has_exported_comes_back_unchanged(contributor):
    hidden = draft_of(None, make.make_person, name_en="Hidden person")
    seen, _own = make.make_visit(title_en="Seen", note="inside"), draft_of(contributor, title_en="Mine", note="my note")
    make.take_part(hidden, seen)
    found = planned_by(contributor, "visits", exported("visits", contributor))
    assert kinds(found) == [Kind.UNCHANGED] * 2


def run(*arguments):
    out = io.StringIO()
    try:
        call_command("import_sheet", *arguments, stdout=out)
        status = 0
    except SystemExit as ended:
        status = ended.code
    *lines, last = out.getvalue().strip().splitlines()
    return status, json.loads(last), lines


def test_the_command_has_the_rights_of_its_user_and_else_those_of_the_archive(tmp_path, editor):
    seen = make.make_visit(title_en="Seen")
    file = tmp_path / "visits.csv"
    file.write_text(f"slug,title_en,status\n{seen.slug},Other,\n,New,published\n")
    status, counts, lines = run("visits", str(file), "--user", "editor", "--why", "Because.")
    assert (status, counts["new"], counts["changed"], counts["proposed"]) == (0, 1, 0, 1)
    assert any("begins as a draft" in line for line in lines)
    assert Proposal.objects.get().reason.endswith("visits.csv: Because.")
    somebody("viewer")
    file.write_text("title_en\nAnother\n")
    status, counts, lines = run("visits", str(file), "--user", "viewer")
    assert (status, counts["batch"]) == (1, None)
    assert "you may not import" in lines[-1]
    file.write_text(f"slug,title_en\n{seen.slug},Third\n")
    assert run("visits", str(file))[1]["changed"] == 1


def test_what_a_contributor_does_not_see_stays_on_their_record_when_they_change_it(contributor):
    hidden, seen = draft_of(None, make.make_person, name_en="Hidden"), make.make_person(name_en="Seen")
    own = draft_of(contributor, title_en="Mine")
    make.take_part(hidden, own)
    applied_by(contributor, "visits", f"slug,participations\n{own.slug},host: {seen.slug}\n")
    assert set(own.participations.values_list("person__name_en", "role")) == {("Hidden", "visitor"), ("Seen", "host")}
