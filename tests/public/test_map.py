"""The map shows every published place of known position where it lies, as large as what it has seen."""

import itertools
import math
import random
import re

import pytest

from archive.public.maps import layout, outlines, projection
from archive.writing import change
from tests.factories import make_event, make_place, make_visit

pytestmark = pytest.mark.django_db


def town(name, latitude, longitude, **values):
    return make_place(name_en=name, slug=name.lower(), latitude=latitude, longitude=longitude, **values)


@pytest.fixture
@change(by=None, why="test")
def journeys():
    """Two visits from France to Cairo, one from Egypt to Lyon, a meeting in Lyon, and a visit to nowhere known."""
    cairo, lyon = town("Cairo", 30.04, 31.24, country="EG"), town("Lyon", 45.76, 4.83, country="FR")
    for year in ("1990", "1995"):
        make_visit(date=year, visitor_country="FR", host_country="EG", places=[cairo])
    make_visit(date="2000", visitor_country="EG", host_country="FR", places=[lyon])
    make_event(date="2001", place=lyon, countries="EG; FR")
    make_visit(date="2005", places=[make_place(name_en="Somewhere")])


def wide(client, query=""):
    response = client.get(f"/map/{query}")
    assert response.status_code == 200
    return next(iter([s for s in response.context["sheets"] if s.size == "wide"]), None), response


