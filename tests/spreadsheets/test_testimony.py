"""A row taken as testimony is cited beside the accepted values; discrepancies open where it contradicts them."""

import pytest

from archive import snapshot
from archive.models import Citation, Discrepancy, Event, Person, RowChoice, TradeFigure, Visit
from archive.models import Place as Places
from archive.spreadsheets import Mapping, apply_together, prepare, read, resource_for, undo
from archive.spreadsheets.testimony import cited, divided
from tests import factories as make
from tests.spreadsheets.dumps import dump
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    """Where the sheets come from."""
    return make.make_source(slug="register", title_en="Register")


def attested(type, text, source, choice=RowChoice.TESTIMONY, **mapping):
    """Import a CSV text as testimony of a source."""
    plans = prepare(type, read(text.encode(), "sheet.csv"), source=source, mapping=Mapping.of(mapping))
    assert [str(problem) for problem in plans.problems] == []
    return apply_together(plans, by=None, choice=choice)


def said(record):
    """What the citations of a record say: (field, stated, stance)."""
    return [tuple(row) for row in record.citations.order_by("pk").values_list("field", "stated", "stance")]


def division(type, text):
    """What of the first row is written and what is stated."""
    cells, testimonies = divided(resource_for(type), planned(type, text).rows[0])
    return {name: after for name, (_b, after) in cells.items()}, [(t.field, t.stated, t.taken) for t in testimonies]


def test_a_date_that_contradicts_is_cited_and_not_written(source):
    event = make.make_event(slug="e", title_en="Event", date="1992-01-14")
    batch = attested("events", "slug,date\ne,10 February 1992\n", source)
    event = Event.objects.get()
    assert event.date == "1992-01-14"
    found = Citation.objects.get()
    assert (found.record, found.source, found.field) == (event, source, "date")
    assert (found.stated, found.stance, found.locator) == ("1992-02-10", "contradicts", "row 2")
    discrepancy = Discrepancy.objects.get()
    assert (discrepancy.record, discrepancy.field, discrepancy.state) == (event, "date", "open")
    assert batch.source == source
    assert event.revisions.get(batch=batch).snapshot["citations"][0]["stance"] == "contradicts"


def test_a_date_that_is_only_less_precise_opens_no_discrepancy(source):
    event = make.make_event(slug="e", date="1992-01-14")
    make.cite(event, "date", "14 January 1992")
    attested("events", "slug,date\ne,1992\n", source)
    assert said(event)[1:] == [("date", "1992", "less_precise")]
    assert not Discrepancy.objects.exists()


def test_what_is_accepted_nowhere_yet_is_filled_in_and_stated(source):
    visit = make.make_visit(slug="v", title_en="Visit", date="1992")
    attested("visits", "slug,date,host_country,purpose_en\nv,1993,FR,Talks\n", source)
    stored = Visit.objects.get()
    assert (stored.date, stored.host_country, stored.purpose_en) == ("1992", "FR", "Talks")
    assert said(visit) == [
        ("date", "1993", "contradicts"),
        ("host_country", "FR", "supports"),
        ("purpose", "Talks", "supports"),
    ]


def test_what_no_citation_can_be_about_stays_as_it_is(source):
    make.make_visit(slug="v", title_en="Visit", summary_en="Ours", note="Ours", status="draft")
    attested("visits", "slug,summary_en,note,status\nv,Theirs,Theirs,published\n", source)
    stored = Visit.objects.get()
    assert (stored.summary_en, stored.note, stored.status) == ("Ours", "Ours", "draft")
    assert not Citation.objects.exists()


def test_nothing_is_erased_by_testimony(source):
    make.make_visit(slug="v", title_en="Visit", date="1992")
    assert division("visits", "slug,date\nv,∅\n") == ({}, [])


def test_a_new_record_is_written_whole_and_every_value_of_it_is_stated(source):
    make.make_place(slug="baku", name_en="Bakı")
    make.make_person(slug="doe", name_en="J. Doe")
    text = "title_en,date,host_country,places,participations,note\nTalks,May 1994,DE,baku,visitor: doe,Seen\n"
    attested("visits", text, source)
    visit = Visit.objects.get()
    assert (visit.date, visit.note, visit.status) == ("1994-05", "Seen", "draft")
    assert said(visit) == [
        ("title", "Talks", "supports"),
        ("date", "1994-05", "supports"),
        ("host_country", "DE", "supports"),
        ("places", "Bakı", "supports"),
        ("participations", "J. Doe", "supports"),
    ]
    assert (visit.uncited, visit.unsupported, visit.evidence) == (0, 0, "single")
    (version,) = visit.revisions.all()
    assert [citation["stance"] for citation in version.snapshot["citations"]] == ["supports"] * 5
    assert version.snapshot == snapshot.take(Visit, [visit.pk])[visit.pk]


