"""The timeline tells and draws everything dated, in order, as precisely as it is known."""

import datetime

import pytest

from archive.public import drawing, moments, timeline
from archive.public.drawing import lanes, scale
from archive.public.letters import SERIF, length_of
from archive.writing import change
from tests.factories import (
    make_agreement,
    make_event,
    make_organization,
    make_person,
    make_source,
    make_trade_figure,
    make_visit,
)

pytestmark = pytest.mark.django_db
QUERIES = 6


@pytest.fixture
@change(by=None, why="test")
def five_kinds():
    """One moment of each kind, and two things whose dates are no part of what happened."""
    make_event(title_en="Conference", date="2008-06-10/2008-06-12")
    make_visit(title_en="Early visit", date="1978-05")
    make_agreement(title_en="Treaty", signed="2010", in_force="2011-02-01")
    make_organization(name_en="Friendship group", founded="2009-03-01", dissolved="2015")
    make_trade_figure(period="2023", between="BE; FR")
    make_person(name_en="Born Then", born="1950-01-01")
    make_source(title_en="Printed Then", published="1999")


def told(client, query=""):
    response = client.get(f"/timeline/{query}")
    assert response.status_code == 200
    return [(m.record.address, m.field, m.date) for _year, some in response.context["years"] for m in some]


def test_all_dated_facts_stand_in_order_of_their_first_day(client, five_kinds):
    assert told(client) == [
        ("visits", "date", "1978-05"),
        ("events", "date", "2008-06-10/2008-06-12"),
        ("organizations", "founded", "2009-03-01"),
        ("agreements", "signed", "2010"),
        ("agreements", "in_force", "2011-02-01"),
        ("organizations", "dissolved", "2015"),
        ("trade", "period", "2023"),
    ]


def test_each_stands_under_its_year_with_its_date_in_words_and_its_evidence(client, five_kinds):
    page = client.get("/timeline/").content.decode()
    for words in ('<h2 id="y2008">2008</h2>', "10–12 June 2008", "May 1978", "Agreement, in force:", "No source"):
        assert words in page


def test_years_and_type_narrow_it(client, five_kinds):
    assert [row[0] for row in told(client, "?since=2009&until=2010")] == ["organizations", "agreements"]
    assert [row[1] for row in told(client, "?type=agreements")] == ["signed", "in_force"]
    assert told(client, "?type=visits&since=1979") == []


def test_what_reaches_into_the_chosen_years_is_among_them(client):
    make_event(date="2005/2010")
    make_event(date="2005/..")
    assert len(told(client, "?since=2008&until=2008")) == 2


@pytest.mark.parametrize(
    "query", ["?since=soon", "?until=31/02/1900", "?type=people", "?type=nonsense", "?since=%27%22%3C"]
)
def test_what_is_not_understood_gets_a_sentence_and_nothing_else(client, five_kinds, query):
    response = client.get(f"/timeline/{query}")
    assert response.status_code == 200
    assert not response.context["years"]
    assert 'class="problems"' in response.content.decode()


@pytest.mark.parametrize(
    "after", ["x", "1992-01-01", "1992-01-01,a,b,c", "9999-99-99,a,b,c", "2008-06-10,events,zzz,date,more"]
)
def test_a_place_that_was_never_given_out_is_no_failure(client, five_kinds, after):
    assert client.get("/timeline/", {"after": after}).status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(client, monkeypatch):
    monkeypatch.setattr(timeline, "MOST", 3)
    for number in range(4):
        make_visit(title_en=f"Visit {number}", date="1992")
        make_event(title_en=f"Event {number}", date="1992" if number < 2 else "1993-01-01")
    seen, address = [], "/timeline/"
    while address:
        response = client.get(address)
        assert response.context["told"] <= 3
        assert response.context["count"] == 8
        seen += [m.record.slug for _year, some in response.context["years"] for m in some]
        address = response.context["following"] and f"/timeline/{response.context['following']}"
    assert len(seen) == len(set(seen)) == 8


