"""Each column of anybody's file finds its place among ours: recognised, suggested, chosen, written, or set aside."""

import json

import pytest

from archive.admin.sheets.recipes import ASIDE, IN_RECIPE
from archive.models import BatchState, ImportBatch, Person, Place, Posting, Visit
from tests.admin.importing import batch, confirm, given, imported, page, send, step, targets, told
from tests.factories import make_organization, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

THEIRS = "Event,When,Guest,To,Remarks\nTalks,3/4/1992,France,Türkiye,none\n"


def test_a_file_with_our_headings_is_compared_at_once(admin_client):
    imported(admin_client, "Title,Date,Host country\nA new visit,1993-05,TR\n")
    assert batch().state == BatchState.STAGED


def test_unknown_headings_are_asked_for_with_samples_and_suggestions(admin_client):
    shown = imported(admin_client, THEIRS)
    assert batch().state == BatchState.UPLOADED
    html = shown.content.decode()
    for words in ("Event", "Talks", "3/4/1992", "Türkiye", "suggested"):
        assert words in html, words
    assert targets(shown.context["form"])["When"] == "date"


def test_what_has_no_place_yet_is_told_and_nothing_is_dropped_silently(admin_client):
    shown = imported(admin_client, "title_en,Qqq\nTalks,x\n")
    answer = given(admin_client, shown)
    assert "set this one aside" in str(answer.context["form"].errors["target_1"])
    assert batch().state == BatchState.UPLOADED


def test_the_rest_is_set_aside_at_one_press(admin_client):
    shown = imported(admin_client, "title_en,Qqq,Www\nTalks,x,y\n")
    given(admin_client, shown, _aside="1")
    assert batch().mapping["set_aside"] == ["Qqq", "Www"]
    assert batch().state == BatchState.STAGED


def test_columns_are_chosen_and_the_import_goes_on(admin_client):
    shown = imported(admin_client, THEIRS)
    chosen = {"target_0": "title_en", "target_1": "date", "target_2": "visitor_country", "target_3": "host_country"}
    shown = given(admin_client, shown, **chosen, target_4=ASIDE, date_order="dmy")
    confirm(admin_client, shown)
    found = Visit.objects.values_list("title_en", "date", "visitor_country", "host_country").get()
    assert found == ("Talks", "1992-04-03", "FR", "TR")


def test_two_columns_make_one_interval(admin_client):
    shown = imported(admin_client, "title_en,Came,Went\nTalks,1992-01-14,1992-01-16\n")
    confirm(admin_client, given(admin_client, shown, target_1="date:first", target_2="date:last"))
    assert Visit.objects.get().date == "1992-01-14/1992-01-16"


def test_of_several_columns_the_first_that_is_filled_is_taken_and_of_notes_all(admin_client):
    text = "title_en,Opened,Began,Memo,Aside\nA,1992,1993,one,two\nB,,1994,,three\n"
    shown = imported(admin_client, text)
    chosen = {"target_1": "date", "target_2": "date", "target_3": "note", "target_4": "note"}
    confirm(admin_client, given(admin_client, shown, **chosen))
    assert list(Visit.objects.order_by("title_en").values_list("date", "note")) == [
        ("1992", "one; two"),
        ("1994", "three"),
    ]


def test_texts_are_written_for_columns_that_the_file_does_not_have(admin_client):
    shown = imported(admin_client, "Forename,Surname,Place\nAnna,Berg,Paris\nBoris,,Lyon\n")
    chosen = dict.fromkeys(("target_0", "target_1", "target_2"), IN_RECIPE)
    lines = {
        "column_0": "title_en",
        "text_0": "{Forename}[ {Surname}] in {Place}",
        "column_1": "host_country",
        "text_1": "FR",
    }
    confirm(admin_client, given(admin_client, shown, **chosen, **lines))
    assert set(Visit.objects.values_list("title_en", "host_country")) == {
        ("Anna Berg in Paris", "FR"),
        ("Boris in Lyon", "FR"),
    }


