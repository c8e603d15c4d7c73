"""Trade is drawn by year and direction: heights and places follow from the figures, and nothing overlaps."""

from decimal import Decimal

import pytest

from archive.public.drawing.scale import TEXT
from archive.public.letters import SERIF, length_of
from archive.public.trade import layout
from archive.writing import change
from tests.factories import make_trade_figure
from tests.public.pages import Page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
@change(by=None, why="test")
def both_ways():
    """Three years there, two back, one figure both ways, one for two years, one without an amount."""
    for year, amount in ((2008, 10), (2009, 40), (2012, 25)):
        make_trade_figure(period=str(year), exporter="FR", importer="BE", amount=amount, currency="USD")
    for period, amount in (("2009", 20), ("2011~", 5)):
        make_trade_figure(period=period, exporter="BE", importer="FR", amount=amount, currency="USD")
    make_trade_figure(period="2012", between="BE; FR", amount=60, currency="USD")
    make_trade_figure(period="2008/2009", exporter="FR", importer="BE", amount=50, currency="USD")
    make_trade_figure(period="2010", exporter="FR", importer="BE")


def wide(client, query=""):
    return client.get(f"/trade/{query}").context["figure"].drawings[-1]


def panel(drawing, heading):
    return next(panel for panel in drawing.panels if panel.heading == heading)


def test_each_direction_has_its_panel_with_the_same_years_and_scale(client, both_ways):
    drawing = wide(client)
    assert [p.heading for p in drawing.panels] == [
        "Belgium to France",
        "France to Belgium",
        "Belgium and France, both directions",
    ]
    assert (drawing.since, drawing.until) == (2008, 2012)
    there, back = panel(drawing, "France to Belgium"), panel(drawing, "Belgium to France")
    assert [bar.year for bar in there.bars] == [2008, 2009, 2012]
    heights = {bar.year: bar.height for bar in there.bars}
    # The largest of all in this currency is 60.
    assert heights == {y: pytest.approx(a / 60 * layout.PLOT, abs=0.1) for y, a in ((2008, 10), (2009, 40), (2012, 25))}
    assert {bar.year: bar.height for bar in back.bars}[2009] == pytest.approx(20 / 60 * layout.PLOT, abs=0.1)
    assert all(bar.y + bar.height == pytest.approx(p.base, abs=0.2) for p in drawing.panels for bar in p.bars)


def test_a_column_stands_in_the_middle_of_its_year(client, both_ways):
    for drawing in client.get("/trade/").context["figure"].drawings:
        for drawn in drawing.panels:
            room = drawn.width / 5
            for bar in drawn.bars:
                middle = drawn.x + (bar.year - 2008 + 0.5) * room
                assert bar.x + bar.width / 2 == pytest.approx(middle, abs=0.2)


def test_the_numbers_are_written_and_an_uncertain_year_is_pale(client, both_ways):
    drawing = wide(client)
    assert [bar.text for bar in panel(drawing, "France to Belgium").bars] == ["10", "40", "25"]
    assert {bar.year: bar.sharp for bar in panel(drawing, "Belgium to France").bars} == {2009: True, 2011: False}


def test_the_table_says_the_same_and_names_what_is_not_drawn(client, both_ways):
    page = Page(client, "/trade/")
    rows = [[text_of(cell) for cell in row.iter("td")] for row in page.all("tr")][1:]
    assert len(rows) == 7
    assert ["2009", "Belgium to France", "20 US dollars"] in rows
    assert ["2008–2009", "France to Belgium", "50 US dollars"] in rows
    assert "Figures of longer periods stand in the table alone." in page.main


def test_the_filters_of_the_list_are_those_of_the_drawing(client, both_ways):
    drawing = wide(client, "?since=2012")
    assert [(p.heading, len(p.bars)) for p in drawing.panels] == [
        ("France to Belgium", 1),
        ("Belgium and France, both directions", 1),
    ]


