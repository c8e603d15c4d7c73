"""The record says, the sources testify: stances, discrepancies and gaps are found by comparison."""

import pytest

from archive import evidence
from archive.models import Citation, Discrepancy, Event, Person, Stance, TradeFigure, Visit
from archive.writing import change
from tests.factories import (
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_trade_figure,
    make_visit,
    name_form,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db


def stance_of(record, field, stated, **values):
    return Citation.objects.get(pk=cite(record, field, stated, **values).pk).stance


@pytest.mark.parametrize(
    ("stated", "stance"),
    [
        ("14 January 1992", Stance.SUPPORTS),
        ("14 yanvar 1992", Stance.SUPPORTS),
        ("1992", Stance.LESS_PRECISE),
        ("enero de 1992", Stance.LESS_PRECISE),
        ("10 fevral 1992-ci ildə", Stance.CONTRADICTS),
        ("1992-01-10/1992-01-20", Stance.LESS_PRECISE),
    ],
)
def test_a_stated_date_is_held_against_the_accepted_one(stated, stance):
    assert stance_of(make_event(date="1992-01-14"), "date", stated) == stance


def test_a_more_precise_date_and_a_partly_shared_period_are_told_apart():
    visit = make_visit(date="2012-08-21/2012-08-23")
    assert stance_of(visit, "date", "22 August 2012") == Stance.MORE_PRECISE
    assert stance_of(visit, "date", "2012-08-23/2012-08-25") == Stance.OVERLAPS


def test_numbers_are_compared_with_the_precision_of_their_statement():
    figure = make_trade_figure(amount=7_234_567, currency="USD", between="FR; DE")
    assert stance_of(figure, "amount", "7.2 million") == Stance.LESS_PRECISE
    assert stance_of(figure, "amount", "7,234,567") == Stance.SUPPORTS
    assert stance_of(figure, "amount", "9 million") == Stance.CONTRADICTS
    rounded = make_trade_figure(amount=7_200_000, currency="USD", between="FR; DE")
    assert stance_of(rounded, "amount", "7,234,567") == Stance.MORE_PRECISE


def test_countries_are_compared_by_what_their_names_mean():
    visit = make_visit(visitor_country="DE", host_country="FR")
    assert stance_of(visit, "host_country", "Fransa") == Stance.SUPPORTS
    assert stance_of(visit, "host_country", "Almaniya") == Stance.CONTRADICTS
    assert stance_of(visit, "host_country", "the Continent", stance="mentions") == Stance.MENTIONS


def test_links_are_compared_by_every_form_of_the_linked_name():
    person, visit = make_person(name_en="Ali S. Hasanov"), make_visit()
    name_form(person, "Ə. Həsənov", language="az")
    take_part(person, visit)
    assert stance_of(visit, "participations", "Ə.Həsənov") == Stance.SUPPORTS
    assert stance_of(visit, "participations", "Hasanov") == Stance.LESS_PRECISE
    agreement = make_agreement()
    make_party(agreement, country="FR")
    assert stance_of(agreement, "parties", "France") == Stance.SUPPORTS


def test_a_name_that_shares_no_word_with_any_form_contradicts():
    person = make_person(name_en="Jorge Castro")
    assert stance_of(person, "name", "Xorxe Kastro") == Stance.CONTRADICTS
    name_form(person, "Xorxe Kastro", kind="transliteration")
    assert {c.stance for c in person.citations.all()} == {Stance.SUPPORTS}


def test_prose_keeps_the_stance_that_the_editor_gave():
    assert stance_of(make_event(), "summary", "They quarrelled.", stance="contradicts") == Stance.CONTRADICTS


def test_two_dates_that_exclude_each_other_open_a_discrepancy():
    event = make_event(date="1992-01-14")
    cite(event, "date", "14 January 1992")
    assert not Discrepancy.objects.exists()
    cite(event, "date", "1992")
    assert not Discrepancy.objects.exists()
    cite(event, "date", "10 February 1992")
    found = Discrepancy.objects.get()
    assert (found.record, found.field, found.state, found.is_public) == (event, "date", "open", True)
    assert Event.objects.get().evidence == "disputed"


def test_a_discrepancy_of_a_withdrawn_testimony_goes_unless_somebody_wrote_about_it():
    event = make_event(date="1992-01-14")
    cite(event, "date", "14 January 1992")
    other = cite(event, "date", "10 February 1992")
    with change(by=None):
        other.delete()
    assert not Discrepancy.objects.exists()
    other = cite(event, "date", "10 February 1992")
    found = Discrepancy.objects.get()
    with change(by=None):
        found.public_note_en = "The ministry's own date is accepted."
        found.save()
    with change(by=None):
        other.delete()
    kept = Discrepancy.objects.get()
    assert kept.public_note_en
    assert not kept.is_public


def test_a_draft_testimony_disputes_nothing_before_readers():
    event = make_event(date="1992-01-14")
    cite(event, "date", "14 January 1992")
    cite(event, "date", "10 February 1992", status="draft")
    assert not Discrepancy.objects.get().is_public
    assert Event.objects.get().evidence == "single"


def test_evidence_counts_sources_not_citations():
    source, visit = make_source(), make_visit(date="1992")
    assert Visit.objects.get().evidence == "none"
    cite(visit, "date", "1992", source=source)
    cite(visit, "summary", source=source)
    assert Visit.objects.get().evidence == "single"
    cite(visit, "date", "1992")
    assert Visit.objects.get().evidence == "several"


def test_filled_facts_without_a_citation_and_without_support_are_found():
    visit = make_visit(date="1992", host_country="FR", visitor_country="DE", places=[make_place()])
    cite(visit, "date", "1995")
    cite(visit, "host_country", "France")
    found = evidence.gaps(Visit)[visit.pk]
    assert found == evidence.Gaps(uncited=["visitor_country", "places"], unsupported=["date"])
    stored = Visit.objects.get()
    assert (stored.uncited, stored.unsupported) == (2, 1)


def test_a_changed_accepted_value_is_weighed_anew():
    event = make_event(date="1992-01-14")
    citation = cite(event, "date", "14 January 1992")
    event.refresh_from_db()
    event.date = "1992-02-10"
    with change(by=None):
        event.save()
    citation.refresh_from_db()
    assert citation.stance == Stance.CONTRADICTS
    assert Event.objects.get().unsupported == 1


def test_a_new_name_form_is_known_to_the_records_that_link_to_the_person():
    person, visit = make_person(name_en="Felipe Calderón"), make_visit()
    take_part(person, visit, "host")
    citation = cite(visit, "participations", "Felipe Kalderon")
    assert citation.stance == Stance.MENTIONS
    name_form(person, "Felipe Kalderon", language="az")
    citation.refresh_from_db()
    assert citation.stance == Stance.SUPPORTS


def test_offices_are_facts_of_the_person_and_of_the_organization():
    person, organization = make_person(), make_organization()
    post(person, organization)
    assert evidence.gaps(Person)[person.pk].uncited == ["name", "postings"]
    cite(person, "postings", str(organization))
    assert evidence.gaps(Person)[person.pk].uncited == ["name"]


def test_weighing_takes_the_same_number_of_queries_for_one_and_for_many(django_assert_max_num_queries):
    for number in range(3):
        visit = make_visit(date="1992", places=[make_place()])
        take_part(make_person(), visit)
        cite(visit, "date", str(1990 + number))
    with django_assert_max_num_queries(30):
        evidence.weigh(Visit, Visit.objects.values_list("pk", flat=True))


def test_trade_without_direction_has_no_accepted_exporter_to_contradict():
    figure = make_trade_figure(between="FR; DE")
    assert stance_of(figure, "exporter", "France", stance="mentions") == Stance.MENTIONS
    assert not TradeFigure.objects.get().unsupported


def test_a_person_with_parts_in_records_of_several_types_is_saved_and_weighed():
    person, visit, event = make_person(name_en="Ana Ruiz"), make_visit(), make_event()
    take_part(person, visit)
    take_part(person, event)
    person.refresh_from_db()
    person.name_en = "Ana Ruiz Soto"
    with change(by=None):
        person.save()
    assert Visit.objects.matching("Soto").get() == visit
    assert Event.objects.matching("Soto").get() == event


@pytest.mark.parametrize("field", ["title", "summary", "name"])
def test_testimony_about_translated_text_is_weighed(field):
    record = make_person() if field == "name" else make_event()
    assert stance_of(record, field, str(record), stance="supports") == Stance.SUPPORTS


def test_two_countries_of_several_exclude_each_other_no_more_than_two_guests():
    event = make_event(countries="DE; FR")
    cite(event, "countries", "France")
    cite(event, "countries", "Germany")
    assert not Discrepancy.objects.exists()
    visit = make_visit(host_country="FR")
    cite(visit, "host_country", "France")
    cite(visit, "host_country", "Germany")
    assert Discrepancy.objects.get().field == "host_country"


def test_a_discrepancy_is_seen_by_readers_only_while_its_record_is():
    event = make_event(date="1992-01-14", status="published")
    cite(event, "date", "1992-01-14")
    cite(event, "date", "1992-02-10")

    def seen():
        return [Discrepancy.objects.published().filter(event=event).exists(), event.discrepancies.get().is_public]

    assert seen() == [True, True]
    for status, expected in (("withdrawn", False), ("published", True), ("draft", False)):
        with change(by=None, why="The record changes its standing."):
            event.status = status
            event.save()
        assert seen() == [expected, expected]
        event.refresh_from_db()
