"""Files as ministries and libraries of other countries keep them, with a mapping alone: every row a right draft."""

import datetime
import io
import json

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from archive.spreadsheets import Mapping, apply_together, prepare, read

pytestmark = pytest.mark.django_db


def rows_of(type, content, name, **mapping):
    """The cells that each row of a file becomes, in its order; the file is imported too."""
    chosen = Mapping.of(mapping)
    sheet = read(content, name, encoding=chosen.encoding, sheet=chosen.sheet, heading_row=chosen.heading_row)
    plans = prepare(type, sheet, mapping=chosen)
    assert [str(problem) for problem in plans.problems] == []
    apply_together(plans, by=None)
    return [{column: after for column, (_before, after) in row.cells.items()} for row in plans.main.rows]


def picked(rows, *names):
    """Some columns of each row."""
    return [tuple(row.get(name, "") for name in names) for row in rows]


def workbook(*rows, merged=()):
    """An XLSX file of these rows; dates are real ones."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet("Tabelle1"), book.add_format({"num_format": "dd.mm.yyyy"})
        for place, text in merged:
            sheet.merge_range(place, text)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(number, column, datetime.datetime.combine(cell, datetime.time()), day)
                elif cell is not None:
                    sheet.write(number, column, cell)
    return file.getvalue()


def document(*rows):
    """An ODS file of these texts."""
    file, table = OpenDocumentSpreadsheet(), Table(name="Anlaşmalar")
    file.spreadsheet.addElement(table)
    for cells in rows:
        row = TableRow()
        table.addElement(row)
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
    written = io.BytesIO()
    file.write(written)
    return written.getvalue()


def test_german_journeys_with_titles_and_merged_years_above_the_days():
    content = workbook(
        ["Reisen 1998–2001"],
        [],
        ["Jahr", "Zeitraum", "Gast", "Land", "Orte"],
        [None, "12.–14. Mai", "Präsident A. Müller", "Elfenbeinküste", "Abidjan und Yamoussoukro"],
        [None, "3. März", "Minister B. Groß", "Vereinigtes Königreich", "London"],
        [2001, "30. April – 2. Mai", "Präsident A. Müller", "DDR", "Leipzig, Halle"],
        ["Summe", 3],
        merged=[("A1:E1", "Reisen"), ("A4:A5", 1998)],
    )
    places = {"from": "Orte", "split": [",", "und"], "create": {"country": "Land"}}
    people = {"from": "Gast", "replace": {"Präsident ": "", "Minister ": ""}, "role": "visitor"}
    rows = rows_of(
        "visits", content, "reisen.xlsx", heading_row=3, fill_down=["Jahr"], require=["Land"], create=True,
        columns={"title_en": {"template": "{Gast}: {Land}"}, "host_country": "Land", "places": places,
                 "date": {"template": "{Zeitraum} {Jahr}"}, "participations": people},
    )  # fmt: skip
    assert picked(rows, "host_country", "date", "places", "participations") == [
        ("CI", "1998-05-12/1998-05-14", "abidjan; yamoussoukro", "visitor: a-muller"),
        ("GB", "1998-03-03", "london", "visitor: b-gross"),
        ("DD", "2001-04-30/2001-05-02", "leipzig; halle", "visitor: a-muller"),
    ]


def test_french_agreements_with_semicolons_in_a_windows_code_page():
    content = (
        "Intitulé;Signé le;Lieu;Parties;Vigueur;Réf.\n"
        "Accord aérien;1er mai 1998;Paris;France / Côte d'Ivoire;le 14 juil. 1999;x\n"
        "Convention;du 12 au 14 févr. 1987;Pékin;France et République populaire de Chine;vers 1990;\n"
        "Protocole;13/02/1933;Téhéran;Perse / République française;;\n"
    ).encode("cp1252")
    rows = rows_of(
        "agreements", content, "accords.csv", encoding="windows-1252", set_aside=["Réf."], create=True,
        columns={"title_en": "Intitulé", "signed": "Signé le", "place": "Lieu", "in_force": "Vigueur",
                 "parties": {"from": "Parties", "split": ["/", "et"]}},
    )  # fmt: skip
    assert picked(rows, "signed", "in_force", "parties", "place") == [
        ("1998-05-01", "1999-07-14", "FR; CI", "paris"),
        ("1987-02-12/1987-02-14", "1990~", "FR; CN", "pekin"),
        ("1933-02-13", "", "IR; FR", "teheran"),
    ]


def test_russian_ambassadors_with_tabs_in_a_windows_code_page():
    content = (
        "Посол\tСтрана\tНазначен\tОсвобождён\n"
        "Иванов Пётр\tСоединённые Штаты Америки\t12 мая 1998 г.\tпо н.в.\n"
        "Кузнецов Юрий\tФРГ\tоколо 1985 г.\tв декабре 1989 года\n"
    ).encode("cp1251")
    embassy = {"kind": {"constant": "embassy"}, "country": {"constant": "RU"}, "host_country": "Страна"}
    rows = rows_of(
        "postings", content, "послы.tsv", encoding="windows-1251", create=True,
        columns={"person": "Посол", "role": {"constant": "ambassador"}, "since": "Назначен",
                 "organization": {"template": "Embassy of Russia in {Страна:country}", "create": embassy},
                 "until": {"from": "Освобождён", "values": {"по н.в.": ""}}},
    )  # fmt: skip
    assert picked(rows, "person", "organization", "since", "until") == [
        ("ivanov-petr", "embassy-of-russia-in-united-states", "1998-05-12", ""),
        ("kuznetsov-yuriy", "embassy-of-russia-in-germany", "1985~", "1989-12"),
    ]


def test_turkish_agreements_of_a_text_document():
    content = document(
        ["Anlaşma", "Taraflar", "İmza", "Yürürlük"],
        ["Dostluk", "Türkiye ve A.B.D.", "24 Ocak 1992", "5 Kasım 1995"],
        ["Ticaret", "Türkiye / S.S.C.B.", "8 Ekim 1937'de", "Ağustos 1938"],
        ["Vize", "Türkiye - İngiltere", "12.07.1952", ""],
    )
    parties = {"from": "Taraflar", "split": ["ve", "/", "-"]}
    columns = {"title_en": "Anlaşma", "parties": parties, "signed": "İmza", "in_force": "Yürürlük"}
    assert picked(rows_of("agreements", content, "x.ods", columns=columns), "parties", "signed", "in_force") == [
        ("TR; US", "1992-01-24", "1995-11-05"),
        ("TR; SU", "1937-10-08", "1938-08"),
        ("TR; GB", "1952-07-12", ""),
    ]


def test_portuguese_and_spanish_dates_of_objects_and_of_two_digits():
    content = json.dumps(
        [
            {"Título": "Acordo", "Partes": ["Portugal", "Estados Unidos Mexicanos"], "Data": "12 de março de 1991"},
            {"Título": "Convenio", "Partes": ["España", "Azerbaiyán"], "Data": "14-ene-92"},
            {"Título": "Tratado", "Partes": ["Brasil", "Portugal"], "Data": "de 30 de abril a 2 de maio de 1999"},
        ]
    ).encode()
    columns = {"title_es": "Título", "parties": "Partes", "signed": {"from": "Data", "century": "1930"}}
    assert picked(rows_of("agreements", content, "acordos.json", columns=columns), "parties", "signed") == [
        ("PT; MX", "1991-03-12"),
        ("ES; AZ", "1992-01-14"),
        ("BR; PT", "1999-04-30/1999-05-02"),
    ]


def test_azerbaijani_journeys_with_real_dates_counted_days_and_words():
    content = workbook(
        ["Kim", "Ölkə", "Başlama", "Bitmə"],
        ["Ə. Əliyev", "Fransa", 39108, 39110],
        ["H. Məmmədov", "Böyük Britaniya", datetime.date(1994, 2, 22), datetime.date(1994, 2, 25)],
        ["N. Quliyev", "Meksika Birləşmiş Ştatları", "21 avqust 2012-ci il", ""],
    )
    columns = {"title_az": {"template": "{Kim}: {Ölkə}"}, "host_country": "Ölkə",
               "date": {"interval": ["Başlama", "Bitmə"], "serial": True},
               "participations": {"from": "Kim", "role": "visitor"}}  # fmt: skip
    rows = rows_of("visits", content, "seferler.xlsx", columns=columns, create=True)
    assert picked(rows, "host_country", "date", "participations") == [
        ("FR", "2007-01-26/2007-01-28", "visitor: e-eliyev"),
        ("GB", "1994-02-22/1994-02-25", "visitor: h-memmedov"),
        ("MX", "2012-08-21", "visitor: n-quliyev"),
    ]


def test_periods_of_office_in_one_column_of_a_list_by_country():
    content = (
        "Land;Name;Amtszeit\n"
        "Türkei;A. Schmidt;1992-96\n"
        ";B. Weiß;12.05.96 – 03.09.99\n"
        ";C. Klein;seit Okt. 1999\n"
        "Tschechoslowakei;D. Groß;bis 1968\n"
    ).encode()
    office = {"from": "Amtszeit", "century": "1930"}
    rows = rows_of(
        "postings", content, "amt.csv", fill_down=["Land"], create=True,
        columns={"person": "Name", "organization": {"template": "Botschaft in {Land}"},
                 "since": {**office, "take": "start"}, "until": {**office, "take": "end"}},
    )  # fmt: skip
    assert picked(rows, "organization", "since", "until") == [
        ("botschaft-in-turkei", "1992", "1996"),
        ("botschaft-in-turkei", "1996-05-12", "1999-09-03"),
        ("botschaft-in-turkei", "1999-10", ""),
        ("botschaft-in-tschechoslowakei", "", "1968"),
    ]