def test_two_currencies_have_panels_and_scales_of_their_own(client):
    make_trade_figure(period="2001", exporter="FR", importer="BE", amount=1000, currency="USD")
    make_trade_figure(period="2001", exporter="FR", importer="BE", amount=3, currency="EUR")
    drawing = wide(client)
    assert {p.unit for p in drawing.panels} == {"US Dollar", "Euro"}
    assert {bar.height for p in drawing.panels for bar in p.bars} == {layout.PLOT}


def test_drafts_are_not_drawn(client):
    make_trade_figure(period="2001", exporter="FR", importer="BE", amount=1, currency="USD", status="draft")
    assert client.get("/trade/").context["figure"] is None
    assert client.get("/trade.svg").status_code == 404


def test_without_an_amount_there_is_nothing_to_draw(client):
    make_trade_figure(period="2001", exporter="FR", importer="BE")
    assert client.get("/trade/").context["figure"] is None


def figures(count, years):
    """So many figures, spread over so many years."""
    return [
        layout.Figure(1990 + n % years, Decimal(1 + n * 37 % 1000), n % 3 > 0, "", f"{1 + n * 37 % 1000}.5M", "/")
        for n in range(count)
    ]


def boxes(drawing):
    """What is drawn: columns, their numbers, headings, units, years."""
    for p in drawing.panels:
        yield from ((bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in p.bars)
        for bar in p.bars:
            half = length_of(bar.text, TEXT) / 2
            if bar.text:
                yield bar.text_x - half, bar.text_y - 9, bar.text_x + half, bar.text_y + 3
        yield p.x, p.heading_y - 11, p.x + length_of(p.heading, layout.NAME, SERIF), p.heading_y + 3
        yield p.x, p.unit_y - 9, p.x + length_of(p.unit, TEXT), p.unit_y + 3
        for tick in p.ticks:
            half = length_of(tick.text, TEXT) / 2
            yield tick.x - half, p.years_y - 9, tick.x + half, p.years_y + 3


@pytest.mark.parametrize("width", [340, 640, 1072])
@pytest.mark.parametrize(("count", "years"), [(1, 1), (12, 6), (2000, 5), (2000, 30), (2000, 900)])
def test_nothing_overlaps_and_nothing_leaves_the_drawing(count, years, width):
    panels = [
        layout.Panel("A very long name of a country to another one", "US dollar", figures(count, years)),
        layout.Panel("There", "US dollar", figures(12, 7)),
        layout.Panel("Both", "Euro", figures(count, years)),
    ]
    drawing = layout.lay_out(panels, width, "")
    shapes = list(boxes(drawing))
    for n, (left, top, right, bottom) in enumerate(shapes):
        assert left >= -0.2
        assert right <= width + 0.2
        assert top >= 0
        assert bottom <= drawing.height
        for other in shapes[n + 1 :]:
            apart = (
                right <= other[0] + 0.3 or other[2] <= left + 0.3 or bottom <= other[1] + 0.3 or other[3] <= top + 0.3
            )
            assert apart, ((left, top, right, bottom), other)


def test_a_year_too_full_for_columns_is_a_span_from_the_least_to_the_most():
    some = [layout.Figure(2000, Decimal(n), True, f"{n}", f"{n}", "/x") for n in range(20, 101)]
    others = [figure for figure in figures(60, 60) if figure.year != 2000]
    drawn = layout.lay_out([layout.Panel("There", "", [*some, *others])], 340, "").panels[0]
    bar = next(bar for bar in drawn.bars if bar.year == 2000)
    most = float(max(figure.amount for figure in drawn.figures))
    assert (bar.url, bar.sharp, bar.words) == ("", False, "20 – 100 (81)")
    assert bar.y == pytest.approx(drawn.base - 100 / most * layout.PLOT, abs=0.1)
    assert bar.height == pytest.approx(80 / most * layout.PLOT, abs=0.1)
