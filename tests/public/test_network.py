"""The network joins people who took part together, as strongly as they share records."""

import itertools
import re

import pytest

from archive.public.drawing.scale import TEXT
from archive.public.letters import length_of
from archive.public.network import layout
from archive.writing import change
from tests.factories import make_agreement, make_organization, make_person, make_visit, post, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
@change(by=None, why="test")
def people():
    names = {"ada": "FR", "ben": "FR", "cem": "TR", "dua": "TR", "eve": ""}
    return {name: make_person(slug=name, name_en=name.title(), country=code) for name, code in names.items()}


def meet(record, *people, role="visitor"):
    for person in people:
        take_part(person, record, role=role)
    return record


def ties(client, query=""):
    response = client.get(f"/network/{query}")
    assert response.status_code == 200
    return {(r.one.slug, r.other.slug): len(r.records) + r.more for r in response.context["rows"]}, response


def test_people_are_joined_by_every_record_that_they_share(client, people):
    meet(make_visit(date="1990"), people["ada"], people["cem"])
    meet(make_agreement(signed="1991"), people["ada"], people["cem"], people["dua"], role="signatory")
    found, response = ties(client)
    assert found == {("ada", "cem"): 2, ("ada", "dua"): 1, ("cem", "dua"): 1}
    assert [person.slug for person in response.context["people"]] == ["ada", "cem", "dua"]
    assert "Ada and Cem: 2 records" in response.content.decode()


def test_colleagues_are_joined_in_a_group_always_and_elsewhere_while_both_served(client, people):
    group, senate = make_organization(kind="friendship_group"), make_organization(kind="parliament")
    for name in ("ada", "ben"):
        post(people[name], group)
    post(people["cem"], senate, since="1990", until="1994")
    post(people["dua"], senate, since="1994-05", until="1999")
    post(people["eve"], senate, since="2000")
    post(people["ben"], senate)
    assert ties(client)[0] == {("ada", "ben"): 1, ("cem", "dua"): 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?type=agreements", {("ada", "dua")}),
        ("?until=1990", {("ada", "cem")}),
        ("?country=TR", {("ada", "cem")}),
        ("?type=trade", set()),
        ("?since=x", set()),
    ],
)
def test_type_country_and_years_narrow_it(client, people, query, found):
    meet(make_visit(date="1990", host_country="TR"), people["ada"], people["cem"])
    meet(make_agreement(signed="1995"), people["ada"], people["dua"], role="signatory")
    assert set(ties(client, query)[0]) == found


def test_drafts_join_nobody_and_are_not_named(client, people):
    hidden = make_person(name_en="Quillfeather", status="draft")
    meet(make_visit(date="1990"), people["ada"], hidden)
    meet(make_visit(date="1990", status="draft"), people["ada"], people["ben"])
    found, response = ties(client)
    assert found == {}
    assert "uillfeather" not in response.content.decode()


@pytest.mark.parametrize("number", [12, 60])
@pytest.mark.parametrize("width", [340, 860])
def test_everything_stands_inside_the_drawing_and_nothing_on_another(number, width):
    dots = [layout.Dot(n, f"Somebody {n:03}", "", "", f"Country {n // 10}") for n in range(number)]
    pairs = list(itertools.combinations(range(number), 2))[::7]
    drawing = layout.lay_out(dots, [layout.Bow(pair, 1 + pair[0] % 3, "") for pair in pairs], width, "wide")
    lines = sorted([dot.y for dot in drawing.dots] + [heading.y for heading in drawing.headings])
    assert min(b - a for a, b in itertools.pairwise(lines)) >= 9
    places = {dot.key: dot.y for dot in drawing.dots}
    assert {bow.pair for bow in drawing.bows} == set(pairs)
    for bow in drawing.bows:
        x, y, reach, tall, end_x, end_y = map(float, re.fullmatch(
            r"M([\d.]+) ([\d.]+)A([\d.]+) ([\d.]+) 0 0 1 ([\d.]+) ([\d.]+)", bow.path).groups())  # fmt: skip
        assert sorted((y, end_y)) == sorted(places[key] for key in bow.pair)
        assert x == end_x == drawing.line
        assert tall == pytest.approx(abs(end_y - y) / 2, abs=0.1)
        assert x + reach + bow.width <= width
    assert {bow.width for bow in drawing.bows if bow.count == 1} == {layout.LEAST}
    assert all(length_of(dot.text, TEXT) <= drawing.line for dot in drawing.dots)


@pytest.mark.parametrize("more", [1, 30])
def test_it_takes_the_same_queries_for_many(client, people, more, django_assert_num_queries):
    for _number in range(more):
        meet(make_visit(date="1990"), people["ada"], people["cem"])
    with django_assert_num_queries(8):
        client.get("/network/")
