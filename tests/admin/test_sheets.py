"""A sheet is imported as it was seen, all or nothing, once; a list is exported as it is filtered."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from archive import spreadsheets
from archive.admin import staging
from archive.models import BatchState, Citation, ImportBatch, NameForm, Participation, Place, Posting, Revision, Visit
from archive.writing import change
from tests.admin.conftest import address
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


def upload(client, text, model=Visit, name="their.csv", **more):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post(address(model, "import"), {"file": file, **more})


def preview(client, text, model=Visit, **more):
    answer = upload(client, text, model, **more)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer["Location"])


def confirm(client, page):
    return client.post(page.request["PATH_INFO"], {"seen": page.context["seen"], "_confirm": "1"}, follow=True)


def told(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_nothing_is_stored_before_the_preview_is_confirmed(admin_client):
    visit = make_visit(date="1992", title_en="The old title")
    page = preview(admin_client, f"slug,title_en,date\n{visit.slug},The new title,\n,A new visit,1993-05\n")
    html = page.content.decode()
    assert page.context["counts"] == {"new": 1, "changed": 1, "unchanged": 0, "skipped": 0, "failed": 0}
    for words in ("The old title", "The new title", "A new visit", "1993-05"):
        assert words in html, words
    assert list(Visit.objects.values_list("title_en", flat=True)) == ["The old title"]
    assert "Imported: 1 new, 1 changed, 0 unchanged." in told(confirm(admin_client, page))
    assert set(Visit.objects.values_list("title_en", flat=True)) == {"The new title", "A new visit"}


def test_an_import_is_one_batch_with_its_file_and_its_versions_name_it(admin_client, admin_user):
    page = preview(admin_client, "title_en\nA new visit\n")
    confirm(admin_client, page)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file_name, batch.user) == (BatchState.APPLIED, "their.csv", admin_user)
    assert bytes(batch.content) == b"title_en\nA new visit\n"
    version = Revision.objects.get()
    assert (version.batch, version.author) == (batch, admin_user)
    history = admin_client.get(address(Visit, "history", Visit.objects.get().pk)).content.decode()
    assert "their.csv" in history


def test_an_import_confirmed_twice_is_applied_once(admin_client):
    page = preview(admin_client, "title_en\nA new visit\n")
    confirm(admin_client, page)
    assert "not waiting any more" in told(confirm(admin_client, page))
    assert Visit.objects.count() == 1


def test_records_changed_after_the_preview_stop_the_import_and_it_says_so(admin_client):
    visit = make_visit(title_en="The old title")
    page = preview(admin_client, f"slug,title_en\n{visit.slug},The new title\n")
    with change(by=None, why="meanwhile"):
        visit.note = "seen"
        visit.save()
    answer = confirm(admin_client, page)
    assert "Records have changed since this preview was made" in told(answer)
    assert Visit.objects.get().title_en == "The old title"
    assert "Imported" in told(confirm(admin_client, answer))
    assert Visit.objects.get().title_en == "The new title"


def test_every_problem_is_told_with_its_row_column_and_value_and_nothing_can_be_confirmed(admin_client):
    page = preview(admin_client, "title_en,date,host_country\nOne,someday,AZ\nTwo,1992,Atlantis\n")
    html = page.content.decode()
    for words in ("someday", "Atlantis", "host_country", "date"):
        assert words in html, words
    assert 'name="_confirm"' not in html
    confirm(admin_client, page)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"), [("", "empty"), (b"\x00\x01\x02", "not a text file"), ("title_en,nonsense\nA,B\n", "nonsense")]
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(admin_client, text, words):
    answer = upload(admin_client, text)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert words in str(answer.context["form"].errors["file"])
    assert not ImportBatch.objects.exists()


def test_their_headings_are_mapped_and_a_column_set_aside(admin_client):
    lines = "Event = title_en\nWhen=date\nRemarks ="
    page = preview(admin_client, "Event,When,Remarks\nTalks,1992,none\n", mapping=lines)
    confirm(admin_client, page)
    assert list(Visit.objects.values_list("title_en", "date")) == [("Talks", "1992")]


def test_a_line_without_a_sign_and_an_unknown_source_are_told_beside_their_fields(admin_client):
    errors = upload(admin_client, "title_en\nA\n", mapping="Event title_en", source="nowhere").context["form"].errors
    assert "Event title_en" in str(errors["mapping"])
    assert "nowhere" in str(errors["source"])


def test_an_upload_names_its_source(admin_client):
    source = make_source()
    confirm(admin_client, preview(admin_client, "title_en\nA new visit\n", source=source.slug))
    assert ImportBatch.objects.get().source == source


def test_an_unclear_date_is_read_in_the_order_that_the_editor_says(admin_client):
    text = "title_en,date\nA,03/04/1992\n"
    assert preview(admin_client, text).context["counts"]["failed"] == 1
    confirm(admin_client, preview(admin_client, text, date_order="dmy"))
    assert Visit.objects.get().date == "1992-04-03"


def test_a_file_too_large_is_refused_before_it_is_read(admin_client, monkeypatch):
    monkeypatch.setattr(staging, "MOST_BYTES", 10)
    assert "split it" in str(upload(admin_client, "title_en\nA new visit\n").context["form"].errors["file"])


def test_an_upload_can_be_set_aside(admin_client):
    page = preview(admin_client, "title_en\nA new visit\n")
    admin_client.post(page.request["PATH_INFO"], {"_discard": "1"})
    assert not ImportBatch.objects.exists()
    assert not Visit.objects.exists()


def test_an_unchanged_sheet_offers_nothing_to_confirm(admin_client):
    make_visit(date="1992")
    exported = admin_client.post(address(Visit, "export"), {"format": "xlsx"}).getvalue()
    page = preview(admin_client, exported, name="visits.xlsx")
    assert page.context["counts"]["unchanged"] == 1
    assert 'name="_confirm"' not in page.content.decode()


def test_what_an_upload_says_is_shown_as_text(admin_client):
    page = preview(admin_client, "title_en\n<script>alert(1)</script>\n", name="<b>.csv").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


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
    page = preview(admin_client, exported, model)
    assert page.context["counts"] == {"new": 0, "changed": 0, "unchanged": 1, "skipped": 0, "failed": 0}


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
    page = admin_client.post(address(Visit), chosen)
    assert page.context["keys"] == [str(second.pk), str(first.pk)]
    answer = admin_client.post(page.context["action"], {"format": "csv", "_selected_action": page.context["keys"]})
    assert {row["slug"] for row in rows(answer)} == {first.slug, second.slug}


def test_an_unknown_format_asks_again(admin_client):
    assert "Format" in admin_client.post(address(Visit, "export"), {"format": "exe"}).content.decode()


def test_a_filter_that_means_nothing_is_no_error_page(admin_client):
    answer = admin_client.post(address(Visit, "export") + "?nonsense=1", {"format": "csv"})
    assert answer.status_code == 302


@pytest.mark.parametrize(("code", "pages"), [("import", {"import"}), ("export", {"export"})])
def test_import_and_export_are_rights_of_their_own(client, staff, code, pages):
    right = Permission.objects.get(codename=f"{code}_visit")
    staff.user_permissions.add(right, Permission.objects.get(codename="view_visit"))
    client.force_login(staff)
    listed = client.get(address(Visit)).content.decode()
    for page in ("import", "export"):
        assert client.get(address(Visit, page)).status_code == (200 if page in pages else 403)
        assert (f'class="{page}_link"' in listed) == (page in pages)


def test_a_type_without_a_sheet_has_no_buttons(admin_client):
    from archive.models import Discrepancy

    page = admin_client.get(address(Discrepancy)).content.decode()
    assert "import_link" not in page
    assert admin_client.get(address(Discrepancy, "import")).status_code == 403


def test_sheets_are_listed_for_every_admin_that_has_one():
    from django.contrib import admin

    sheets = {registered.sheet for registered in admin.site._registry.values() if hasattr(registered, "sheet")}
    assert sheets - {None} == set(spreadsheets.SHEETS)
