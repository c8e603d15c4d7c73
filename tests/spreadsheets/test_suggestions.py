"""An unknown heading is met with a suggestion, by its words or by what stands under it."""

import pytest

from archive.spreadsheets import read, resource_for, suggest, suggested


def best(type, text):
    """The best column for each unknown heading."""
    found = suggest(resource_for(type), read(text.encode(), "theirs.csv"))
    return {suggestion.heading: suggestion.columns[:1] for suggestion in found}


@pytest.mark.parametrize(
    ("type", "text", "columns"),
    [
        ("visits", "Start date,City,Remarks\n1992,Rome,x\n", ["date", "places", "purpose_en"]),
        ("visits", "Fecha del viaje;Ciudad;Motivo\n12.03.1995;Roma;x\n", ["date", "places", "purpose_en"]),
        ("visits", "Səfərin tarixi,Şəhər,Səfərin məqsəd\n12.03.1995,Roma,x\n", ["date", "places", "purpose_en"]),
        ("agreements", "Signature date,country_name,Entry into force\n1/2/1992,ITALY ; FRANCE,1993\n",
         ["signed", "parties", "in_force"]),
        ("postings", "Mission,Rank,Started\nRome,minister,1992\n", ["organization", "role", "since"]),
        ("trade", "Reporter,Partner,Valor\nFrance,Italy,12.5\n", ["exporter", "importer", "amount"]),
    ],
)  # fmt: skip
def test_a_heading_is_understood_by_its_words(type, text, columns):
    assert [found[0] for found in best(type, text).values()] == columns


def test_a_heading_without_words_is_understood_by_what_stands_under_it():
    text = "0,1,2\n19-Feb-2009,France,abc\n3-Apr-2009[5],\u00a0Spain,def\n4-Apr-2009,Italy,ghi\n"
    assert best("visits", text) == {"0": ("date",), "1": ("visitor_country",), "2": ()}


def test_samples_are_shown_and_known_headings_are_not_suggested_for():
    (found,) = suggest(resource_for("visits"), read(b"title_en,When\na,1992\nb,\nc,1993\n", "theirs.csv"))
    assert (found.heading, found.samples) == ("When", ("1992", "1993"))


def test_a_mapping_to_begin_with_takes_each_column_once():
    sheet = read(b"Start date,End date,Code of file\n1992,1993,zzz\n", "theirs.csv")
    data = suggested(resource_for("visits"), sheet).data()
    assert data["columns"]["date"] == "Start date"
    assert "End date" in data["set_aside"]
