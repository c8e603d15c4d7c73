"""An unknown heading is met with a suggestion, by its words or by what stands under it."""

import pytest

from archive.spreadsheets import date_order, prepare, read, resource_for, suggest, suggested


def sheet_of(text):
    """The sheet of a text in CSV."""
    return read(text.encode(), "theirs.csv")


def best(type, text):
    """The best column for each unknown heading."""
    found = suggest(resource_for(type), sheet_of(text))
    return {suggestion.heading: suggestion.columns[:1] for suggestion in found}


def begun(type, text):
    """The mapping to begin with, as plain data."""
    return suggested(resource_for(type), sheet_of(text)).data()


@pytest.mark.parametrize(
    ("type", "text", "columns"),
    [
        ("visits", "Start date,City,Remarks\n1992,Rome,x\n", ["date", "places", "purpose_en"]),
        ("visits", "Fecha del viaje;Ciudad;Motivo\n12.03.1995;Roma;x\n", ["date", "places", "purpose_en"]),
        ("visits", "Səfərin tarixi,Şəhər,Səfərin məqsəd\n12.03.1995,Roma,x\n", ["date", "places", "purpose_en"]),
        ("agreements", "Signature date,country_name,Entry into force\n1/2/1992,ITALY ; FRANCE,1993\n",
         ["signed", "parties", "in_force"]),
        ("postings", "Mission,Rank,Started\nRome,minister,1992\n", ["organization", "role", "since"]),
        ("postings", "Mission,Position\nRome,ambassador\n", ["organization", "role"]),
        ("trade", "Reporter,Partner,Valor\nFrance,Italy,12.5\n", ["exporter", "importer", "amount"]),
    ],
)  # fmt: skip
def test_a_heading_is_understood_by_its_words(type, text, columns):
    assert [found[0] for found in best(type, text).values()] == columns


def test_a_heading_without_words_is_understood_by_what_stands_under_it():
    text = "0,1,2\n19-Feb-2009,France,abc\n3-Apr-2009[5],\u00a0Spain,def\n4-Apr-2009,Italy,ghi\n"
    assert best("visits", text) == {"0": ("date",), "1": ("host_country",), "2": ()}


def test_samples_are_shown_and_known_headings_are_not_suggested_for():
    (found,) = suggest(resource_for("visits"), sheet_of("title_en,When\na,1992\nb,\nc,1993\n"))
    assert (found.heading, found.samples) == ("When", ("1992", "1993"))


@pytest.mark.parametrize(
    ("type", "text", "columns"),
    [
        ("visits", "Besuchsdatum;Gastland;Stadt;Besucher;Anlass\n25.3.1990;Frankreich;Paris;Hans Meier;x\n",
         {"date": "Besuchsdatum", "host_country": "Gastland", "places": "Stadt", "participations": "Besucher",
          "purpose_en": "Anlass"}),
        ("visits", "Pays,Ville,Visiteur,Objet du voyage\nItalie,Rome,Jean Dupont,x\n",
         {"host_country": "Pays", "places": "Ville", "participations": "Visiteur", "purpose_en": "Objet du voyage"}),
        ("visits", "Дата визита;Страна;Город;Цель визита\n12.03.1995;Франция;Париж;x\n",
         {"date": "Дата визита", "host_country": "Страна", "places": "Город", "purpose_en": "Цель визита"}),
        ("visits", "Ziyaret tarihi;Ülke;Şehir;Amaç\n12.03.1995;Fransa;Paris;x\n",
         {"date": "Ziyaret tarihi", "host_country": "Ülke", "places": "Şehir", "purpose_en": "Amaç"}),
        ("visits", "Data,País,Cidade,Finalidade\n12/03/1995,França,Paris,x\n",
         {"date": "Data", "host_country": "País", "places": "Cidade", "purpose_en": "Finalidade"}),
        ("agreements", "Titel;Unterzeichnung;Ort;Inkrafttreten;Vertragsparteien\nAbkommen;1990;Bonn;1991;Frankreich\n",
         {"title_en": "Titel", "signed": "Unterzeichnung", "place": "Ort", "in_force": "Inkrafttreten",
          "parties": "Vertragsparteien"}),
        ("agreements", "Название;Дата подписания;Вступление в силу;Стороны\nДоговор;1990;1991;Италия\n",
         {"title_en": "Название", "signed": "Дата подписания", "in_force": "Вступление в силу", "parties": "Стороны"}),
        ("postings", "ФИО;Посольство;Должность;Назначен;Освобожден\nПетров Иван;Рим;посол;1990;1993\n",
         {"person": "ФИО", "organization": "Посольство", "title_en": "Должность", "since": "Назначен",
          "until": "Освобожден"}),
        ("trade", "Année;Exportateur;Importateur;Valeur;Devise\n1990;France;Italie;12.5;EUR\n",
         {"period": "Année", "exporter": "Exportateur", "importer": "Importateur", "amount": "Valeur",
          "currency": "Devise"}),
    ],
)  # fmt: skip
def test_a_file_in_another_language_is_mapped_as_a_whole(type, text, columns):
    data = begun(type, text)
    assert {name: recipe for name, recipe in data["columns"].items() if name in columns} == columns
    assert "set_aside" not in data


