"""The work on an import is seen while it goes on, survives its browser, is undone; several types are one import."""

import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import spreadsheets
from archive.admin.sheets import work
from archive.models import BatchState, ImportBatch, Person, Place, Posting, Revision, Visit
from archive.spreadsheets import jobs
from archive.spreadsheets.jobs import Phase, Progress
from archive.writing import change
from tests.admin.conftest import address
from tests.admin.importing import batch, confirm, imported, page, send, step, told, upload
from tests.factories import make_organization, make_person, make_place, make_visit

pytestmark = pytest.mark.django_db

TWO_TYPES = "title_en,places\nTalks,Paris\n"


def may(user, *types):
    """Let somebody import these types."""
    user.user_permissions.add(*Permission.objects.filter(codename__in=[f"import_{type}" for type in types]))


def in_state(state):
    ImportBatch.objects.update(state=state)


def at(monkeypatch, *progress):
    """Let the work be so far."""
    monkeypatch.setattr(jobs, "progress_of", lambda batch: Progress(*progress))


def test_the_progress_is_a_page_that_looks_again_without_scripts(admin_client, monkeypatch):
    imported(admin_client, "title_en\nA\n")
    in_state(BatchState.APPLYING)
    at(monkeypatch, 400, 1000, Phase.WRITING)
    html = page(admin_client).content.decode()
    assert '<progress aria-label="Import of their.csv" max="1000" value="400">' in html
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "40 %" in html
    state = page(admin_client, "progress").json()
    assert (state["phase"], state["done"], state["total"]) == ("writing", 400, 1000)


def test_no_step_is_taken_while_the_work_goes_on(admin_client, monkeypatch):
    imported(admin_client, "title_en\nA\n")
    in_state(BatchState.APPLYING)
    at(monkeypatch, 1, 2, Phase.WRITING)
    for name in ("apply", "discard", "compare", "rows", "replace", "origin", "table", "problems", "names", "columns"):
        assert "being worked on" in told(send(admin_client, name)), name
    assert batch().state == BatchState.APPLYING


def test_work_that_was_killed_is_told_and_taken_up_again(admin_client):
    imported(admin_client, "title_en\nA\n")
    in_state(BatchState.APPLYING)
    shown = page(admin_client)
    assert shown.context["is_killed"]
    assert "Nothing was changed" in shown.content.decode()
    assert batch().state == BatchState.APPLYING
    shown = send(admin_client, "recover")
    assert batch().state == BatchState.STAGED
    assert "interrupted" in shown.content.decode()
    confirm(admin_client, shown)
    assert Visit.objects.get().title_en == "A"


def test_the_progress_of_finished_work_has_no_phase(admin_client):
    confirm(admin_client, imported(admin_client, "title_en\nA\n"))
    assert page(admin_client, "progress").json() == {"phase": ""}


def test_work_that_waits_in_the_queue_is_said_to_wait(admin_client, monkeypatch):
    shown = imported(admin_client, "title_en\nA\n")

    def queued(batch, work, by, why=""):
        in_state(BatchState.APPLYING)
        at(monkeypatch, 0, 0, Phase.WAITING)
        return False

    monkeypatch.setattr(work.jobs, "start", queued)
    shown = confirm(admin_client, shown)
    assert "waiting for its turn" in shown.content.decode()
    assert "close the browser" in shown.content.decode()


# Undo


def test_an_import_is_undone_after_its_page_has_said_what_goes_and_what_stays(admin_client):
    first, second = make_visit(title_en="First", status="draft"), make_visit(title_en="Second", status="draft")
    text = f"slug,title_en,date\n{first.slug},First anew,1992\n{second.slug},Second anew,\n,Third,1993\n"
    confirm(admin_client, imported(admin_client, text))
    first.refresh_from_db()
    with change(by=None, why="a better title"):
        first.title_en = "First by hand"
        first.save()
    shown = page(admin_client, "undo")
    found = shown.context["found"]
    assert (found.deleted, found.restored, len(found.kept)) == (1, 2, 1)
    assert "title_en" in shown.content.decode()
    assert Visit.objects.count() == 3
    shown = send(admin_client, "undo")
    assert sorted(Visit.objects.values_list("title_en", "date")) == [("First by hand", ""), ("Second", "")]
    assert shown.context["batch"].undoes_id
    assert "it was edited since" in shown.content.decode()
    listed = admin_client.get(address(ImportBatch)).content.decode()
    assert "undo of import" in listed