def test_each_part_of_a_list_is_a_testimony_of_its_own(source):
    one, other = make.make_person(slug="one", name_en="Ann One"), make.make_person(slug="other", name_en="Bo Other")
    visit = make.make_visit(slug="v", title_en="Visit")
    make.take_part(one, visit, "visitor")
    attested("visits", "slug,participations\nv,visitor: one; host: other\n", source)
    assert [str(p.person) for p in visit.participations.all()] == ["Ann One"]
    assert said(visit) == [("participations", "Ann One", "supports"), ("participations", "Bo Other, host", "mentions")]
    assert other.participations.count() == 0


def test_a_name_is_held_against_every_form(source):
    person = make.make_person(slug="p", name_en="Jorge Castro")
    make.name_form(person, "Xorxe Kastro", kind="transliteration")
    attested("people", "slug,name_en\np,Xorxe Kastro\n", source)
    assert said(person) == [("name", "Xorxe Kastro", "supports")]
    assert Person.objects.get().name_en == "Jorge Castro"
    assert not Discrepancy.objects.exists()


def test_an_amount_is_not_filled_in_beside_another_currency(source):
    make.make_trade_figure(slug="t", period="2000", between="DE; FR", currency="USD")
    cells, stated = division("trade", "slug,amount,currency\nt,7,EUR\n")
    assert cells == {}
    assert stated == [("amount", "7", False), ("currency", "EUR", False)]
    attested("trade", "slug,amount,currency\nt,7,EUR\n", source)
    assert TradeFigure.objects.get().amount is None


def test_a_direction_is_not_filled_in_beside_trade_in_both_directions(source):
    make.make_trade_figure(slug="t", period="2000", between="DE; FR")
    cells, stated = division("trade", "slug,between,exporter,importer\nt,∅,DE,FR\n")
    assert cells == {}
    assert [field for field, _stated, _taken in stated] == ["exporter", "importer"]


def test_a_source_states_the_same_once(source):
    event = make.make_event(slug="e", date="1992-01-14")
    make.cite(event, "date", "10 February 1992", source)
    attested("events", "slug,date\ne,1992-02-10\n", source)
    assert event.citations.count() == 1
    attested("events", "slug,date\ne,1992-02-11\n", source)
    attested("events", "slug,date\ne,11 February 1992\n", source)
    assert [stated for _field, stated, _stance in said(event)] == ["10 February 1992", "1992-02-11"]


def test_another_source_may_state_the_same(source):
    event = make.make_event(slug="e", date="1992-01-14")
    make.cite(event, "date", "10 February 1992")
    attested("events", "slug,date\ne,1992-02-10\n", source)
    assert event.citations.count() == 2


def test_a_posting_is_stated_of_the_person_and_of_the_organization(source):
    person, body = make.make_person(slug="p", name_en="Ann Doe"), make.make_organization(slug="o", name_en="Embassy")
    posting = make.post(person, body, "ambassador", since="1992")
    text = f"key,person,organization,role,since,until\n{posting.pk},p,o,ambassador,1993,1996\n"
    attested("postings", text, source)
    posting.refresh_from_db()
    assert (posting.since, posting.until) == ("1992", "1996")
    assert said(person) == [("postings", "ambassador, Embassy, 1993 – 1996", "more_precise")]
    assert said(body) == [("postings", "Ann Doe, ambassador, 1993 – 1996", "more_precise")]


def test_a_new_posting_is_written_and_stated(source):
    person, body = make.make_person(slug="p", name_en="Ann Doe"), make.make_organization(slug="o", name_en="Embassy")
    attested("postings", "person,organization\np,o\n", source)
    assert [row.role for row in person.postings.all()] == ["other"]
    assert [stated for _field, stated, _stance in said(body)] == ["Ann Doe, other"]


def test_a_name_form_is_stated_as_the_name_of_its_record(source):
    person, place = make.make_person(slug="p", name_en="Ann Doe"), make.make_place(slug="x", name_en="X")
    attested("names", "type,record,text,language\npeople,p,Anna Doe,de\nplaces,x,Iks,az\n", source)
    assert said(person) == [("name", "Anna Doe", "supports")]
    assert place.names.count() == 1


def test_a_part_in_a_visit_is_stated_of_the_visit(source):
    person, visit = make.make_person(slug="p", name_en="Ann Doe"), make.make_visit(slug="v")
    make.take_part(person, visit, "visitor", capacity_en="Minister")
    text = "type,record,person,role,capacity_en\nvisits,v,p,visitor,Deputy minister\n"
    attested("participations", text, source)
    assert visit.participations.get().capacity_en == "Minister"
    assert said(visit) == [("participations", "Ann Doe, Deputy minister", "more_precise")]


