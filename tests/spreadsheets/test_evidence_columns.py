"""Beside each fact a sheet can show its sources and what their testimony does to it; an import leaves them alone."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import RECORD_TYPES, Revision
from archive.spreadsheets import FORMATS, SHEETS, apply, plan, read, resource_for, stream
from archive.spreadsheets.headings import known_headings, meaning
from tests import factories as make
from tests.spreadsheets import world

pytestmark = pytest.mark.django_db


def table(type, **options):
    """The rows of a CSV export with evidence as dictionaries."""
    content = b"".join(stream(type, "csv", evidence=True, **options))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def visit_with_testimony():
    """A visit whose date two published sources and a draft one speak of."""
    visit = make.make_visit(slug="talks", date="1992-05-14")
    make.cite(visit, "date", "14 May 1992", make.make_source(slug="an-article"))
    make.cite(visit, "date", "May 1992", make.make_source(slug="report"))
    make.cite(visit, "date", "1993", make.make_source(slug="letter", status="draft"))
    make.cite(visit, "date", "1994", make.make_source(slug="memoir"), status="draft")
    make.cite(visit, "date", "1995", make.make_source(slug="forgery"), status="withdrawn")
    return visit


def test_each_fact_is_followed_by_its_sources_and_their_stances():
    visit_with_testimony()
    (row,) = table("visits")
    assert row["date__sources"] == "an-article; report; letter; memoir"
    assert row["date__stance"] == "supports; less_precise; contradicts; contradicts"
    assert (row["places__sources"], row["places__stance"]) == ("", "")


def test_readers_see_published_testimony_of_published_sources_alone():
    visit_with_testimony()
    (row,) = table("visits", public=True)
    assert (row["date__sources"], row["date__stance"]) == ("an-article; report", "supports; less_precise")


def test_a_source_that_speaks_twice_stands_once_with_its_gravest_testimony():
    visit = make.make_visit(date="1992")
    source = make.make_source(slug="article")
    make.cite(visit, "date", "1992", source)
    make.cite(visit, "date", "1993", source, locator="section 2")
    (row,) = table("visits")
    assert (row["date__sources"], row["date__stance"]) == ("article", "contradicts")


@pytest.mark.parametrize("model", RECORD_TYPES)
def test_every_fact_of_every_type_has_its_two_columns_after_its_own(model):
    names = [column.column_name for column in resource_for(model).columns(evidence=True)]
    for fact in model.FACTS:
        place = names.index(f"{fact}__sources")
        assert names[place + 1] == f"{fact}__stance"
        before = names[place - 1]
        assert before in (fact, f"{fact}_es") or fact == "postings"
    assert len(names) == len(set(names))


def test_sheets_of_what_hangs_on_records_have_no_evidence_of_their_own():
    for type in ("postings", "participations", "names", "places", "citations"):
        assert [c.column_name for c in resource_for(type).columns(evidence=True)] == [
            c.column_name for c in resource_for(type).columns()
        ]


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_with_evidence_comes_back_unchanged(format):
    world.fill()
    visit_with_testimony()
    revisions = Revision.objects.count()
    for type in SHEETS:
        planned = plan(type, read(b"".join(stream(type, format, evidence=True)), f"{type}.{format}"))
        assert [str(problem) for problem in planned.problems] == []
        assert planned.counts["unchanged"] == len(planned.rows) > 0
        assert apply(planned, by=None) is None
    assert Revision.objects.count() == revisions


def test_what_an_editor_writes_into_an_evidence_column_changes_nothing():
    visit = visit_with_testimony()
    planned = plan("visits", read(b"slug,date__sources,date__stance\ntalks,nobody,supports\n", "v.csv"))
    assert planned.counts["unchanged"] == 1
    assert visit.citations.count() == 5


def test_only_the_very_names_of_evidence_columns_are_taken_for_them():
    known = known_headings(resource_for("visits"))
    assert meaning(known, "date__sources") == ""
    assert meaning(known, "Date sources") is None
    assert meaning(known, "Date") == "date"


def test_evidence_takes_one_query_more_for_all_facts_and_rows():
    def queries(evidence):
        with CaptureQueriesContext(connection) as captured:
            b"".join(stream("visits", "csv", evidence=evidence))
        return len(captured)

    for _number in range(5):
        make.cite(make.make_visit(date="1992"), "date", "1992")
    assert queries(evidence=True) == queries(evidence=False) + 1
