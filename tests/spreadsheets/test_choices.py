"""What is done with each row is the editor's choice: accepted, taken as testimony, or left out."""

import json

import pytest
from django.core.management import CommandError, call_command

from archive.models import BatchState, Citation, ImportBatch, RowChoice, Visit
from archive.spreadsheets import apply_together, plan, read, undo
from archive.spreadsheets.planning import PlannedRows
from archive.spreadsheets.together import Plans
from tests import factories as make
from tests.spreadsheets.dumps import dump

pytestmark = pytest.mark.django_db

TEXT = "slug,title_en,date,purpose_en\none,One,1993,Talks\ntwo,Two,1992,\nnew,New,1999,\n"


def plans(text=TEXT, **options):
    """The plan of a sheet of visits; rows decided about by slug."""
    choices = options.pop("choices", {})
    found = plan("visits", read(text.encode(), "visits.csv"), **options)
    assert [str(problem) for problem in found.problems] == []
    rows = list(found.rows)
    for row in rows:
        row.choice = choices.get(row.slug, "")
    found.rows = PlannedRows(rows)
    return Plans([found])


@pytest.fixture
def source():
    """Two visits, and the source that a sheet comes from."""
    make.make_visit(slug="one", title_en="One", date="1992")
    make.make_visit(slug="two", title_en="Two", date="1991")
    return make.make_source(slug="register")


def dates():
    return dict(Visit.objects.values_list("slug", "date"))


def test_a_row_that_is_left_out_is_not_written(source):
    apply_together(plans(choices={"one": RowChoice.LEAVE_OUT, "new": RowChoice.LEAVE_OUT}), by=None)
    assert dates() == {"one": "1992", "two": "1992"}


def test_values_that_differ_are_left_out_as_a_whole_but_for_rows_that_say_otherwise(source):
    apply_together(plans(choices={"two": RowChoice.ACCEPT}), by=None, choice=RowChoice.LEAVE_OUT)
    assert dates() == {"one": "1992", "two": "1992", "new": "1999"}


def test_a_row_taken_as_testimony_is_cited_and_not_written_over_what_is_accepted(source):
    apply_together(plans(source=source, choices={"one": RowChoice.TESTIMONY}), by=None)
    assert dates() == {"one": "1992", "two": "1992", "new": "1999"}
    assert Visit.objects.get(slug="one").purpose_en == "Talks"
    cited = {(c.record.slug, c.field, c.stated, c.stance, c.locator) for c in Citation.objects.filter(field="date")}
    assert cited == {("one", "date", "1993", "contradicts", "row 2")}


def test_a_whole_import_taken_as_testimony_is_undone_with_its_citations(source):
    before = dump()
    batch = apply_together(plans(source=source), by=None, choice=RowChoice.TESTIMONY)
    assert (batch.choice, {c.record.slug for c in Citation.objects.all()}) == (
        RowChoice.TESTIMONY, {"one", "two", "new"},
    )  # fmt: skip
    undo(batch, by=None)
    assert dump() == before


def test_testimony_without_a_source_is_refused(source):
    with pytest.raises(ValueError, match="choose the source"):
        apply_together(plans(), by=None, choice=RowChoice.TESTIMONY)


def test_a_source_is_cited_for_what_is_accepted_and_for_what_is_stored_so_already(source):
    apply_together(plans("slug,date,purpose_en\none,1992,Talks\n", source=source, cite=True), by=None)
    assert {(c.field, c.stated, c.stance) for c in Citation.objects.all()} == {
        ("date", "1992", "supports"), ("purpose", "Talks", "supports"),
    }  # fmt: skip


def test_an_import_is_written_into_the_stored_one_that_is_given_and_tells_how_far_it_has_come(source):
    batch = ImportBatch.objects.create(type="visits", file_name="v.csv", content=b"", state=BatchState.APPLYING)
    told = []
    assert apply_together(plans(), by=None, batch=batch, progress=lambda *now: told.append(now)) == batch
    batch.refresh_from_db()
    assert (batch.state, ImportBatch.objects.count()) == (BatchState.APPLIED, 1)
    assert (told == sorted(told), told[-1]) == (True, (6, 6))
    told.clear()
    undo(batch, by=None, progress=lambda *now: told.append(now))
    assert (told == sorted(told), told[-1]) == (True, (6, 6))


def test_the_command_takes_a_file_as_testimony_of_its_source(source, tmp_path, capsys):
    path = tmp_path / "visits.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(CommandError, match="--as-testimony needs a source"):
        call_command("import_sheet", "visits", str(path), "--as-testimony")
    call_command("import_sheet", "visits", str(path), "--as-testimony", "--source", "register")
    counts = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (counts["new"], counts["changed"], ImportBatch.objects.get().choice) == (1, 2, RowChoice.TESTIMONY)
    assert dates()["one"] == "1992"


def test_the_command_cites_the_source_of_what_it_takes_over(source, tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text("slug,date\none,1992\n", encoding="utf-8")
    call_command("import_sheet", "visits", str(path), "--cite", "--source", "register")
    assert [(c.record.slug, c.field) for c in Citation.objects.all()] == [("one", "date")]
