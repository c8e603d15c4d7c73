"""Editors take away a list as filtered, rows as selected, or the whole archive, with evidence where they ask for it."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import Permission

from archive.models import RECORD_TYPES, Visit
from archive.spreadsheets import FORMATS, SHEETS, read_all
from archive.spreadsheets.exporting import WHOLE_FORMATS
from archive.spreadsheets.resources import ORDER
from tests.admin.conftest import address
from tests.factories import cite, make_place, make_source, make_visit

pytestmark = pytest.mark.django_db
WHOLE = "/admin/export/"


def rows(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("format", FORMATS)
def test_a_list_is_sent_as_a_file_of_the_format(admin_client, format):
    make_visit()
    answer = admin_client.post(address(Visit, "export"), {"format": format})
    assert answer.streaming
    assert answer["Content-Type"] == FORMATS[format].content_type
    assert answer["Content-Disposition"] == f'attachment; filename="visits.{format}"'


def test_evidence_is_added_where_it_is_asked_for(admin_client):
    cite(make_visit(date="1992"), "date", "1992", make_source(slug="article"))
    (plain,) = rows(admin_client.post(address(Visit, "export"), {"format": "csv"}))
    (row,) = rows(admin_client.post(address(Visit, "export"), {"format": "csv", "evidence": "1"}))
    assert "date__sources" not in plain
    assert (row["date__sources"], row["date__stance"]) == ("article", "supports")
    assert set(plain) < set(row)


@pytest.mark.parametrize("model", RECORD_TYPES)
def test_editors_and_readers_get_the_same_columns_but_for_those_of_editors(admin_client, client, model):
    ours = rows(admin_client.post(address(model, "export"), {"format": "csv"}))
    assert ours == []
    theirs = client.get(f"/{model.address}.csv").getvalue().decode("utf-8-sig").strip().split(",")
    mine = admin_client.post(address(model, "export"), {"format": "csv"}).getvalue().decode("utf-8-sig").strip()
    assert [name for name in mine.split(",") if name not in ("status", "note", "revision")] == theirs


def test_the_page_offers_evidence_only_where_there_are_facts(admin_client):
    assert 'name="evidence"' in admin_client.get(address(Visit, "export")).content.decode()
    place = make_place()
    html = admin_client.get(address(type(place), "export")).content.decode()
    assert 'name="evidence"' not in html
    assert "The columns of this sheet" in html


def test_each_column_is_explained_on_the_page(admin_client):
    html = admin_client.get(address(Visit, "export")).content.decode()
    assert "A date in EDTF" in html
    assert "ISO 3166 code of a country" in html


def test_a_text_that_the_format_cannot_hold_is_told_and_another_format_can_be_chosen(admin_client):
    make_visit(summary_en="x" * 40_000)
    answer = admin_client.post(address(Visit, "export"), {"format": "xlsx"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "export as CSV, ODS or JSON" in html
    assert 'name="format"' in html
    answer = admin_client.post(WHOLE, {"format": "xlsx"})
    assert "export as CSV, ODS or JSON" in answer.content.decode()


@pytest.mark.parametrize("key", ["99999999999999999999999999", "-1", "x", ""])
def test_a_forged_selection_is_no_failure(admin_client, key):
    make_visit()
    answer = admin_client.post(address(Visit, "export"), {"format": "csv", "_selected_action": key})
    assert answer.status_code == 200


@pytest.mark.parametrize("format", WHOLE_FORMATS)
def test_the_whole_archive_is_sent_as_one_file(admin_client, format):
    make_visit(status="draft", note="for editors", places=[make_place()])
    answer = admin_client.post(WHOLE, {"format": format})
    assert answer["Content-Disposition"] == f'attachment; filename="archive.{format}"'
    content = answer.getvalue()
    names = list(json.loads(content)) if format == "json" else [s.name for s in read_all(content, f"archive.{format}")]
    assert names == ORDER


def test_the_page_of_the_whole_archive_sends_nothing_without_a_format(admin_client):
    page = admin_client.get(WHOLE)
    assert page.status_code == 200
    assert page.content.decode().count('type="radio"') == len(WHOLE_FORMATS)
    assert "text/html" in admin_client.post(WHOLE, {"format": "csv"})["Content-Type"]
    assert f'href="{WHOLE}"' in admin_client.get(address(Visit, "export")).content.decode()


def test_the_whole_archive_is_for_those_who_may_export_every_type(client, staff):
    client.force_login(staff)
    every = Permission.objects.filter(codename__in=[f"export_{r.model()._meta.model_name}" for r in SHEETS.values()])
    assert every.count() == len(SHEETS)
    staff.user_permissions.set(every.exclude(codename="export_citation"))
    assert client.get(WHOLE).status_code == 403
    assert client.post(WHOLE, {"format": "json"}).status_code == 403
    staff.user_permissions.set(every)
    assert client.get(WHOLE).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get(WHOLE)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={WHOLE}")
