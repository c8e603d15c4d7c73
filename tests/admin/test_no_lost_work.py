"""Two editors at one record: nothing is overwritten unseen, nothing typed is lost, nothing is written by halves."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError

from archive import writing
from archive.admin import base
from archive.models import Citation, Place, Revision, Visit
from tests.admin.conftest import address, errors_of, typed
from tests.factories import cite, make_place, make_source, make_visit

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


def chosen(page, choice, **changes):
    """What a browser sends back of the page that asks which of two people's words to keep."""
    found = {"work": page.context["work"], "why": page.context["why"]}
    found["part"] = [each.name for each in page.context["choices"]]
    return found | {f"choice-{number}": choice for number in range(len(found["part"]))} | changes


def test_an_old_form_shows_both_versions_side_by_side_and_keeps_what_was_typed(admin_client, colleague):
    visit = make_visit(date="1992", note="")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, date="1993")
    sent = typed(form, date="1994", note="typed words")
    answer = admin_client.post(address(Visit, "change", visit.pk), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "leyla has saved this record" in page
    found = [(each.label, each.before, each.theirs, each.mine) for each in answer.context["choices"]]
    assert found == [("Date", "1992", "1993", "1994")]
    assert Visit.objects.get().date == "1993"
    assert Revision.objects.filter(visit=visit).count() == 2


def test_a_choice_without_the_reason_that_it_needs_is_asked_again_with_nothing_lost(admin_client, colleague):
    visit = make_visit(date="1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, date="1993")
    asked = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994", why=""))
    again = admin_client.post(asked.context["action"], chosen(asked, "mine"))
    assert again.status_code == 200
    assert [(each.mine, each.chosen) for each in again.context["choices"]] == [("1994", "mine")]
    assert 'type="text" id="why"' in again.content.decode()
    answer = admin_client.post(again.context["action"], chosen(again, "mine", why="The annals say so."))
    assert answer.status_code == 302
    assert (Visit.objects.get().date, Revision.objects.first().reason) == ("1994", "The annals say so.")


@pytest.mark.parametrize(("choice", "date"), [("mine", "1994"), ("theirs", "1993")])
def test_what_was_chosen_is_stored_and_what_did_not_collide_is_kept_of_both(admin_client, colleague, choice, date):
    visit = make_visit(date="1992", note="")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, date="1993", purpose_en="Trade.")
    asked = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994", note="typed words"))
    answer = admin_client.post(asked.context["action"], chosen(asked, choice))
    assert answer.status_code == 302
    stored = Visit.objects.get()
    assert (stored.date, stored.note, stored.purpose_en, stored.revision) == (date, "typed words", "Trade.", 3)


def test_what_does_not_collide_is_saved_at_once_and_says_so(admin_client, colleague):
    visit, mine, theirs = make_visit(date="1992", note=""), make_source(), make_source()
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, purpose_en="Trade.")
    with writing.change(by=colleague):
        row = Citation(visit=visit, source=theirs, field="date", stated="1992")
        row.save()
    rows = {
        "citations-TOTAL_FORMS": 1,
        "citations-0-field": "title",
        "citations-0-source": mine.pk,
        "citations-0-stated": "A visit",
        "citations-0-stance": "supports",
        "citations-0-status": "published",
        # Her source has the other date.
        "confirmed": "date",
    }
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994", **rows), follow=True)
    stored = Visit.objects.get()
    assert (stored.date, stored.purpose_en) == ("1994", "Trade.")
    assert {citation.source for citation in stored.citations.all()} == {mine, theirs}
    assert "what leyla changed in the meantime is kept" in answer.content.decode()


def test_errors_in_an_old_form_are_told_first_and_it_stays_old(admin_client, colleague):
    visit = make_visit(date="1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, note="theirs")
    wrong = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="the day before yesterday"))
    assert "the day before yesterday" in wrong.content.decode()
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(wrong, date="1994"))
    assert answer.status_code == 302, errors_of(answer)
    stored = Visit.objects.get()
    assert (stored.date, stored.note) == ("1994", "theirs")


