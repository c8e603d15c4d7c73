"""What stands in the way of an import is told once, with its rows, and repaired on the page or in a marked workbook."""

import io

import pytest
from django.contrib.auth.models import Permission
from openpyxl import load_workbook

from archive.models import BatchState, Citation, Discrepancy, ImportRow, Person, Place, RowChoice, Visit
from archive.spreadsheets import staging
from tests.admin.importing import batch, confirm, imported, page, send, step, told
from tests.factories import cite, make_person, make_place, make_source, make_visit

pytestmark = pytest.mark.django_db

BROKEN = "title_en,date,host_country,places\nOne,someday,Atlantis,\nTwo,someday,FR,\nThree,1992,FR,Paris\n"


def problems(shown):
    """{(column, value): the problem} of the page of problems."""
    return {(group.column, group.value): (number, group) for number, group in enumerate(shown.context["page"])}


def meant(shown, **meanings):
    """What the form of problems sends for the meaning of values, by value; None leaves a value out."""
    sent = {}
    for number, group in problems(shown).values():
        if group.value in meanings:
            meaning = meanings[group.value]
            sent |= {f"value-{number}": f"{group.column}={group.value}", f"meaning-{number}": meaning or ""}
            sent |= {f"empty-{number}": "on"} if meaning is None else {}
    return sent


def test_a_problem_of_many_rows_is_told_once_with_its_rows(admin_client):
    imported(admin_client, BROKEN)
    found = problems(page(admin_client, "problems"))
    assert found["date", "someday"][1].named_rows == ["2", "3"]
    assert found["host_country", "Atlantis"][1].named_rows == ["2"]
    assert "someday" in found["date", "someday"][1].sentence


def test_what_a_value_means_is_said_once_for_all_rows(admin_client):
    imported(admin_client, BROKEN.replace("Paris", ""))
    shown = page(admin_client, "problems")
    shown = send(admin_client, "problems", meant(shown, someday="May 1993", Atlantis=None))
    assert batch().counts["failed"] == 0
    confirm(admin_client, shown)
    found = Visit.objects.order_by("pk").values_list("date", "host_country")
    assert list(found) == [("1993-05", ""), ("1993-05", "FR"), ("1992", "FR")]


def test_a_meaning_that_cannot_stand_is_told_and_what_was_typed_stays(admin_client):
    imported(admin_client, BROKEN)
    shown = send(admin_client, "problems", meant(page(admin_client, "problems"), someday="one day"))
    html = shown.content.decode()
    assert "one day" in html
    assert problems(shown)["date", "someday"][1].error
    assert batch().mapping == {}


def test_the_order_of_dates_is_said_where_it_is_asked(admin_client):
    imported(admin_client, "title_en,date\nOne,3/4/1992\n")
    shown = page(admin_client, "problems")
    assert shown.context["date_orders"]
    confirm(admin_client, send(admin_client, "problems", date_order="dmy"))
    assert Visit.objects.get().date == "1992-04-03"


def test_a_column_that_must_be_filled_is_filled_for_all_rows(admin_client):
    make_person(name_en="Anna Berg")
    from archive.models import Posting

    imported(admin_client, "person,role\nAnna Berg,member\n", Posting)
    shown = page(admin_client, "problems")
    number, group = problems(shown)["organization", ""]
    assert group.input
    shown = send(admin_client, "problems", {f"value-{number}": "organization=", f"meaning-{number}": "Embassy"})
    assert batch().mapping["columns"]["organization"] == {"constant": "Embassy"}


def test_a_problem_in_a_draft_is_repaired_in_the_recipe_of_the_draft(admin_client):
    from tests.admin.importing import filled

    shown = imported(admin_client, "title_en,Town,Land\nTalks,Paris,Gaul\n")
    recipes = '{"columns": {"places": {"from": "Town", "create": {"country": "Land"}}}}'
    form = filled(shown.context["form"], target_1="=recipe", target_2="=recipe", recipes=recipes, create=["places"])
    send(admin_client, "columns", form)
    shown = page(admin_client, "problems")
    confirm(admin_client, send(admin_client, "problems", meant(shown, Gaul="FR")))
    assert Place.objects.get().country == "FR"


def test_rows_in_the_way_are_left_out_and_the_others_come_in(admin_client):
    imported(admin_client, BROKEN)
    shown = send(admin_client, "rows", {"bulk": "leave_out", "_all": "1"}, "?kind=failed")
    assert shown.context["in_the_way"] == 0
    assert not staging.given_to(batch())
    shown = send(admin_client, "rows", {"bulk": "", "_all": "1"}, "?kind=failed")
    assert shown.context["in_the_way"] == 3


