"""What `import_sheet` can be told about somebody's file."""

import json

import pytest
from django.core.management import CommandError, call_command

from archive.models import Place, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys, tmp_path):
    """Import a text as visits: exit status, the JSON of the last line, and the lines before it."""

    def call(content, *args, name="theirs.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            call_command("import_sheet", "visits", str(path), *map(str, args))
            status = 0
        except SystemExit as end:
            status = end.code
        lines = capsys.readouterr().out.strip().splitlines()
        return status, json.loads(lines[-1]), lines[:-1]

    return call


def test_a_column_that_the_file_does_not_have_is_set(run):
    assert run("title_en\nA\n", "--set", "visitor_country=CH", "--set", "purpose_en=a = b")[0] == 0
    assert (Visit.objects.get().visitor_country, Visit.objects.get().purpose_en) == ("CH", "a = b")


def test_names_are_listed_and_become_drafts_when_the_editor_says_so(run):
    status, counts, lines = run("title_en,places\nA,Rome\nB,Rome\n")
    assert (status, counts["failed"], len(lines)) == (1, 2, 1)
    assert lines[0].startswith("There is no “Rome” among the places, nor a name that is close to it.")
    assert "It stands in 2 rows, first in row 2" in lines[0]
    assert run("title_en,places\nA,Rome\nB,Rome\n", "--create-missing")[1]["new"] == 2
    assert Place.objects.count() == 1


def test_failed_rows_are_left_out_when_the_editor_says_so(run):
    status, counts, (line,) = run("title_en,date\nA,1992\nB,no day\n", "--leave-out-failed")
    assert (status, counts["new"], counts["failed"]) == (0, 1, 1)
    assert "row 3, column date: “no day”" in line
    assert Visit.objects.get().title_en == "A"


def test_the_heading_row_and_the_encoding_are_told(run):
    text = "x,y\nTitle,Purpose\nMuğla,Łódź\n"
    assert run(text.replace("Łódź", "gezi").encode("cp1254"), "--heading-row", 2, "--encoding", "windows-1254")[0] == 0
    assert Visit.objects.get().title_en == "Muğla"


def test_a_mapping_is_kept_for_the_next_file_of_its_kind(run, tmp_path):
    kept = tmp_path / "kept.json"
    assert run("Who,x\nA,b\n", "--map", "Who=title_en", "--map", "x=", "--save-mapping", kept)[0] == 0
    assert json.loads(kept.read_text()) == {"columns": {"title_en": "Who"}, "set_aside": ["x"]}
    assert run("Who,x\nB,b\n", "--mapping", kept)[0] == 0
    assert Visit.objects.count() == 2


def test_unknown_headings_are_met_with_a_mapping_to_begin_with(run, tmp_path):
    kept = tmp_path / "kept.json"
    status, _counts, lines = run("Start date,Rubbish\n1992,zz\n", "--save-mapping", kept)
    assert status == 2
    assert "“Start date” could be date: 1992" in lines[1]
    assert json.loads(kept.read_text()) == {"columns": {"date": "Start date"}, "set_aside": ["Rubbish"]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be opened: No such file"),
        ("{", "is not JSON that can be read"),
        ("[]", "A mapping is a JSON object"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_named(run, tmp_path, content, sentence):
    path = tmp_path / "mapping.json"
    if content:
        path.write_text(content)
    status, _counts, (line,) = run("title_en\nA\n", "--mapping", path)
    assert status == 2
    assert sentence in line


@pytest.mark.parametrize("options", [("--set", "no sign"), ("--map", "no sign")])
def test_an_option_without_an_equals_sign_is_named(run, options):
    with pytest.raises(CommandError, match="“no sign” is no mapping: write"):
        run("title_en\nA\n", *options)
