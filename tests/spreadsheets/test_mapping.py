"""Each step of a recipe does what it says to the text of a cell."""

import pytest

from archive.spreadsheets import Mapping, UnreadableFile
from tests import factories as make
from tests.spreadsheets.mapped import cells, mapped

pytestmark = pytest.mark.django_db


def value(recipe, text, column="purpose_en", **mapping):
    """What a recipe makes of the cell under `X` in one of our columns."""
    mapping |= {"columns": {"title_en": "T", column: recipe}, "set_aside": ["*"]}
    found = cells("visits", f'T,X,Y\nA,"{text}",y\n', **mapping)
    return found.get(column, "")


@pytest.mark.parametrize(
    ("recipe", "text", "meant"),
    [
        ({"from": "X"}, "  two  words\u00a0here ", "two words here"),
        ({"constant": "always"}, "x", "always"),
        ({"from": ["Y", "X"]}, "second", "y"),
        ({"template": "{X}, {Y}"}, "a", "a, y"),
        ({"template": "{Y}[ ({X})]"}, "", "y"),
        ({"template": "{X:words} in {Y:upper}"}, "trinidad-and-tobago", "Trinidad And Tobago in Y"),
        ({"from": "X", "replace": {"President ": ""}}, "President Roe", "Roe"),
        ({"from": "X", "values": {"r-1": "Minister"}}, "R-1", "Minister"),
        ({"from": "X", "values": {"a": "b", "*": "other"}}, "c", "other"),
        ({"from": "X", "contains": {"exchange of notes": "e", "*": "none"}}, "An Exchange of  Notes of 1990", "e"),
        ({"from": "X", "contains": {"note": "e", "*": "none"}}, "Notes", "none"),
    ],
)  # fmt: skip
def test_a_recipe_makes_a_text(recipe, text, meant):
    assert value(recipe, text) == meant


@pytest.mark.parametrize(
    ("recipe", "text", "meant"),
    [
        ("X", "Korea, Republic of", "KR"),
        ("X", "\u00a0France [21]", "FR"),
        ({"from": "X", "values": {"Old Duchy": "LU"}}, "old duchy", "LU"),
        ({"from": "X", "unknown": ""}, "Atlantis", ""),
    ],
)
def test_a_recipe_makes_a_country(recipe, text, meant):
    assert value(recipe, text, "host_country") == meant


def test_what_the_mapping_leaves_out_is_counted():
    columns = {"title_en": "T", "host_country": {"from": "C", "unknown": ""}}
    plans = mapped("visits", "T,C\nA,Atlantis\nB,Atlantis\n", columns=columns)
    assert plans.left_out == {("host_country", "Atlantis"): 2}


@pytest.mark.parametrize(
    ("start", "end", "meant"),
    [
        ("2009-04-03", "2009-04-05", "2009-04-03/2009-04-05"),
        ("3-Apr-2009[15]", "3-Apr-2009", "2009-04-03"),
        ("1975", "", "1975"),
        ("", "1975-03", "/1975-03"),
        ("", "", ""),
        ("03/04/1950", "05/04/1950", "1950-04-03/1950-04-05"),
    ],
)
def test_two_columns_of_dates_become_an_interval(start, end, meant):
    found = cells(
        "visits", f"T,From,To\nA,{start},{end}\n",
        columns={"title_en": "T", "date": {"interval": ["From", "To"]}}, date_order="dmy",
    )  # fmt: skip
    assert found.get("date", "") == meant


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("1985-05-06", "1985-05-04", "“1985-05-06 – 1985-05-04” ends before it begins"),
        ("1985-05-06", "Vatican City", "“Vatican City” is not a date"),
        ("03/04/1950", "1950", "“03/04/1950” is ambiguous"),
    ],
)
def test_an_interval_that_cannot_be_is_named(start, end, sentence):
    plans = mapped(
        "visits", f"T,From,To\nA,{start},{end}\nB,1990,1991\n",
        columns={"title_en": "T", "date": {"interval": ["From", "To"]}},
    )  # fmt: skip
    assert plans.counts | {"new": 1, "failed": 1} == plans.counts
    (problem,) = plans.problems
    assert str(problem).startswith("visits, row 2, column date: ")
    assert sentence in str(problem)


def test_what_is_too_long_is_cut_at_a_word_and_kept_whole_elsewhere():
    whole = "Convention on " + "very " * 70 + "long titles"
    found = cells(
        "agreements", f"T\n{whole}\n",
        columns={"title_en": {"from": "T", "shorten": True, "whole_to": "summary_en"}},
    )  # fmt: skip
    assert len(found["title_en"]) <= 300
    assert found["title_en"].endswith("very…")
    assert found["summary_en"] == whole