def test_drafts_stay_out(client):
    make_visit(title_en="Quillfeather visit", date="1992", status="draft")
    make_agreement(title_en="Quillfeather treaty", signed="1992", status="withdrawn")
    assert told(client) == []
    assert "Quillfeather" not in client.get("/timeline/").content.decode()


@pytest.mark.parametrize("more", [0, 15])
def test_it_takes_the_same_few_queries_however_much_there_is(client, five_kinds, more, django_assert_num_queries):
    for number in range(more):
        make_visit(date=f"{1990 + number}")
    with django_assert_num_queries(QUERIES):
        client.get("/timeline/")


def test_the_drawing_puts_each_mark_where_its_days_are(client, five_kinds):
    drawn = client.get("/timeline/").context["drawings"][-1]
    first = datetime.date(1978, 1, 1).toordinal()
    days = datetime.date(2023, 12, 31).toordinal() + 1 - first
    marks = {mark.url: mark for lane in drawn.lanes for mark in lane.marks}
    conference = marks["/events/conference/"]
    assert conference.sharp
    assert conference.x == pytest.approx((datetime.date(2008, 6, 10).toordinal() - first) / days * 1072, abs=0.1)
    assert conference.width == pytest.approx(scale.LEAST)
    trade = next(mark for mark in marks.values() if mark.url.startswith("/trade/"))
    assert not trade.sharp
    assert trade.width == pytest.approx(365 / days * 1072, abs=0.1)
    assert trade.x + trade.width == pytest.approx(1072, abs=0.1)


def boxes(drawn):
    """What is drawn as rectangles: marks with their labels, columns, and names of lanes."""
    for lane in drawn.lanes:
        for mark in lane.marks:
            yield mark.x, mark.top, mark.x + mark.width, mark.top + mark.tall
            if mark.text:
                length = length_of(mark.text, scale.TEXT)
                left = mark.text_x if mark.anchor == "start" else mark.text_x - length
                yield left, mark.text_y - 9, left + length, mark.text_y + 3
        for column in lane.columns:
            yield column.x, column.y, column.x + column.width, column.y + column.height
            if column.text:
                half = length_of(column.text, scale.TEXT) / 2
                yield column.middle - half, column.text_y - 9, column.middle + half, column.text_y + 3
        yield 0, lane.name_y - 9, length_of(lane.name, lanes.NAME, SERIF), lane.name_y + 3
    yield 0, drawn.axis, drawn.width, drawn.ground


@pytest.mark.parametrize("width", [340, 640, 1072])
@pytest.mark.parametrize("count", [12, 120, 2000])
def test_nothing_overlaps_and_nothing_leaves_the_drawing(count, width):
    def mark(number):
        day = datetime.date(1978 + number * 7 % 46, 1 + number * 5 % 12, 1 + number % 28)
        return drawing.Mark(
            day, day + datetime.timedelta(number % 3 * 180), number % 3 == 0, f"Visit {number}" * 3, "", "/"
        )

    lanes = [
        drawing.Lane("Above", [mark(n) for n in range(count)]),
        drawing.Lane("Below", [mark(n + 5) for n in range(12)], False),
    ]
    drawn = drawing.draw(lanes, datetime.date(1978, 1, 1), datetime.date(2024, 12, 31), width)
    shapes = list(boxes(drawn))
    for n, (left, top, right, bottom) in enumerate(shapes):
        assert left >= -0.2
        assert right <= width + 0.2
        assert top >= -0.2
        assert bottom <= drawn.height + 0.2
        for other in shapes[n + 1 :]:
            assert (
                right <= other[0] + 0.2 or other[2] <= left + 0.2 or bottom <= other[1] + 0.2 or other[3] <= top + 0.2
            )


def test_a_lane_too_full_for_marks_is_counted_by_years():
    marks = [
        drawing.Mark(datetime.date(2000, 1, 1), datetime.date(2000, 12, 31), False, "", "", "/") for _ in range(50)
    ]
    days = datetime.date(1990, 1, 1), datetime.date(2010, 12, 31)
    lane = drawing.draw([drawing.Lane("Visits", marks)], *days, 640).lanes[0]
    assert [(column.words, column.count, column.text) for column in lane.columns] == [("2000", 50, "50")]
    assert not lane.marks


