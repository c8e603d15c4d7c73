"""Terms of office are drawn as bars: their lengths, pale where a date is uncertain, open where none is given."""

import datetime

import pytest

from archive.public import terms
from archive.public.drawing.scale import LEAST, TEXT
from archive.public.letters import length_of
from archive.writing import change
from tests.factories import make_organization, make_person, post
from tests.public.pages import Page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
@change(by=None, why="test")
def embassy():
    """An embassy with one known term, one of uncertain dates, one without an end, one without any date."""
    body = make_organization(name_en="Embassy", slug="embassy")
    post(make_person(name_en="Known"), body, "ambassador", since="2001-03-01", until="2005-06-30")
    post(make_person(name_en="Uncertain"), body, "ambassador", since="2005", until="2009-07")
    post(make_person(name_en="Unended", slug="unended"), body, "ambassador", since="2010-02-01", title_az="Səfir")
    post(make_person(name_en="Undated"), body, "member")
    post(make_person(name_en="Hidden", status="draft"), body, "ambassador", since="1990", until="1991")
    return body


def figure(client, address="/organizations/embassy/"):
    shown = client.get(address).context["shown"]
    return next(section.figure for section in shown.sections if section.key in ("people", "life"))


def days(since, until):
    """Where a day stands on a drawing 640 wide of these whole years."""
    first = datetime.date(since, 1, 1).toordinal()
    scale = 640 / (datetime.date(until, 12, 31).toordinal() + 1 - first)
    return lambda day: (day.toordinal() - first) * scale


def test_bars_are_as_long_as_the_terms(client, embassy):
    drawing = figure(client).drawings[-1]
    assert [term.label for term in drawing.terms] == [
        "Known, Ambassador",
        "Uncertain, Ambassador",
        "Unended, Səfir",
    ]
    assert (drawing.since, drawing.until) == (2001, 2011)
    x = days(2001, 2011)
    bar = drawing.terms[0].bars[0]
    assert [b.kind for b in drawing.terms[0].bars] == ["known"]
    assert bar.x == pytest.approx(x(datetime.date(2001, 3, 1)), abs=0.1)
    assert bar.x + bar.width == pytest.approx(x(datetime.date(2005, 7, 1)), abs=0.1)


def test_uncertain_dates_are_pale_spans_of_all_that_they_can_mean(client, embassy):
    x = days(2001, 2011)
    begun, known, ended = figure(client).drawings[-1].terms[1].bars
    assert [bar.kind for bar in (begun, known, ended)] == ["soft", "known", "soft"]
    assert begun.x == pytest.approx(x(datetime.date(2005, 1, 1)), abs=0.1)
    assert known.x == pytest.approx(x(datetime.date(2006, 1, 1)), abs=0.1)
    assert ended.x == pytest.approx(x(datetime.date(2009, 7, 1)), abs=0.1)
    assert ended.x + ended.width == pytest.approx(x(datetime.date(2009, 8, 1)), abs=0.1)


def test_an_end_that_nobody_gives_is_a_thin_line_to_the_edge(client, embassy):
    begun, line = figure(client).drawings[-1].terms[2].bars
    assert (begun.kind, begun.width) == ("known", LEAST)
    assert (line.kind, line.height) == ("open", terms.TALL["open"])
    assert line.x + line.width == pytest.approx(640, abs=0.1)


def test_the_table_says_the_same_and_names_what_is_not_drawn(client, embassy):
    page = Page(client, "/organizations/embassy/")
    rows = [[text_of(cell) for cell in row.iter("td")] for row in page.all("tr")][1:]
    assert rows == [
        ["Known", "Ambassador", "1 March 2001", "30 June 2005"],
        ["Uncertain", "Ambassador", "2005", "July 2009"],
        ["Unended", "Səfir (in Azerbaijani)", "1 February 2010", "not known"],
    ]
    assert "Offices without a date are not drawn." in page.main
    assert "Hidden" not in page.main


def test_a_person_has_the_offices_of_a_life(client, embassy):
    drawing = figure(client, "/people/unended/").drawings[-1]
    assert [(term.label, term.url) for term in drawing.terms] == [("Səfir, Embassy", "/organizations/embassy/")]


def test_without_dates_there_is_nothing_to_draw(client):
    body = make_organization(slug="body")
    post(make_person(), body)
    assert figure(client, "/organizations/body/") is None
    assert client.get("/organizations/body/terms.svg").status_code == 404


def term(number):
    """Terms of every shape: known, uncertain at either end, open at either end, shorter than can be drawn."""
    begin = datetime.date(1900 + number * 7 % 120, 1 + number % 12, 1 + number % 28)
    end = begin + datetime.timedelta(days=number * 131 % 4000)
    year = begin + datetime.timedelta(364)
    since = (None, (begin, begin), (begin, year))[number % 3]
    until = (None, (end, end), (end, end + datetime.timedelta(30)))[number // 3 % 3]
    if since is None and until is None:
        until = (end, end)
    sure = (bool(since and since[0] == since[1]), bool(until and until[0] == until[1]))
    return terms.Term(since, until, sure, f"Person {number}, Ambassador Extraordinary and Plenipotentiary", "", "/")


def boxes(drawing):
    for row in drawing.terms:
        yield row.text_x, row.text_y - 9, row.text_x + length_of(row.text, TEXT), row.text_y + 3
        yield from ((bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in row.bars if bar.width)


@pytest.mark.parametrize("width", [340, 640, 1072])
@pytest.mark.parametrize("count", [1, 12, 2000])
def test_nothing_overlaps_and_nothing_leaves_the_drawing(count, width):
    drawing = terms.lay_out([term(number) for number in range(count)], width, "")
    below = 0
    for row in drawing.terms:
        shapes = list(boxes(terms.Terms(width, 0, "", [row], [], 0, 0)))
        assert min(box[1] for box in shapes) >= max(below, drawing.axis)
        below = max(box[3] for box in shapes)
        for n, (left, top, right, bottom) in enumerate(shapes):
            assert left >= -0.2
            assert right <= width + 0.2
            for other in shapes[n + 1 :]:
                assert right <= other[0] + 0.3 or other[2] <= left + 0.3 or bottom <= other[1] or other[3] <= top
    assert below <= drawing.height
