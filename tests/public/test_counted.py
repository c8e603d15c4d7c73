"""What a list costs in a large archive: no more is looked at than is told, each record once, and of some the index."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict

from archive.models import Visit
from archive.public import drawing, facets
from archive.public.drawing import lanes
from archive.public.filters import Reading, filter_of, looking
from archive.search import finding, found_among, holds_more
from archive.writing import change
from tests.factories import make_visit
from tests.public.pages import Page
from tests.public.test_reading import read

pytestmark = pytest.mark.django_db


def many(number, word, **values):
    """So many visits with a word in their titles."""
    with change(by=None, why="test"):
        return [make_visit(title_en=f"{word} {n}", **values) for n in range(number)]


@pytest.fixture
def statements():
    """The statements that were asked, without their values."""
    found = []

    def note(execute, sql, *rest):
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def test_no_facets_are_told_of_more_than_is_looked_at(client, monkeypatch):
    assert facets.MOST_COUNTED <= looking.MOST_LOOKED_AT
    for place in (facets, looking):
        monkeypatch.setattr(place, "MOST_COUNTED", 3, raising=False)
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 3)
    for decade in ("1980", "1990"):
        many(2, "Visit", date=decade, visitor_country="FR")
    make_visit(date="1990", visitor_country="BE")
    page = Page(client, "/visits/?visitor=FR")
    assert "4 visits" in page.main
    assert not page.all("div", class_="facet")


def test_the_keys_that_words_find_are_no_part_of_a_statement(statements):
    for word in ("garnet", "topaz"):
        many(55, word)
    told = []
    for word in ("garnet", "topaz"):
        statements.clear()
        reading = read(f"q={word}")
        assert (reading.count(), len(reading.places(60))) == ((55, True), 55)
        told.append([sql for sql in statements if "archive_visit" in sql])
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "query", ["q=garnet", "q=garnet&since=1980", "country=FR", "since=1980", "visitor=FR&sort=title"]
)
def test_records_that_were_counted_are_not_read_again_to_be_put_in_order(query, django_assert_num_queries):
    many(5, "Garnet", date="1990", visitor_country="FR")
    reading = read(query)
    reading.count()
    looking_at = reading.places(50)
    with django_assert_num_queries(0):
        assert reading.places(50) == looking_at
        assert [one.key for one in reading.places(2, looking_at[1])] == [one.key for one in looking_at[2:4]]
        assert reading.places(50, reverse=True) == looking_at[::-1]
    assert len(looking_at) == 5


def test_that_more_began_in_days_than_are_looked_at_is_told_by_their_index(statements, monkeypatch):
    many(5, "Visit", date="1990-05")
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 2)
    reading = read("since=1990&until=1999")
    statements.clear()
    assert reading.count() == (2, False)
    [asked] = [sql for sql in statements if 'FROM "archive_visit"' in sql]
    assert "headings" not in asked


def test_words_are_looked_up_whole_before_their_beginnings_are_put_together():
    whole = {visit.pk for visit in many(3, "garnet")}
    longer = {visit.pk for visit in many(2, "garnets")}
    for query in ("garnet", "g", "ga", "gar", "garne"):
        assert set(found_among([Visit], query, {Visit: 10})[Visit]) == whole | longer, query
        some = found_among([Visit], query, {Visit: 3})[Visit]
        assert len(some) == 3, query
        if connection.vendor == "sqlite" and query == "garnet":
            assert set(some) == whole
        # PostgreSQL says what it expects: so few it does not tell apart.
        if connection.vendor == "sqlite":
            assert [holds_more(Visit, query, n) for n in (4, 5)] == [True, False], query
    if connection.vendor == "sqlite":
        assert not holds_more(Visit, "topaz", 0)


def test_postgresql_says_by_its_statistics_which_words_are_common(monkeypatch, statements):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite finds the first rows of a word without finding all")
    # Of fewer than a hundred different words it would say nothing of those that begin in one way.
    many(150, "garnet stone")
    many(40, "topaz stone")
    many(2, "opal")
    connection.cursor().execute("ANALYZE archive_visit")
    assert [holds_more(Visit, query, 20) for query in ("garnet", "stone", "opal")] == [True, True, False]
    expected = {query: found_among([Visit], query, {Visit: 500}) for query in ("garnet", '"garnet stone"', "opal", "o")}
    monkeypatch.setattr(finding, "_SMALL", 50)
    statements.clear()
    assert expected == {query: found_among([Visit], query, {Visit: 500}) for query in expected}
    asked = [sql for sql in statements if "EXPLAIN" not in sql]
    # The common ones are read, the rare ones found.
    assert ["to_tsquery" in sql for sql in asked] == [False, False, True, True]
    assert [len(rows[Visit]) for rows in expected.values()] == [150, 150, 2, 2]


def test_a_lane_that_is_too_full_for_marks_is_counted_before_its_labels_are_cut(monkeypatch):
    fitted = []
    monkeypatch.setattr(lanes, "fitted", lambda text, *size: fitted.append(text) or text)
    day = datetime.date(1990, 1, 1)
    marks = [drawing.Mark(day, day, True, f"Visit {n}", "", "/") for n in range(lanes.MOST_ROWS + 1)]
    for mark in marks:
        mark.bars = [lanes.Stretch("known", day, day)]
    for number in (lanes.MOST_ROWS, lanes.MOST_ROWS + 1):
        fitted.clear()
        drawn = lanes.draw([drawing.Lane("Visits", marks[:number])], day.replace(month=1), day.replace(month=12), 700)
        assert bool(drawn.lanes[0].columns) == (number > lanes.MOST_ROWS)
        assert len(fitted) == (1 if number > lanes.MOST_ROWS else 1 + number)


def test_words_that_neither_few_nor_very_many_hold_are_found_along_the_order(monkeypatch):
    """Where the words find neither few nor very many, their keys are asked for along the order."""
    visits = many(6, "garnet", date="1990")
    many(6, "topaz", date="1990")
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 0)
    monkeypatch.setattr("archive.public.filters.reading.COMMON", 1)
    monkeypatch.setattr(Reading, "few", property(lambda self: 0))
    reading = Reading(filter_of(Visit)(QueryDict("q=garn"), queryset=Visit.objects.published()))
    assert [one.key for one in reading.places(50)] == sorted(visit.pk for visit in visits)
    assert reading.asked.is_middling
