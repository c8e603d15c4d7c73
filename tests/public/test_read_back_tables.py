"""Other people's programs read every table and every record as JSON: as many rows as are published, the same values."""

import csv
import io
import json
from collections import Counter

import openpyxl
import pytest
import python_calamine
from frictionless import Package

from archive.models import RECORD_TYPES, Citation, NameForm, Participation, Posting
from tests.public.reading import DATES, LANGUAGES, body, page_of, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("much", "no_network")]


def test_json_gives_every_record_with_its_columns_and_all_that_hangs_on_it(client):
    for record in published():
        told = json.loads(body(client, f"/{record.address}/{record.slug}.json"))
        assert (told["slug"], told["type"], told["page"]) == (record.slug, record.address, page_of(record))
        assert told["url"] == (getattr(record, "url", "") or page_of(record))
        for name in (*(f"summary_{code}" for code in LANGUAGES), *DATES.get(record.address, ())):
            assert told.get(name, "") == getattr(record, name)
        rows = record.citations.filter(status="published", source__status="published").select_related("source")
        said = Counter((c["field"], c.get("stated", ""), c["stance"], c["source"]["slug"]) for c in told["citations"])
        assert said == Counter((c.field, c.stated, c.stance, c.source.slug) for c in rows)
        assert len(told["discrepancies"]) == record.discrepancies.filter(is_public=True).count()


def cells(content, kind):
    """The rows of the first table of a file, as a program of other people's reads them: texts by heading."""
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if kind == "json":
        data = json.loads(content)
        return data if isinstance(data, list) else next(value for value in data.values() if isinstance(value, list))
    if kind == "ods":
        rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    else:
        rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True)
    head, *rows = rows
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_lists_give_every_record_with_its_values(client, model, kind):
    rows = {row["slug"]: row for row in cells(body(client, f"/{model.address}.{kind}"), kind)}
    records = list(model.objects.published())
    assert rows.keys() == {record.slug for record in records}
    texts = [
        f.name for f in model._meta.concrete_fields if f.name in next(iter(rows.values()), {}) and not f.is_relation
    ]
    assert len(texts) > 5
    for record in records:
        for name in texts:
            told, kept = rows[record.slug].get(name), getattr(record, name)
            same = float(told or 0) == float(kept or 0) if name == "amount" else (told or "") == (kept or "")
            assert same, (record.slug, name, told, kept)


def test_the_data_package_gives_every_row_to_frictionless(client, tmp_path):
    path = tmp_path / "datapackage.zip"
    path.write_bytes(body(client, "/datapackage.zip"))
    package = Package(str(path))
    report = package.validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:5]
    tables = {resource.name: resource.read_rows() for resource in package.resources}
    for model in RECORD_TYPES:
        rows = {row["slug"]: row for row in tables[model.address]}
        records = list(model.objects.published())
        assert rows.keys() == {record.slug for record in records}
        for record in records:
            for name in (*(f"summary_{code}" for code in LANGUAGES), *DATES.get(record.address, ())):
                assert (rows[record.slug][name] or "") == getattr(record, name)
    told = Counter((r["record"], r["source"], r["field"], r["stated"] or "", r["stance"]) for r in tables["citations"])
    citations = Citation.objects.about_published().select_related("source")
    assert told == Counter((c.record.slug, c.source.slug, c.field, c.stated, c.stance) for c in citations)
    for name, model in (("postings", Posting), ("participations", Participation)):
        assert len(tables[name]) == model.objects.published().count() > 0
    assert len(tables["names"]) == NameForm.objects.count()