def test_a_record_that_is_changed_again_while_choosing_is_asked_about_again(admin_client, colleague):
    visit = make_visit(date="1992", note="a")
    form = admin_client.get(address(Visit, "change", visit.pk))
    change_meanwhile(visit, colleague, date="1993")
    asked = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994", note="b"))
    change_meanwhile(visit, colleague, note="c")
    again = admin_client.post(asked.context["action"], chosen(asked, "mine"))
    assert again.status_code == 200
    assert {each.label for each in again.context["choices"]} == {"Date", "Editors' note"}
    assert admin_client.post(again.context["action"], chosen(again, "mine")).status_code == 302
    assert (Visit.objects.get().date, Visit.objects.get().note) == ("1994", "b")


def test_forged_work_is_refused(admin_client, colleague):
    visit = make_visit(date="1992")
    where = address(Visit, "conflict", visit.pk)
    assert admin_client.post(where, {"work": "forged", "part": "date\n", "choice-0": "mine"}).status_code == 404
    assert admin_client.get(where).status_code == 404
    assert Visit.objects.get().date == "1992"


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


def test_a_citation_row_that_a_colleague_deleted_meanwhile_stays_deleted(admin_client, colleague):
    visit = make_visit(date="1992")
    row = cite(visit, "date", "1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    with writing.change(by=colleague):
        Citation.objects.get(pk=row.pk).delete()
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="1994"))
    assert answer.status_code == 302, errors_of(answer)
    assert Visit.objects.get().date == "1994"
    assert not Citation.objects.exists()


def test_a_citation_that_both_have_worked_on_is_asked_about(admin_client, colleague):
    visit = make_visit(date="1992")
    row = cite(visit, "date", "1992")
    form = admin_client.get(address(Visit, "change", visit.pk))
    with writing.change(by=colleague):
        Citation.objects.get(pk=row.pk).delete()
    sent = typed(form, **{"citations-0-quotation": "in the year 1992"})
    asked = admin_client.post(address(Visit, "change", visit.pk), sent)
    assert len(asked.context["choices"]) == 1
    admin_client.post(asked.context["action"], chosen(asked, "mine"))
    assert Citation.objects.get().quotation == "in the year 1992"


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


def test_a_form_of_more_than_two_hundred_citations_is_saved_whole(admin_client):
    """Django itself takes a thousand values of a form, and answers a larger one with a bare 400."""
    visit, source = make_visit(date="1992"), make_source()
    for number in range(205):
        cite(visit, "date", "1992", source, locator=f"page {number}")
    visit.refresh_from_db()
    sent = typed(
        admin_client.get(address(Visit, "change", visit.pk)), why="A page", **{"citations-204-locator": "cover"}
    )
    assert len(sent) > 1000
    assert admin_client.post(address(Visit, "change", visit.pk), sent).status_code == 302
    assert visit.citations.count() == 205
    assert list(visit.citations.order_by("-pk").values_list("locator", flat=True)[:2]) == ["cover", "page 203"]


def test_everything_of_one_form_is_one_version(admin_client):
    visit, place = make_visit(date="1992"), make_place()
    cite(visit, "date", "1992")
    visit.refresh_from_db()
    form = admin_client.get(address(Visit, "change", visit.pk))
    kept = {"confirmed": "date", "why": "A slip", "citations-0-locator": "page 7"}
    sent = typed(form, date="1993", places=[place.pk], **kept)
    assert admin_client.post(address(Visit, "change", visit.pk), sent).status_code == 302
    version = Revision.objects.filter(visit=visit).order_by("-number").first()
    assert version.number == visit.revision + 1
    assert version.snapshot["places"] == [place.slug]
    assert version.snapshot["citations"][0]["locator"] == "page 7"
