"""An import is written all at once or not at all, with history, evidence and search."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import (
    Agreement,
    BatchState,
    Citation,
    Event,
    ImportBatch,
    NameForm,
    Participation,
    Person,
    Place,
    Posting,
    Revision,
    Visit,
)
from archive.spreadsheets import SHEETS, apply, plan, read, stream
from archive.writing import Stale
from tests import factories as make
from tests.history import unprotected
from tests.spreadsheets import world
from tests.spreadsheets.people import somebody

pytestmark = pytest.mark.django_db


def imported(type, text, by=None, **options):
    """Import a CSV text."""
    found = plan(type, read(text.encode(), f"{type}.csv"), **options)
    assert [str(p) for p in found.problems] == []
    return apply(found, by=by)


def test_a_new_row_is_a_draft_with_all_that_it_names():
    make.make_place(slug="baku")
    make.make_person(slug="p", name_en="Somebody")
    make.make_event(slug="e")
    imported(
        "visits",
        "title_en,title_az,visitor_country,host_country,date,occasion,places,participations\n"
        "First,Birinci,AZ,MX,14 January 1992,e,baku,visitor: p; met: p\n",
    )
    visit = Visit.objects.get()
    assert (visit.slug, visit.status, visit.revision) == ("first", "draft", 1)
    assert (visit.title_az, visit.date, str(visit.date_earliest), visit.occasion.slug) == (
        "Birinci",
        "1992-01-14",
        "1992-01-14",
        "e",
    )
    assert [place.slug for place in visit.places.all()] == ["baku"]
    assert {(part.role, part.person.slug) for part in visit.participations.all()} == {("visitor", "p"), ("met", "p")}
    assert list(Visit.objects.matching("birinci")) == [visit]


def test_the_import_is_kept_with_its_file_and_marks_every_revision():
    user = somebody("administrator", "editor")
    source = make.make_source()
    text = "slug,title_en\none,One\ntwo,Two\n"
    batch = imported("visits", text, by=user, source=source, mapping={})
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert bytes(batch.content) == text.encode()
    assert batch.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (batch.type, batch.file_name, batch.user, batch.user_name, batch.source) == (
        "visits",
        "visits.csv",
        user,
        "editor",
        source,
    )
    assert (batch.state, batch.counts["new"], batch.applied_at is not None) == (BatchState.APPLIED, 2, True)
    revisions = Revision.objects.filter(record_type="visits")
    assert {(r.slug, r.number, r.author_name, r.batch_id) for r in revisions} == {
        ("one", 1, "editor", batch.pk),
        ("two", 1, "editor", batch.pk),
    }


def test_changed_cells_are_written_and_others_stay():
    person, other = make.make_person(slug="p"), make.make_person(slug="q")
    visit = make.make_visit(
        slug="one", title_en="One", date="1992", purpose_en="Kept", places=[make.make_place(slug="a")]
    )
    part = make.take_part(person, visit, "visitor", capacity_en="President")
    make.take_part(other, visit, "met")
    make.make_place(slug="b")
    imported("visits", "slug,title_en,date,places,participations,purpose_en\none,Two,∅,b,visitor: p; host: q,\n")
    visit = Visit.objects.get()
    assert (visit.title_en, visit.date, visit.date_earliest, visit.purpose_en, visit.status) == (
        "Two",
        "",
        None,
        "Kept",
        "published",
    )
    assert [place.slug for place in visit.places.all()] == ["b"]
    assert {(p.pk, p.role) for p in visit.participations.filter(person=person)} == {(part.pk, "visitor")}
    assert visit.participations.get(person=person).capacity_en == "President"
    assert [p.role for p in visit.participations.filter(person=other)] == ["host"]
    assert (
        Revision.objects.filter(record_type="visits", slug="one").order_by("-number")[0].snapshot["title_en"] == "Two"
    )


def test_a_change_of_places_alone_is_a_new_revision():
    visit = make.make_visit(slug="one", places=[make.make_place(slug="a")])
    number = visit.revision
    imported("visits", "slug,places\none,∅\n")
    visit.refresh_from_db()
    assert (visit.revision, visit.places.count()) == (number + 1, 0)


def test_rows_may_link_to_rows_that_the_same_sheet_creates():
    imported("events", "slug,title_en,part_of\npart,Part,whole\nwhole,Whole,\n")
    assert Event.objects.get(slug="part").part_of.slug == "whole"
    assert Revision.objects.get(slug="part").snapshot["part_of"] == "whole"


def test_parties_are_countries_by_code_or_name_and_organizations_by_slug():
    make.make_organization(slug="turkic-council")
    make.make_agreement(slug="a", title_en="A")
    imported("agreements", "slug,parties\na,AZ; Mexico; turkic-council\n")
    assert {str(p.country or p.organization.slug) for p in Agreement.objects.get().parties.all()} == {
        "AZ",
        "MX",
        "turkic-council",
    }
    imported("agreements", "slug,parties\na,AZ\n")
    assert [p.country for p in Agreement.objects.get().parties.all()] == ["AZ"]


def test_if_one_row_fails_nothing_is_stored():
    found = plan("visits", read(b"title_en,date\nGood,1992\nBad,31/02/1900\n", "visits.csv"))
    with pytest.raises(ValueError, match="nothing was stored"):
        apply(found, by=None)
    assert not Visit.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "step",
    [
        "search.Names.words",
        "evidence.filled_without_citation",
        "writing.creating.insert_rows",
        "snapshot.compose",
        "snapshot.checksum_of",
        "writing.versions.insert_values",
    ],
)
def test_a_fault_in_the_middle_leaves_nothing(step, monkeypatch):
    found = plan("visits", read(b"title_en\nOne\nTwo\n", "visits.csv"))

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(f"archive.{step}", fail)
    with pytest.raises(RuntimeError):
        apply(found, by=None)
    assert (Visit.objects.count(), ImportBatch.objects.count(), Revision.objects.count()) == (0, 0, 0)


def test_a_record_that_was_changed_after_the_plan_stops_everything():
    visit = make.make_visit(slug="one", title_en="One")
    found = plan("visits", read(b"slug,title_en\none,Mine\ntwo,Two\n", "visits.csv"))
    world.republish(visit, date="1992")
    with pytest.raises(Stale, match="“One”"):
        apply(found, by=None)
    assert list(Visit.objects.values_list("title_en", flat=True)) == ["One"]


def test_a_place_or_citation_that_was_changed_after_the_plan_stops_everything():
    place = make.make_place(slug="baku", name_en="Baku")
    found = plan("places", read(b"slug,name_en\nbaku,Baki\n", "places.csv"))
    world.republish(place, name_en="Baky")
    with pytest.raises(Stale):
        apply(found, by=None)
    assert Place.objects.get().name_en == "Baky"


def test_a_record_that_was_deleted_after_the_plan_is_not_made_again():
    from archive.writing import change

    visit = make.make_visit(slug="one", title_en="One", status="draft")
    found = plan("visits", read(b"slug,title_en\none,Mine\n", "visits.csv"))
    with change(by=None, why="test"):
        visit.delete()
    with pytest.raises(Stale):
        apply(found, by=None)
    assert not Visit.objects.exists()


def test_citations_are_written_weighed_and_their_records_get_a_revision():
    visit = make.make_visit(slug="one", title_en="One", date="1992-01-14")
    make.make_source(slug="s")
    imported(
        "citations",
        "type,record,source,field,stated,locator\nvisits,one,s,date,January 1992,p. 1\nvisit,one,s,date,1993,p. 2\n",
    )
    assert {(c.stated, c.stance, c.status) for c in Citation.objects.all()} == {
        ("January 1992", "less_precise", "published"),
        ("1993", "contradicts", "published"),
    }
    visit.refresh_from_db()
    assert (visit.evidence, visit.revision) == ("disputed", 2)
    key = Citation.objects.get(stated="1993").pk
    imported("citations", f"key,type,record,source,field,stated,locator\n{key},visits,one,s,date,1992,p. 2\n")
    visit.refresh_from_db()
    assert (visit.evidence, visit.revision, Citation.objects.count()) == ("single", 3, 2)


def test_what_hangs_on_records_is_written_by_its_own_sheets():
    make.make_person(slug="p", name_en="P")
    make.make_organization(slug="o", name_en="O")
    make.make_visit(slug="v")
    make.make_place(slug="baku", name_en="Baku")
    imported("postings", "person,organization,role,since,title_en\np,o,Ambassador,May 2007,Ambassador\n")
    imported("participations", "type,record,person,role,capacity_en\nvisits,v,p,met,Minister\n")
    imported("names", "type,record,text,language,kind\npeople,p,Пётр,ru,transliteration\nplaces,baku,Бакы,ru,\n")
    assert Posting.objects.get().since == "2007-05"
    assert Participation.objects.get().visit.slug == "v"
    assert {str(form.record) for form in NameForm.objects.all()} == {"P", "Baku"}
    assert list(Person.objects.matching("Пётр")) == [Person.objects.get()]
    assert [
        r.snapshot["postings"][0]["since"] for r in Revision.objects.filter(slug="p", snapshot__has_key="postings")
    ][:1] == ["2007-05"]


def test_a_posting_that_moves_concerns_both_organizations():
    person, old, new = (
        make.make_person(slug="p"),
        make.make_organization(slug="old"),
        make.make_organization(slug="new"),
    )
    posting = make.post(person, old, "member")
    before = {body.slug: type(body).objects.get(pk=body.pk).revision for body in (old, new)}
    imported("postings", f"key,person,organization,role\n{posting.pk},p,new,member\n")
    after = {body.slug: type(body).objects.get(pk=body.pk).revision for body in (old, new)}
    assert after == {slug: number + 1 for slug, number in before.items()}


def test_the_queries_of_an_import_do_not_grow_with_its_rows():
    make.make_place(slug="place")
    make.make_person(slug="person")

    def queries(start, count):
        rows = "".join(f"v{n},Visit {n},1992,place,met: person\n" for n in range(start, start + count))
        with CaptureQueriesContext(connection) as captured:
            imported("visits", "slug,title_en,date,places,participations\n" + rows)
        return len(captured)

    assert queries(0, 2) == queries(100, 20)


def test_a_whole_archive_moves_into_an_empty_one():
    """Sheets are imported in their order; links go backwards, but for a visit's occasion, whose event comes first."""
    world.fill()
    order = ("places", "people", "organizations", "events", "visits", "agreements", "trade", "sources", "postings")
    order += ("participations", "names", "citations")
    assert set(order) == set(SHEETS)
    files = {type: b"".join(stream(type, "csv")) for type in order}
    _empty()
    for type in order:
        found = plan(type, read(files[type], f"{type}.csv"))
        assert [str(p) for p in found.problems] == []
        apply(found, by=None)
    for type in order:
        found = plan(type, read(b"".join(stream(type, "xlsx")), f"{type}.xlsx"))
        assert {row.kind for row in found.rows} == {"unchanged"}
        assert _without_keys(b"".join(stream(type, "csv"))) == _without_keys(files[type])


@unprotected()
def _empty():
    for model in (Citation, NameForm, Participation, Posting):
        model._base_manager.all().delete()
    Revision._base_manager.all().delete()
    Agreement.parties.rel.related_model._base_manager.all().delete()
    Visit.places.through._base_manager.all().delete()
    Event._base_manager.filter(part_of__isnull=False).delete()
    for type in ("agreements", "visits", "events", "trade", "organizations", "people", "sources", "places"):
        SHEETS[type].model()._base_manager.all().delete()


def _without_keys(content):
    """The rows, in any order, without keys and revision numbers, which belong to one archive."""
    sheet = read(content, "sheet.csv")
    kept = [i for i, heading in enumerate(sheet.headings) if heading not in ("key", "revision")]
    return sorted([c[i] if i < len(c) else "" for i in kept] for _n, c in sheet.rows)