def test_cells_are_divided_and_words_are_translated(admin_client):
    paris, lyon, person = make_place(name_en="Paris"), make_place(name_en="Lyon"), make_person(name_en="Anna Berg")
    shown = imported(admin_client, "title_en,Town,Head\nTalks,Paris / Lyon,A. B.\n")
    chosen = {"target_1": "places", "split_1": "/", "target_2": "participations", "role_2": "host"}
    confirm(admin_client, given(admin_client, shown, **chosen, values_2="A. B. = Anna Berg"))
    visit = Visit.objects.get()
    assert set(visit.places.all()) == {paris, lyon}
    assert [(part.person, part.role) for part in visit.participations.all()] == [(person, "host")]


def test_unknown_names_become_drafts_where_the_editor_says_so(admin_client):
    shown = imported(admin_client, "title_en,Town,Head\nTalks,Paris,Anna Berg\n")
    chosen = {"target_1": "places", "target_2": "participations", "create": ["places", "people"]}
    confirm(admin_client, given(admin_client, shown, **chosen))
    assert Place.objects.get().name_en == "Paris"
    assert (Person.objects.get().name_en, Person.objects.get().status) == ("Anna Berg", "draft")
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("recipes", "{", "no JSON"),
        ("recipes", "[1]", "JSON object"),
        ("recipes", '{"columns": {"nowhere": "Event"}}', "nowhere"),
        ("recipes", '{"columns": {"date": {"form": "When"}}}', "form"),
        ("recipes", "[" * 100_000, "no JSON"),
        ("values_0", "only words", "no “=”"),
        ("target_0", "nowhere", "Choose one of the columns"),
    ],
)
def test_what_cannot_be_understood_of_the_form_is_told_beside_its_field(admin_client, field, text, words):
    shown = imported(admin_client, THEIRS)
    answer = given(admin_client, shown, target_3=ASIDE, **{field: text})
    assert words in str(answer.context["form"].errors[field])


def test_a_recipe_that_names_no_heading_of_the_file_is_told(admin_client):
    shown = imported(admin_client, THEIRS)
    answer = given(admin_client, shown, _aside="1", recipes='{"columns": {"date": "Nowhere"}}', target_1=ASIDE)
    assert "Nowhere" in answer.content.decode()
    assert batch().state == BatchState.UPLOADED


def test_recipes_as_json_say_what_the_table_cannot(admin_client):
    shown = imported(admin_client, "title_en,Town,Land\nTalks,Paris,France\n")
    recipe = {"places": {"from": "Town", "create": {"country": "Land"}}}
    chosen = dict.fromkeys(("target_1", "target_2"), IN_RECIPE)
    recipes = json.dumps({"columns": recipe})
    confirm(admin_client, given(admin_client, shown, **chosen, recipes=recipes, create=["places"]))
    assert Place.objects.values_list("name_en", "country").get() == ("Paris", "FR")


def test_the_columns_are_open_to_change_until_the_import_is_applied(admin_client):
    imported(admin_client, "title_en,date\nTalks,3/4/1992\n")
    shown = given(admin_client, page(admin_client, "columns"), date_order="mdy")
    confirm(admin_client, shown)
    assert Visit.objects.get().date == "1992-03-04"
    assert "has been imported already" in told(admin_client.get(step("columns"), follow=True))


# What the table of the file is


def test_another_sheet_and_row_of_headings_are_read(admin_client, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["nothing here"])
    table = book.create_sheet("Table 1")
    for row in (["A title", "over it"], ["title_en", "date"], ["Talks", "1992"]):
        table.append(row)
    book.save(tmp_path / "book.xlsx")
    shown = imported(admin_client, (tmp_path / "book.xlsx").read_bytes(), name="book.xlsx")
    assert "Table 1" in shown.content.decode()
    shown = send(admin_client, "table", sheet="Table 1", heading_row="2")
    assert targets(shown.context["form"]) == {"title_en": "title_en", "date": "date"}
    confirm(admin_client, given(admin_client, shown))
    assert Visit.objects.get().date == "1992"


