"""Tables that others laid out for readers: merged cells, sums and notes, years side by side, dates and numbers."""

import pytest

from archive.spreadsheets import Mapping, UnreadableFile, read
from archive.spreadsheets.mapping.reshaping import reshaped
from tests.spreadsheets.mapped import cells, mapped

pytestmark = pytest.mark.django_db


def table(text, **mapping):
    """Headings and rows of a CSV text as a mapping reshapes it."""
    found = reshaped(read(text.encode(), "theirs.csv"), Mapping.of(mapping))
    return found.headings, [(row.number, row.cells) for row in found.rows]


def refusal(text, **mapping):
    """Why a mapping does not fit a CSV text."""
    with pytest.raises(UnreadableFile) as refused:
        table(text, **mapping)
    return str(refused.value)


def test_an_empty_cell_can_mean_what_stands_above_it():
    assert table("Year,Who\n1998,A\n,B\n2000,C\n", fill_down=["Year"])[1] == [
        (2, ["1998", "A"]),
        (3, ["1998", "B"]),
        (4, ["2000", "C"]),
    ]


def test_rows_without_what_every_record_has_are_left_out():
    text = "Year,Who,When\n1998,,\n,A,1 May\nTotal,1,\n"
    assert table(text, fill_down=["Year"], require=["When"])[1] == [(3, ["1998", "A", "1 May"])]


def test_columns_that_are_a_record_each_become_rows():
    text = "Country,Note,2001,2002,2003\nFR,x,1,–,3\nDE,,,5,\n"
    headings, rows = table(
        text, unpivot={"first": "2001", "last": "2003", "name": "Year", "value": "Amount", "leave_out": ["–"]}
    )
    assert headings == ["Country", "Note", "Year", "Amount"]
    assert rows == [
        (2.01, ["FR", "x", "2001", "1"]),
        (2.03, ["FR", "x", "2003", "3"]),
        (3.02, ["DE", "", "2002", "5"]),
    ]


def test_reshaped_rows_are_walked_counted_and_picked_as_any():
    sheet = reshaped(
        read(b"A,1,2\nx,5,6\ny,7,8\n", "theirs.csv"), Mapping.of({"unpivot": {"headings": ["1", "2"], "value": "B"}})
    )
    assert len(sheet.rows) == 4
    assert sheet.rows[1].cells == ["x", "2", "6"]
    assert [row.cells[0] for row in sheet.rows[2:]] == ["y", "y"]
    assert sheet.rows[-1].cells == ["y", "2", "8"]
    with pytest.raises(IndexError):
        sheet.rows[4]


def test_a_mapping_that_does_not_fit_the_table_is_refused():
    text = "Country,2001\nFR,1\n"
    assert "the heading “2010”, which the file does not have" in refusal(text, unpivot={"headings": ["2010"]})
    assert "Did you mean “country”" in refusal(text, fill_down=["Countri"])
    assert "“until” is nothing that a mapping can say there" in refusal(text, unpivot={"until": "2001"})
    assert "names its “headings”" in refusal(text, unpivot={"name": "Year"})
    both = {"unpivot": {"headings": ["2001"]}, "rows": {"from": "Country"}}
    assert "not by both" in refusal(text, **both)


def test_years_side_by_side_become_figures_of_trade():
    text = "Land;2001;2002\nMexiko;1.234,5;-\nTürkei;10;12\n"
    plans = mapped(
        "trade",
        text,
        unpivot={"first": "2001", "last": "2002", "name": "Jahr", "value": "Mio. EUR", "leave_out": ["-"]},
        columns={
            "period": "Jahr",
            "exporter": {"constant": "DE"},
            "importer": "Land",
            "amount": {"from": "Mio. EUR", "times": "1000000"},
            "currency": {"constant": "EUR"},
        },
    )
    assert [str(problem) for problem in plans.problems] == []
    found = [tuple(row.cells[name][1] for name in ("importer", "period", "amount")) for row in plans.main.rows]
    assert found == [("MX", "2001", "1234500000"), ("TR", "2001", "10000000"), ("TR", "2002", "12000000")]