def test_a_date_without_end_reaches_to_the_edge_of_the_drawing(client):
    make_event(date="2005/..")
    make_event(date="2010-01-01")
    drawn = client.get("/timeline/").context["drawings"][0]
    open_end = next(mark for mark in drawn.lanes[0].marks if not mark.sharp)
    assert open_end.x == 0
    assert open_end.width == pytest.approx(drawn.width, abs=0.2)
    assert [bar.kind for bar in open_end.bars] == ["soft", "open"]


def test_dated_fields_are_found_from_the_types_themselves():
    assert moments.dated_fields(make_agreement().__class__) == ["signed", "in_force", "ended"]


def test_behind_a_page_come_the_moments_that_follow_even_beyond_those_that_are_drawn(client, monkeypatch):
    monkeypatch.setattr(timeline, "MOST", 2)
    monkeypatch.setattr(timeline, "MOST_DRAWN", 3)
    for number in range(7):
        make_event(slug=f"event-{number}", date=f"200{number}")
    seen, address = [], "/timeline/"
    while address:
        response = client.get(address)
        assert "More than 3 dated entries" in response.content.decode()
        seen += [m.record.slug for _year, some in response.context["years"] for m in some]
        address = response.context["following"] and f"/timeline/{response.context['following']}"
    assert seen == [f"event-{number}" for number in range(7)]


def test_a_lane_that_is_too_full_is_counted_with_the_same_few_queries(
    client, five_kinds, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(timeline, "MOST_MARKS", 3)
    for number in range(5):
        make_visit(date=f"{1990 + number}", slug=f"visit-{number}")
    with django_assert_num_queries(QUERIES):
        page = client.get("/timeline/")
    lane = page.context["drawings"][-1].lanes[2]
    assert (lane.name, [column.words for column in lane.columns]) == ("Visits", ["1978", *map(str, range(1990, 1995))])
    assert lane.columns[0].url == "/timeline/?type=visits&since=1978&until=1978"
    assert "columns count those that begin in a time" in page.content.decode()


def test_what_began_before_the_chosen_years_is_in_no_column_and_said_to_be_so(client, monkeypatch):
    monkeypatch.setattr(timeline, "MOST_MARKS", 1)
    for date in ("1990/2005", "2001-03-01", "2001-03-02"):
        make_visit(date=date)
    page = client.get("/timeline/?since=2000&until=2009")
    assert [(c.words, c.count) for c in page.context["drawings"][-1].lanes[0].columns] == [("2001", 2)]
    assert "Not counted: 1 that began before." in page.content.decode()


@pytest.mark.parametrize(
    ("query", "closer", "around"),
    [
        ("", ["1970–1979", "2000–2009", "2010–2019", "2020–2029"], []),
        ("?since=2000&until=2009", ["2008", "2009"], ["1990–1999", "2010–2019", "All years"]),
        ("?since=2008&until=2008", [], ["2007", "2009", "2000–2009", "All years"]),
        ("?since=2008-06&until=2008-06", [], ["May 2008", "July 2008", "2008", "All years"]),
        ("?since=2008-06-10&until=2008-06-12", [], ["May 2008", "July 2008", "June 2008", "All years"]),
        ("?since=2020", [], ["All years"]),
        ("?since=9999&until=9999", [], ["9998", "All years"]),
        ("?since=0002&until=0002", [], ["3", "All years"]),
    ],
)
def test_links_lead_closer_and_wider(client, five_kinds, query, closer, around):
    context = client.get(f"/timeline/{query}").context
    assert [words for words, _link in context["closer"]] == closer
    assert [words for _word, words, _link in context["around"]] == around
    for _words, link in context["closer"]:
        assert client.get(f"/timeline/{link}").context["count"] > 0
