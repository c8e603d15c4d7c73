"""Names of people, organizations and places in a file find their records, are listed, chosen, or become drafts."""

import pytest

from archive.models import Person, Place, Visit
from tests import factories as make
from tests.spreadsheets.mapped import cells, mapped, stored

pytestmark = pytest.mark.django_db

WHO = {"title_en": "T", "participations": {"from": "Who", "role": "visitor"}}


@pytest.mark.parametrize(
    "written", ["İlham Əliyev", "ILHAM ALIYEV", "Ilham Eliyev", "Aliyev, Ilham", "ilham-aliyev", "Ilgam Aliev [3]"]
)
def test_a_name_is_found_in_every_form_and_spelling(written):
    person = make.make_person(name_en="Ilham Aliyev", name_az="İlham Əliyev", slug="ilham-aliyev")
    make.name_form(person, "Ilgam Aliev", language="ru")
    found = cells("visits", f'T,Who\nA,"{written}"\n', columns=WHO)
    assert found["participations"] == "visitor: ilham-aliyev"


def test_names_are_understood_without_a_mapping_too():
    make.make_place(name_en="Rome", slug="rome")
    make.make_person(name_en="Jane Roe", slug="roe")
    found = cells("visits", "title_en,places,participations\nA,Rome,host: Jane Roe\n")
    assert (found["places"], found["participations"]) == ("rome", "host: roe")


def test_unknown_names_are_listed_once_with_the_closest_known():
    make.make_person(name_en="Johannes Roe", slug="roe")
    plans = mapped("visits", "T,Who\nA,Johanes Roe\nB,Johanes Roe\nC,Quite Another\n", columns=WHO)
    near, far = plans.unknown
    assert str(near) == "There is no “Johanes Roe” among the people; the closest known are “Johannes Roe” (roe)."
    assert near.rows == [2, 3]
    assert str(far) == "There is no “Quite Another” among the people, nor a name that is close to it."
    assert plans.counts["failed"] == 3


def test_a_name_of_several_is_not_guessed():
    make.make_person(name_en="Jane Roe", slug="roe-1")
    make.make_person(name_en="Jane Roe", slug="roe-2")
    (problem,) = mapped("visits", "T,Who\nA,Jane Roe\n", columns=WHO, create=True).problems
    assert "several people: “Jane Roe” (roe-1), “Jane Roe” (roe-2). Say which one is meant" in str(problem)
    chosen = cells("visits", "T,Who\nA,Jane Roe\n", columns=WHO, names={"people": {"jane roe": "roe-2"}})
    assert chosen["participations"] == "visitor: roe-2"


def test_a_chosen_name_is_left_out_or_made_a_draft():
    plans = stored(
        "visits", "T,Who\nA,unknown; Jane Roe\n", columns=WHO, names={"people": {"unknown": "", "Jane Roe": "+"}}
    )
    assert plans.problems == []
    assert [p.person.slug for p in Visit.objects.get().participations.all()] == ["jane-roe"]
    assert Person.objects.get().status == "draft"


def test_missing_names_become_drafts_once_and_are_found_the_next_time():
    places = {"from": "Where", "split": [",", "and"], "create": {"country": "C"}}
    columns = {"slug": {"template": "v-{N}"}, "title_en": "T", "host_country": "C", "places": places}
    text = 'N,T,Where,C\n1,A,"Rome, Bari and Pisa",Italy\n2,B,Rome,Italy\n3,C,Rome,United States\n'
    plans = stored("visits", text, columns=columns, create=True)
    assert [(plan.type, plan.counts["new"]) for plan in plans.plans] == [("places", 4), ("visits", 3)]
    assert sorted(Place.objects.values_list("slug", "country")) == [
        ("bari", "IT"), ("pisa", "IT"), ("rome", "IT"), ("rome-2", "US"),
    ]  # fmt: skip
    again = mapped("visits", text, columns=columns, create=True)
    assert [(plan.type, plan.counts["unchanged"]) for plan in again.plans] == [("visits", 3)]


def test_a_place_of_a_country_that_is_gone_is_no_other_place():
    columns = {"title_en": "T", "places": {"from": "Where", "create": {"country": "C"}}}
    text = "T,Where,C\nA,Moscow,Soviet Union\nB,Moscow,Russia\n"
    stored("visits", text, columns=columns, create=True)
    assert Place.objects.get().country == "RU"


def test_a_key_of_the_file_tells_people_of_one_name_apart():
    who = {"from": "Who", "key": "{Id}", "create": {"country": {"constant": "FR"}}}
    text = "T,Who,Id\nA,Jane Roe,roe-j-1\nB,Jane Roe,roe-j-2\nC,Jane Roe,roe-j-1\n"
    stored("visits", text, columns={"title_en": "T", "participations": who}, create=True)
    assert sorted(Person.objects.values_list("slug", "country")) == [("roe-j-1", "FR"), ("roe-j-2", "FR")]


def test_drafts_that_only_failed_rows_name_are_not_made():
    columns = {"title_en": "T", "date": "D", "places": {"from": "Where"}}
    plans = stored("visits", "T,D,Where\nA,1992,Rome\nB,no day,Atlantis\n", columns=columns, create=True)
    assert [problem.row for problem in plans.problems] == [3]
    assert list(Place.objects.values_list("slug", flat=True)) == ["rome"]


def test_an_organization_is_made_with_the_place_that_it_names():
    organization = {
        "from": "Office", "key": "{Id}",
        "create": {"name_es": "Office", "kind": {"constant": "embassy"}, "place": {"from": "City"}},
    }  # fmt: skip
    columns = {"person": "Who", "organization": organization, "role": {"constant": "ambassador"}}
    text = "Who,Office,Id,City\nJane  Roe ,Embajada  en  Roma,E1,Roma\n"
    plans = stored("postings", text, columns=columns, create=True)
    assert [plan.type for plan in plans.plans] == ["places", "people", "organizations", "postings"]
    posting = Person.objects.get(slug="jane-roe").postings.get()
    assert (posting.organization.slug, posting.organization.name_es) == ("e1", "Embajada en Roma")
    assert posting.organization.place.slug == "roma"


def test_a_place_is_the_known_one_of_its_country_that_has_its_name_in_another_language():
    make.make_place(slug="london", name_en="London", country="GB")
    make.make_place(slug="london-on", name_en="London", country="CA")
    recipe = {"from": "Ciudad", "create": {"name_es": "Ciudad", "name_en": "City", "country": "País"}}
    text = "Título,Ciudad,City,País\nUno,Londres,London,GB\nDos,Londres,London,GB\nTres,Londres,London,NZ\n"
    plans = mapped("visits", text, columns={"title_es": "Título", "places": recipe}, set_aside=["*"], create=True)
    assert [row.cells["places"][1] for row in plans.main.rows] == ["london", "london", "londres"]
    assert [(row.slug, row.cells["country"][1]) for row in plans.plans[0].rows] == [("londres", "NZ")]
