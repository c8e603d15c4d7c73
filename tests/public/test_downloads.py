"""Data addresses give what the pages show: the same records by the same query string, and no more."""

import csv
import io
import json

import openpyxl
import pytest
import rispy
from pybtex.database import parse_string

from archive.models import RECORD_TYPES
from archive.spreadsheets import read_all
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_visit,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db
ADDRESSES = [model.address for model in RECORD_TYPES]


def body(response):
    assert response.status_code == 200
    return response.getvalue()


def rows(client, address):
    return list(csv.DictReader(io.StringIO(body(client.get(address)).decode("utf-8-sig"))))


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_list_is_had_in_each_format_with_the_same_records(client, address):
    slugs = {MAKERS[address]().slug for _ in range(3)}
    MAKERS[address](slug="quillfeather", status="draft")
    assert {row["slug"] for row in rows(client, f"/{address}.csv")} == slugs
    data = json.loads(body(client.get(f"/{address}.json")))
    data = data if isinstance(data, list) else next(value for value in data.values() if isinstance(value, list))
    assert {row["slug"] for row in data} == slugs
    book = openpyxl.load_workbook(io.BytesIO(body(client.get(f"/{address}.xlsx"))), read_only=True)
    assert b"quillfeather" not in body(client.get(f"/{address}.json"))
    assert sum(1 for row in book.worksheets[0].iter_rows(values_only=True) if any(row)) == 4


@pytest.mark.parametrize(
    ("suffix", "media"),
    [
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_a_download_says_what_it_is_and_what_to_call_it(client, suffix, media):
    make_visit()
    response = client.get(f"/visits.{suffix}")
    assert response["Content-Type"].startswith(media)
    assert response["Content-Disposition"] == f'attachment; filename="visits.{suffix}"'
    assert response.streaming


def test_a_list_comes_with_the_published_sources_of_each_fact_where_that_is_asked_for(client):
    visit = make_visit(date="1992")
    cite(visit, "date", "1993", make_source(slug="witness"))
    cite(visit, "date", "1994", make_source(slug="hidden", status="draft"))
    (row,) = rows(client, "/visits.csv?columns=evidence")
    assert (row["date__sources"], row["date__stance"]) == ("witness", "contradicts")
    assert "date__sources" not in rows(client, "/visits.csv")[0]
    assert "date__sources" not in rows(client, "/visits.csv?columns=nonsense")[0]


def test_the_list_offers_its_data_with_and_without_evidence_as_it_is_filtered(client):
    make_visit(host_country="FR")
    html = client.get("/visits/?host=FR").content.decode()
    for address in ("/visits.ods?host=FR", "/visits.ods?host=FR&amp;columns=evidence"):
        assert f'href="{address}"' in html
        assert len(body(client.get(address.replace("&amp;", "&")))) > 0
    assert 'href="/visits.csv?columns=evidence"' in client.get("/visits/").content.decode()


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "json"])
def test_everything_published_is_had_in_one_file(client, suffix):
    make_visit(slug="seen", places=[make_place(slug="a-place")])
    make_visit(slug="quillfeather", status="draft", places=[make_place(slug="quillfeather-place")])
    answer = client.get(f"/archive.{suffix}")
    sheets = {sheet.name: sheet for sheet in read_all(body(answer), f"archive.{suffix}")}
    assert answer["Content-Disposition"] == f'attachment; filename="archive.{suffix}"'
    assert [row.cells[0] for row in sheets["visits"].rows] == ["seen"]
    assert [row.cells[0] for row in sheets["places"].rows] == ["a-place"]
    assert f'href="/archive.{suffix}"' in client.get("/about/").content.decode()


def test_a_text_that_a_format_cannot_hold_is_told_in_a_sentence(client):
    make_visit(summary_en="x" * 40_000)
    answer = client.get("/visits.xlsx")
    assert answer.status_code == 406
    assert "longer than the 32,767 characters of an XLSX cell" in answer.content.decode()
    assert len(rows(client, "/visits.csv")) == 1


