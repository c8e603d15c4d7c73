"""Prepared queries give what Django's own would, though their SQL is put together only once."""

import pytest
from django.db.models import Prefetch

from archive.models import Participation, Person, Visit
from archive.public.prepared import Beside, Prepared, unseen
from archive.public.records import PAGES
from archive.public.records.answers import answered
from archive.public.records.fetching import evidence_of
from tests.factories import MAKERS, make_event, make_person, make_place, make_visit, name_form, take_part
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db
TRAVELLERS = Prefetch(
    "participations",
    Participation.objects.published().select_related("person").prefetch_related("person__names"),
    to_attr="travellers",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_record_is_found_with_all_that_django_would_put_beside_it(address):
    record, (model, kind) = with_everything(address, 3), kind_of(address)
    with_everything(address, 2)
    lookups = (*evidence_of(), answered(), *kind.prefetches)
    expected = model.objects.select_related(*kind.links).prefetch_related(*lookups).get(pk=record.pk)
    found = kind.find(model, record.slug)
    assert found == expected
    for lookup in lookups:
        assert rows(found, lookup) == rows(expected, lookup), lookup
    for link in kind.links:
        assert link in found._state.fields_cache
        assert getattr(found, link) == getattr(expected, link)


def kind_of(address):
    return next((model, kind) for model, kind in PAGES.items() if model.address == address)


def rows(record, lookup):
    if isinstance(lookup, Prefetch):
        return getattr(record, lookup.to_attr)
    return list(getattr(record, lookup).all())


def test_each_record_gets_what_is_its_own_and_nothing_twice(django_assert_num_queries):
    place, people = make_place(), [make_person() for _ in range(2)]
    visits = [make_visit(places=[place]) for _ in range(3)]
    take_part(people[0], visits[0])
    take_part(people[0], visits[2])
    take_part(people[1], visits[2])
    name_form(people[1], "Another name", language="en")
    with django_assert_num_queries(3):
        for lookup in (TRAVELLERS, "places"):
            Beside(Visit, lookup).put(visits)
    assert [[part.person for part in visit.travellers] for visit in visits] == [[people[0]], [], people]
    assert [[form.text for form in part.person.names.all()] for part in visits[2].travellers] == [[], ["Another name"]]
    assert [list(visit.places.all()) for visit in visits] == [[place]] * 3
    assert visits[0].travellers[0].visit is visits[0]


def test_the_same_query_serves_other_records():
    first, second = make_person(name_en="First"), make_person(name_en="Second")
    by_slug = Prepared(Person, lambda slugs: Person.objects.published().filter(slug__in=slugs))
    assert [by_slug([person.slug]) for person in (first, second, first)] == [[first], [second], [first]]
    assert by_slug(["nobody"]) == []
    assert by_slug([first.slug, second.slug, "nobody"]) == [first, second]


def test_what_became_a_draft_is_found_no_more():
    visit = make_visit()
    kind = PAGES[Visit]
    assert kind.find(Visit, visit.slug) == visit
    take_part(make_person(status="draft"), visit)
    assert kind.find(Visit, visit.slug).seen_participations == []


def test_a_record_beside_which_a_slice_stands_has_no_more_of_it():
    event = make_event()
    for _ in range(3):
        make_visit(occasion=event)
    Beside(type(event), Prefetch("visits", Visit.objects.order_by("-pk")[:2], to_attr="latest")).put([event])
    assert event.latest == list(Visit.objects.order_by("-pk")[:2])


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_unseen_is_a_column_of_every_type(address):
    model = type(MAKERS[address]())
    assert set(unseen(model)) <= {field.name for field in model._meta.concrete_fields}
    assert {"search_text", "note"} <= set(unseen(model))