def equal_earth(longitude, latitude):
    """The published equations, written a second time from the paper's series in the parametric latitude."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    powers = {0: 1.340264, 2: -0.081106, 6: 0.000893, 8: 0.003796}
    y = sum(a * theta ** (n + 1) for n, a in powers.items())
    slope = sum(a * (n + 1) * theta**n for n, a in powers.items())
    return 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope), y


def test_marks_stand_where_the_places_lie(client, journeys):
    sheet, _response = wide(client)
    spots = {spot.label: spot for spot in sheet.spots}
    assert set(spots) == {"Cairo", "Lyon"}
    middles = [outlines.middle_of(code) for code in ("EG", "FR")]
    around = [31.24, 4.83, *(middle[0] for middle in middles)]
    middle = (min(around) + max(around)) / 2
    (x1, y1), (x2, y2) = equal_earth(31.24 - middle, 30.04), equal_earth(4.83 - middle, 45.76)
    drawn = spots["Cairo"].x - spots["Lyon"].x, spots["Cairo"].y - spots["Lyon"].y
    # One scale for both directions, north upwards.
    scale = drawn[0] / (x1 - x2)
    assert scale > 0
    assert drawn[1] == pytest.approx(-(y1 - y2) * scale, abs=0.3)
    assert 0 < spots["Lyon"].x < sheet.width
    assert 0 < spots["Lyon"].y < sheet.height


def test_journeys_lead_from_the_visitors_country_and_lie_apart(client, journeys):
    sheet, response = wide(client)
    ways = {(j.origin, j.spot.label): j for j in sheet.journeys}
    assert {way: j.count for way, j in ways.items()} == {("FR", "Cairo"): 2, ("EG", "Lyon"): 1}
    assert ways["FR", "Cairo"].width > ways["EG", "Lyon"].width
    assert "2 visits from France: Cairo" in response.content.decode()


def test_the_table_says_the_same_and_what_is_not_drawn_is_counted(client, journeys):
    _sheet, response = wide(client)
    rows = {name.value: told for _place, name, _address, told, _came in response.context["rows"]}
    assert rows == {"Cairo": ["2 visits"], "Lyon": ["1 event", "1 visit"]}
    assert response.context["without"] == 1
    assert {name.value: came for _place, name, _address, _told, came in response.context["rows"]} == {
        "Cairo": ["France (2)"],
        "Lyon": ["Egypt (1)"],
    }


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("?type=events", {"Lyon"}),
        ("?until=1999", {"Cairo"}),
        ("?since=1999", {"Lyon"}),
        ("?country=FR&type=visits&since=2000", {"Lyon"}),
        ("?country=JP", set()),
        ("?type=people", set()),
        ("?country=nowhere", set()),
        ("?since=soon", set()),
    ],
)
def test_type_country_and_years_narrow_it(client, journeys, query, places):
    _sheet, response = wide(client, query)
    assert {name.value for _place, name, _address, _told, _came in response.context["rows"]} == places
    understood = query not in ("?type=people", "?country=nowhere", "?since=soon")
    assert ('class="problems"' in response.content.decode()) is not understood


def test_what_is_not_published_leaves_no_trace(client):
    hidden = town("Quillfeather", 10, 10)
    make_visit(status="draft", visitor_country="JP", places=[hidden])
    _sheet, response = wide(client)
    assert "uillfeather" not in response.content.decode()
    assert not response.context["rows"]
    assert "Japan" not in response.content.decode()


def test_across_the_date_line_the_shorter_way_is_shown():
    assert projection.meridian_of([170, -170]) in (180, -180)
    assert projection.meridian_of([50, -100]) == -25
    assert projection.meridian_of([]) == 0


@pytest.mark.parametrize("number", [12, 2000])
@pytest.mark.parametrize("width", [340, 1072])
def test_marks_and_labels_do_not_cover_each_other(number, width):
    chance = random.Random(number)
    spots = [
        layout.Spot(chance.uniform(-30, 60), chance.uniform(20, 60), f"Place {n}", "", "", chance.randrange(1, 50))
        for n in range(number)
    ]
    sheet = layout.lay_out(spots, [], ["FR"], width, "wide")
    assert sum(1 + spot.others for spot in sheet.spots) == number
    for one, other in itertools.combinations(sheet.spots, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius - 0.5
    labels = [layout._box(s.text, s.text_x, s.text_y, s.anchor) for s in sheet.spots if s.text]
    assert labels
    for one, other in itertools.combinations(labels, 2):
        assert (
            one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2 or one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2
        )


def test_every_country_of_the_coarse_outlines_has_a_middle_inside_its_bounds():
    found = outlines.outlines()
    # The ring of Antarctica goes round the pole, so its middle is none.
    for code, arcs in ((code, arcs) for code, arcs in found.countries.items() if code != "AQ"):
        longitude, latitude = found.middles[code]
        points = [point for arc in arcs for point in found.lines[arc]]
        around = projection.Projection(projection.meridian_of(point[0] for point in points))
        easts = [around.east(point[0]) for point in points]
        assert min(easts) <= around.east(longitude) <= max(easts), code
        assert min(p[1] for p in points) <= latitude <= max(p[1] for p in points), code


@pytest.mark.parametrize("more", [1, 30])
def test_it_takes_the_same_queries_however_many_places_there_are(client, more, django_assert_num_queries):
    for number in range(more):
        make_visit(places=[town(f"T{number}", number, number)], visitor_country="FR", host_country="EG")
    with django_assert_num_queries(12):
        assert client.get("/map/").status_code == 200


def test_of_many_ways_those_most_travelled_are_drawn_and_that_is_said(client, monkeypatch):
    monkeypatch.setattr(layout, "MOST_WAYS", 1)
    far = [town("Cairo", 30.04, 31.24, country="EG"), town("Lyon", 45.76, 4.83, country="FR")]
    for place in (far[0], far[0], far[1]):
        make_visit(visitor_country="TR", host_country=place.country, places=[place])
    sheet, response = wide(client)
    assert [(journey.spot.label, journey.count) for journey in sheet.journeys] == [("Cairo", 2)]
    assert "The ways most travelled are drawn." in response.content.decode()


def test_the_outlines_stand_once_on_a_page_and_the_other_widths_show_the_same(client, journeys):
    content = client.get("/map/").content.decode()
    assert content.count('id="ground"') == content.count('class="coast"') == 1
    assert re.findall(r'<use href="#ground" transform="scale\(([\d.]+)\)"', content) == ["0.3172", "0.597"]
