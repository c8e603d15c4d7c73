"""An import is undone to the letter; what was edited since stays and is named; an undo can be undone itself."""

import pytest

from archive import snapshot
from archive.models import RECORD_TYPES, BatchState, ImportBatch, Person, Place, Revision, Visit
from archive.spreadsheets import NotUndoable, apply, kept_by, undo
from archive.writing import Stale, change
from tests import factories as make
from tests.spreadsheets import world
from tests.spreadsheets.dumps import dump
from tests.spreadsheets.people import somebody
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db

# For each sheet: rows that change what `scene` made, and add to it.
SHEETS = {
    "people": "slug,name_en,country,born\np,Changed,FR,1961\nfresh,Fresh,,\n",
    "organizations": "slug,name_en,kind,place,founded\no,Changed,embassy,a,2007-05\nfresh,Fresh,,b,\n",
    "events": "slug,title_en,date,place,part_of,participations\ne,Changed,∅,b,fresh,host: q\nfresh,Fresh,,,,met: p\n",
    "visits": "slug,title_en,date,occasion,places,participations\n"
    "v,Changed,1993,∅,c; a,host: q\nfresh,Fresh,,e,a,met: p\n",
    "agreements": "slug,title_en,signed,parties,participations\n"
    "a,Changed,2001,FR; o,met: q\nfresh,Fresh,,DE; o,met: p\n",
    "trade": "slug,period,between,amount,currency\nt,2001,DE; FR,12.50,USD\nfresh,1999,,,\n",
    "sources": "slug,title_en,kind,url\ns,Changed,book,https://example.org/x\nfresh,Fresh,,\n",
    "citations": "type,record,source,field,stated,locator\nvisits,v,s,date,1995,p. 2\nsources,s,s,title,Title,p. 1\n",
    "postings": "person,organization,role,since,title_en\np,o,ambassador,1992,Changed\nq,o,member,,Fresh\n",
    "participations": "type,record,person,role,capacity_en\nvisits,v,p,visitor,Changed\nevents,e,q,met,Fresh\n",
    "names": "type,record,text,language,kind\npeople,p,Пётр,ru,former\npeople,q,Fresh,,\nplaces,a,Fresh,az,\n",
    "places": "slug,name_en,country,latitude,longitude\na,Changed,DE,10.5,20\nfresh,Fresh,,,\n",
}  # fmt: skip
EVERY_SHEET = pytest.mark.parametrize("sheet", SHEETS)


@pytest.fixture
@change(by=None, why="test")
def scene():
    """A small archive with one of everything, each known by a slug of one letter."""
    places = [make.make_place(slug=slug, name_en=f"Place {slug}") for slug in "abc"]
    make.make_person(slug="q", name_en="Other")
    person = make.make_person(slug="p", name_en="Person")
    body = make.make_organization(slug="o", name_en="Body", place=places[0])
    event = make.make_event(slug="e", title_en="Event", date="1992", place=places[0])
    visit = make.make_visit(slug="v", title_en="Visit", date="1992-01", occasion=event, places=places[:2])
    agreement = make.make_agreement(slug="a", title_en="Agreement", signed="2000")
    for country in ("AZ", "FR"):
        make.make_party(agreement, country)
    make.make_trade_figure(slug="t", period="2000")
    source = make.make_source(slug="s", title_en="Source")
    make.post(person, body, "ambassador", since="1992", title_en="Ambassador")
    for record, role in ((visit, "visitor"), (visit, "met"), (event, "met")):
        make.take_part(person, record, role, capacity_en="President")
    make.name_form(person, "Пётр", language="ru")
    make.cite(visit, "date", "January 1992", source)
    return places


def imported(sheet, text, by=None):
    """Import a CSV text."""
    found = planned(sheet, text)
    assert [str(problem) for problem in found.problems] == []
    return apply(found, by=by)


@EVERY_SHEET
def test_what_a_sheet_changed_goes_back_to_the_letter(sheet, scene):
    before = dump()
    batch = imported(sheet, SHEETS[sheet])
    assert dump() != before
    undone = undo(batch, by=None)
    assert [str(kept) for kept in undone.kept] == []
    assert dump() == before


@EVERY_SHEET
def test_an_undo_can_be_undone_and_that_one_too(sheet, scene):
    before = dump()
    batch = imported(sheet, SHEETS[sheet])
    after = dump()
    first = undo(batch, by=None)
    second = undo(first.batch, by=None)
    assert (dump(), second.kept) == (after, [])
    third = undo(second.batch, by=None)
    assert (dump(), third.kept) == (before, [])


