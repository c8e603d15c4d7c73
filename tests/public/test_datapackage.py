"""The whole archive is one described package, which another program finds valid and as full as the archive."""

import csv
import io
import json
import zipfile

import pytest
from frictionless import Package

from archive.models import Citation, Participation, Posting
from archive.spreadsheets import SHEETS
from tests.factories import MAKERS, cite, make_party, make_person, make_source, make_visit, post, take_part
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db


def packed(client):
    """The package as it is sent."""
    response = client.get("/datapackage.zip")
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response.streaming
    return b"".join(response.streaming_content)


def tables(client):
    """The rows of each table by its name, as Python's own reader of CSV reads them; and the description."""
    with zipfile.ZipFile(io.BytesIO(packed(client))) as package:
        assert package.testzip() is None
        described = json.loads(package.read("datapackage.json"))
        read = {
            resource["name"]: list(csv.DictReader(io.StringIO(package.read(resource["path"]).decode(), newline="")))
            for resource in described["resources"]
        }
    return described, read


@pytest.fixture
def full():
    """Records of every type with two of everything, some drafts among them."""
    for address in ADDRESSES:
        record = with_everything(address, 2)
        cite(record, "summary", "a draft", status="draft")
        MAKERS[address](status="draft")
        MAKERS[address](status="withdrawn")


def test_another_program_finds_it_valid_with_as_many_rows_as_the_archive_publishes(client, full, tmp_path):
    path = tmp_path / "datapackage.zip"
    path.write_bytes(packed(client))
    report = Package(str(path)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    assert set(rows) == set(SHEETS)
    for name, sheet in SHEETS.items():
        assert rows[name] == sheet.rows(public=True).count(), name
    for address, make in MAKERS.items():
        assert rows[address] == type(make()).objects.published().count() - 1
    assert rows["citations"] == Citation.objects.about_published().count() > 0
    assert rows["postings"] == Posting.objects.published().count() > 0
    assert rows["participations"] == Participation.objects.published().count() > 0


def test_every_column_is_described_in_words_and_none_is_for_editors(client, full):
    described, read = tables(client)
    assert described["profile"] == "tabular-data-package"
    for resource in described["resources"]:
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(read[resource["name"]][0])
        assert all(len(field["description"]) > 3 for field in fields), resource["name"]
        hidden = {"status", "revision", "key"} | ({"note"} if resource["name"] != "names" else set())
        assert not hidden & {field["name"] for field in fields}


def test_values_are_those_of_the_records(client):
    visit = make_visit(slug="journey", title_en="Səfər, “one”\nof", date="1992-01~", visitor_country="FR")
    source = make_source(slug="gazette")
    cite(visit, "date", "= January", source=source)
    _described, read = tables(client)
    [row] = read["visits"]
    assert (row["slug"], row["date"], row["visitor_country"]) == ("journey", "1992-01~", "FR")
    assert row["title_en"] == visit.title_en
    [row] = read["citations"]
    assert (row["record"], row["source"], row["field"], row["stated"]) == ("journey", "gazette", "date", "'= January")


def test_an_empty_archive_is_a_package_too(client, tmp_path):
    path = tmp_path / "datapackage.zip"
    path.write_bytes(packed(client))
    assert Package(str(path)).validate().valid


def test_nothing_hidden_is_in_the_package(client):
    visit = make_visit(title_en="Seen")
    person = make_person(name_en="quill", slug="quill", status="draft")
    take_part(person, visit)
    post(person, with_everything("organizations", 1))
    make_party(with_everything("agreements", 1), organization=MAKERS["organizations"](slug="quill", status="withdrawn"))
    cite(visit, "date", "quill", status="draft")
    cite(visit, "summary", "said", note="quill")
    _described, read = tables(client)
    assert "Seen" in str(read)
    assert "quill" not in str(read)


@pytest.mark.parametrize("many", [1, 6])
def test_it_takes_the_same_queries_however_many_records(client, many, django_assert_max_num_queries):
    for address in ADDRESSES:
        with_everything(address, many)
    with django_assert_max_num_queries(60):
        packed(client)


def test_a_question_about_it_costs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.head("/datapackage.zip")
    assert (response.status_code, response.getvalue()) == (200, b"")
    assert "Content-Length" not in response
