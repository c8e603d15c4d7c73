"""What a source testifies counts while readers see the source: whichever way that changes, what it attests follows."""

import pytest

from archive.models import Discrepancy, Evidence, Revision, Source, Visit
from archive.review import What, gate, identity, publish, withdraw
from archive.writing import change
from tests.factories import MAKERS, cite, make_source, make_visit

pytestmark = pytest.mark.django_db


def counted(record):
    """(evidence, facts without a citation, facts without support) as they are stored."""
    found = type(record).objects.get(pk=record.pk)
    return found.evidence, found.uncited, found.unsupported


def counted_anew(record):
    """The same, after the record itself was written."""
    found = type(record).objects.get(pk=record.pk)
    with change(by=None):
        found.save()
    return counted(record)


def turn(source, status):
    found = Source.objects.get(pk=source.pk)
    with change(by=None):
        found.status = status
        found.save()


@pytest.mark.parametrize("address", MAKERS)
def test_what_a_withdrawn_source_alone_attests_is_uncited_at_once_and_again_cited_when_it_comes_back(address):
    record, source = MAKERS[address](), make_source()
    name = next(name for name in record.FACTS if name in ("name", "title", "period", "date", "visitor_country"))
    if name in ("date", "visitor_country"):
        with change(by=None):
            setattr(record, name, {"date": "1992", "visitor_country": "FR"}[name])
            record.save()
    cite(record, name, "1992", source=source, stance="supports")
    attested = counted(record)
    assert attested[0] == Evidence.SINGLE
    for status, evidence, gap in (("withdrawn", Evidence.NONE, 1), ("published", Evidence.SINGLE, 0)):
        turn(source, status)
        found = counted(record)
        assert (found[0], found[1]) == (evidence, attested[1] + gap)
        assert found == counted_anew(record)


def test_a_draft_source_that_is_published_counts_in_every_record_that_cites_it(somebody):
    source = make_source(status="draft")
    cite(source, "title", str(source), source=make_source(), stance="supports")
    visits = [make_visit(date="1992") for _number in range(3)]
    for visit in visits:
        cite(visit, "date", "1992", source=source)
    assert {counted(visit) for visit in visits} == {(Evidence.NONE, 1, 0)}
    publish(Source.objects.get(pk=source.pk), by=somebody("reviewer"))
    assert {counted(visit) for visit in visits} == {(Evidence.SINGLE, 0, 0)}


def test_the_citing_records_have_no_new_version_since_nothing_of_theirs_changed(somebody):
    visit, source = make_visit(date="1992"), make_source()
    cite(visit, "date", "1992", source=source)
    before = list(Visit.objects.values_list("revision", "updated_at"))
    versions = Revision.objects.filter(visit=visit).count()
    withdraw(source, by=somebody("reviewer"), why="A hoax.")
    assert counted(visit) == (Evidence.NONE, 1, 0)
    assert list(Visit.objects.values_list("revision", "updated_at")) == before
    assert Revision.objects.filter(visit=visit).count() == versions


def test_a_disagreement_with_a_withdrawn_source_is_the_editors_alone(somebody):
    visit, source = make_visit(date="1992-01-14"), make_source()
    cite(visit, "date", "14 January 1992")
    cite(visit, "date", "10 February 1992", source=source)
    assert (counted(visit)[0], Discrepancy.objects.get().is_public) == (Evidence.DISPUTED, True)
    withdraw(source, by=somebody("reviewer"), why="A hoax.")
    assert (counted(visit)[0], Discrepancy.objects.get().is_public) == (Evidence.SINGLE, False)


def test_the_gate_does_not_count_a_withdrawn_source(somebody):
    visit, source = make_visit(date="1992", status="draft"), make_source()
    cite(visit, "date", "1992", source=source)
    withdraw(source, by=somebody("reviewer"), why="A hoax.")
    assert [(lack.field, lack.what) for lack in gate(Visit, [visit.pk])[visit.pk] if not lack.is_warning] == [
        ("date", What.CITATION)
    ]


def test_the_standing_of_a_source_that_does_not_change_weighs_nothing_again(monkeypatch):
    source = make_source()
    for _number in range(3):
        cite(make_visit(date="1992"), "date", "1992", source=source)
    weighed = []
    monkeypatch.setattr("archive.writing.base.evidence.weigh", lambda model, pks: weighed.append(model))
    found = Source.objects.get(pk=source.pk)
    with change(by=None):
        found.note = "Read again."
        found.save()
    assert weighed == [Source]


def test_a_merge_of_sources_and_its_undo_weigh_what_they_attest():
    seen, hidden = make_source(), make_source(status="draft")
    visit = make_visit(date="1992")
    cite(visit, "date", "1992", source=hidden)
    assert counted(visit) == (Evidence.NONE, 1, 0)
    merge = identity.merge(seen, hidden, by=None)
    assert counted(visit) == (Evidence.SINGLE, 0, 0) == counted_anew(visit)
    identity.undo(merge, by=None)
    assert counted(visit) == (Evidence.NONE, 1, 0) == counted_anew(visit)
