"""Every drawing, read as a file, says what the data say: places and lengths computed a second time, from the dates."""

import datetime
import gzip
import math
import re
from collections import Counter, defaultdict
from urllib.parse import parse_qs, urlsplit

import pytest

from archive.models import Event
from tests.factories import (
    make_event,
    make_organization,
    make_person,
    make_place,
    make_trade_figure,
    make_visit,
    post,
    take_part,
)
from tests.public.drawable import fill
from tests.public.drawn import SVG, children, drawing_of, drawings_on, marks, numbers
from tests.public.pages import Page

pytestmark = pytest.mark.django_db
# The thinnest that is drawn, and how far a rounded place may be from the true one.
LEAST, NEAR = 3, 0.11
DAY = datetime.timedelta(days=1)


def day(text):
    return datetime.date.fromisoformat(text)


# A date in EDTF, and what it says: kinds of stretches, with the first day of each and the first day after it.
DATES = {
    "1992-01-14": [("known", "1992-01-14", "1992-01-15")],
    "1992": [("soft", "1992-01-01", "1993-01-01")],
    "1993-05": [("soft", "1993-05-01", "1993-06-01")],
    "1995-07?": [("soft", "1995-07-01", "1995-08-01")],
    "199X": [("soft", "1990-01-01", "2000-01-01")],
    "1992~": [
        ("near", "1991-01-01", "1992-01-01"),
        ("soft", "1992-01-01", "1993-01-01"),
        ("near", "1993-01-01", "1994-01-01"),
    ],
    "1993-03-01/1994-12-31": [("known", "1993-03-01", "1995-01-01")],
    "1993/1996": [
        ("soft", "1993-01-01", "1994-01-01"),
        ("known", "1994-01-01", "1996-01-01"),
        ("soft", "1996-01-01", "1997-01-01"),
    ],
    "[1994-02-01,1997-02-10]": [("soft", "1994-02-01", "1997-02-11")],
    "1996/..": [("soft", "1996-01-01", "1997-01-01"), ("open", "1997-01-01", "2006-01-01")],
    "../1991": [("open", "1985-01-01", "1991-01-01"), ("soft", "1991-01-01", "1992-01-01")],
}
HEIGHTS = {"known": 12, "soft": 8, "near": 8, "open": 2}


def placed(stretches, width, first, after):
    """Where stretches of days stand on a drawing of the days from `first` until before `after`."""
    unit = width / (after - first).days
    for kind, since, until in stretches:
        left, right = ((day(text) - first).days * unit for text in (since, until))
        yield kind, left, max(right, left + LEAST), HEIGHTS[kind]


def test_each_kind_of_date_is_drawn_as_the_days_that_it_can_mean(client):
    for number, date in enumerate(DATES):
        make_event(slug=f"event-{number}", date=date)
    query = "?since=1985&until=2005"
    drawn = [drawing_of(client, f"/timeline.svg{query}"), *drawings_on(client, f"/timeline/{query}")]
    assert [float(svg.get("viewBox").split()[2]) for svg in drawn] == [1072, 340, 640, 1072]
    for svg in (drawn[0], drawn[3]):
        found = marks(svg)
        for number, stretches in enumerate(DATES.values()):
            expected = list(placed(stretches, 1072, day("1985-01-01"), day("2006-01-01")))
            assert [bar[0] for bar in found[f"event-{number}"]] == [bar[0] for bar in expected]
            for bar, wanted in zip(found[f"event-{number}"], expected, strict=True):
                assert bar[1:] == pytest.approx(wanted[1:], abs=NEAR)


@pytest.mark.parametrize(("place", "width"), [(0, 340), (1, 640), (2, 1072)])
def test_a_year_is_as_long_as_a_year_at_every_width(client, place, width):
    make_event(slug="whole", date="1992")
    make_event(slug="last", date="2011-06-30")
    svg = drawings_on(client, "/timeline/")[place]
    whole, last = (marks(svg)[name][0] for name in ("whole", "last"))
    [(_kind, *expected)] = placed(DATES["1992"], width, day("1992-01-01"), day("2012-01-01"))
    assert whole[1:] == pytest.approx(expected, abs=NEAR)
    [(_kind, left, right, tall)] = placed([("known", "2011-06-30", "2011-07-01")], width, day("1992-01-01"),
                                          day("2012-01-01"))  # fmt: skip
    assert last[1:] == pytest.approx((left, right, tall), abs=NEAR)


def test_the_axis_writes_years_months_and_days_where_they_begin(client):
    make_event(date="2008-05-10")
    cases = {
        "?since=2000&until=2009": ("2000-01-01", "2010-01-01", {"2005": "2005-01-01", "2000": "2000-01-01"}),
        "?since=2008&until=2008": ("2008-01-01", "2009-01-01", {"2008": "2008-01-01", "May": "2008-05-01"}),
        "?since=2008-05&until=2008-05": ("2008-05-01", "2008-06-01", {"May 2008": "2008-05-01", "10": "2008-05-10"}),
    }
    for query, (first, after, expected) in cases.items():
        svg = drawing_of(client, f"/timeline.svg{query}")
        years = next(group for group in svg.iter(f"{SVG}g") if group.get("class") == "years")
        found = {text.text: float(text.get("x")) for text in years.iter(f"{SVG}text")}
        unit = 1072 / (day(after) - day(first)).days
        for text, begins in expected.items():
            assert found[text] == pytest.approx((day(begins) - day(first)).days * unit, abs=NEAR)


