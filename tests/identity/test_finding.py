"""Records that are likely one are found by their names in every spelling, country and dates, and only those."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Organization, Person, Place, Source
from archive.review import identity
from archive.writing import change
from tests.factories import keep_file, make_organization, make_person, make_place, make_source, name_form

pytestmark = pytest.mark.django_db


def pairs(model):
    assert identity.compare(model) == 0
    return [tuple(str(end) for end in identity.ends(pair)) for pair in identity.likely(model)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan Petrov", "Ivan Petrov"),
        ("Ivan Petrov", "Petrov, Ivan"),
        ("Ivan Petrov", "I. Petrov"),
        ("Ivan Sergeyevich Petrov", "Ivan Petrov"),
        ("İlqar Əliyev", "Ilgar Aliyev"),
        ("Əli Həsənov", "Ali Hasanov"),
        ("Şahin Quliyev", "Shahin Guliyev"),
        ("Aleksandr Zhukov", "Alexander Jukov"),
        ("José Núñez", "Jose Nunez"),
    ],
)
def test_one_person_in_two_spellings_is_found(one, other):
    make_person(name_en=one)
    make_person(name_en=other)
    assert pairs(Person) == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan Petrov", "Anna Petrova"),
        ("Ivan Petrov", "Ivan Sidorov"),
        ("Ali Hasanov", "Vali Hasanov"),
        ("Ali Aliyev", "Aliya Aliyeva"),
    ],
)
def test_two_people_who_share_a_word_are_not_found(one, other):
    make_person(name_en=one)
    make_person(name_en=other)
    assert pairs(Person) == []


def test_a_form_of_the_name_is_as_good_as_the_name():
    one, two = make_person(name_en="Ivan Petrov"), make_person(name_en="Somebody Else")
    name_form(two, "Ivan Petrov", kind="former")
    (pair,) = (identity.compare(Person), *identity.likely(Person))[1:]
    assert set(identity.ends(pair)) == {one, two}
    assert identity.in_words(pair.reasons) == ["the same name: ivan petrov"]


def test_countries_and_dates_tell_people_of_one_name_apart():
    make_person(name_en="Ivan Petrov", country="FR", born="1950")
    make_person(name_en="Ivan Petrov", country="DE", born="1901")
    assert pairs(Person) == []


def test_dates_and_countries_that_agree_make_it_likelier():
    for born in ("1950-03-01", "1950-03-01", ""):
        make_person(name_en="Ivan Petrov", country="FR", born=born)
    identity.compare(Person)
    assert [pair.score for pair in identity.likely(Person)] == [100, 80, 80]


def test_embassies_of_one_country_in_two_are_not_one():
    for host in ("FR", "DE"):
        make_organization(name_en="Embassy of Utopia", country="IT", host_country=host)
    make_organization(name_en="The Embassy of Utopia", country="IT", host_country="DE")
    assert pairs(Organization) == [("Embassy of Utopia", "The Embassy of Utopia")]


def test_places_are_one_by_name_and_position_not_across_countries():
    make_place(name_en="Santiago", country="CL", latitude="-33.45", longitude="-70.66")
    make_place(name_en="Santiago", country="CL", latitude="-33.46", longitude="-70.66")
    make_place(name_en="Santiago", country="ES")
    assert pairs(Place) == [("Santiago", "Santiago")]


def test_sources_are_one_by_title_by_address_and_by_file():
    make_source(title_en="On the treaty of peace", published="1992")
    make_source(title_en="On the Treaty of Peace.", published="1992-05")
    make_source(title_en="Quite another", url="http://www.example.org/a/")
    make_source(title_en="Something else", url="https://example.org/a#top")
    keep_file(make_source(title_en="Scan"))
    keep_file(make_source(title_en="Copy"))
    make_source(title_en="Yearbook", published="1992")
    make_source(title_en="Yearbook", published="1993")
    assert sorted(pairs(Source)) == [
        ("On the treaty of peace", "On the Treaty of Peace."),
        ("Quite another", "Something else"),
        ("Scan", "Copy"),
    ]


def test_what_was_said_to_be_different_is_not_proposed_again(admin_user):
    one, two = make_person(name_en="Ivan Petrov"), make_person(name_en="Ivan Petrov")
    assert len(pairs(Person)) == 1
    assert [alike.record for alike in identity.alike(one)] == [two]
    said = identity.say_different(two, one, by=admin_user, why="Father and son.")
    assert (said.person_id, said.other_person_id, said.said_by_name) == (one.pk, two.pk, "admin")
    assert identity.alike(one) == identity.alike(two) == []
    for record in (one, two):
        with change(by=None):
            fresh = Person.objects.get(pk=record.pk)
            fresh.note = "Changed."
            fresh.save()
    assert pairs(Person) == []


def test_only_what_has_changed_is_compared_again():
    one, two = make_person(name_en="Ivan Petrov"), make_person(name_en="Anna Smith")
    make_place(name_en="Here")
    assert pairs(Person) == pairs(Place) == []
    assert identity.uncompared(Person) == identity.uncompared(Place) == []
    with change(by=None):
        two.name_en = "Petrov, Ivan"
        two.save()
    name_form(Place.objects.get(), "There")
    assert identity.uncompared(Person) == [two.pk]
    assert len(identity.uncompared(Place)) == 1
    assert len(pairs(Person)) == 1
    with change(by=None):
        one.name_en = "Anna Smith"
        one.save()
    assert pairs(Person) == []


def test_a_record_that_goes_takes_its_likenesses_along():
    one, two = make_person(name_en="Ivan Petrov"), make_person(name_en="Ivan Petrov")
    assert len(pairs(Person)) == 1
    identity.merge(one, two, by=None)
    assert pairs(Person) == []


def test_an_undone_merge_is_proposed_again():
    one, two = make_person(name_en="Ivan Petrov"), make_person(name_en="Ivan Petrov")
    identity.undo(identity.merge(one, two, by=None), by=None)
    assert len(pairs(Person)) == 1


def test_comparing_part_of_them_says_how_many_are_left():
    for _number in range(5):
        make_person()
    assert identity.compare(Person, limit=2) == 3
    assert identity.compare(Person) == 0


def test_a_name_without_a_letter_is_compared_with_nothing():
    make_person(name_en="!!!")
    make_person(name_en="???")
    assert pairs(Person) == []
    assert identity.uncompared(Person) == []


@pytest.mark.parametrize("make", [make_person, make_organization, make_place, make_source])
def test_the_number_of_queries_does_not_grow_with_the_records(make):
    stem = "title_en" if make is make_source else "name_en"

    def count(names):
        rows = [make(**{stem: name}) for name in names]
        with CaptureQueriesContext(
            connection,
        ) as few:
            identity.alike(rows[0])
        with CaptureQueriesContext(connection) as many:
            identity.compare(type(rows[0]))
        return len(few), len(many)

    count(["Ivan Petrov", "I. Petrov"])
    first = count(["Ivan Petrov", "I. Petrov"])
    assert count(["Ivan Petrov"] * 5 + [f"Anna{n} Smith{n}" for n in range(30)]) <= first