@EVERY_SHEET
def test_an_undo_of_nothing_but_later_edits_changes_nothing_of_them(sheet, scene):
    """Whoever wrote the same parts again since keeps every one of them."""
    batch = imported(sheet, SHEETS[sheet])
    edited = SHEETS[sheet].replace("Changed", "Later").replace("1995", "1996").replace("former", "misprint")
    if sheet == "trade":
        edited = edited.replace("12.50", "13").replace("1999", "1998")
    if sheet == "citations":
        edited = edited.replace("p. 1", "p. 3")
    user = somebody("administrator", "leyla")
    imported(sheet, edited, by=user)
    later = {key: value for key, value in dump().items() if key != "discrepancies"}
    undone = undo(batch, by=None)
    found = dump()
    for address, record in later.items():
        for name, value in record.items():
            if "Later" in str(value) and name != "search_text" and isinstance(value, str):
                assert found[address][name] == value
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.UNDONE
    if sheet not in ("citations", "places"):
        assert "leyla" in {kept.by for kept in undone.kept}


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_a_field_edited_since_is_kept_and_named_with_who_and_when(model, scene):
    batch = imported(model.address, SHEETS[model.address])
    slug = SHEETS[model.address].splitlines()[1].partition(",")[0]
    record = model.objects.get(slug=slug)
    words = "period" if model.address == "trade" else "name_en" if hasattr(model, "name_en") else "title_en"
    setattr(record, words, "1900" if words == "period" else "Edited since")
    with change(by=somebody("administrator", "leyla")):
        record.save()
    undone = undo(batch, by=None)
    (kept,) = undone.kept
    assert (kept.type, kept.slug, kept.name, kept.by) == (model.address, slug, words, "leyla")
    assert "leyla" in str(kept)
    record = model.objects.get(slug=slug)
    assert getattr(record, words) in ("Edited since", "1900")
    before = Revision.objects.get(record_type=model.address, slug=slug, number=record.revision - 3).snapshot
    now = snapshot.take(model, [record.pk])[record.pk]
    assert {k: v for k, v in now.items() if k != words} == {k: v for k, v in before.items() if k != words}
    assert kept_by(undone.batch) == undone.kept
    assert not model.objects.filter(slug="fresh").exists()


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_a_created_record_that_was_edited_or_published_since_stays(model, scene):
    batch = imported(model.address, SHEETS[model.address])
    record = model.objects.get(slug="fresh")
    world.republish(record, note="checked by hand")
    (kept,) = undo(batch, by=None).kept
    assert (kept.slug, kept.name, kept.reason) == ("fresh", "note", "edited")
    assert model.objects.get(slug="fresh").note == "checked by hand"


def test_a_record_published_since_stays_until_it_is_withdrawn(scene):
    batch = imported("visits", "slug,title_en\nfresh,Fresh\n")
    world.republish(Visit.objects.get(slug="fresh"), status="published")
    (kept,) = undo(batch, by=None).kept
    assert "withdraw" in str(kept)
    assert Visit.objects.get(slug="fresh").status == "published"


def test_a_record_that_others_link_to_stays_and_they_are_named(scene):
    people = imported("people", "slug,name_en\nnew,New\nlonely,Lonely\n")
    places = imported("places", "slug,name_en\nnew,New\n")
    events = imported("events", "slug,title_en,part_of\nwhole,Whole,\npart,Part,whole\n")
    imported("visits", "slug,title_en,occasion,places,participations\nw,W,part,new,met: new\n")
    (kept,) = undo(people, by=None).kept
    assert (kept.type, kept.slug, kept.reason, kept.row) == ("people", "new", "linked", "visits “w”")
    assert not Person.objects.filter(slug="lonely").exists()
    assert [kept.slug for kept in undo(places, by=None).kept] == ["new"]
    # What stays because it is linked to holds what it links to itself.
    assert {(kept.slug, kept.row) for kept in undo(events, by=None).kept} == {
        ("part", "visits “w”"),
        ("whole", "events “part”"),
    }


def test_single_rows_that_hang_on_a_record_are_kept_where_they_were_edited(scene):
    batch = imported("visits", "slug,places,participations\nv,c,visitor: p; host: q; observer: q\n")
    visit = Visit.objects.get(slug="v")
    with change(by=None):
        part = visit.participations.get(role="host")
        part.capacity_en = "Minister"
        part.save()
        make.take_part(Person.objects.get(slug="q"), visit, "signatory")
    (kept,) = undo(batch, by=None).kept
    assert (kept.name, kept.row) == ("participations", "q · host")
    roles = {(part.person.slug, part.role, part.capacity_en) for part in visit.participations.all()}
    assert roles == {
        ("p", "visitor", "President"),
        ("p", "met", "President"),
        ("q", "host", "Minister"),
        ("q", "signatory", ""),
    }
    assert [place.slug for place in visit.places.all()] == ["a", "b"]


