"""What the archive begins with: everything that its first two documents state, as records with evidence."""

import html
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from archive import dates, evidence, writing
from archive.models import (
    RECORD_ARC,
    RECORD_TYPES,
    Agreement,
    Citation,
    Discrepancy,
    Event,
    Person,
    Place,
    Revision,
    Source,
    Status,
    Visit,
    record_type,
)
from archive.models.fields import EDTFField

FOLDER = Path(__file__).resolve().parent.parent / "fixtures"
FILES = sorted(FOLDER.glob("*.json"))
LANGUAGES = ("en", "az", "es")
ARTICLE, EMBASSY_TEXT = "azerbaijan-mexico-relations", "embassy-text-on-relations-with-mexico"

# Everybody whom the two documents name, in every spelling that they use.
PEOPLE = {
    "jose-lopez-portillo": ["José López Portillo", "Portillo"],
    "heydar-aliyev": ["Heydar Aliyev", "Aliyev"],
    "lourdes-aranda-bezaury": ["Lourdes Aranda Bezaury", "Mariya de Lurdes Aranda Bezauri"],
    "elmar-mammadyarov": ["Elmar Mammadyarov"],
    "gabriela-cuevas-barron": ["Gabriela Cuevas Barrón"],
    "andres-manuel-lopez-obrador": ["Andrés Manuel López Obrador"],
    "elnur-mammadov": ["Elnur Mammadov"],
    "carmen-moreno-toscano": ["Carmen Moreno Toscano"],
    "ali-s-hasanov": ["Ali S. Hasanov", "Ə. Həsənov"],
    "carlos-jimenez-macias": ["Carlos Jimenez Macias"],
    "francisco-arroyo-vieyra": ["Francisco Arroyo Vieyra"],
    "i-muxtarov": ["Đ. Muxtarov", "İ. Muxtarov"],
    "jorge-castro": ["Xorxe Kastro"],
    "felipe-calderon": ["Felipe Kalderon"],
    "ulvi-quliyev": ["Ülvi Quliyev"],
    "aqil-abbasov": ["Aqil Abbasov"],
    "fezail-ibrahimli": ["Fəzail Đbrahimli"],
    "ceyhun-osmanli": ["Ceyhun Osmanlı"],
    "marcos-perez-esquer": ["Marcos Perez Esquer"],
    "olinka-vieyra": ["Vieyra Olinka"],
    "julio-espinoza": ["Espinoza Julio"],
    "maria-celia-toro": ["Maria Selia Toro", "M. S. Toro"],
    "h-pasayev": ["H. Paşayev"],
}
# What a reader of the English pages finds, by the address of the record.
FACTS = {
    "organizations/united-nations": ["members of the United Nations"],
    "organizations/embassy-of-azerbaijan-in-washington": ["Washington, D.C.", "At first"],
    "organizations/embassy-of-mexico-in-ankara": ["Ankara", "Turkey"],
    "organizations/embassy-of-azerbaijan-in-mexico-city": ["2007", "İ. Muxtarov"],
    "organizations/embassy-of-mexico-in-baku": ["2014"],
    "organizations/azerbaijan-mexico-interparliamentary-group": ["2005", "Chair", "Fəzail Đbrahimli"],
    "organizations/mexico-azerbaijan-interparliamentary-group": ["8 April 2010", "1 July 2012", "dissolved"],
    "organizations/pan": ["in power", "Milli Hərəkat Partiyası"],
    "organizations/matias-romero-institute": ["five-month intensive Spanish", "each year", "foreign policy"],
    "organizations/diplomatic-academy-of-azerbaijan": ["Olinka Vieyra", "Julio Espinoza", "Rector", "H. Paşayev"],
    "events/recognition-of-the-independence-of-azerbaijan": ["December 1991", "dissolution of the Soviet Union"],
    "events/establishment-of-diplomatic-relations": ["14 January 1992", "10 February 1992", "10 fevral 1992-ci ildə"],
    "events/senate-recognition-of-the-khojaly-massacre": ["2011", "Khojaly Massacre"],
    "events/copy-of-credentials-of-ambassador-muxtarov": ["10 June 2009", "Jorge Castro", "Đ.Muxtarov"],
    "events/credentials-of-ambassador-muxtarov": ["21 October 2009", "Felipe Calderón"],
    "events/bicentenary-of-mexican-independence": ["200th anniversary", "remodel parks and squares"],
    "events/statue-of-heydar-aliyev-in-mexico-city": ["Paseo de la Reforma", "Chapultepec Park"],
    "events/khojaly-monument-at-plaza-tlaxcoaque": ["Plaza Tlaxcoaque", "genocide", "massacre"],
    "events/dispute-over-monuments-in-mexico-city": ["November 2012", "all-time low", "unveiling"],
    "events/residents-accusation-over-the-statue": ["dictator", "place it elsewhere"],
    "events/embassy-protest-over-the-statue": ["Azerbaijan may break diplomatic relations with Mexico."],
    "events/removal-of-the-statue-of-heydar-aliyev": ["private home"],
    "events/withholding-of-azerbaijani-investments": ["US$3.8 billion", "retaliation"],
    "events/finding-of-the-advisory-commission": ["accepting money", "essentially decide", "misleading"],
    "events/senate-document-on-the-armenian-genocide": ["8 February 2023", "Ottoman", "1915", "human rights"],
    "events/third-political-consultations": ["2023", "Elnur Mammadov", "Carmen Moreno Toscano"],
    "events/thirtieth-anniversary-of-diplomatic-relations": ["2022", "30 years"],
    "events/conference-on-women-in-intercultural-dialogue-2008": ["10–11 June 2008", "Baku", "Maria Selia Toro"],
    "visits/jose-lopez-portillo-to-baku-1978": ["May 1978", "Baku", "USSR"],
    "visits/heydar-aliyev-to-mexico-1982": ["April 1982", "Soviet delegation", "candidate", "future President"],
    "visits/lourdes-aranda-bezaury-to-azerbaijan-2008": ["April 2008", "28 March 2008", "tourist exchange"],
    "visits/maria-celia-toro-to-azerbaijan-2008": ["lecture", "H. Paşayev"],
    "visits/ali-hasanov-to-mexico-2012": ["21–23 August 2012", "Ə. Həsənov"],
    "visits/gabriela-cuevas-barron-to-azerbaijan-2014": ["four-day", "2014"],
    "visits/mexican-deputies-to-armenia-2017": ["November 2017", "Nagorno-Karabakh", "Friendship Group", "flare-up"],
    "visits/elmar-mammadyarov-to-mexico-2018": ["December 2018", "Andrés Manuel López Obrador"],
    "agreements/joint-postal-issue-agreement-2010": ["joint brands", "2010"],
    "trade/azerbaijan-mexico-trade-2023": ["US$7.2 million", "2023"],
    "trade/exports-of-azerbaijan-to-mexico-2023": ["turbojets", "x-ray machines", "petroleum"],
    "trade/exports-of-mexico-to-azerbaijan-2023": ["nickel based products", "alcohol"],
}


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker):
    """The archive as `start` leaves it, loaded once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *FILES, verbosity=0)
        writing.adopt(why="Loaded from fixtures.")
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def records():
    return [record for model in RECORD_TYPES for record in model.objects.order_by("slug")]


def entries(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_one_model_in_the_form_that_a_person_edits(path):
    text, rows = path.read_text(encoding="utf-8"), entries(path)
    assert text == json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    (label,) = {row["model"] for row in rows}
    model = apps.get_model(label)
    order = [f.name for f in (*model._meta.concrete_fields, *model._meta.many_to_many)]
    for row in rows:
        assert list(row) == ["model", "fields"], "keys are slugs, not numbers"
        assert list(row["fields"]) == [name for name in order if name in row["fields"]], row
        assert all(value not in ("", None, []) for value in row["fields"].values()), row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_hangs_on_one_record_stands_together(path):
    fields = [row["fields"] for row in entries(path)]
    owners = ("visit", "event", "agreement", "trade_figure", "about_source", "place", "organization", "person")
    if "posting" in path.stem:
        owners = ("person",)
    keys = [f.get("slug") or next((name, f[name][0]) for name in owners if name in f) for f in fields]
    first_seen = list(dict.fromkeys(keys))
    assert keys == sorted(keys, key=first_seen.index)


def test_every_record_is_published_and_has_its_first_revision():
    assert {(record.status, record.revision) for record in records()} == {(Status.PUBLISHED, 1)}
    assert Revision.objects.count() == len(records())


def test_every_record_and_place_speaks_three_languages():
    always, where_filled = ("title", "name", "summary"), ("purpose", "goods", "subjects")
    missing = [
        f"{record.address}/{record.slug}: {name}_{language}"
        for record in [*records(), *Place.objects.all()]
        for name in (*always, *where_filled)
        if hasattr(type(record), name) and (name in always or getattr(record, f"{name}_en"))
        for language in LANGUAGES
        if not getattr(record, f"{name}_{language}")
    ]
    assert not missing


def test_dates_have_their_first_and_last_day():
    for record in records():
        for field in record._meta.concrete_fields:
            if isinstance(field, EDTFField) and getattr(record, field.name):
                known = dates.parse(getattr(record, field.name))
                bounds = [getattr(record, f"{field.name}_{end}") for end in ("earliest", "latest")]
                assert bounds == [known.earliest, known.latest], (record.slug, field.name)


def test_no_accepted_value_is_without_evidence():
    found = {(model.address, pk): gaps for model in RECORD_TYPES for pk, gaps in evidence.gaps(model).items()}
    assert len(found) == len(records())
    assert not {where: gaps for where, gaps in found.items() if gaps.uncited or gaps.unsupported}


def test_the_command_counts_no_gap():
    printed = StringIO()
    call_command("check_evidence", stdout=printed)
    *lines, last = printed.getvalue().splitlines()
    totals = json.loads(last)
    assert totals["records"] == len(records())
    assert totals["facts"] > 300
    assert (totals["uncited"], totals["without_locator"], totals["unsupported"]) == (0, 0, 0)
    assert len(lines) == len(RECORD_TYPES)


def test_the_command_names_a_fact_whose_citation_is_taken_away_and_one_without_a_locator():
    visit = Visit.objects.get(slug="carlos-jimenez-macias-to-azerbaijan-2011")
    with writing.change(by=None, why="test"):
        visit.citations.filter(field="date").delete()
        visit.citations.filter(field="host_country").update(locator="")
    printed = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_evidence", stdout=printed)
    assert end.value.code == 1
    assert f"visits/{visit.slug}: date (no citation)" in printed.getvalue()
    assert f"visits/{visit.slug}: host_country (no locator)" in printed.getvalue()
    totals = json.loads(printed.getvalue().splitlines()[-1])
    assert (totals["uncited"], totals["without_locator"]) == (1, 1)


def test_every_citation_says_what_and_where_about_a_field_that_its_record_has():
    for citation in Citation.objects.select_related(*RECORD_ARC):
        assert citation.stated, citation
        assert citation.locator, citation
        citation.full_clean()


def test_the_files_hold_each_stance_as_the_archive_computes_it():
    held = [row["fields"]["stance"] for row in entries(FOLDER / "13_citations.json")]
    assert list(Citation.objects.order_by("pk").values_list("stance", flat=True)) == held


def test_the_two_documents_disagree_about_two_dates_and_nothing_else():
    found = {(d.record.slug, d.field): d for d in Discrepancy.objects.select_related(*RECORD_ARC)}
    disputed = ("establishment-of-diplomatic-relations", "lourdes-aranda-bezaury-to-azerbaijan-2008")
    assert set(found) == {(slug, "date") for slug in disputed}
    for discrepancy in found.values():
        assert (discrepancy.state, discrepancy.is_public) == ("open", True)
        assert all(getattr(discrepancy, f"public_note_{language}") for language in LANGUAGES)


@pytest.mark.parametrize(
    ("model", "slug", "accepted", "other"),
    [
        (Event, "establishment-of-diplomatic-relations", "1992-01-14", ["1992-02-10 contradicts", "1992 less_precise"]),
        (
            Visit,
            "lourdes-aranda-bezaury-to-azerbaijan-2008",
            "2008-03-28",
            ["2008-04 contradicts", "2008 less_precise"],
        ),
        (Visit, "ali-hasanov-to-mexico-2012", "2012-08-21/2012-08-23", ["2012 less_precise"]),
        (Agreement, "academic-diplomatic-cooperation-agreement-2008", "2008-03-28", ["2008 less_precise"]),
    ],
)
def test_each_testimony_about_a_date_has_its_stance(model, slug, accepted, other):
    record = model.objects.get(slug=slug)
    citations = record.citations.filter(field=model.dated_by)
    assert sorted(f"{dates.understand(c.stated)} {c.stance}" for c in citations) == sorted(
        [f"{accepted} supports", *other]
    )
    assert {c.source.slug for c in citations} == {ARTICLE, EMBASSY_TEXT}
    assert record.evidence == ("disputed" if "contradicts" in other[0] else "several")


@pytest.mark.parametrize(("spelling", "slug"), [(text, slug) for slug, texts in PEOPLE.items() for text in texts])
def test_each_spelling_leads_to_one_person(spelling, slug):
    known = {p.slug: {p.name_en, p.name_az, p.name_es, *(n.text for n in p.names.all())} for p in Person.objects.all()}
    assert [who for who, forms in known.items() if spelling in forms] == [slug]
    assert slug in [person.slug for person in Person.objects.matching(spelling)]


def test_nobody_else_is_among_the_people():
    assert set(Person.objects.values_list("slug", flat=True)) == set(PEOPLE)


@pytest.mark.parametrize(
    ("queries", "people", "visit"),
    [
        (["Əliyev", "Aliyev", "Eliyev", "ƏLİYEV"], ["heydar-aliyev"], "heydar-aliyev-to-mexico-1982"),
        (["Lopez", "López"], ["andres-manuel-lopez-obrador", "jose-lopez-portillo"], "heydar-aliyev-to-mexico-1982"),
        (["Bezauri", "BEZAURY"], ["lourdes-aranda-bezaury"], "lourdes-aranda-bezaury-to-azerbaijan-2008"),
    ],
)
def test_a_search_finds_people_and_their_visits_however_the_name_is_typed(queries, people, visit):
    for query in queries:
        assert set(people) <= set(Person.objects.matching(query).values_list("slug", flat=True)), query
        assert Visit.objects.matching(query).filter(slug=visit).exists(), query


def test_the_sources_are_described_with_nothing_invented():
    kinds = {s.slug: (s.kind, s.language) for s in Source.objects.all()}
    assert kinds == {ARTICLE: ("encyclopedia", "en"), EMBASSY_TEXT: ("official", "az")}
    assert not Source.objects.exclude(url="", publisher="", published="", authors="", container="", files=None).exists()


def test_every_testimony_of_the_azerbaijani_text_can_be_read_in_english_unless_it_is_a_name():
    names = {re.sub(r"\W", "", text) for texts in PEOPLE.values() for text in texts} | {"PAN"}
    untranslated = Citation.objects.filter(source__slug=EMBASSY_TEXT, translation="")
    assert not [c.stated for c in untranslated if re.sub(r"\W", "", c.stated) not in names]


@pytest.mark.parametrize(("address", "facts"), FACTS.items())
def test_a_reader_finds_what_the_documents_state_in_english(address, facts, client):
    segment, slug = address.split("/")
    assert record_type(segment).objects.published().filter(slug=slug).exists()
    page = html.unescape(re.sub(r"<[^>]+>", " ", client.get(f"/{address}/").content.decode()))
    text = re.sub(r"\s+", " ", page)
    assert not [fact for fact in facts if fact not in text]