def test_an_undo_leads_back_from_the_import_and_is_done_once(admin_client):
    confirm(admin_client, imported(admin_client, "title_en\nA\n"))
    first = batch()
    admin_client.post(step("undo", first))
    shown = admin_client.get(step("change", first))
    assert step("change", batch()) in shown.content.decode()
    assert "undone already" in told(admin_client.post(step("undo", first), follow=True))
    assert ImportBatch.objects.count() == 2


# Several types


def archive_workbook(**more):
    """The archive as one workbook, with a sheet for each type, and more sheets by their names."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in {
        "places": [["slug", "name_en"], ["paris", "Paris"]],
        "people": [["slug", "name_en"], ["anna-berg", "Anna Berg"]],
        "visits": [["title_en", "places", "participations"], ["Talks", "paris", "visitor: anna-berg"]],
        **more,
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_with_a_sheet_for_each_type_is_one_import_and_one_undo(admin_client):
    assert reverse("admin:archive_importbatch_add") in admin_client.get("/admin/").content.decode()
    shown = imported(admin_client, archive_workbook(), None, name="all.xlsx")
    assert [str(words) for words, _count, _where, _now in shown.context["types"]] == [
        "all types", "Places", "People", "Visits",
    ]  # fmt: skip
    assert [row.type for row in page(admin_client, type="people").context["rows"]] == ["People"]
    confirm(admin_client, shown)
    assert Visit.objects.get().places.get().name_en == "Paris"
    assert ImportBatch.objects.count() == 1
    send(admin_client, "undo")
    assert [Visit.objects.count(), Person.objects.count(), Place.objects.count()] == [0, 0, 0]


def test_a_workbook_with_a_sheet_that_is_no_type_waits_with_that_sentence(admin_client):
    shown = imported(admin_client, archive_workbook(Whatever=[["title_en"], ["A"]]), None, name="all.xlsx")
    assert batch().state == BatchState.UPLOADED
    assert "Whatever" in batch().message
    assert "Whatever" in shown.content.decode()
    assert "Put a repaired file in its place" in shown.content.decode()


def test_a_table_that_says_no_type_is_refused_at_the_upload_of_a_whole_archive(admin_client):
    answer = upload(admin_client, "title_en\nA\n", None, name="other.csv")
    assert answer.context["form"].errors["file"]


# Rights


def test_drafts_of_a_type_that_somebody_may_not_import_are_for_another_to_confirm(client, staff, admin_client):
    may(staff, "visit")
    client.force_login(staff)
    imported(client, TWO_TYPES)
    admin_client.post(step("names"), {"name-0": "Paris", "choice-0": "+"})
    shown = page(client)
    assert shown.context["lacking"] == ["Places"]
    assert 'name="_confirm"' not in shown.content.decode()
    assert "Places" in told(confirm(client, shown))
    assert not Visit.objects.exists()
    assert "Imported" in told(confirm(admin_client, shown))


def test_who_may_import_what_hangs_on_records_may_undo_it_too(client, staff):
    make_person(name_en="Anna Berg", status="draft"), make_organization(name_en="Embassy in Paris", status="draft")
    staff.groups.add(Group.objects.get(name="editor"))
    client.force_login(staff)
    text = "person,organization,role\nAnna Berg,Embassy in Paris,member\n"
    confirm(client, imported(client, text, Posting))
    assert Posting.objects.exists()
    send(client, "undo")
    assert not Posting.objects.exists()


def test_staged_imports_are_open_to_those_who_may_import_the_type_and_to_nobody_else(client, staff, admin_client):
    imported(admin_client, "title_en\nA\n")
    client.force_login(staff)
    names = ("change", "columns", "problems", "names", "errors", "file", "progress")
    assert {page(client, name).status_code for name in names} <= {403, 404}
    may(staff, "person")
    staff = type(staff).objects.get(pk=staff.pk)
    client.force_login(staff)
    assert {page(client, name).status_code for name in names} == {404}
    assert client.post(step("apply")).status_code == 404
    may(staff, "visit")
    client.force_login(type(staff).objects.get(pk=staff.pk))
    # Somebody else's import, for one who does not see imports.
    assert {page(client, name).status_code for name in names} == {404}
    staff.user_permissions.add(Permission.objects.get(codename="view_importbatch"))
    client.force_login(type(staff).objects.get(pk=staff.pk))
    assert {page(client, name).status_code for name in names} == {200}
    assert "their.csv" in client.get(address(ImportBatch)).content.decode()
    assert client.get(reverse("admin:archive_importbatch_add")).status_code == 403


def test_those_who_may_only_see_imports_see_what_was_applied_and_do_nothing(client, staff, admin_client):
    shown = imported(admin_client, "title_en\nA\n")
    staff.user_permissions.add(Permission.objects.get(codename="view_importbatch"))
    client.force_login(staff)
    assert page(client).status_code == 403
    confirm(admin_client, shown)
    seen = page(client)
    assert seen.status_code == 200
    assert step("undo") not in seen.content.decode()
    assert page(client, "undo").status_code == 403
    assert page(client, "file").status_code == 403


def test_nobody_is_let_in_without_signing_in(client, admin_client):
    imported(admin_client, "title_en\nA\n")
    for name in ("change", "columns", "file", "progress", "apply"):
        assert "/login/" in page(client, name)["Location"]


def test_a_version_and_its_import_are_found_from_each_other(admin_client):
    confirm(admin_client, imported(admin_client, "title_en\nA\n"))
    version, visit = Revision.objects.get(), Visit.objects.get()
    assert address(Visit, "change", visit.pk) in page(admin_client).content.decode()
    assert admin_client.get(address(Revision, "change", version.pk)).status_code == 200


# How often the database is asked


def asked(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return len(queries), [query["sql"][:160] for query in queries]


@pytest.mark.parametrize(("name", "most"), [("change", 12), ("columns", 6), ("problems", 7), ("names", 5)])
def test_a_page_of_an_import_asks_the_same_with_few_rows_and_with_many(admin_client, name, most):
    found = []
    for count in (2, 40):
        with change(by=None, why="test"):
            drafts, visits = [make_visit(status="draft") for _n in range(count)], [make_visit() for _n in range(count)]
        lines = "".join(f"{v.slug},Title {n},{n}th day,Place {n}\n" for n, v in enumerate(drafts))
        lines += "".join(f"{v.slug},Title {n},,\n" for n, v in enumerate(visits))
        imported(admin_client, f"slug,title_en,date,places\n{lines}")
        found.append(asked(admin_client, step(name)))
    assert found[0][0] == found[1][0] <= most, "\n".join(found[1][1])


def test_the_outcome_of_an_import_asks_the_same_for_few_records_and_for_many(admin_client):
    found = []
    for count in (1, 30):
        lines = "".join(f"Talks {count} {n}\n" for n in range(count))
        confirm(admin_client, imported(admin_client, f"title_en\n{lines}"))
        found.append(asked(admin_client, step("change")))
    assert found[0][0] == found[1][0] <= 7, "\n".join(found[1][1])


@pytest.mark.parametrize("name", list(spreadsheets.SHEETS))
def test_every_type_has_its_upload_and_its_columns(admin_client, name):
    model = spreadsheets.resource_for(name).model()
    make_person(), make_place()
    assert upload(admin_client, "Qqq,Www\nx,y\n", model).status_code == 302
    shown = page(admin_client)
    assert len(list(shown.context["form"].headings())) == 2