def test_columns_count_what_begins_in_their_years_and_lead_closer(client):
    fill(600)
    svg = drawing_of(client, "/timeline.svg?type=events&since=1920&until=2019")
    true = Counter(Event.objects.filter(date_earliest__year__range=(1920, 2019)).values_list("date_earliest__year"))
    found, heights = {}, {}
    for link in children(svg, "a"):
        asked = parse_qs(urlsplit(link.get("href")).query)
        assert asked["type"] == ["events"]
        assert asked["since"] == asked["until"]
        year, title = asked["since"][0], children(link, "title")[0].text
        found[(int(year),)] = int(title.removeprefix(f"{year}: "))
        [heights[(int(year),)]] = [float(r.get("height")) for r in children(link, "rect")]
        [(x, width)] = [numbers(r, "x", "width") for r in children(link, "rect")]
        unit = 1072 / (day("2020-01-01") - day("1920-01-01")).days
        middle = ((day(f"{year}-01-01") - day("1920-01-01")).days + 182.5) * unit
        assert x + width / 2 == pytest.approx(middle, abs=0.2)
    assert found == true
    most = max(true.values())
    assert {year: round(64 * count / most, 1) for year, count in true.items()} == heights


def equal_earth(longitude, latitude):
    """The equations of Šavrič, Patterson and Jenny (2018), in radii of the earth, y upwards."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    series = ((1, 1.340264), (3, -0.081106), (7, 0.000893), (9, 0.003796))
    y = sum(a * theta**power for power, a in series)
    slope = sum(power * a * theta ** (power - 1) for power, a in series)
    return 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope), y


def test_places_stand_where_the_projection_puts_them_as_large_as_what_they_have_seen(client):
    towns = {"lyon": (45.76, 4.83, 1), "cairo": (30.04, 31.24, 4), "izmir": (38.42, 27.14, 2)}
    for slug, (latitude, longitude, visits) in towns.items():
        place = make_place(slug=slug, name_en=slug, latitude=latitude, longitude=longitude, country="EG")
        for _number in range(visits):
            make_visit(places=[place])
    circles = {}
    for link in children(drawing_of(client, "/map.svg"), "a"):
        [circle] = children(link, "circle")
        circles[urlsplit(link.get("href")).fragment] = numbers(circle, "cx", "cy", "r")
    # The meridian in the middle of the places, and one scale for both directions.
    true = {slug: equal_earth(east - (4.83 + 31.24) / 2, north) for slug, (north, east, _n) in towns.items()}
    scale = (circles["cairo"][0] - circles["lyon"][0]) / (true["cairo"][0] - true["lyon"][0])
    for slug in towns:
        for axis, way in ((0, 1), (1, -1)):
            drawn = circles[slug][axis] - circles["lyon"][axis]
            assert drawn == pytest.approx(way * (true[slug][axis] - true["lyon"][axis]) * scale, abs=0.2)
        assert circles[slug][2] == pytest.approx(3.5 + 12.5 * math.sqrt(towns[slug][2] / 4), abs=0.1)


def test_journeys_end_at_their_places_and_are_as_broad_as_they_are_many(client):
    lyon = make_place(slug="lyon", name_en="Lyon", latitude=45.76, longitude=4.83, country="FR")
    cairo = make_place(slug="cairo", name_en="Cairo", latitude=30.04, longitude=31.24, country="EG")
    for place, origin, visits in ((lyon, "EG", 4), (cairo, "FR", 1)):
        for _number in range(visits):
            make_visit(places=[place], visitor_country=origin, host_country=place.country)
    svg = drawing_of(client, "/map.svg")
    middles = [numbers(c, "cx", "cy") for link in children(svg, "a") for c in children(link, "circle")]
    begun = [numbers(c, "cx", "cy") for c in children(svg, "circle") if c.get("class") == "origin"]
    ways = {}
    for path in children(svg, "path"):
        if path.get("class") == "journey":
            x0, y0, _x, _y, x1, y1 = map(float, re.findall(r"-?[\d.]+", path.get("d")))
            assert any(point == pytest.approx([x1, y1], abs=0.1) for point in middles)
            assert any(point == pytest.approx([x0, y0], abs=0.1) for point in begun)
            ways[children(path, "title")[0].text] = float(path.get("stroke-width"))
    assert ways == {"4 visits from Egypt: Lyon": 3.5, "1 visit from France: Cairo": 2.2}


def test_bows_join_the_lines_of_the_two_names_that_share(client):
    people = {name: make_person(slug=name, name_en=name.title(), country="FR") for name in ("ada", "ben", "cem")}
    shared = {("ada", "ben"): 3, ("ben", "cem"): 1}
    for pair, times in shared.items():
        for _number in range(times):
            visit = make_visit()
            for name in pair:
                take_part(people[name], visit)
    svg = drawing_of(client, "/network.svg")
    lines = {}
    for link in children(svg, "a"):
        [text], [circle] = children(link, "text"), children(link, "circle")
        assert text.get("y") == circle.get("cy")
        lines[float(circle.get("cy"))] = text.text.lower()
    found = {}
    for path in children(svg, "path"):
        x, y, reach, tall, end_x, end_y = map(
            float, re.fullmatch(r"M([\d.]+) ([\d.]+)A([\d.]+) ([\d.]+) 0 0 1 ([\d.]+) ([\d.]+)", path.get("d")).groups()
        )
        assert x == end_x
        assert tall == pytest.approx(abs(end_y - y) / 2, abs=0.1)
        assert reach > 0
        found[tuple(sorted((lines[y], lines[end_y])))] = float(path.get("stroke-width"))
    assert found == {("ada", "ben"): 5.0, ("ben", "cem"): 1.0}


def test_columns_of_trade_are_as_tall_as_their_figures_on_one_scale(client):
    figures = {("FR", "EG"): {2001: 10, 2003: 40}, ("EG", "FR"): {2002: 25}}
    for (exporter, importer), years in figures.items():
        for year, amount in years.items():
            make_trade_figure(
                slug=f"t-{exporter}-{year}".lower(), period=str(year), exporter=exporter, importer=importer,
                amount=amount, currency="USD",
            )  # fmt: skip
    svg = drawing_of(client, "/trade.svg")
    found = marks(svg)
    panel_width = min((1072 - 36) / 2, 520)
    for (exporter, _importer), years in figures.items():
        panels = defaultdict(list)
        for year, amount in years.items():
            [(_kind, left, right, tall)] = found[f"t-{exporter}-{year}".lower()]
            assert tall == pytest.approx(100 * amount / 40, abs=NEAR)
            # Three years share the width of a panel; the column stands in the middle of its own.
            panels[exporter].append((left + right) / 2 - (year - 2001 + 0.5) * panel_width / 3)
        starts = panels[exporter]
        assert max(starts) - min(starts) <= 0.2
        assert any(start == pytest.approx(edge, abs=0.2) for start in starts for edge in (0, panel_width + 36))


def test_terms_of_office_are_as_long_as_they_lasted(client):
    body = make_organization(slug="embassy", name_en="Embassy")
    terms = {
        "sure": ("2001-03-01", "2005-06-30", [("known", "2001-03-01", "2005-07-01")]),
        "vague": ("2005", "2009-07", [("soft", "2005-01-01", "2006-01-01"), ("known", "2006-01-01", "2009-07-01"),
                                      ("soft", "2009-07-01", "2009-08-01")]),
        "lasting": ("2008", "", [("soft", "2008-01-01", "2009-01-01"), ("open", "2009-01-01", "2011-01-01")]),
        "begun": ("", "2003-02-10", [("open", "2000-01-01", "2003-02-10"), ("known", "2003-02-10", "2003-02-11")]),
    }  # fmt: skip
    for slug, (since, until, _bars) in terms.items():
        post(make_person(slug=slug, name_en=slug), body, since=since, until=until)
    found = marks(drawing_of(client, "/organizations/embassy/terms.svg"))
    for slug, (_since, _until, stretches) in terms.items():
        expected = list(placed(stretches, 1072, day("2000-01-01"), day("2011-01-01")))
        assert [bar[0] for bar in found[slug]] == [bar[0] for bar in expected]
        for bar, wanted in zip(found[slug], expected, strict=True):
            assert bar[1:3] == pytest.approx(wanted[1:3], abs=NEAR)
            assert bar[3] == (2 if bar[0] == "open" else 10)


@pytest.mark.parametrize("address", ["/", "/timeline/", "/map/", "/network/", "/trade/", "/organizations/embassy/"])
def test_every_drawing_has_a_name_a_caption_and_the_same_data_as_a_table_or_list(client, address):
    fill(12)
    page = Page(client, address)
    for figure in page.all("figure"):
        assert figure.get("aria-label").strip()
        assert figure.find("figcaption") is not None
        assert len(children(figure, "svg")) >= 2
        assert all(svg.get("aria-hidden") == "true" for svg in children(figure, "svg"))
    assert page.all("figure")
    assert page.all("table") or page.all("ol", class_="moments")


def test_with_two_thousand_entries_a_page_stays_light_and_says_what_it_leaves_out(client):
    fill(2000)
    said = {
        "/": "The latest 50 of each kind are drawn.",
        "/timeline/": "2,000 dated entries",
        "/map/": "others with fewer records are not drawn: narrow the choice to see them",
        "/network/": "those who share most; narrow the choice to see others",
        "/trade/": "Where a year has too many figures for columns",
        "/organizations/embassy/": "The first 60 are drawn.",
    }
    for address, sentence in said.items():
        page = client.get(address)
        assert sentence in page.content.decode(), address
        # With style and letters a page may weigh 100,000.
        assert len(gzip.compress(page.content)) < 60_000, address
