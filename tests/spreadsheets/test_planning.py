"""What an import would do, row by row and cell by cell, and every problem of every row at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Citation, FormerSlug, Revision, Visit
from archive.spreadsheets.planning import Kind
from tests import factories as make
from tests.spreadsheets.planned import cells, planned, problems
from tests.spreadsheets.world import republish

pytestmark = pytest.mark.django_db


def test_rows_are_new_changed_unchanged_or_skipped():
    make.make_visit(slug="same", title_en="Same")
    make.make_visit(slug="other", title_en="Other", date="1992")
    found = planned("visits", "slug,title_en,date\nsame,Same,\nother,Another,1992\nfresh,Fresh,\n,,\n")
    assert found.counts == {"new": 1, "changed": 1, "unchanged": 1, "skipped": 0, "failed": 0}
    assert found.of_kind("changed")[0].cells == {"title_en": ("Other", "Another")}
    assert found.of_kind("new")[0].cells == {"slug": ("", "fresh"), "title_en": ("", "Fresh")}


def test_a_row_with_text_only_in_a_column_set_aside_is_skipped():
    found = planned("visits", "title_en,Remark\nA,x\n,only a remark\n", mapping={"Remark": ""})
    assert [row.kind for row in found.rows] == ["new", "skipped"]


def test_an_empty_cell_leaves_the_value_alone_and_the_empty_set_clears_it():
    place = make.make_place(slug="baku")
    make.make_visit(slug="one", title_en="One", title_az="Bir", date="1992", places=[place], visitor_country="AZ")
    text = "slug,title_en,title_az,date,places,visitor_country\none,,∅,,∅,∅\n"
    assert cells("visits", text) == {"title_az": ("Bir", ""), "places": ("baku", ""), "visitor_country": ("AZ", "")}


def test_the_last_title_cannot_be_cleared():
    make.make_visit(slug="one", title_en="One")
    assert problems("visits", "slug,title_en\none,∅\n") == ["visits, row 2: Write the title in at least one language."]


def test_all_problems_of_all_rows_are_found_at_once():
    found = problems("visits", "title_en,date,visitor_country\nA,x,Atlantis\nB,1992,AZ\n,1992,Lemuria\n")
    assert [text.split(":")[0] for text in found] == [
        "visits, row 2, column date",
        "visits, row 2, column visitor_country",
        "visits, row 4, column visitor_country",
    ]


def test_an_unknown_link_names_the_nearest_known_slug():
    make.make_person(slug="ilham-aliyev", name_en="Ilham Aliyev")
    (found,) = problems("visits", "title_en,participations\nA,visitor: ilham-aliev\n")
    assert found.endswith(
        "There is no person “ilham-aliev”: write the slug of one that exists, or add it first. "
        "Did you mean “ilham-aliyev”?"
    )


def test_a_slug_that_is_repeated_in_the_file_fails_every_row_with_it():
    found = problems("visits", "slug,title_en\none,A\ntwo,B\none ,C\n")
    assert found == [
        "visits, row 2, column slug: “one”. The slug stands in row 4 too: each record has one row.",
        "visits, row 4, column slug: “one ”. The slug stands in row 2 too: each record has one row.",
    ]


def test_a_former_slug_matches_its_record_and_changes_nothing_back():
    visit = make.make_visit(slug="old", title_en="One")
    republish(visit, slug="new")
    assert FormerSlug.objects.get().slug == "old"
    assert cells("visits", "slug,title_en\nold,Two\n") == {"title_en": ("One", "Two")}
    assert planned("visits", "slug,title_en\nold,Two\n").rows[0].slug == "new"
    (found,) = problems("visits", "slug,title_en\nnew,Two\nold,Three\n")
    assert "Row 2 is about the same record, under its other address" in found


def test_a_former_slug_in_a_link_leads_to_the_record():
    event = republish(make.make_event(slug="old", title_en="One"), slug="new")
    make.make_visit(slug="one", title_en="A", occasion=event)
    assert cells("visits", "slug,occasion\none,old\n") == {}
    assert cells("visits", "title_en,occasion\nB,old\n")["occasion"] == ("", "new")


def test_new_rows_get_slugs_from_their_titles_unique_in_file_and_archive():
    republish(make.make_visit(slug="first-visit", title_en="x"), slug="moved")
    make.make_visit(slug="first-visit-2", title_en="x")
    found = planned("visits", "slug,title_en\n,First visit\n,First Visit\nfirst-visit-4,A\n,İkinci səfər\n")
    assert [row.slug for row in found.rows] == ["first-visit-3", "first-visit-5", "first-visit-4", "ikinci-sefer"]


def test_many_new_rows_of_one_title_get_slugs_in_few_queries():
    for number in range(30):
        make.make_visit(slug="visit" if not number else f"visit-{number + 1}", title_en="Visit")
    with CaptureQueriesContext(connection) as queries:
        found = planned("visits", "title_en\n" + "Visit\n" * 40)
    assert [row.slug for row in found.rows] == [f"visit-{number}" for number in range(31, 71)]
    assert len(queries) < 12


def test_an_old_revision_is_a_conflict_only_where_the_row_would_change_something():
    visit = republish(make.make_visit(slug="one", title_en="One"), title_en="Two")
    assert visit.revision == 2
    assert problems("visits", "slug,title_en,revision\none,Two,1\n") == []
    (found,) = problems("visits", "slug,title_en,revision\none,Three,1\n")
    assert "changed since this sheet was exported (it is at revision 2): export it again." in found
    assert problems("visits", "slug,title_en,revision\none,Three,2\n") == []
    (found,) = problems("visits", "slug,title_en,revision\none,Three,x\n")
    assert "The revision is a whole number" in found


def test_citations_without_key_are_matched_by_what_they_state():
    visit, source = make.make_visit(slug="one"), make.make_source(slug="s")
    make.cite(visit, "date", "1992", source, locator="p. 1")
    text = "type,record,source,field,stated,locator,quotation\nvisits,one,s,date,1992,p. 1,words\n"
    assert cells("citations", text) == {"quotation": ("", "words")}
    assert cells("citations", text.replace("p. 1", "p. 2"))["locator"] == ("", "p. 2")


def test_a_citation_names_a_real_field_a_known_record_and_its_type():
    make.make_visit(slug="one")
    make.make_source(slug="s")
    head = "type,record,source,field,stated\n"
    (found,) = problems("citations", head + "visits,one,s,shoe,1992\n")
    assert "column field: “shoe” is not a field of a visit that can be cited" in found
    (found,) = problems("citations", head + "visits,two,s,date,1992\n")
    assert "column record: There is no visit “two”" in found
    (found,) = problems("citations", head + "cars,one,s,date,1992\n")
    assert "column type: “cars” is not a type of record here: write one of people, organizations" in found
    assert [f.split(": ")[0] for f in problems("citations", head + ",,,,1992\n")] == [
        f"citations, row 2, column {name}" for name in ("type", "record", "source", "field")
    ]


def test_a_source_chosen_for_the_import_is_that_of_citations_without_one():
    make.make_visit(slug="one")
    source = make.make_source(slug="s")
    assert cells("citations", "type,record,field,stated\nvisits,one,date,1992\n", source=source)["source"] == ("", "s")


def test_a_key_keeps_its_record():
    one, source = make.make_visit(slug="one", title_en="One"), make.make_source(slug="s")
    make.make_visit(slug="two")
    citation = make.cite(one, "date", "1992", source)
    (found,) = problems("citations", f"key,type,record,source,field,stated\n{citation.pk},visits,two,s,date,1992\n")
    assert f"Row {citation.pk} of the archive is about “one”: leave the key empty" in found


def test_rows_that_state_the_same_twice_are_found():
    person, body = make.make_person(slug="p"), make.make_organization(slug="o")
    posting = make.post(person, body, "member", since="1992")
    make.post(person, body, "chair", since="1992")
    head = "key,person,organization,role,since\n"
    (found,) = problems("postings", head + ",p,o,head,1993\n,p,o,head,1993\n")
    assert found == "postings, row 3: Row 2 of the sheet states the same: keep one of the two."
    (found,) = problems("postings", head + f"{posting.pk},p,o,chair,1992\n")
    assert "Another row of the archive states the same already" in found


def test_a_row_without_a_role_is_known_by_the_one_that_it_would_be_given():
    part = make.take_part(make.make_person(slug="p"), make.make_visit(slug="one"), "visitor")
    make.make_person(slug="q")
    sheet = "type,record,person,capacity_en\nvisits,one,p,Minister\nvisits,one,q,\nvisits,one,q,Envoy\n"
    known, new, twice = planned("participations", sheet).rows
    assert (known.pk, known.kind, new.kind) == (part.pk, Kind.CHANGED, Kind.NEW)
    assert [str(problem) for problem in twice.problems] == [
        "participations, row 4: Row 3 of the sheet states the same: keep one of the two."
    ]


def test_planning_writes_nothing_and_its_queries_do_not_grow_with_the_rows():
    place, person = make.make_place(slug="place"), make.make_person(slug="person")
    for number in range(20):
        visit = make.make_visit(slug=f"v{number}", places=[place])
        make.take_part(person, visit)

    def queries(count):
        rows = "".join(
            f"v{number},Changed,place,met: person\nn{number},New,place,\n,Bare {number},,\n" for number in range(count)
        )
        with CaptureQueriesContext(connection) as captured:
            assert planned("visits", "slug,title_en,places,participations\n" + rows).ok
        return len(captured)

    revisions = Revision.objects.count()
    assert queries(2) == queries(20) <= 12
    assert (Visit.objects.count(), Citation.objects.count(), Revision.objects.count()) == (20, 0, revisions)