def test_a_place_keeps_what_it_has_and_takes_what_it_lacks(source):
    make.make_place(slug="x", name_en="X", country="DE")
    attested("places", "slug,name_en,country,latitude,longitude\nx,Iks,FR,10,20\n", source)
    place = Places.objects.get()
    assert (place.name_en, place.country, place.latitude) == ("X", "DE", 10)


def test_a_citation_is_testimony_already(source):
    visit = make.make_visit(slug="v", date="1992")
    text = "type,record,source,field,stated\nvisits,v,register,date,1993\n"
    attested("citations", text, source)
    assert said(visit) == [("date", "1993", "contradicts")]


def test_an_accepted_row_is_cited_with_what_it_changes_and_gives():
    make.make_visit(slug="v", title_en="Visit", date="1992", host_country="FR")
    row = planned("visits", "slug,date,host_country\nv,1993,FR\n").rows[0]
    assert [(t.field, t.stated) for t in cited(resource_for("visits"), row, {"host_country": "FR"})] == [
        ("host_country", "FR"),
        ("date", "1993"),
    ]


def test_the_source_of_accepted_rows_is_cited_where_the_mapping_says_so(source):
    for slug in ("changed", "same"):
        make.make_visit(slug=slug, title_en=slug, date="1992", host_country="FR")
    rows = "slug,title_en,date,host_country\nchanged,,1993,FR\nsame,,1992,\nfresh,Fresh,1990,DE\n"
    attested("visits", rows, source, RowChoice.ACCEPT, cite=True)
    found = {visit.slug: {(field, stated) for field, stated, _stance in said(visit)} for visit in Visit.objects.all()}
    assert found == {
        "changed": {("date", "1993"), ("host_country", "FR")},
        "same": {("date", "1992")},
        "fresh": {("title", "Fresh"), ("date", "1990"), ("host_country", "DE")},
    }
    assert {citation.stance for citation in Citation.objects.all()} == {"supports"}
    assert {visit.evidence for visit in Visit.objects.all()} == {"single"}


def test_testimony_states_what_agrees_too_where_the_mapping_says_so(source):
    visit = make.make_visit(slug="v", title_en="Visit", date="1992", host_country="FR")
    attested("visits", "slug,date,host_country\nv,1993,FR\n", source, cite=True)
    assert set(said(visit)) == {("date", "1993", "contradicts"), ("host_country", "FR", "supports")}


@pytest.mark.parametrize(
    ("sheet", "text"),
    [
        ("visits", "slug,title_en,date,host_country\nv,Other,1993,FR\nfresh,Fresh,1990,DE\n"),
        ("people", "slug,name_en,born\np,Somebody Else,1950\nfresh,Fresh,\n"),
        ("organizations", "slug,name_en,founded\no,Another Body,1950\n"),
        ("postings", "person,organization,role,since,until\np,o,ambassador,1992,1995\np,o,member,,\n"),
    ],
)
def test_an_undo_takes_the_testimony_back_with_its_discrepancies(sheet, text, source):
    person, body = make.make_person(slug="p", name_en="Ann Doe", born="1940"), make.make_organization(slug="o")
    make.make_visit(slug="v", title_en="Visit", date="1992")
    make.post(person, body, "ambassador", since="1992", until="1994")
    before = dump()
    batch = attested(sheet, text, source)
    assert Citation.objects.exists()
    undone = undo(batch, by=None)
    assert [str(kept) for kept in undone.kept] == []
    assert dump() == before
    assert not Citation.objects.exists()
    assert not Discrepancy.objects.exists()


def test_an_undo_keeps_what_somebody_wrote_on_a_testimony(source):
    from archive.writing import change

    make.make_event(slug="e", date="1992-01-14")
    batch = attested("events", "slug,date\ne,10 February 1992\n", source)
    with change(by=None):
        citation = Citation.objects.get()
        citation.note = "Seen in the original."
        citation.save()
    undone = undo(batch, by=None)
    assert [kept.name for kept in undone.kept] == ["citations"]
    assert Citation.objects.get().note


def test_testimony_takes_as_many_queries_for_many_rows_as_for_one(source, django_assert_max_num_queries):
    for number in range(30):
        make.make_event(slug=f"e{number}", date="1992-01-14")
    rows = "".join(f"e{number},1993-01-{number + 1:02}\n" for number in range(30))
    with django_assert_max_num_queries(99):
        attested("events", f"slug,date\n{rows}", source)
    assert Discrepancy.objects.count() == 30
