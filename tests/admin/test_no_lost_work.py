"""Two editors at one record: nothing is overwritten unseen, nothing typed is lost, nothing is written by halves."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError

from archive import writing
from archive.admin import base
from archive.models import Citation, Place, Revision, Visit
from tests.admin.conftest import address, errors_of, typed
from tests.factories import cite, make_place, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(django_user_model):
    return django_user_model.objects.create_superuser("leyla", password="secret")


def change_meanwhile(row, by, **values):
    row = type(row).objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    with writing.change(by=by, why="meanwhile"):
        row.save()


def test_an_old_form_is_refused_and_says_who_changed_what_and_keeps_what_was_typed(admin_client, colleague):
    visit = make_visit(date="1992", note="")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, date="1993")
    sent = typed(form, date="1994", note="typed words")
    answer = admin_client.post(address(Visit, "change", visit.pk), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "this was changed by leyla." in page
    assert "Changed meanwhile: Date." in page
    assert "Stored now: 1993" in page
    assert 'value="1994"' in page
    assert "typed words" in page
    assert Visit.objects.get().date == "1993"
    assert Revision.objects.filter(visit=visit).count() == 2


def test_after_the_warning_the_own_version_can_be_stored(admin_client, colleague):
    visit = make_visit(date="1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, date="1993")
    warned = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994"))
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(warned))
    assert answer.status_code == 302, errors_of(answer)
    stored = Visit.objects.get()
    assert (stored.date, stored.revision) == ("1994", 3)


@pytest.mark.parametrize("seen", ["", "0", "99", "x"])
def test_a_form_that_does_not_say_what_it_was_opened_on_is_refused(admin_client, seen):
    visit = make_visit(date="1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994", seen=seen))
    assert answer.status_code == 200
    assert Visit.objects.get().date == "1992"


def test_a_place_which_has_no_history_is_guarded_too(admin_client, colleague):
    place = make_place(name_en="Baku")
    form = admin_client.get(address(Place, "change", place.pk))
    change_meanwhile(place, colleague, name_en="Baki")
    answer = admin_client.post(address(Place, "change", place.pk), typed(form, name_en="Bakou"))
    assert "Somebody else has changed this in the meantime." in answer.content.decode()
    assert Place.objects.get().name_en == "Baki"


def test_a_citation_row_that_a_colleague_deleted_meanwhile_is_no_error_page(admin_client, colleague):
    visit = make_visit(date="1992")
    row = cite(visit, "date", "1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    with writing.change(by=colleague):
        Citation.objects.get(pk=row.pk).delete()
    warned = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994"))
    assert warned.status_code == 200
    again = typed(warned, **{"citations-0-DELETE": "on"})
    assert admin_client.post(address(Visit, "change", visit.pk), again).status_code == 302
    assert Visit.objects.get().date == "1994"


def test_a_save_that_comes_between_reading_and_writing_is_told_in_the_form(admin_client, colleague, monkeypatch):
    visit = make_visit(date="1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    save_model = base.GuardedAdmin.save_model

    def raced(self, *args):
        monkeypatch.setattr(base.GuardedAdmin, "save_model", save_model)
        save_model(self, *args)
        raise writing.Stale([visit])

    monkeypatch.setattr(base.GuardedAdmin, "save_model", raced)
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994"), follow=True)
    assert answer.status_code == 200
    assert Visit.objects.get().date == "1994"
    assert Visit.objects.get().revision == 2
    assert len([m for m in answer.context["messages"] if "changed successfully" in str(m)]) == 1
    assert LogEntry.objects.count() == 1


def test_what_stays_stale_becomes_a_message_and_nothing_is_stored(admin_client, monkeypatch):
    visit = make_visit(date="1992")
    form = admin_client.get(address(Visit, "change", visit.pk))

    def refused(self, request, obj, form, change):
        obj.save()
        raise writing.Stale([obj])

    monkeypatch.setattr(base.GuardedAdmin, "save_model", refused)
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994"), follow=True)
    assert "Somebody else has changed" in answer.content.decode()
    assert "was changed successfully" not in answer.content.decode()
    assert Visit.objects.get().date == "1992"
    assert not LogEntry.objects.exists()


def test_a_race_for_one_address_gives_a_form_error(admin_client, monkeypatch):
    form = admin_client.get(address(Visit, "add"))
    save_model = base.GuardedAdmin.save_model

    def raced(self, *args):
        monkeypatch.setattr(base.GuardedAdmin, "save_model", save_model)
        raise IntegrityError("slug")

    monkeypatch.setattr(base.GuardedAdmin, "save_model", raced)
    assert admin_client.post(address(Visit, "add"), typed(form, title_en="A visit")).status_code == 302
    again = admin_client.post(address(Visit, "add"), typed(form, title_en="Another", slug="a-visit"))
    assert "Another record has this address already" in errors_of(again)


def test_an_address_that_no_page_could_have_is_refused(admin_client):
    form = admin_client.get(address(Visit, "add"))
    answer = admin_client.post(address(Visit, "add"), typed(form, title_en="A visit", slug="My visit/1"))
    assert "cannot be an address" in errors_of(answer)


def test_everything_of_one_form_is_one_version(admin_client):
    visit, place = make_visit(date="1992"), make_place()
    cite(visit, "date", "1992")
    visit.refresh_from_db()
    form = admin_client.get(address(Visit, "change", visit.pk))
    sent = typed(form, date="1993", places=[place.pk], **{"citations-0-locator": "page 7"})
    assert admin_client.post(address(Visit, "change", visit.pk), sent).status_code == 302
    version = Revision.objects.filter(visit=visit).order_by("-number").first()
    assert version.number == visit.revision + 1
    assert version.snapshot["places"] == [place.slug]
    assert version.snapshot["citations"][0]["locator"] == "page 7"