def test_of_several_places_the_only_one_is_taken_and_several_go_to_the_note():
    make.make_place(name_en="Bonn", slug="bonn")
    columns = {"title_en": "T", "place": {"from": "P", "split": ["/", "and"], "take": "only", "whole_to": "note"}}
    plans = mapped("agreements", "T,P\nA,Bonn\nB,Bonn / Sandy Bay and Rome\n", columns=columns)
    one, several = (row.cells for row in plans.main.rows)
    assert one["place"] == ("", "bonn")
    assert "place" not in several
    assert several["note"] == ("", "Bonn; Sandy Bay; Rome")


@pytest.mark.parametrize(
    ("cell", "countries"),
    [
        ("\u00a0France\u00a0Germany", ["FR", "DE"]),
        ("Trinidad and Tobago", ["TT"]),
        ("Bosnia and Herzegovina, Serbia and Italy", ["BA", "RS", "IT"]),
    ],
)
def test_a_row_with_several_countries_becomes_a_record_for_each(cell, countries):
    plans = mapped(
        "visits", f'T,C\nA,"{cell}"\n', rows={"from": "C", "split": "countries"},
        columns={"title_en": {"template": "{T} in {C}"}, "host_country": "C"},
    )  # fmt: skip
    assert [row.cells["host_country"][1] for row in plans.main.rows] == countries
    assert len({row.number for row in plans.main.rows}) == len(countries)
    assert {int(row.number) for row in plans.main.rows} == {2}


def test_headings_that_are_numbers_or_missing_are_mapped():
    found = cells("visits", ",0,1\n7,Visit,1992\n", columns={"title_en": "0", "date": "1"}, set_aside=["A"])
    assert (found["title_en"], found["date"]) == ("Visit", "1992")


def test_every_other_heading_can_be_set_aside_at_once():
    found = cells("visits", "T,date,x,y\nA,1992,b,c\n", columns={"title_en": "T"}, set_aside=["*"])
    assert "date" not in found


def test_what_the_mapping_does_not_speak_of_is_recognised_as_ever():
    assert cells("visits", "T,Host country\nA,France\n", columns={"title_en": "T"})["host_country"] == "FR"


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"columns": {"titel_en": "T"}}, "the column “titel_en”, which .* Did you mean “title_en”"),
        ({"columns": {"title_en": "Tt"}}, "the heading “Tt”, which the file does not have. Did you mean “t”"),
        ({"columns": {"title_en": {"form": "T"}}}, "“form” is nothing that a mapping can .* mean “from”"),
        ({"columns": {"title_en": {"from": "T", "constant": "x"}}}, "takes its text from one of from"),
        ({"columns": {"date": {"interval": ["T"]}}}, "An interval in the mapping has two headings"),
        ({"columns": {"title_en": {"from": "T", "values": "x"}}}, "“x” is no “values” of a mapping"),
        ({"columns": ["T"]}, "The columns of a mapping are a JSON object"),
        ({"colums": {}}, "“colums” is nothing that a mapping can say there. Did you mean “columns”"),
        ({"columns": {"title_en": "T"}, "date_order": "xyz"}, "“xyz” is no order of dates"),
        ({"columns": {"title_en": "T"}, "set_aside": ["U"]}, "the heading “U”, which the file does not have"),
        ({"columns": {"title_en": "D"}}, "The heading “D” stands over the columns B, C: say which one, as “column B”"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_named(mapping, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        mapped("visits", "T,D,D\nA,b,c\n", **mapping)


def test_a_mapping_comes_back_from_its_plain_data():
    data = {
        "type": "visits", "date_order": "dmy", "set_aside": ["id"], "create": ["places"],
        "rows": {"from": "C", "split": "countries"}, "names": {"people": {"J. Roe": "roe"}}, "leave_out_failed": True,
        "columns": {
            "title_en": "T", "visitor_country": {"constant": "FR"},
            "places": [{"from": "P", "split": [",", "and"], "create": {"country": {"from": "C", "unknown": ""}}}, "Q"],
        },
    }  # fmt: skip
    again = Mapping.of(data).data()
    assert Mapping.of(again) == Mapping.of(data)
    assert again["columns"]["title_en"] == "T"
    assert again["columns"]["places"][1] == "Q"
