"""The gate to publication names each thing that a record lacks, and nothing else."""

import pytest

from archive.models import Citation, Discrepancy, DiscrepancyState
from archive.review import What, gate
from archive.writing import change
from tests.factories import MAKERS, cite, make_source, make_visit

pytestmark = pytest.mark.django_db


def lacks(record):
    """(field, what) of all that the gate names for a record."""
    return {(lack.field, lack.what) for lack in gate(type(record), [record.pk])[record.pk]}


def test_a_fact_without_a_citation_is_named():
    visit = make_visit(date="1992-01-14")
    assert ("date", What.CITATION) in lacks(visit)
    cite(visit, "date", "14 January 1992")
    assert not {what for field, what in lacks(visit) if field == "date"}


def test_a_value_that_its_only_source_contradicts_is_named():
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "10 February 1992")
    assert ("date", What.SUPPORT) in lacks(visit)


def test_a_draft_citation_and_a_draft_source_do_not_count():
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "14 January 1992", status="draft")
    cite(visit, "date", "14 January 1992", source=make_source(status="draft"))
    assert ("date", What.CITATION) in lacks(visit)


def test_a_citation_without_a_locator_is_named_with_its_source():
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "14 January 1992", locator="", source=make_source(title_en="The register"))
    found = [lack for lack in gate(type(visit), [visit.pk])[visit.pk] if lack.what is What.LOCATOR]
    assert [(lack.field, lack.detail) for lack in found] == [("date", "The register")]
    assert str(found[0]) == "date: a citation does not say where in its source (The register)"


def test_an_open_disagreement_needs_a_public_note_or_a_decision():
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "14 January 1992")
    cite(visit, "date", "10 February 1992")
    assert ("date", What.NOTE) in lacks(visit)
    row = Discrepancy.objects.get()
    with change(by=None):
        row.public_note_en = "The exchange of notes is dated."
        row.save()
    assert ("date", What.NOTE) not in lacks(visit)
    with change(by=None):
        row.public_note_en, row.state = "", DiscrepancyState.UNRESOLVABLE
        row.save()
    assert ("date", What.NOTE) not in lacks(visit)


def test_a_text_that_stands_in_some_languages_only_is_a_warning():
    visit = make_visit(title_en="A visit", title_az="Səfər")
    found = [lack for lack in gate(type(visit), [visit.pk])[visit.pk] if lack.what is What.TRANSLATION]
    assert [(lack.field, lack.detail, lack.is_warning) for lack in found] == [("title", "es", True)]


def test_removing_the_citations_of_any_fact_makes_the_gate_name_it():
    visit = make_visit(date="1992", visitor_country="FR", host_country="DE")
    for field, stated in (("date", "1992"), ("visitor_country", "France"), ("host_country", "Germany"),
                          ("title", "A visit")):  # fmt: skip
        cite(visit, field, stated, stance="supports")
    held = {field for field, what in lacks(visit) if what is What.CITATION}
    for citation in Citation.objects.all():
        if citation.field not in visit.FACTS:
            continue
        with change(by=None):
            citation.delete()
        assert (citation.field, What.CITATION) in lacks(visit)
        assert citation.field not in held


@pytest.mark.parametrize("address", MAKERS)
def test_many_records_take_no_more_queries_than_one(address, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    records = [MAKERS[address]() for _number in range(4)]
    model = type(records[0])
    with CaptureQueriesContext(connection) as one:
        gate(model, [records[0].pk])
    with django_assert_num_queries(len(one)):
        assert set(gate(model, [record.pk for record in records])) == {record.pk for record in records}