def test_first_and_last_day_become_one_date_and_the_rest_is_set_aside():
    data = begun("visits", "Arrival,Departure,Code of file\n2 May 1992,3 May 1992,zzz\n")
    assert data["columns"]["date"] == {"interval": ["Arrival", "Departure"]}
    assert data["set_aside"] == ["Code of file"]


def test_two_columns_of_days_without_words_are_first_and_last():
    text = "0,1,2\n19-Feb-2009,20-Feb-2009,France\n3-Apr-2009,3-Apr-2009,Spain\n"
    data = begun("visits", text)
    assert data["columns"]["date"] == {"interval": ["0", "1"]}
    assert data["columns"]["host_country"] == "2"


@pytest.mark.parametrize(
    ("type", "headings", "column", "template"),
    [
        ("postings", "Nom;Prénom", "person", "{Prénom} {Nom}"),
        ("visits", "Surname;First name", "participations", "{First name} {Surname}"),
        ("people", "Имя;Фамилия", "name_en", "{Имя} {Фамилия}"),
        # The one is known by itself, and with the other it is half a name.
        ("people", "Nombre;Apellidos", "name_es", "{Nombre} {Apellidos}"),
    ],
)
def test_forename_and_surname_become_one_name(type, headings, column, template):
    assert begun(type, f"{headings}\nJean;Dupont\n")["columns"][column] == {"template": template}


def test_a_record_without_a_title_gets_one_of_what_the_row_tells():
    data = begun("visits", "Traveller,Country,City,When\nJohn Smith,France,Paris,1992\n")
    assert data["columns"]["title_en"] == {"template": "{Traveller}[, {Country}][, {City}]", "shorten": True}
    assert "title_en" not in begun("visits", "Title,Country\nTalks,France\n")["columns"]
    # A heading that is known by itself can stand in it too.
    assert begun("visits", "Host country,When\nFrance,1992\n")["columns"]["title_en"] == {
        "template": "{Host country}[, {When}]",
        "shorten": True,
    }


def test_a_number_for_something_is_passed_over_for_its_name():
    data = begun("visits", "id,country_id,country\n4113,france,France\n")
    assert data["columns"]["host_country"] == "country"
    assert data["set_aside"] == ["id", "country_id"]


def test_a_heading_that_says_its_language_goes_to_the_column_of_that_language():
    assert best("visits", "Motivo (español),Purpose in English\nx,y\n") == {
        "Motivo (español)": ("purpose_es",),
        "Purpose in English": ("purpose_en",),
    }


def test_a_title_too_long_for_its_column_is_cut_and_kept_whole_in_the_summary():
    data = begun("agreements", f"Title,Signature\n{'long ' * 70},1992\n")
    assert data["columns"]["title_en"] == {"from": "Title", "shorten": True, "whole_to": "summary_en"}
    assert "title_en" not in begun("agreements", "Title,Signature\nshort,1992\n")["columns"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("visits", "Traveller,Visitor,Country,City,Arrival,Departure\n"
         "John Smith,Italy,France,Paris,03/04/1990,03/25/1990\nJane Doe,Italy,Spain,Madrid,1/2/1991,1/3/1991\n"),
        ("postings", "Nom;Prénom;Poste;Qualité;Début;Fin;Note\nDupont;Jean;Ambassade à Rome;Attaché;1990;1993;x\n"),
        ("agreements", "Başlık,İmza Tarihi,Yürürlük Tarihi,Taraflar\nAnlaşma,1.2.1990,1.3.1991,İtalya; Fransa\n"),
        ("people", "Имя,Фамилия,Дата рождения\nИван,Петров,1900\n"),
    ],
)  # fmt: skip
def test_a_mapping_to_begin_with_is_enough_where_the_file_is_plain(type, text):
    mapping = suggested(resource_for(type), sheet_of(text))
    mapping.create = True
    plans = prepare(type, sheet_of(text), mapping=mapping)
    assert [str(problem) for problem in plans.problems] == []
    assert plans.main.counts["new"] == text.count("\n") - 1


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/1990", "25/03/1990"], "dmy"),
        (["03/04/1990", "03/25/1990"], "mdy"),
        (["3/4/1990 – 25/4/1990"], "dmy"),
        (["03/04/1990"], None),
        (["25/03/1990", "03/25/1990"], None),
        (["1990-03-25", "25 March 1990", "99/99/1990", "Treaty 25/03/1990"], None),
    ],
)
def test_one_date_that_can_be_read_in_one_way_tells_the_order_of_all(cells, order):
    sheet = sheet_of("title_en,date\n" + "".join(f"x,{cell}\n" for cell in cells))
    assert date_order(sheet) == order
    assert suggested(resource_for("visits"), sheet).date_order == order


def test_the_evidence_columns_of_an_export_are_known_and_not_suggested_for():
    assert best("visits", "slug,date,date__sources,date__stance,When\na,1992,b,supports,1992\n") == {"When": ()}