def test_rows_that_an_import_took_away_come_back_whole_and_in_their_place(scene):
    before = dump()
    batch = imported("visits", "slug,places,participations\nv,b; c,met: p\n")
    assert Visit.objects.get(slug="v").participations.count() == 1
    undo(batch, by=None)
    assert dump() == before


def test_a_stance_that_the_archive_found_is_no_edit_of_an_editor(scene):
    before = dump()
    batch = imported("citations", "type,record,source,field,stated,locator\nvisits,v,s,date,1995,p. 9\n")
    visit = Visit.objects.get(slug="v")
    world.republish(visit, date="1995")
    undo(batch, by=None)
    world.republish(Visit.objects.get(slug="v"), date="1992-01")
    assert dump() == before


def test_what_was_renamed_since_is_still_the_same(scene):
    batch = imported("visits", "slug,participations\nv,met: q\n")
    world.republish(Person.objects.get(slug="p"), slug="p-renamed")
    world.republish(Person.objects.get(slug="q"), slug="q-renamed")
    assert undo(batch, by=None).kept == []
    roles = {(part.person.slug, part.role) for part in Visit.objects.get(slug="v").participations.all()}
    assert roles == {("p-renamed", "visitor"), ("p-renamed", "met")}


def test_what_cannot_be_linked_any_more_is_named_and_the_rest_goes_back(scene):
    make.make_place(slug="gone", name_en="Gone")
    world.republish(Visit.objects.get(slug="v"), note="")
    imported("visits", "slug,places\nv,gone; a\n")
    batch = imported("visits", "slug,title_en,places\nv,Other title,a\n")
    with change(by=None):
        Place.objects.get(slug="gone").delete()
    undone = undo(batch, by=None)
    assert [(kept.name, kept.row, kept.reason) for kept in undone.kept] == [("places", "gone", "missing")]
    assert Visit.objects.get(slug="v").title_en == "Visit"


def test_what_was_deleted_since_is_named(scene):
    visit = make.make_visit(slug="w", title_en="W", status="draft")
    batch = imported("visits", "slug,title_en\nw,Changed\n")
    visit.refresh_from_db()
    with change(by=None):
        visit.delete()
    (kept,) = undo(batch, by=None).kept
    assert (kept.slug, kept.reason) == ("w", "gone")


def test_a_deleted_record_is_not_made_again_where_another_has_its_address(scene):
    batch = imported("visits", "slug,title_en\nw,Mine\n")
    first = undo(batch, by=None)
    make.make_visit(slug="w", title_en="Theirs")
    (kept,) = undo(first.batch, by=None).kept
    assert (kept.slug, kept.reason) == ("w", "taken")
    assert Visit.objects.get(slug="w").title_en == "Theirs"


def test_an_undo_is_an_import_that_stands_in_the_history(scene):
    user = somebody("administrator", "leyla")
    batch = imported("visits", SHEETS["visits"])
    undone = undo(batch, by=user, why="Wrong file")
    own = ImportBatch.objects.get(undoes=batch)
    assert (own, own.state, own.user_name, own.type) == (undone.batch, BatchState.APPLIED, "leyla", "visits")
    assert own.counts == {"deleted": 1, "restored": 1, "recreated": 0, "kept": 0}
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.UNDONE
    revisions = Revision.objects.filter(batch=own).order_by("slug")
    assert [(r.slug, r.deleted, r.reason, r.author_name) for r in revisions] == [
        ("fresh", True, "Wrong file", "leyla"),
        ("v", False, "Wrong file", "leyla"),
    ]
    for revision in Revision.objects.filter(slug="v", record_type="visits", number__gt=1):
        last = Revision.objects.get(slug="v", record_type="visits", number=revision.number - 1)
        assert revision.sha256 == snapshot.checksum(revision.snapshot, last.sha256)


def test_an_import_is_undone_once(scene):
    batch = imported("visits", SHEETS["visits"])
    first = undo(batch, by=None)
    before = dump()
    with pytest.raises(NotUndoable, match=f"undone already, by import {first.batch.pk}"):
        undo(batch, by=None)
    staged = ImportBatch.objects.create(type="visits", file_name="x.csv", content=b"")
    with pytest.raises(NotUndoable, match="not applied"):
        undo(staged, by=None)
    assert dump() == before


def test_a_fault_in_the_middle_of_an_undo_changes_nothing(scene, monkeypatch):
    batch = imported("visits", SHEETS["visits"])
    before = dump()

    def fail(*args, **kwargs):
        raise Stale([])

    monkeypatch.setattr("archive.search.index", fail)
    with pytest.raises(Stale):
        undo(batch, by=None)
    assert dump() == before
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.APPLIED
    assert ImportBatch.objects.count() == 1
