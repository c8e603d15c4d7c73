"""What cells mean, and which sentence an editor reads where they mean nothing."""

import pytest

from tests.spreadsheets.planned import cells, problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("14 January 1992", "1992-01-14"),
        ("14.01.1992", "1992-01-14"),
        ("20 yanvar 1992", "1992-01-20"),
        ("20 de enero de 1992", "1992-01-20"),
        ("21–23 August 2012", "2012-08-21/2012-08-23"),
        ("c. 1992", "1992~"),
        ("1992", "1992"),
    ],
)
def test_dates_are_understood_as_people_type_them(typed, edtf):
    assert cells("visits", f"title_en,date\nA,{typed}\n")["date"] == ("", edtf)


def test_an_ambiguous_date_is_refused_unless_the_order_of_the_file_is_said():
    text = "title_en,date\nA,03/04/1950\n"
    assert problems("visits", text) == [
        "visits, row 2, column date: “03/04/1950” is ambiguous: the day or the month may come first. "
        "Write 1950-04-03 or 1950-03-04, or choose the date order of the file."
    ]
    assert cells("visits", text, date_order="dmy")["date"] == ("", "1950-04-03")
    assert cells("visits", text, date_order="mdy")["date"] == ("", "1950-03-04")


@pytest.mark.parametrize("written", ["MX", "mx", "Mexico", "Meksika", "México"])
def test_countries_are_understood_by_code_or_name_in_every_language(written):
    assert cells("visits", f"title_en,host_country\nA,{written}\n")["host_country"] == ("", "MX")
    assert cells("events", f"title_en,countries\nA,{written}; AZ\n")["countries"] == ("", "AZ; MX")


def test_choices_are_understood_by_value_or_label():
    assert cells("visits", "title_en,status\nA,In review\n")["status"] == ("", "in_review")
    assert cells("events", "title_en,kind\nA,Diplomatic Relations\n")["kind"] == ("", "relations")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7200000", "7200000"),
        ("7,200,000", "7200000"),
        ("7 200 000.50", "7200000.5"),
        ("1,234.50", "1234.5"),
        ("0.10", "0.1"),
        ("7200000,50", "7200000.5"),
        ("1 234,5", "1234.5"),
        ("7.200.000", "7200000"),
        ("1.234,56", "1234.56"),
        ("987,2", "987.2"),
        ("0,12", "0.12"),
        ("-3,5", "-3.5"),
    ],
)
def test_numbers_are_understood_where_no_doubt_is_left(written, number):
    text = f'period,between,amount,currency\n2023,AZ; MX,"{written}",USD\n'
    assert cells("trade", text)["amount"] == ("", number)


@pytest.mark.parametrize("written", ["1e999", "NaN", "inf", "1,234", "7.2E+06", "1.2.3", "seven", "0x10", "１２"])
def test_what_is_no_plain_number_is_refused(written):
    found = problems("trade", f'period,between,amount,currency\n2023,AZ; MX,"{written}",USD\n')
    assert found == [
        f"trade, row 2, column amount: “{written}” is not a number that can be read: "
        "write digits, with a point for decimals, such as 7200000.50."
    ]


@pytest.mark.parametrize(
    ("type", "text", "sentence"),
    [
        ("visits", "title_en,date\nA,31/02/1900", "row 2, column date: “31/02/1900”"),
        ("visits", "title_en,visitor_country\nA,Atlantis", "column visitor_country: “Atlantis” is not a country"),
        ("events", "title_en,countries\nA,AZ; Atlantis", "“AZ; Atlantis”. “Atlantis” is not a country"),
        ("events", "title_en,kind\nA,party", "column kind: “party” is not one of the choices: write relations, r"),
        ("visits", "title_en,places\nA,nowhere", "column places: There is no place “nowhere”: write the slug of one"),
        ("visits", "title_en,occasion\nA,a; b", "column occasion: “a; b” names several: this column takes one."),
        ("visits", "title_en,participations\nA,someone", "“someone” is not “role: person”: write the role, a colon"),
        ("visits", "title_en,participations\nA,king: someone", "“king” is not a role: write one of head_of_delegation"),
        ("visits", "title_en,participations\nA,visitor: nobody", "There is no person “nobody”"),
        ("agreements", "title_en,parties\nA,AZ; nobody", "There is no organization “nobody”"),
        ("visits", "title_en,summary_en\nA,#REF!", "“#REF!” is a spreadsheet's error: repair the formula"),
        ("visits", "title_en,summary_en\nA,Bak\ufffd", "The cell holds a damaged letter"),
        ("visits", f"title_en\n{'x' * 301}", "Ensure this value has at most 300 characters (it has 301)."),
        ("sources", "title_en,url\nA,javascript:x", "Enter a valid URL."),
        ("visits", "slug,title_en\nBaku Visit,A", "digits and hyphens, such as “baku-visit”"),
        ("visits", "slug,title_en\nваku,A", "cannot be an address"),
        ("visits", "slug,date\nfresh,1992", "row 2: Write the title in at least one language."),
        ("trade", "period,exporter,importer\n2023,AZ,", "Give both exporter and importer"),
        ("trade", "between,amount\nAZ; MX,7", "column period: This column must be filled."),
        ("trade", "period,between,amount\n2023,AZ; MX,7", "An amount needs its currency"),
        ("trade", "period,between,amount,currency\n2023,AZ; MX,7.123,USD", "no more than 2 decimal places"),
        ("trade", "period,between,amount,currency\n2023,AZ; MX,1234567890123456.7,USD", "has more than 15 digits"),
        ("places", "name_en,latitude,longitude\nA,91,0", "Give both latitude"),
        ("places", "name_en,latitude\nA,19", "Give both latitude"),
        ("visits", "title_en,date\nA,1992,extra", "“extra”. The row has more cells than there are headings"),
    ],
)  # fmt: skip
def test_a_problem_names_sheet_row_column_and_value_and_says_what_to_do(type, text, sentence):
    (found,) = problems(type, text)
    assert found.startswith(f"{type}, row 2")
    assert sentence in found


@pytest.mark.parametrize(
    ("column", "written", "stored"),
    [
        ("isbn", "0-306-40615-2", "0306406152"),
        ("issn", "0317 8471", "0317-8471"),
        ("doi", "https://doi.org/10.1000/182", "10.1000/182"),
    ],
)
def test_a_number_of_a_document_is_compared_in_its_one_form_and_refused_before_anything_is_written(
    column, written, stored
):
    assert cells("sources", f"title_en,{column}\nA,{written}\n")[column] == ("", stored)
    (problem,) = problems("sources", f"title_en,{column}\nA,_\n")
    assert problem.startswith(f"sources, row 2, column {column}: “_” is not a")
