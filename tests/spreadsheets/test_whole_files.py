"""Files of other archives come in by a mapping alone: invented rows, awkward in the ways in which real ones are."""

import json

import pytest
from django.core.management import call_command

from archive.models import Agreement, Organization, Party, Person, Place, Posting, Visit

pytestmark = pytest.mark.django_db

JOURNEYS = (
    "file,id,role,who,name,start-date,end-date,country_id,country,locale,remarks\n"
    'roe.xml,7,president,roe-jane,Jane Roe,2021-06-09,2021-06-13,france,France,"Paris, Lyon",Met with the Mayor.\n'
    'roe.xml,8,president,roe-jane,Jane Roe,2021-06-13,2021-06-13,korea,"Korea, Republic of",,A summit.\n'
    "poe.xml,9,secretary,poe-john,John Poe,1985-05-06,1985-05-07,ussr,U.S.S.R.,Moscow,\n"
    "poe.xml,10,secretary,poe-john,John Poe,2001-05-06,2001-05-07,russia,Russia,Moscow,\n"
)
JOURNEYS_MAPPING = {
    "type": "visits", "set_aside": ["file", "country_id"], "create": True,
    "columns": {
        "slug": {"template": "journey-{id}"},
        "title_en": {"template": "{role:first} {name} in {country}[: {locale}]"},
        "visitor_country": {"constant": "CH"}, "host_country": "country",
        "date": {"interval": ["start-date", "end-date"]}, "purpose_en": "remarks",
        "places": {"from": "locale", "split": ",", "create": {"country": "country"}},
        "participations": {"from": "name", "key": "{who}", "create": {"country": {"constant": "CH"}}},
    },
}  # fmt: skip
TRIPS = (
    ",0,1,2,3,4,5\n"
    '0,3-Apr-2009,4-Apr-2009,"\u00a0France\u00a0Germany","Lille, Bonn, and Kehl",Attended.[6],President Jane Roe\n'
    "1,25-Mar-2012[15],27-Mar-2012,\u00a0Trinidad and Tobago,Port of Spain,,President Jane Roe\n"
    "2,17-June-2012,,\u00a0France (West Indies),,,President Jane Roe\n"
    "3,6-May-1985,4-May-1985,\u00a0Spain,Madrid,,President Jane Roe\n"
)
TRIPS_MAPPING = {
    "type": "visits", "set_aside": ["A"], "create": True, "leave_out_failed": True,
    "rows": {"from": "2", "split": "countries"},
    "columns": {
        "title_en": {"template": "{5} in {2}"}, "host_country": "2", "purpose_en": "4",
        "date": {"interval": ["0", "1"]},
        "places": {"from": "3", "split": [",", "and", ", and"],
                   "create": {"country": {"from": "2", "split": "countries", "take": "only"}}},
        "participations": {"from": "5", "replace": {"President ": ""}, "role": "visitor"},
    },
}  # fmt: skip
MISSIONS = (
    "sede,nombre,name,pais,ciudad,titular_nombre,titular_apellido,cargo,notas\n"
    'E1,Embajada  en  Roma,Embassy  in  Rome,IT,Roma,"Ana  María  ",Roe,Embajadora,"a;  b;  c"\n'
    "C2,Consulado  General  en  Bari,Consulate  in  Bari,IT,Bari,Juan,Poe,Cónsul  General,\n"
    "C3,Consulado  en  Lyon,Consulate  in  Lyon,FR,Lyon,,,Cónsul,\n"
)
MISSIONS_MAPPING = {
    "type": "postings", "set_aside": ["*"], "create": True, "leave_out_failed": True,
    "columns": {
        "person": {"template": "[{titular_nombre} ]{titular_apellido}"},
        "organization": {
            "from": "nombre", "key": "ch-{sede}",
            "create": {
                "name_es": "nombre", "name_en": "name", "note": "notas",
                "country": {"constant": "CH"}, "host_country": "pais",
                "kind": {"from": "nombre", "contains": {"embajada": "embassy", "consulado": "consulate"}},
                "place": {"from": "ciudad", "create": {"country": "pais"}},
            },
        },
        "role": {"from": "cargo", "values": {"Embajadora": "ambassador", "*": "head_of_mission"}}, "title_es": "cargo",
    },
}  # fmt: skip
PARTIES = " ; ".join(["FRANCE", "NETHERLANDS THE", "Duchy of Nowhere"] + [f"Isle {n}" for n in range(250)])
TREATIES = (
    "id,title,subject,country_name,signed,location,eif,terminated,references\n"
    f'1,"Convention concerning {"long " * 70}matters",POSTAL,"{PARTIES}",12/11/1995,Paris,01/03/1990,,"x;y"\n'
    "2,Exchange of Notes about Visas,VISA,FRANCE ; SPAIN,,Rome / Bonn,,29/10/2007,\n"
)
TREATIES_MAPPING = {
    "type": "agreements", "date_order": "dmy", "create": True,
    "columns": {
        "slug": {"template": "treaty-{id}"}, "title_en": {"from": "title", "shorten": True, "whole_to": "summary_en"},
        "kind": {"from": "title", "contains": {"exchange of notes": "exchange", "convention": "convention"}},
        "signed": "signed", "in_force": "eif", "ended": "terminated", "subjects_en": "subject", "note": "references",
        "parties": {"from": "country_name", "split": ";"},
        "place": {"from": "location", "split": "/", "take": "only", "whole_to": "note"},
    },
}  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys):
    """Import a text with a mapping by the command: the last line's counts, and the lines before it."""

    def call(text, mapping, *options):
        (tmp_path / "theirs.csv").write_text(text, encoding="utf-8")
        (tmp_path / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")
        call_command(
            "import_sheet", mapping["type"], str(tmp_path / "theirs.csv"),
            "--mapping", str(tmp_path / "mapping.json"), *options,
        )  # fmt: skip
        *lines, last = capsys.readouterr().out.strip().splitlines()
        return json.loads(last), lines

    return call


def test_journeys_with_several_places_in_a_cell_become_visits(run):
    counts, lines = run(JOURNEYS, JOURNEYS_MAPPING)
    assert (counts["new"], counts["failed"], lines) == (4, 0, [])
    first, second, third, fourth = Visit.objects.order_by("id")
    assert str(first) == "President Jane Roe in France: Paris, Lyon"
    assert (first.slug, first.date, first.visitor_country, first.host_country) == (
        "journey-7", "2021-06-09/2021-06-13", "CH", "FR",
    )  # fmt: skip
    assert [place.slug for place in first.places.all()] == ["lyon", "paris"]
    assert (second.host_country, second.date, second.places.count()) == ("KR", "2021-06-13", 0)
    assert (third.host_country, fourth.host_country) == ("SU", "RU")
    assert list(third.places.all()) == list(fourth.places.all())
    assert {person.slug for person in Person.objects.all()} == {"roe-jane", "poe-john"}
    again, _lines = run(JOURNEYS, JOURNEYS_MAPPING)
    assert (again["batch"], again["unchanged"]) == (None, 4)


def test_trips_under_numbered_headings_become_visits_one_for_each_country(run):
    counts, (problem,) = run(TRIPS, TRIPS_MAPPING)
    assert (counts["new"], counts["failed"]) == (4, 1)
    assert problem.startswith("visits, row 5, column date: “6-May-1985 – 4-May-1985” ends before it begins")
    assert list(Visit.objects.order_by("id").values_list("host_country", "date")) == [
        ("FR", "2009-04-03/2009-04-04"), ("DE", "2009-04-03/2009-04-04"),
        ("TT", "2012-03-25/2012-03-27"), ("FR", "2012-06-17"),
    ]  # fmt: skip
    assert sorted(Place.objects.values_list("name_en", "country")) == [
        ("Bonn", ""), ("Kehl", ""), ("Lille", ""), ("Port of Spain", "TT"),
    ]  # fmt: skip
    assert [person.name_en for person in Person.objects.all()] == ["Jane Roe"]


def test_missions_with_doubled_spaces_become_organizations_and_postings(run):
    counts, (problem,) = run(MISSIONS, MISSIONS_MAPPING)
    assert (counts["new"], counts["failed"]) == (2, 1)
    assert problem == "postings, row 4, column person: This column must be filled."
    embassy = Organization.objects.get(slug="ch-e1")
    assert (embassy.name_es, embassy.kind, embassy.host_country, embassy.place.name_en, embassy.note) == (
        "Embajada en Roma", "embassy", "IT", "Roma", "a; b; c",
    )  # fmt: skip
    posting = Posting.objects.get(organization=embassy)
    assert (posting.person.name_en, posting.role, posting.title_es) == ("Ana María Roe", "ambassador", "Embajadora")


def test_treaties_with_hundreds_of_parties_become_agreements(run):
    counts, lines = run(TREATIES, TREATIES_MAPPING)
    assert (counts["new"], counts["failed"], lines) == (2, 0, [])
    one, two = Agreement.objects.order_by("id")
    assert (one.kind, one.signed, one.in_force, one.place.name_en) == (
        "convention",
        "1995-11-12",
        "1990-03-01",
        "Paris",
    )
    assert one.title_en.endswith("long…")
    assert "long matters" in one.summary_en
    assert one.parties.count() == 253
    assert sorted(Party.objects.exclude(country="").values_list("country", flat=True)) == ["ES", "FR", "FR", "NL"]
    assert (two.kind, two.signed, two.ended, two.place, two.note) == ("exchange", "", "2007-10-29", None, "Rome; Bonn")
    assert Organization.objects.filter(status="draft", name_en="Duchy of Nowhere").exists()
