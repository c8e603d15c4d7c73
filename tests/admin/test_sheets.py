"""A sheet is imported as it was seen, all or nothing, once; a list is exported as it is filtered."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission

from archive import spreadsheets
from archive.models import (
    BatchState,
    Citation,
    ImportBatch,
    NameForm,
    Participation,
    Place,
    Posting,
    Revision,
    RowChoice,
    Visit,
)
from archive.spreadsheets import staging
from archive.writing import change
from tests.admin.conftest import address
from tests.admin.importing import batch, confirm, imported, page, send, step, told, upload
from tests.factories import (
    cite,
    make_organization,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db


def test_nothing_is_stored_before_what_was_seen_is_confirmed(admin_client):
    visit = make_visit(date="1992", title_en="The old title")
    shown = imported(admin_client, f"slug,title_en,date\n{visit.slug},The new title,\n,A new visit,1993-05\n")
    html = shown.content.decode()
    assert {str(words): count for words, count, _where, _now in shown.context["kinds"]} == {
        "all": 2,
        "new": 1,
        "changed": 1,
    }
    for words in ("The old title", "The new title", "A new visit", "1993-05", "May 1993"):
        assert words in html, words
    assert list(Visit.objects.values_list("title_en", flat=True)) == ["The old title"]
    assert "Imported: 1 new, 1 changed." in told(confirm(admin_client, shown))
    assert set(Visit.objects.values_list("title_en", flat=True)) == {"The new title", "A new visit"}


def test_an_import_is_one_batch_with_its_file_and_its_versions_name_it(admin_client, admin_user):
    confirm(admin_client, imported(admin_client, "title_en\nA new visit\n"))
    import_ = ImportBatch.objects.get()
    assert (import_.state, import_.file_name, import_.user) == (BatchState.APPLIED, "their.csv", admin_user)
    assert admin_client.get(step("file")).content == b"title_en\nA new visit\n"
    version = Revision.objects.get()
    assert (version.batch, version.author) == (import_, admin_user)
    history = admin_client.get(address(Visit, "history", Visit.objects.get().pk)).content.decode()
    assert "their.csv" in history


def test_an_import_confirmed_twice_is_applied_once(admin_client):
    shown = imported(admin_client, "title_en\nA new visit\n")
    confirm(admin_client, shown)
    assert "has been imported already" in told(confirm(admin_client, shown))
    assert Visit.objects.count() == 1


def test_records_changed_after_the_comparison_stop_the_import_and_are_named(admin_client):
    visit = make_visit(title_en="The old title")
    shown = imported(admin_client, f"slug,title_en\n{visit.slug},The new title\n")
    with change(by=None, why="meanwhile"):
        visit.note = "seen"
        visit.save()
    answer = confirm(admin_client, shown)
    assert "The old title" in batch().message
    assert "Nothing was imported" in answer.content.decode()
    assert Visit.objects.get().title_en == "The old title"
    assert "Imported" in told(confirm(admin_client, send(admin_client, "compare")))
    assert Visit.objects.get().title_en == "The new title"


def test_what_was_compared_anew_meanwhile_is_looked_through_again(admin_client):
    shown = imported(admin_client, "title_en,date\nA new visit,3/4/1992\n")
    mapping = {**batch().mapping, "date_order": "dmy"}
    staging.set_mapping(batch_with_file(), mapping)
    send(admin_client, "compare")
    assert "compared anew" in told(confirm(admin_client, shown))
    assert not Visit.objects.exists()


def batch_with_file():
    return ImportBatch.objects.get()


def test_a_row_in_the_way_keeps_everything_out(admin_client):
    shown = imported(admin_client, "title_en,date\nOne,someday\nTwo,1992\n")
    assert 'name="_confirm"' not in shown.content.decode()
    assert "cannot be taken" in told(confirm(admin_client, shown))
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("text", "words"), [("", "empty"), (b"\x00\x01\x02", "not a text file")])
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(admin_client, text, words):
    answer = upload(admin_client, text)
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors["file"])
    assert not ImportBatch.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(admin_client, settings):
    settings.SHEET_LIMITS = {"packed": 10}
    assert "split it" in str(upload(admin_client, "title_en\nA new visit\n").context["form"].errors["file"])


def test_an_unknown_source_is_told_beside_its_field(admin_client):
    errors = upload(admin_client, "title_en\nA\n", source_slug="nowhere").context["form"].errors
    assert "nowhere" in str(errors["source_slug"])


def test_testimony_wants_a_source(admin_client):
    errors = upload(admin_client, "title_en\nA\n", choice=RowChoice.TESTIMONY).context["form"].errors
    assert "Say which source" in str(errors["source"])


@pytest.mark.parametrize("by", ["pk", "slug", "address"])
def test_an_upload_names_its_source(admin_client, by):
    source = make_source()
    given = {"pk": {"source": source.pk}, "slug": {"source_slug": source.slug}}
    given["address"] = {"source_slug": f"https://archive.example/sources/{source.slug}/"}
    confirm(admin_client, imported(admin_client, "title_en\nA new visit\n", **given[by]))
    assert ImportBatch.objects.get().source == source


def test_an_upload_can_be_set_aside(admin_client):
    imported(admin_client, "title_en\nA new visit\n")
    answer = send(admin_client, "discard")
    assert "nothing was imported" in told(answer)
    assert not ImportBatch.objects.exists()


def test_a_step_of_an_import_that_is_gone_is_not_found(admin_client):
    imported(admin_client, "title_en\nA new visit\n")
    gone = step("apply")
    send(admin_client, "discard")
    assert admin_client.post(gone, {"seen": ""}).status_code == 404
    assert admin_client.get("/admin/archive/importbatch/none/change/").status_code == 404


def test_an_unchanged_sheet_offers_nothing_to_confirm(admin_client):
    make_visit(date="1992")
    exported = admin_client.post(address(Visit, "export"), {"format": "xlsx"}).getvalue()
    shown = imported(admin_client, exported, name="visits.xlsx")
    assert batch().counts["unchanged"] == 1
    assert 'name="_confirm"' not in shown.content.decode()


def test_what_an_upload_says_is_shown_as_text(admin_client):
    html = imported(admin_client, "title_en\n<script>alert(1)</script>\n", name="<b>.csv").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>.csv" not in html


def test_begun_imports_are_found_again_at_the_upload(admin_client):
    imported(admin_client, "title_en\nA new visit\n", name="half way.csv")
    html = admin_client.get(address(Visit, "import")).content.decode()
    assert "half way.csv" in html
    assert step("change") in html


def test_reading_the_pages_of_an_import_writes_nothing(admin_client):
    imported(admin_client, "title_en,date\nA,someday\nB,1992\n")
    before = ImportBatch.objects.values().get()
    for name in ("change", "columns", "problems", "names", "errors", "file", "progress"):
        answer = page(admin_client, name)
        assert answer.status_code == 200, name
        list(answer.streaming_content) if answer.streaming else None
    for name in ("apply", "discard", "compare", "rows", "replace", "origin", "table", "recover"):
        assert page(admin_client, name).status_code == 405, name
    assert ImportBatch.objects.values().get() == before


def test_a_file_that_was_imported_before_is_known_again(admin_client):
    confirm(admin_client, imported(admin_client, "title_en\nA new visit\n"))
    first = batch()
    shown = imported(admin_client, "title_en\nA new visit\n", name="the same.csv")
    assert "This very file was imported already" in shown.content.decode()
    assert step("change", first) in shown.content.decode()


HANGING = {
    Citation: lambda: cite(make_visit(), "date", "1992"),
    Posting: lambda: post(make_person(), make_organization()),
    Participation: lambda: take_part(make_person(), make_visit()),
    NameForm: lambda: name_form(make_person(), "Another name"),
    Place: make_place,
}


@pytest.mark.parametrize("model", HANGING, ids=lambda model: model.__name__)
def test_what_hangs_on_records_goes_out_and_comes_in_unchanged(admin_client, model):
    HANGING[model]()
    assert admin_client.get(address(model, "import")).status_code == 200
    exported = admin_client.post(address(model, "export"), {"format": "csv"}).getvalue()
    imported(admin_client, exported, model)
    counts = {kind: count for kind, count in batch().counts.items() if count}
    assert counts == {"unchanged": 1}


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_list_is_exported_as_it_is_filtered_with_the_editors_columns(admin_client):
    make_visit()
    draft = make_visit(status="draft", note="Not yet")
    answer = admin_client.post(address(Visit, "export") + "?status__exact=draft", {"format": "csv"})
    assert [(row["slug"], row["note"], row["status"]) for row in rows(answer)] == [(draft.slug, "Not yet", "draft")]


def test_the_list_is_exported_as_it_is_searched(admin_client):
    found, _other = make_visit(title_az="Görüş"), make_visit()
    answer = admin_client.post(address(Visit, "export") + "?q=gorus", {"format": "csv"})
    assert [row["slug"] for row in rows(answer)] == [found.slug]


def test_selected_rows_are_exported(admin_client):
    first, second, _third = make_visit(), make_visit(), make_visit()
    chosen = {"action": "export_selected", "_selected_action": [first.pk, second.pk]}
    shown = admin_client.post(address(Visit), chosen)
    assert shown.context["keys"] == [str(second.pk), str(first.pk)]
    answer = admin_client.post(shown.context["action"], {"format": "csv", "_selected_action": shown.context["keys"]})
    assert {row["slug"] for row in rows(answer)} == {first.slug, second.slug}


def test_an_unknown_format_asks_again(admin_client):
    assert "Format" in admin_client.post(address(Visit, "export"), {"format": "exe"}).content.decode()


def test_a_filter_that_means_nothing_is_refused(admin_client):
    answer = admin_client.post(address(Visit, "export") + "?nonsense=1", {"format": "csv"})
    assert answer.status_code == 400


@pytest.mark.parametrize(("code", "pages"), [("import", {"import"}), ("export", {"export"})])
def test_import_and_export_are_rights_of_their_own(client, staff, code, pages):
    right = Permission.objects.get(codename=f"{code}_visit")
    staff.user_permissions.add(right, Permission.objects.get(codename="view_visit"))
    client.force_login(staff)
    listed = client.get(address(Visit)).content.decode()
    for name in ("import", "export"):
        assert client.get(address(Visit, name)).status_code == (200 if name in pages else 403)
        assert (f'class="{name}_link"' in listed) == (name in pages)


def test_a_type_without_a_sheet_has_no_buttons(admin_client):
    from archive.models import Discrepancy

    shown = admin_client.get(address(Discrepancy)).content.decode()
    assert "import_link" not in shown
    assert admin_client.get(address(Discrepancy, "import")).status_code == 403


def test_sheets_are_listed_for_every_admin_that_has_one():
    from django.contrib import admin

    sheets = {registered.sheet for registered in admin.site._registry.values() if hasattr(registered, "sheet")}
    assert sheets - {None} == set(spreadsheets.SHEETS)