def test_the_marked_workbook_goes_out_is_repaired_and_comes_back_by_the_same_mapping(admin_client):
    imported(admin_client, BROKEN.replace("Paris", ""))
    answer = page(admin_client, "errors")
    assert "their, to be repaired.xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.getvalue()))
    sheet = book.active
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment and cell.row > 1]
    assert marked
    for cell in marked:
        if cell.value in ("someday", "Atlantis"):
            cell.value = "1994" if cell.value == "someday" else "FR"
    mended = io.BytesIO()
    book.save(mended)
    mended.seek(0)
    mended.name = "mended.xlsx"
    shown = send(admin_client, "replace", {"file": mended})
    assert (batch().file_name, batch().state, batch().counts["failed"]) == ("mended.xlsx", BatchState.STAGED, 0)
    confirm(admin_client, shown)
    assert set(Visit.objects.values_list("date", flat=True)) == {"1994", "1992"}


def test_a_file_that_cannot_be_read_is_not_put_in_the_place_of_another(admin_client):
    imported(admin_client, BROKEN)
    bad = io.BytesIO(b"\x00\x01\x02")
    bad.name = "bad.csv"
    assert "not a text file" in told(send(admin_client, "replace", {"file": bad}))
    assert (batch().file_name, batch().state) == ("their.csv", BatchState.STAGED)
    assert told(send(admin_client, "replace"))


# Names


NAMES = "title_en,places,participations\nTalks,Pariss,Anna Bergh\nMore talks,Lyon,Anna Bergh\n"


def named(shown, **choices):
    """What the form of names sends, by name."""
    sent = {}
    for name in shown.context["names"]:
        sent[f"name-{name['number']}"] = name["name"]
        choice = choices.get(name["name"].replace(" ", "_"), "")
        key = "choice" if choice in ("", "+", "-") or choice in dict(name["closest"]) else "other"
        sent[f"{key}-{name['number']}"] = choice
    return sent


def test_unknown_names_are_listed_with_the_closest_known_ones_and_chosen(admin_client):
    paris, anna = make_place(name_en="Paris"), make_person(name_en="Anna Berg")
    imported(admin_client, NAMES)
    shown = page(admin_client, "names")
    found = {name["name"]: name for name in shown.context["names"]}
    assert found["Pariss"]["closest"] == [(paris.slug, "Paris")]
    assert found["Anna Bergh"]["count"] == 2
    choices = named(shown, Pariss=paris.slug, Lyon="+", Anna_Bergh=anna.slug)
    confirm(admin_client, send(admin_client, "names", choices))
    assert {place.name_en for place in Place.objects.all()} == {"Paris", "Lyon"}
    assert Person.objects.get().participations.count() == 2


def test_a_name_is_left_out_or_another_record_by_its_address(admin_client):
    other = make_person(name_en="Somebody else")
    imported(admin_client, NAMES)
    choices = named(page(admin_client, "names"), Pariss="-", Lyon="-", Anna_Bergh=other.slug)
    confirm(admin_client, send(admin_client, "names", choices))
    assert not Place.objects.exists()
    assert other.participations.count() == 2


def test_an_address_that_no_record_has_is_told_beside_the_name(admin_client):
    imported(admin_client, NAMES)
    shown = send(admin_client, "names", named(page(admin_client, "names"), Anna_Bergh="nobody-at-all"))
    assert "nobody-at-all" in " ".join(name["error"] for name in shown.context["names"])
    assert batch().mapping == {}


def test_all_that_is_left_becomes_drafts_at_one_press(admin_client):
    imported(admin_client, NAMES)
    shown = send(admin_client, "names", {**named(page(admin_client, "names")), "_drafts": "1"})
    confirm(admin_client, shown)
    assert (Place.objects.count(), Person.objects.count(), Visit.objects.count()) == (2, 1, 2)


def test_of_several_records_of_one_name_the_editor_says_which_is_meant(admin_client):
    make_person(name_en="Anna Berg", country="DE")
    second = make_person(name_en="Anna Berg", country="SE")
    imported(admin_client, "title_en,participations\nTalks,Anna Berg\n")
    shown = page(admin_client, "names")
    assert shown.context["names"][0]["several"]
    confirm(admin_client, send(admin_client, "names", named(shown, Anna_Berg=second.slug)))
    assert second.participations.count() == 1


# Choices


def test_rows_are_decided_one_by_one_and_stay_so_when_compared_again(admin_client):
    imported(admin_client, "title_en,date\nOne,1992\nTwo,1993\n")
    send(admin_client, "rows", {"choice-0": "leave_out", "choice-1": "", "_each": "1"})
    assert list(ImportRow.objects.values_list("choice", flat=True)) == ["leave_out", ""]
    confirm(admin_client, send(admin_client, "compare"))
    assert Visit.objects.get().title_en == "Two"


