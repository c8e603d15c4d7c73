"""What every record type owes: one model file, one line in the list, one name on the arc, one small class at each door.

A new record type that misses one of these places fails here, and the message says which.
"""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from archive.admin.records import ADMINS
from archive.models import RECORD_ARC, RECORD_TYPES, Citation, Discrepancy, Revision, arc_name
from archive.models.links import key_to
from archive.public import filters
from archive.spreadsheets import SHEETS, resource_for
from archive.writing import change
from tests.factories import MAKERS, cite

pytestmark = pytest.mark.django_db

EVERY_TYPE = pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@EVERY_TYPE
def test_it_has_a_name_on_the_arc_by_which_everything_hangs_on_it(model):
    assert arc_name(model) in RECORD_ARC
    for hanging in (Citation, Discrepancy, Revision):
        assert key_to(hanging, model) == arc_name(model)


@EVERY_TYPE
def test_it_has_an_admin_of_its_own(model):
    assert model in admin.site._registry
    assert model in ADMINS, f"write a small class for {model.__name__} in archive/admin/records.py"


@EVERY_TYPE
def test_it_has_a_sheet_with_its_fields_as_columns(model):
    assert model.address in SHEETS, (
        f"write a resource for {model.__name__} in archive/spreadsheets/resources/records.py"
    )
    columns = [column.column_name for column in resource_for(model).columns()]
    assert columns[0] == "slug"
    for name in {*model.FACTS, "summary", "status", "note"} - {"postings"}:
        assert name in columns or f"{name}_en" in columns, f"{model.__name__}: no column for {name}"


@EVERY_TYPE
def test_it_has_a_filter_for_its_list(model):
    assert model in filters.FILTERS, f"write a filter for {model.__name__} in archive/public/filters/types.py"


@EVERY_TYPE
def test_it_has_the_smallest_example_for_tests(model):
    assert model.address in MAKERS, f"write make_{model._meta.model_name} in tests/factories.py"
    record = MAKERS[model.address]()
    assert isinstance(record, model)
    assert str(record)
    assert record.slug


@EVERY_TYPE
def test_its_list_and_pages_answer_in_every_language(model, client):
    record = MAKERS[model.address]()
    for language in LANGUAGES:
        with translation.override(language):
            addresses = [reverse(f"{model.address}-list"), record.get_absolute_url()]
        prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
        assert addresses == [f"{prefix}/{model.address}/", f"{prefix}/{model.address}/{record.slug}/"]
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            assert f'lang="{language}"' in response.content.decode()[:500]
            assert str(record) in response.content.decode() or language != "en"


@EVERY_TYPE
def test_a_citation_of_each_of_its_fields_can_be_stored(model):
    record = MAKERS[model.address]()
    for field in model.citable():
        cite(record, field, "stated")
    assert record.citations.count() == len(model.citable())


@EVERY_TYPE
def test_its_versions_hold_all_its_fields_and_what_hangs_on_it(model):
    record = MAKERS[model.address]()
    cite(record, "summary", "stated", quotation="in their words")
    with change(by=None, why="A note"):
        record.note = "remember"
        record.save()
    version = record.revisions.first()
    assert version.number == record.revision
    assert version.snapshot["note"] == "remember"
    assert version.snapshot["citations"][0]["quotation"] == "in their words"
    assert json.loads(json.dumps(version.snapshot)) == version.snapshot


@EVERY_TYPE
def test_its_first_records_are_in_the_fixtures(model):
    folder = Path(settings.BASE_DIR) / "fixtures"
    label = model._meta.label_lower
    assert any(
        entry["model"] == label for file in folder.glob("*.json") for entry in json.loads(file.read_text("utf-8"))
    )


@EVERY_TYPE
def test_it_is_found_by_search_and_listed_in_the_sitemap(model, client):
    record = MAKERS[model.address](summary_en="Quetzalcoatlus")
    assert record.get_absolute_url() in client.get("/search/", {"q": "quetzalcoatl"}).content.decode()
    assert f"{record.get_absolute_url()}</loc>" in b"".join(client.get("/sitemap.xml")).decode()
