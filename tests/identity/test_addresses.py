"""Old addresses lead for ever to the record that took over what they led to."""

import pytest

from archive.models import FormerSlug, Person, Place, Status, Visit
from archive.models.links import key_to
from archive.review import identity, revert
from archive.spreadsheets.links import Links
from archive.writing import change
from tests.admin.conftest import address as page_of
from tests.admin.conftest import errors_of, typed
from tests.factories import MAKERS, make_person, make_place, make_visit
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


def rename(record, slug):
    found = type(record).objects.get(pk=record.pk)
    with change(by=None):
        found.slug = slug
        found.save()
    return found


def chain(address):
    """A record under its last address, after renames and merges; every address that any part of it has had."""
    first, second, last = (make(address, slug=slug) for slug in ("one", "other", "third"))
    first = rename(first, "one-renamed")
    identity.merge(first, second, by=None)
    first = rename(first, "one-renamed-again")
    identity.merge(last, first, by=None)
    return rename(last, "last"), ["one", "other", "third", "one-renamed", "one-renamed-again"]


@pytest.mark.parametrize("address", MAKERS)
def test_every_address_of_a_chain_of_renames_and_merges_leads_straight_to_the_last(address, client):
    _record, old = chain(address)
    forms = [".json", ".jsonld", *([".bib", ".ris", ".csl.json"] if address == "sources" else [])]
    for prefix in ("", "/az", "/es"):
        for slug in old:
            answer = client.get(f"{prefix}/{address}/{slug}/")
            assert (answer.status_code, answer["Location"]) == (301, f"{prefix}/{address}/last/")
    for slug in old:
        for form in forms:
            answer = client.get(f"/{address}/{slug}{form}")
            assert (answer.status_code, answer["Location"]) == (301, f"/{address}/last{form}")


def test_an_address_that_leads_to_what_was_withdrawn_is_as_if_it_had_never_been(client):
    record, old = chain("people")
    with change(by=None):
        record.status = Status.WITHDRAWN
        record.save()
    for slug in (*old, "last", "never-was"):
        assert client.get(f"/people/{slug}/").status_code == 404
        assert client.get(f"/people/{slug}.json").status_code == 404
    with change(by=None):
        record.status = Status.PUBLISHED
        record.save()
    assert client.get("/people/one/")["Location"].endswith("/people/last/")


def test_a_record_that_gets_its_old_address_back_is_found_there_again(client):
    record, _old = chain("people")
    rename(record, "one")
    assert client.get("/people/one/").status_code == 200
    assert client.get("/people/last/")["Location"].endswith("/people/one/")


@pytest.mark.parametrize("address", TYPES)
def test_a_renamed_place_too_is_known_by_its_old_address(address):
    rename(make(address, slug="before"), "after")
    assert FormerSlug.objects.get(slug="before")


def test_an_editor_cannot_give_an_old_address_to_another_record(admin_client):
    record, other = rename(make_person(slug="old", name_en="Ana Ruiz"), "new"), make_person()
    where = page_of(Person, "change", other.pk)
    answer = admin_client.post(where, typed(admin_client.get(where), slug="old"))
    assert "The address “old” leads to “Ana Ruiz”, which had it before: choose another." in errors_of(answer)
    where = page_of(Person, "change", record.pk)
    assert admin_client.post(where, typed(admin_client.get(where), slug="old", why="Back")).status_code == 302
    assert Person.objects.get(pk=record.pk).slug == "old"