def test_asked_only_what_it_would_be_a_download_reads_no_rows(client, django_assert_num_queries):
    make_visit()
    with django_assert_num_queries(0):
        answer = client.head("/visits.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="visits.xlsx"'
    assert "Content-Length" not in answer
    assert answer.getvalue() == b""


def test_the_query_string_means_what_it_means_on_the_list(client):
    wanted = make_visit(host_country="FR", date="2012")
    make_visit(host_country="BE", date="2012")
    make_visit(host_country="FR", date="1990")
    assert [row["slug"] for row in rows(client, "/visits.csv?host=FR&since=2000")] == [wanted.slug]


def test_a_value_not_understood_gives_an_empty_list(client):
    make_visit()
    assert rows(client, "/visits.csv?since=soon") == []


@pytest.mark.parametrize(
    "address",
    ["/visits.exe", "/visits.xls", "/archive.csv", "/nonsense.csv", "/visits/nothing.json", "/visits/one.exe"],
)
def test_what_is_not_offered_is_not_found(client, address):
    make_visit(slug="one")
    assert client.get(address).status_code == 404


@change(by=None, why="test")
def plant():
    """A published visit with everything around it that no reader may see, each with the word `quillfeather`."""
    visit = make_visit(
        slug="open",
        title_en="Open visit",
        date="2012",
        note="quillfeather note",
        places=[make_place(note="quillfeather")],
    )
    cite(
        visit, "date", "2012", make_source(slug="witness", title_en="Witness", note="quillfeather"), note="quillfeather"
    )
    cite(visit, "date", "quillfeather 2013", status="draft")
    cite(visit, "date", "2013", make_source(title_en="Quillfeather source", slug="quillfeather", status="draft"))
    take_part(make_person(name_en="Open Person", slug="seen"), visit)
    take_part(make_person(name_en="Quillfeather", slug="quillfeather", status="draft"), visit)
    visit.occasion = make_event(title_en="Quillfeather event", slug="quillfeather-event", status="withdrawn")
    visit.save()
    treaty = make_agreement(slug="treaty", title_en="Treaty", signed_during=visit)
    make_party(treaty, organization=make_organization(slug="quillfeather", name_en="Quillfeather", status="draft"))
    make_party(treaty, "FR")
    post(
        visit.participations.first().person,
        make_organization(slug="quillfeather-2", name_en="Quillfeather", status="in_review"),
    )
    return visit


@pytest.mark.parametrize(
    "address",
    [
        "/visits.csv",
        "/visits.json",
        "/agreements.csv",
        "/people.json",
        "/visits/open.json",
        "/visits/open.jsonld",
        "/agreements/treaty.json",
        "/agreements/treaty.jsonld",
        "/people/seen.json",
        "/sources/witness.json",
        "/sources/witness.csl.json",
    ],
)
def test_no_download_holds_a_word_that_readers_may_not_see(client, address):
    plant()
    assert "quillfeather" not in body(client.get(address)).decode().lower()


def test_a_record_is_had_with_its_testimony_and_links(client):
    plant()
    data = json.loads(body(client.get("/visits/open.json")))
    assert (data["type"], data["slug"], data["title_en"]) == ("visits", "open", "Open visit")
    assert (data["date"], data["date_earliest"], data["date_latest"]) == ("2012", "2012-01-01", "2012-12-31")
    assert [part["person"]["slug"] for part in data["participations"]] == ["seen"]
    assert [(c["field"], c["stated"], c["stance"], c["source"]["slug"]) for c in data["citations"]] == [
        ("date", "2012", "supports", "witness")
    ]
    assert "occasion" not in data
    assert "signed_during" in json.loads(body(client.get("/agreements/treaty.json")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_record_is_had_as_json_and_linked_data(client, address):
    record = MAKERS[address]()
    data = json.loads(body(client.get(f"/{address}/{record.slug}.json")))
    linked = json.loads(body(client.get(f"/{address}/{record.slug}.jsonld")))
    assert data["slug"] == record.slug
    assert linked["@context"] == {"@vocab": "https://schema.org/"}
    assert linked["@id"] == f"http://testserver{record.get_absolute_url()}" == data["url"]


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_a_record_that_is_not_published_has_no_data(client, status):
    for address, make in MAKERS.items():
        record = make(status=status)
        assert client.get(f"/{address}/{record.slug}.json").status_code == 404


def test_a_former_address_leads_to_the_present_one(client):
    visit = make_visit(slug="before")
    visit = type(visit).objects.get()
    with change(by=None, why="test"):
        visit.slug = "after"
        visit.save()
    response = client.get("/visits/before.json")
    assert response.status_code == 301
    assert response["Location"] == "/visits/after.json"


@pytest.fixture
def book():
    """A source with two makers and letters that TeX and RIS might stumble over."""
    return make_source(
        slug="book",
        title_en="Oil & gas: 100% of {all} $_#^~\\ İşğəñ",
        kind="book",
        language="en",
        authors="Əliyev, Heydər; World Bank",
        publisher="Şərq & Qərb",
        published="2012-08-21",
        accessed="2024-01-02",
        url="https://example.org/a_b?c=d&e=f#g%20h",
    )


def test_bibtex_is_read_back_by_another_program(client, book):
    entry = parse_string(body(client.get("/sources/book.bib")).decode(), "bibtex").entries["book"]
    assert entry.type == "book"
    assert [str(person) for person in entry.persons["author"]] == ["Əliyev, Heydər", "{World Bank}"]
    assert entry.fields["year"] == "2012"
    assert entry.fields["url"] == book.url
    assert r"Oil \& gas: 100\% of \{all\}" in entry.fields["title"]


def test_ris_is_read_back_by_another_program(client, book):
    [entry] = rispy.loads(body(client.get("/sources/book.ris")).decode())
    assert entry["type_of_reference"] == "BOOK"
    assert entry["title"] == book.title_en
    assert entry["authors"] == ["Əliyev, Heydər", "World Bank"]
    assert (entry["year"], entry["date"]) == ("2012", "2012/08/21")
    assert entry["urls"] == [book.url]


def test_csl_json_holds_names_and_dates_in_parts(client, book):
    [item] = json.loads(body(client.get("/sources/book.csl.json")))
    assert item["type"] == "book"
    assert item["author"] == [{"family": "Əliyev", "given": "Heydər"}, {"literal": "World Bank"}]
    assert item["issued"] == {"date-parts": [[2012, 8, 21]]}
    assert item["title"] == book.title_en


@pytest.mark.parametrize(
    ("edtf", "issued"),
    [
        ("2012", {"date-parts": [[2012]]}),
        ("2012-08~", {"date-parts": [[2012, 8]], "circa": True}),
        ("2012-08-21/2013", {"date-parts": [[2012, 8, 21], [2013]]}),
        ("2012-21", {"literal": "spring 2012"}),
        ("2012/..", {"literal": "since 2012"}),
    ],
)
def test_uncertain_dates_of_sources_survive(client, edtf, issued):
    make_source(slug="one", published=edtf)
    [item] = json.loads(body(client.get("/sources/one.csl.json")))
    assert item["issued"] == issued or item["issued"]["literal"].casefold() == issued["literal"]


@pytest.mark.parametrize("more", [0, 10])
def test_a_record_takes_the_same_few_queries_whatever_hangs_on_it(client, more, django_assert_num_queries):
    visit = plant()
    for number in range(more):
        cite(visit, "date", str(2000 + number))
        take_part(make_person(), visit)
    with django_assert_num_queries(5):
        client.get("/visits/open.json")
