"""Old addresses lead for ever to the record that took over what they led to."""

import pytest

from archive.models import FormerSlug, Place, Visit
from archive.models.links import key_to
from archive.review import identity, revert
from archive.spreadsheets.links import Links
from archive.writing import change
from tests.factories import make_person, make_place, make_visit
from tests.identity.world import TYPES, make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", TYPES)
def test_the_old_address_leads_to_the_record_that_stays(address, client):
    stays, goes = make(address, slug="stays"), make(address, slug="goes")
    identity.merge(stays, goes, by=None)
    assert getattr(FormerSlug.objects.get(slug="goes"), f"{_arc(stays)}_id") == stays.pk
    if address != "places":
        assert client.get(f"/{address}/goes/").headers["Location"].endswith(f"/{address}/stays/")


def _arc(record):
    return key_to(FormerSlug, type(record))


def test_addresses_that_led_to_the_one_that_went_lead_on():
    one, two = make_person(slug="one"), make_person(slug="first")
    with change(by=None):
        two.slug = "second"
        two.save()
    identity.merge(one, two, by=None)
    assert set(FormerSlug.objects.filter(person=one).values_list("slug", flat=True)) == {"first", "second"}


@pytest.mark.parametrize("address", TYPES)
def test_an_old_address_is_not_given_to_a_new_record(address):
    if address == "trade":
        stays, goes = (make(address, period="1999", exporter="FR", importer="DE") for _n in range(2))
        again = {"period": "1999", "exporter": "FR", "importer": "DE"}
    else:
        name = "name_en" if hasattr(make(address), "name") else "title_en"
        stays, goes = make(address, slug="stays"), make(address, **{name: "One and only"})
        again = {name: "One and only"}
    identity.merge(stays, goes, by=None)
    assert make(address, **again).slug != goes.slug


def test_an_old_version_that_names_the_one_that_went_can_still_be_gone_back_to():
    stays, goes = make_place(slug="stays"), make_place(slug="goes")
    visit = make_visit(places=[goes])
    number = Visit.objects.get(pk=visit.pk).revision
    identity.merge(stays, goes, by=None)
    with change(by=None):
        fresh = Visit.objects.get(pk=visit.pk)
        fresh.places.clear()
        fresh.save()
    revert(Visit.objects.get(pk=visit.pk), number, by=None)
    assert [place.slug for place in Visit.objects.get(pk=visit.pk).places.all()] == ["stays"]


def test_a_sheet_finds_a_merged_place_by_its_old_address():
    stays, goes = make_place(slug="stays"), make_place(slug="goes")
    identity.merge(stays, goes, by=None)
    links = Links()
    links.look_up([(Place, "goes")])
    assert links.get(Place, "goes").pk == stays.pk