@pytest.mark.parametrize(
    ("written", "recipe", "amount"),
    [
        ("1.234", {"decimal": ","}, "1234"),
        ("1,5", {"decimal": ","}, "1.5"),
        ("1 234,50", {}, "1234.5"),
        ("7.2", {"times": "1000000"}, "7200000"),
        ("7,2", {"times": "1000"}, "7200"),
        ("1,234", {"decimal": ",", "times": "1000"}, "1234"),
    ],
)
def test_numbers_are_read_as_the_file_writes_them(written, recipe, amount):
    columns = {"period": "P", "between": "B", "currency": {"constant": "EUR"}, "amount": {"from": "A", **recipe}}
    assert cells("trade", f'P;B;A\n2001;"DE; FR";{written}\n', columns=columns)["amount"] == amount


def test_what_is_no_number_is_refused_all_the_same():
    columns = {"period": "P", "amount": {"from": "A", "times": "1000"}, "currency": {"constant": "EUR"}}
    (problem,) = mapped("trade", "P;A\n2001;viel\n", columns=columns).problems
    assert "“viel” is not a number that can be read" in str(problem)


@pytest.mark.parametrize(
    ("written", "recipe", "date"),
    [
        ("33617", {"serial": True}, "1992-01-14"),
        ("33617.75", {"serial": True}, "1992-01-14"),
        ("1992", {"serial": True}, "1992"),
        ("14.1.92", {"century": "1930"}, "1992-01-14"),
        ("14-Jan-92", {"century": "1930"}, "1992-01-14"),
        ("1/7/29", {"century": "1930"}, "2029-07-01"),
        ("Jan ’45", {"century": "1930"}, "1945-01"),
        ("mar-99", {"century": "1930"}, "1999-03"),
        ("12.5.95 – 3.9.99", {"century": "1930"}, "1995-05-12/1999-09-03"),
        ("12.5.1995", {"century": "1930"}, "1995-05-12"),
        ("from 30 April to 2 May 99", {"century": "1930"}, "1999-04-30/1999-05-02"),
        ("12/05/98?", {"century": "1930"}, "1998-05-12?"),
        ("1992-01-14T00:00:00Z", {}, "1992-01-14"),
        ("1992-01-14 00:00", {}, "1992-01-14"),
        ("1992-01-14T16:30:00", {}, "1992-01-14T16:30:00"),
        ("1992-01-00", {}, "1992-01"),
        ("1992-00-00", {}, "1992"),
        ("1992–1995", {"take": "start"}, "1992"),
        ("1992–1995", {"take": "end"}, "1995"),
        ("14 January 1992", {"take": "end"}, "1992-01-14"),
        ("since 2001", {"take": "start"}, "2001"),
    ],
)
def test_dates_are_read_as_the_file_writes_them(written, recipe, date):
    columns = {"title_en": "T", "date": {"from": "D", **recipe}}
    assert cells("visits", f"T;D\nA;{written}\n", date_order="dmy", columns=columns)["date"] == date


def test_the_end_of_a_period_that_goes_on_is_empty():
    found = cells("visits", "T;D\nA;since 2001\n", columns={"title_en": "T", "date": {"from": "D", "take": "end"}})
    assert "date" not in found


def test_a_day_of_which_nothing_is_known_is_empty():
    assert "date" not in cells("visits", "T;D\nA;0000-00-00\n", columns={"title_en": "T", "date": "D"})


def test_names_can_be_turned():
    assert cells("people", 'N\n"Doe, Ann"\n', columns={"name_en": {"template": "{N:turned}"}})["name_en"] == "Ann Doe"
    assert cells("people", "N\nAnn Doe\n", columns={"name_en": {"template": "{N:turned}"}})["name_en"] == "Ann Doe"


def test_days_that_a_spreadsheet_counts_make_an_interval():
    columns = {"title_en": "T", "date": {"interval": ["A", "B"], "serial": True}}
    assert cells("visits", "T;A;B\nX;39108;39110\n", columns=columns)["date"] == "2007-01-26/2007-01-28"
