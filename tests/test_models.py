"""What the database itself refuses, whichever way a row comes."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError

from archive.models import (
    RECORD_ARC,
    RECORD_TYPES,
    Citation,
    Discrepancy,
    Event,
    NameForm,
    Organization,
    Participation,
    Party,
    Posting,
    Record,
    Source,
    TradeFigure,
    Visit,
    arc_name,
)
from archive.models.base import Slugged
from archive.models.fields import CheckedMixin
from archive.models.guard import Guarded
from tests.factories import (
    MAKERS,
    cite,
    make_agreement,
    make_event,
    make_organization,
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


def refused(queryset, **values):
    """Whether the database refuses this UPDATE, sent past every check of the application."""
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        models.QuerySet(queryset.model).filter(pk__in=queryset.values("pk")).update(**values)
    return True


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (make_event, {"title_en": "", "title_az": "", "title_es": ""}),
        (make_person, {"name_en": ""}),
        (make_place, {"name_en": ""}),
        (make_place, {"latitude": 91, "longitude": 0}),
        (make_place, {"latitude": 10}),
        (make_visit, {"status": "secret"}),
        (make_visit, {"evidence": "plenty"}),
        (make_visit, {"host_country": "f1"}),
        (make_visit, {"host_country": "FRA"}),
        (make_visit, {"slug": "x" * 121}),
        (make_visit, {"title_en": "x" * 301}),
        (make_visit, {"slug": None}),
        (make_visit, {"revision": -1}),
        (make_visit, {"date_earliest": "1992-02-01", "date_latest": "1992-01-01"}),
        (make_visit, {"date_earliest": "1992-02-01"}),
        (make_organization, {"kind": "club"}),
        (make_event, {"kind": "party"}),
        (make_agreement, {"kind": "handshake"}),
        (make_source, {"kind": "rumour"}),
        (make_source, {"url": "https://example.org/" + "x" * 500}),
        (make_trade_figure, {"period": ""}),
        (make_trade_figure, {"exporter": "FR"}),
        (make_trade_figure, {"exporter": "FR", "importer": "DE", "between": "DE; FR"}),
        (make_trade_figure, {"amount": 5, "currency": ""}),
    ],
)
def test_the_database_refuses_what_cannot_be(make, values):
    record = make()
    assert refused(type(record).objects.filter(pk=record.pk), **values)


def test_slugs_are_unique_in_each_type():
    for make in (*MAKERS.values(), make_place):
        one, other = make(), make()
        assert refused(type(one).objects.filter(pk=one.pk), slug=other.slug)


def test_a_citation_is_about_exactly_one_record_and_one_of_its_fields():
    citation = cite(make_visit(), "date", "1992")
    row = Citation.objects.filter(pk=citation.pk)
    assert refused(row, event=make_event())
    assert refused(row, visit=None)
    assert refused(row, field="born")
    assert refused(row, field="")
    assert refused(row, stance="doubts")
    assert refused(row, source=None)


def test_each_kind_of_row_hangs_on_exactly_one_record():
    person, event, visit = make_person(), make_event(date="1992"), make_visit()
    cite(event, "date", "1993")
    cite(event, "date", "1992")
    assert refused(Discrepancy.objects.all(), visit=visit)
    name_form(person, "Another")
    assert refused(NameForm.objects.all(), place=make_place())
    take_part(person, visit)
    assert refused(Participation.objects.all(), event=event)


def test_the_same_thing_is_not_said_twice():
    person, visit, organization = make_person(), make_visit(), make_organization()
    take_part(person, visit)
    post(person, organization, since="1992")
    for again in (lambda: take_part(person, visit), lambda: post(person, organization, since="1992")):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()
    assert Participation.objects.count() == Posting.objects.count() == 1


def test_a_party_is_a_country_or_an_organization():
    from tests.factories import make_party

    party = make_party(make_agreement(), country="FR")
    assert refused(Party.objects.filter(pk=party.pk), organization=make_organization())
    assert refused(Party.objects.filter(pk=party.pk), country="")


def test_a_cited_source_cannot_be_deleted_even_past_the_application():
    citation = cite(make_visit(), "date", "1992")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_source WHERE id = %s", [citation.source_id])
        connection.check_constraints()
    assert Source.objects.filter(pk=citation.source_id).exists()


def test_editors_read_a_sentence_where_a_constraint_refuses():
    for broken, sentence in (
        (Event(slug="a"), "Write the title in at least one language."),
        (TradeFigure(slug="b", period="1992", exporter="FR"), "Give both exporter and importer"),
        (TradeFigure(slug="c", period="1992", amount=5), "An amount needs its currency"),
        (Visit(slug="d", title_en="x", date="31.02.1992"), "31"),
        (Organization(slug="e", name_en="x", country="XX"), "“XX” is not a country"),
    ):
        with pytest.raises(ValidationError) as caught:
            broken.full_clean()
        assert sentence in " ".join(caught.value.messages)


def test_every_bounded_or_chosen_column_is_checked_by_the_database():
    # A FileField's length is Django's own; the storage makes the name.
    unchecked = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("archive").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField) and not isinstance(field, CheckedMixin)
    ]
    assert not unchecked


def test_text_is_stored_in_one_form_whichever_way_it_comes():
    visit = make_visit(title_en="  Cafe\u0301\u00a0 to\u200b  Rome\x00 ", note="a  \r\n b\x07")
    visit.refresh_from_db()
    assert (visit.title_en, visit.note) == ("Café to Rome", "a\n b")


def test_dates_are_stored_as_edtf_with_their_first_and_last_day():
    visit = make_visit(date="21–23 August 2012")
    visit.refresh_from_db()
    assert visit.date == "2012-08-21/2012-08-23"
    assert (str(visit.date_earliest), str(visit.date_latest)) == ("2012-08-21", "2012-08-23")


def test_every_kind_of_record_is_in_the_one_list_and_on_the_arc():
    found = {m for m in apps.get_app_config("archive").get_models() if issubclass(m, Record)}
    assert found == set(RECORD_TYPES)
    assert {arc_name(model) for model in RECORD_TYPES} == set(RECORD_ARC)
    assert len({model.address for model in RECORD_TYPES}) == len(RECORD_TYPES)


def test_every_fact_of_every_type_is_one_of_its_fields():
    for model in RECORD_TYPES:
        for name in model.citable():
            assert hasattr(model, name), (model, name)
        assert not model.dated_by or hasattr(model, f"{model.dated_by}_earliest")


def test_everything_that_can_be_written_is_guarded_but_what_the_archive_writes_itself():
    free = {m.__name__ for m in apps.get_app_config("archive").get_models() if not issubclass(m, Guarded)}
    written = {"Revision", "FormerSlug", "ImportBatch", "ImportRow", "SavedMapping", "Proposal"}
    written |= {"Correction", "CorrectionContact", "Sending"}
    written |= {"Heading", "Listed", "PublishedRevision", "PreservationEvent", "Damage"}
    assert free == written | {"Likeness", "LinkCheck", "Merge", "NameKey", "Spelling"}


# What becomes of a row when the row that it points to goes. Cited, linked and signed things stay (PROTECT); what hangs
# on a draft goes with it (CASCADE); history only forgets the link (SET_NULL).
ON_DELETE = {
    "CASCADE": {"Hanging arc", "Posting.person", "FormerSlug arc", "ImportRow.batch", "Proposal arc",
        "SourceFile.source", "Likeness arc", "NameKey arc", "Correction arc", "CorrectionContact.correction",
        "Damage.event"},
    "PROTECT": {
        "Citation.source", "Participation.person", "Posting.organization", "Party.organization", "Organization.place",
        "Event.place", "Event.part_of", "Visit.occasion", "Agreement.place", "Agreement.signed_during",
        "ImportBatch.source", "ImportBatch.undoes", "Revision.batch", "Proposal.batch", "Listed.heading",
    },
    "SET_NULL": {"Revision arc", "Revision.author", "Revision.reviewer", "Discrepancy.resolved_by", "ImportBatch.user",
        "SavedMapping.user", "Proposal.author", "Proposal.reviewer", "Likeness.said_by",
        "Merge.author", "Merge.reviewer", "Correction.decided_by",
    },
}  # fmt: skip


def test_the_written_list_of_referential_actions_is_what_the_models_do():
    found = {}
    for model in apps.get_app_config("archive").get_models():
        for field in model._meta.local_fields:
            # What is no column is for look-ups alone: the rows go as the record is taken from under its headings.
            if field.is_relation and field.column:
                name = f"{model.__name__}.{field.name}"
                if field.name in getattr(model, "ARC", ()):
                    name = "Hanging arc" if issubclass(model, Guarded) else f"{model.__name__} arc"
                found.setdefault(field.remote_field.on_delete.__name__, set()).add(name)
    assert found == ON_DELETE


def test_everything_with_an_address_has_a_search_column():
    assert {m for m in apps.get_app_config("archive").get_models() if issubclass(m, Slugged)} >= set(RECORD_TYPES)


@pytest.mark.django_db
def test_a_number_has_the_decimals_that_it_was_written_with():
    place = make_place(latitude=48.8566, longitude=2.35222)
    place.refresh_from_db()
    assert (str(place.latitude), str(place.longitude)) == ("48.85660", "2.35222")