@pytest.mark.parametrize("sent", [{"choice-0": "nonsense"}, {"choice-x": "accept"}, {"choice-99999999999": "accept"}])
def test_a_choice_that_means_nothing_changes_nothing(admin_client, sent):
    imported(admin_client, "title_en\nOne\n")
    assert "0 rows" in told(send(admin_client, "rows", {**sent, "_each": "1"}))
    assert ImportRow.objects.get().choice == ""


def disputed():
    """A visit whose date is accepted, and a source that a file comes from."""
    visit, source = make_visit(date="1992-01-14", status="draft"), make_source()
    cite(visit, "date", "14 January 1992")
    return visit, source


def test_a_value_that_differs_is_taken_as_testimony_beside_the_accepted_one(admin_client):
    visit, source = disputed()
    text = f"slug,date\n{visit.slug},1992-02-10\n"
    shown = imported(admin_client, text, source=source.pk, choice=RowChoice.TESTIMONY)
    assert "contradicts" in shown.content.decode()
    confirm(admin_client, shown)
    visit.refresh_from_db()
    assert visit.date == "1992-01-14"
    assert Citation.objects.get(source=source).stated == "1992-02-10"
    assert Discrepancy.objects.filter(visit=visit, field="date").exists()


def test_one_row_is_taken_as_testimony_where_the_editor_says_so(admin_client):
    visit, source = disputed()
    imported(admin_client, f"slug,date\n{visit.slug},1992-02-10\n", source=source.pk)
    shown = send(admin_client, "rows", {"choice-0": "testimony", "_each": "1"})
    confirm(admin_client, shown)
    visit.refresh_from_db()
    assert visit.date == "1992-01-14"
    assert Citation.objects.filter(source=source).exists()


def test_testimony_without_a_source_is_refused_with_a_sentence(admin_client):
    imported(admin_client, "title_en\nOne\n")
    answer = send(admin_client, "rows", {"choice-0": "testimony", "_each": "1"})
    assert "source" in told(answer)
    assert "source" in told(send(admin_client, "origin", choice=RowChoice.TESTIMONY)).lower()


def test_the_source_is_said_later_too(admin_client):
    source = make_source()
    imported(admin_client, "title_en\nOne\n")
    shown = send(admin_client, "origin", source=source.pk, choice=RowChoice.TESTIMONY)
    assert (batch().source, batch().choice, batch().state) == (source, RowChoice.TESTIMONY, BatchState.STAGED)
    assert str(source) in shown.content.decode()


def test_rows_are_filtered_by_kind_and_words_and_come_fifty_at_a_time(admin_client):
    lines = "".join(f"Visit {n},{1900 + n}\n" for n in range(70))
    shown = imported(admin_client, f"title_en,date\n{lines}Broken,someday\n")
    assert (len(shown.context["rows"]), shown.context["page"].paginator.count) == (50, 71)
    assert len(page(admin_client, kind="new", p=2).context["rows"]) == 20
    assert [row.row.slug for row in page(admin_client, q="visit 69").context["rows"]] == ["visit-69"]
    assert [row.number for row in page(admin_client, q="72").context["rows"]] == ["72"]
    assert not page(admin_client, q="nowhere at all").context["rows"]
    assert len(page(admin_client, p="nonsense", kind="nonsense", type="nonsense").context["rows"]) == 50


def test_somebody_who_may_not_add_a_type_makes_no_drafts_of_it(client, staff):
    staff.user_permissions.add(Permission.objects.get(codename="import_visit"))
    client.force_login(staff)
    imported(client, NAMES)
    shown = page(client, "names")
    assert not shown.context["may_draft"]
    shown = send(client, "names", named(shown, Lyon="+"))
    assert "may not" in " ".join(name["error"] for name in shown.context["names"])
    assert client.get(step("change")).status_code == 200


def test_of_a_row_taken_as_testimony_the_page_shows_what_stays_and_what_is_not_taken(admin_client):
    visit, source = disputed()
    text = f"slug,date,note,host_country\n{visit.slug},1992-02-10,Not for readers,TR\n"
    shown = imported(admin_client, text, source=source.pk, choice=RowChoice.TESTIMONY)
    fates = {cell.column: cell.fate for cell in shown.context["rows"][0].cells}
    assert fates == {"date": "stated", "note": "left", "host_country": ""}
    confirm(admin_client, shown)
    visit.refresh_from_db()
    assert (visit.date, visit.note, visit.host_country) == ("1992-01-14", "", "TR")