def test_an_encoding_that_is_not_known_is_asked_for(admin_client):
    shown = imported(admin_client, "title_en,date\nΛεωνίδας,1992\n".encode("windows-1253"))
    assert batch().state == BatchState.UPLOADED
    assert "say in which encoding" in shown.content.decode()
    assert page(admin_client, "errors").status_code == 302
    shown = send(admin_client, "table", encoding="windows-1253")
    confirm(admin_client, given(admin_client, shown))
    assert Visit.objects.get().title_en == "Λεωνίδας"


@pytest.mark.parametrize("said", [{"heading_row": "900"}, {"heading_row": "x"}, {"encoding": "nonsense"}])
def test_a_reading_that_does_not_work_is_told(admin_client, said):
    imported(admin_client, THEIRS)
    answer = send(admin_client, "table", said)
    assert told(answer)
    assert batch().state == BatchState.UPLOADED


def test_the_source_of_an_import_is_cited_for_all_that_it_gives_where_the_editor_says_so(admin_client):
    source = make_source()
    imported(admin_client, "title_en,date\nTalks,1992\n", source=source.pk)
    shown = page(admin_client, "columns")
    confirm(admin_client, given(admin_client, shown, cite="on"))
    cited = set(Visit.objects.get().citations.values_list("source", "field"))
    assert (source.pk, "date") in cited


def test_postings_of_known_people_are_mapped(admin_client):
    person, organization = make_person(name_en="Anna Berg"), make_organization(name_en="Embassy in Paris")
    text = "Name,Embassy,Rank,Began\nAnna Berg,Embassy in Paris,envoy,1992\n"
    shown = imported(admin_client, text, Posting)
    chosen = {"target_0": "person", "target_1": "organization", "target_2": "role", "target_3": "since"}
    confirm(admin_client, given(admin_client, shown, **chosen, values_2="envoy = ambassador"))
    posting = Posting.objects.get()
    assert (posting.person, posting.organization, posting.role, posting.since) == (
        person,
        organization,
        "ambassador",
        "1992",
    )


def test_a_title_is_proposed_for_a_file_that_has_none_and_gives_way_to_a_column(admin_client):
    shown = imported(admin_client, "Country,Day,Qqq\nTürkiye,25/03/1990,Talks\nFrance,03/04/1990,More talks\n")
    form = shown.context["form"]
    texts = {column.value(): text.value() for column, text, _proposed in form.written() if text.value()}
    assert "{Country}" in texts["title_en"]
    assert form["date_order"].value() == "dmy"
    confirm(admin_client, given(admin_client, shown, target_2="title_en"))
    assert list(Visit.objects.order_by("pk").values_list("title_en", "date")) == [
        ("Talks", "1990-03-25"), ("More talks", "1990-04-03"),
    ]  # fmt: skip


def test_a_text_and_a_column_for_one_value_are_not_both_taken(admin_client):
    shown = imported(admin_client, "Heading,When\nTalks,1992\n")
    answer = given(admin_client, shown, target_0="title_en", column_0="title_en", text_0="Visit of {When}")
    assert "Heading" in str(answer.context["form"].errors["text_0"])


def test_a_table_with_a_column_for_each_year_is_read_by_its_recipe(admin_client):
    from archive.models import TradeFigure

    shown = imported(admin_client, "Land,2001,2002\nFrance,10,20\n", TradeFigure)
    recipes = {
        "unpivot": {"first": "2001", "last": "2002", "name": "Year", "value": "Amount"},
        "columns": {"period": "Year", "amount": "Amount", "exporter": "Land", "currency": {"constant": "EUR"}},
    }
    aside = dict.fromkeys(("target_0", "target_1", "target_2"), IN_RECIPE)
    texts = {"text_0": "", "text_1": "", "text_2": "", "text_3": ""}
    recipes["columns"] |= {"importer": {"constant": "TR"}}
    shown = given(admin_client, shown, **aside, **texts, recipes=json.dumps(recipes))
    assert batch().state == BatchState.STAGED, batch().message
    again = page(admin_client, "columns").context["form"]
    assert not again.shown.missing
    assert json.loads(again["recipes"].value())["unpivot"] == recipes["unpivot"]
    confirm(admin_client, shown)
    assert set(TradeFigure.objects.values_list("period", "amount")) == {("2001", 10), ("2002", 20)}
