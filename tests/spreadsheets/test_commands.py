"""`import_sheet` and `export_sheet` keep their contract: counts on the last line, a status that tells what happened."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from archive.models import Citation, ImportBatch, Visit
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Call a command: exit status, the JSON of its last line, and the lines before it."""

    def call(name, *args):
        try:
            call_command(name, *(str(arg) for arg in args))
            status = 0
        except SystemExit as end:
            status = end.code
        lines = capsys.readouterr().out.strip().splitlines()
        return status, json.loads(lines[-1]), lines[:-1]

    return call


def file_with(tmp_path, text, name="visits.csv"):
    """A file of this text."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_is_applied_and_counted(run, tmp_path):
    get_user_model().objects.create_user("editor")
    status, result, lines = run("import_sheet", "visits", file_with(tmp_path, "title_en\nOne\n"), "--user", "editor")
    batch = ImportBatch.objects.get()
    assert (status, lines) == (0, [])
    assert result == {"batch": batch.pk, "new": 1, "changed": 0, "unchanged": 0, "skipped": 0, "failed": 0}
    assert batch.user_name == "editor"


def test_an_unchanged_file_makes_no_batch(run, tmp_path, capsys):
    make.make_visit()
    call_command("export_sheet", "visits", str(tmp_path / "visits.ods"))
    assert "1 rows in" in capsys.readouterr().out
    status, result, _lines = run("import_sheet", "visits", tmp_path / "visits.ods")
    assert (status, result["batch"], result["unchanged"]) == (0, None, 1)
    assert not ImportBatch.objects.exists()


def test_failed_rows_are_listed_and_nothing_is_stored(run, tmp_path):
    rows = "".join(f"Visit {n},31/02/1900\n" for n in range(60))
    status, result, lines = run("import_sheet", "visits", file_with(tmp_path, "title_en,date\n" + rows))
    assert (status, result["failed"], result["batch"]) == (1, 60, None)
    assert len(lines) == 51
    assert lines[0].startswith("visits, row 2, column date: “31/02/1900”")
    assert lines[-1] == "and 10 more"
    assert not Visit.objects.exists()


@pytest.mark.parametrize("text", ["", "headding\nx\n"])
def test_a_file_that_cannot_be_read_ends_with_two(run, tmp_path, text):
    status, result, lines = run("import_sheet", "visits", file_with(tmp_path, text))
    assert (status, result["failed"], len(lines)) == (2, 0, 1)


def test_an_unknown_sheet_ends_with_two(run, tmp_path):
    status, _result, lines = run("import_sheet", "cars", file_with(tmp_path, "slug\n"))
    assert status == 2
    assert lines[0].startswith("“cars” is no sheet: write one of people, organizations, events, visits")


def test_a_dry_run_writes_nothing(run, tmp_path):
    status, result, _lines = run("import_sheet", "visits", file_with(tmp_path, "title_en\nOne\n"), "--dry-run")
    assert (status, result["new"], result["batch"]) == (0, 1, None)
    assert not Visit.objects.exists()


def test_headings_are_mapped_and_dates_read_in_the_order_of_the_file(run, tmp_path):
    path = file_with(tmp_path, "Who,When,Remark\nOne,03/04/1950,x\n")
    options = ("--map", "Who=title_en", "--map", "When=date", "--map", "Remark=", "--date-order", "dmy")
    status, _result, _lines = run("import_sheet", "visits", path, *options)
    assert (status, Visit.objects.get().date) == (0, "1950-04-03")


def test_the_source_of_the_file_is_taken_for_citations(run, tmp_path):
    make.make_visit(slug="one")
    make.make_source(slug="s")
    path = file_with(tmp_path, "type,record,field,stated\nvisits,one,date,1992\n", "citations.csv")
    assert run("import_sheet", "citations", path, "--source", "s")[0] == 0
    assert Citation.objects.get().source.slug == "s"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--user", "nobody"), "There is no user “nobody”"),
        (("--source", "nothing"), "There is no source “nothing”"),
        (("--map", "Who"), "“Who” is no mapping"),
    ],
)
def test_an_option_that_leads_nowhere_is_named(tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence) as error:
        call_command("import_sheet", "visits", str(file_with(tmp_path, "title_en\nOne\n")), *options)
    assert error.value.returncode == 2


def test_an_export_to_nowhere_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("export_sheet", "visits", str(tmp_path / "no" / "visits.csv"))
    with pytest.raises(CommandError, match="is not a format"):
        call_command("export_sheet", "visits", str(tmp_path / "visits.docx"))


def test_a_bar_shows_on_a_terminal_how_far_the_import_has_come_and_leaves_the_output_alone(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    path = tmp_path / "visits.csv"
    path.write_text("slug,title_en\none,One\n", encoding="utf-8")
    call_command("import_sheet", "visits", str(path))
    out, err = capsys.readouterr()
    assert json.loads(out)["new"] == 1
    assert "Comparing" in err
    assert "Writing" in err
