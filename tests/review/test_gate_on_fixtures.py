"""The archive's first records pass the gate, and not one of their facts passes it without its testimony."""

from collections import defaultdict

import pytest
from django.db import transaction

from archive import evidence
from archive.evidence import SUPPORTING
from archive.models import RECORD_TYPES, Citation, Source, Status, Visit
from archive.models.links import key_to
from archive.review import What, gate, publish
from archive.writing import change
from tests.factories import cite, make_agreement, make_organization, make_party, make_person, make_visit, take_part
from tests.test_fixtures import archive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

__all__ = ["archive"]


def lacks(model, pks):
    """What the gate names that holds a record back, by record: {(field, what)}."""
    return {
        pk: {(lack.field, lack.what) for lack in found if not lack.is_warning} for pk, found in gate(model, pks).items()
    }


class Taken:
    """Testimony taken out for as long as a block lasts."""

    def __init__(self, citations):
        self.citations = citations

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        with change(by=None):
            Citation.objects.filter(pk__in=[citation.pk for citation in self.citations]).delete()

    def __exit__(self, *error):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


def supporting(model):
    """{(record's key, field): its supporting citations} of every fact of a type that is filled."""
    key, found = key_to(Citation, model), defaultdict(list)
    facts = evidence.accepted(model, model.objects.values_list("pk", flat=True))
    for row in Citation.objects.published().filter(**{f"{key}__isnull": False}, stance__in=SUPPORTING):
        pk = getattr(row, f"{key}_id")
        if row.field in model.FACTS and facts[pk].filled(row.field):
            found[pk, row.field].append(row)
    return found


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_every_record_passes_as_it_is(model):
    assert {pk: found for pk, found in lacks(model, model.objects.values_list("pk", flat=True)).items() if found} == {}


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_a_fact_without_all_that_supports_it_is_named_and_no_other(model):
    # One field of each record at a time, all records at once.
    for name in model.FACTS:
        rows = {pk: found for (pk, field), found in supporting(model).items() if field == name}
        with Taken([row for found in rows.values() for row in found]):
            named = lacks(model, rows)
        for pk, found in named.items():
            assert {field for field, _what in found} == {name}, (pk, found)
            assert found & {(name, What.CITATION), (name, What.SUPPORT)}


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_any_one_citation_that_alone_attests_a_value_makes_the_gate_name_its_field(model):
    alone = {where: found[0] for where, found in supporting(model).items() if len(found) == 1}
    for name in model.FACTS:
        rows = {pk: row for (pk, field), row in alone.items() if field == name}
        with Taken(rows.values()):
            named = lacks(model, rows)
        assert {pk: {field for field, _what in found} for pk, found in named.items()} == {pk: {name} for pk in rows}


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_one_of_several_citations_may_go_where_the_others_attest_the_same(model):
    several = {where: found for where, found in supporting(model).items() if len(found) > 1}
    # The first of each value in one round, the second in the next.
    for number in range(max(map(len, several.values()), default=0)):
        rows = {where: found[number] for where, found in several.items() if number < len(found)}
        with Taken(rows.values()):
            named = lacks(model, {pk for pk, _name in rows})
        # Of several that a field links to each needs its own testimony; anything else is attested by what is left.
        assert {lack for found in named.values() for lack in found} <= {(name, What.MEMBER) for _pk, name in rows}


def test_a_withdrawn_source_takes_its_support_along():
    source = Source.objects.filter(cited_by__visit__isnull=False).first()
    alone = {pk: name for (pk, name), found in supporting(Visit).items() if {r.source_id for r in found} == {source.pk}}
    assert alone
    with change(by=None):
        source.status = Status.WITHDRAWN
        source.save()
    named = lacks(Visit, alone)
    assert all(name in {field for field, _what in named[pk]} for pk, name in alone.items())
    assert all(Visit.objects.get(pk=pk).uncited + Visit.objects.get(pk=pk).unsupported for pk in alone)


def test_of_several_who_took_part_each_must_be_attested():
    visit = make_visit(status="draft")
    for name in ("Ana Ruiz", "Juan Soto"):
        take_part(make_person(name_en=name), visit)
    cite(visit, "participations", "Ana Ruiz")
    named = [lack for lack in gate(Visit, [visit.pk])[visit.pk] if lack.what is What.MEMBER]
    assert [(lack.field, lack.detail) for lack in named] == [("participations", "Juan Soto")]
    second = cite(visit, "participations", "J. Soto")
    assert lacks(Visit, [visit.pk])[visit.pk] == set()
    assert publish(Visit.objects.get(pk=visit.pk), by=_administrator()).status == Status.PUBLISHED
    with change(by=None):
        second.stated = "the delegation"
        second.stance = "supports"
        second.save()
    assert lacks(Visit, [visit.pk])[visit.pk] == set()


def test_of_several_parties_each_must_be_attested():
    agreement = make_agreement(title_en="A treaty")
    cite(agreement, "title", "A treaty", stance="supports")
    make_party(agreement, "FR")
    make_party(agreement, organization=make_organization(name_en="The Post"))
    cite(agreement, "parties", "France")
    assert lacks(type(agreement), [agreement.pk])[agreement.pk] == {("parties", What.MEMBER)}
    cite(agreement, "parties", "the post")
    assert lacks(type(agreement), [agreement.pk])[agreement.pk] == set()


def _administrator():
    from django.contrib.auth import get_user_model

    return get_user_model()._default_manager.create_superuser("chief", password="x")
