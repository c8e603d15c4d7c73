"""Whatever is asked for, its pages hold together what answers, once each, in order, and are counted honestly."""

import itertools
from datetime import date

import pytest
from django.http import QueryDict

from archive.models import Visit
from archive.public.filters import Reading, filter_of, looking
from archive.writing import change
from tests.factories import cite, make_person, make_place, make_source, make_visit, take_part
from tests.public.pages import Page, titles

pytestmark = pytest.mark.django_db
DATES = ["", "1990", "1990-01-01", "199X", "19XX", "1991-05", "1991-05-03", "1993/1996", "1996~", "2001-02", "../1950"]
FILTERS = [
    "", "country=FR", "visitor=FR", "host=IT", "country=BE&visitor=FR", "evidence=single", "evidence=none",
    "decade=1990", "since=1991", "until=1991", "since=1991&until=1995", "since=1990-06&country=FR",
    "decade=1990&country=BE", "visitor=FR&evidence=none", "q=visit", "q=green", "q=green+visit&country=FR",
    'q="green visit"', "language=es", "language=es&country=FR",
    "language=es&decade=1990&q=visit&since=1990", "q=nothing", "country=PL", "since=2050",
]  # fmt: skip
SORTS = ["date", "-date", "title", "-title"]


@pytest.fixture
def visits():
    """Some eighty visits of every sort of date, some of them drafts."""
    source, place = make_source(language="es"), make_place(country="BE")
    person, hidden = make_person(country="FR"), make_person(country="PL", status="draft")
    colours = itertools.cycle(["green visit", "visit", "visit of the green", "visit, greenish"])
    with change(by=None, why="test"):
        for n, colour in zip(range(80), colours, strict=False):
            visit = make_visit(
                title_en=f"A {colour} {n % 7}",
                date=DATES[n % len(DATES)],
                visitor_country=["FR", "BE", ""][n % 3],
                host_country=["IT", "FR"][n % 2],
                status="draft" if n % 10 == 9 else "published",
                places=[place] if n % 4 == 0 else [],
            )
            if n % 5 == 0:
                take_part(person, visit)
                take_part(hidden, visit)
            if n % 6 == 0:
                cite(visit, "title", "A", source=source)
    return list(Visit.objects.filter(status="published"))


@pytest.fixture(params=["few", "many", "as it is"])
def ways(request, monkeypatch):
    """Each way to reach the records: found first, walked along the order, and as their number suggests."""
    if request.param != "as it is":
        few = {"few": 10_000, "many": 0}[request.param]
        monkeypatch.setattr(Reading, "few", property(lambda self: few))
        if request.param == "many":
            # What is looked at as a whole is put in order from there.
            monkeypatch.setattr(looking, "MOST_LOOKED_AT", 0)


def read(query):
    return Reading(filter_of(Visit)(QueryDict(query), queryset=Visit.objects.published()))


def walked(query, size, reverse=False):
    """The keys of a whole list, page by page."""
    found, place = [], None
    while some := read(query).places(size, place, reverse):
        found += [one.key for one in some]
        place = some[-1]
        assert len(found) < 1000
    return found[::-1] if reverse else found


def in_order(records, sort):
    """The keys of records in order; what has no date stands last, in the direction of the order as well."""
    back = sort.startswith("-")
    if sort.endswith("title"):
        return [v.pk for v in sorted(records, key=lambda v: (v.sorted_en, v.pk), reverse=back)]
    dated = sorted((v for v in records if v.date_earliest), key=lambda v: (v.date_earliest, v.pk), reverse=back)
    undated = sorted((v for v in records if not v.date_earliest), key=lambda v: v.pk, reverse=back)
    return [v.pk for v in (*dated, *undated)]


def test_pages_hold_what_answers_once_and_in_order_forwards_and_backwards(visits, ways):
    by_key = {visit.pk: visit for visit in visits}
    # Each filter in two orders, the first ones in all.
    for n, (query, sort) in enumerate(itertools.product(FILTERS, SORTS)):
        if n > 24 and n % 2:
            continue
        asked = f"{query}&sort={sort}"
        answering = filter_of(Visit)(QueryDict(asked), queryset=Visit.objects.published()).found
        wanted = in_order([by_key[pk] for pk in answering.values_list("pk", flat=True)], sort)
        # What is taken away as data has the same order.
        assert list(answering.values_list("pk", flat=True)) == wanted, asked
        assert walked(asked, 13) == wanted, asked
        assert walked(asked, 13, reverse=True) == wanted, asked
        if len(wanted) > 20:
            assert [place.key for place in read(asked).places(5, skipped=13)] == wanted[13:18], asked


def test_the_filters_themselves_mean_what_they_say(visits):
    def keys(query):
        return set(walked(query, 50))

    assert keys("since=1991") == {v.pk for v in visits if v.date_latest and v.date_latest >= date(1991, 1, 1)}
    assert keys("until=1991") == {v.pk for v in visits if v.date_earliest and v.date_earliest <= date(1991, 12, 31)}
    assert keys("q=green") == {v.pk for v in visits if "green" in v.title_en}
    assert keys('q="green visit"') == {v.pk for v in visits if "green visit" in v.title_en}
    assert keys("country=BE") == {v.pk for v in visits if v.visitor_country == "BE" or v.places.exists()}
    assert keys("country=PL") == set()


@pytest.mark.parametrize("most", [3, 20, 2_500])
def test_a_count_is_exact_or_says_less_than_there_is(visits, ways, most, monkeypatch):
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", most)
    for query in FILTERS:
        there, told = len(walked(query, 50)), read(query).count()
        if told.is_all:
            assert told.number == there, query
        else:
            assert told.number <= there, query
        if most == 2_500:
            assert told.is_all, query


def test_a_reader_turns_pages_to_the_end_and_back(client, visits):
    page, seen = Page(client, "/visits/?sort=-date"), []
    seen += titles(page)
    assert "Page 1 of 2" in page.main
    [further] = {a.get("href") for a in page.all("a", rel="next")}
    [last] = {a.get("href") for a in page.all("a") if a.text == "Last page"}
    page = Page(client, further)
    assert "Page 2 of 2" in page.main
    assert titles(page) == titles(Page(client, last))
    assert len(seen) + len(titles(page)) == len(visits)
    assert not page.all("a", rel="next")
    [back] = {a.get("href") for a in page.all("a", rel="prev")}
    assert titles(Page(client, back)) == seen


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=~", "after=~x", "after=1990-13-01~1", "before=1990", "before=", "after=1990~1~", "page=201",
     "after=%F0%9F~9", "after=" + "9" * 500, "page=0&after=~1", "after=1990-01-01~" + "9" * 30],
)  # fmt: skip
def test_a_place_that_makes_no_sense_is_not_found(client, query):
    make_visit()
    assert client.get(f"/visits/?{query}").status_code == 404


def test_where_not_all_are_looked_at_the_page_says_more_than(client, visits, monkeypatch):
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 3)
    monkeypatch.setattr(Reading, "few", property(lambda self: 0))
    page = Page(client, "/visits/?q=visit&country=FR")
    assert "more than" in page.main
    assert page.status == 200


def test_a_deep_page_names_itself_and_is_there_in_the_other_languages(client, visits):
    [further] = {a.get("href") for a in Page(client, "/visits/").all("a", rel="next")}
    for alternate in Page(client, further).all("link", rel="alternate"):
        if alternate.get("hreflang"):
            assert client.get(alternate.get("href")).status_code == 200
    [canonical] = Page(client, further).all("link", rel="canonical")
    assert titles(Page(client, canonical.get("href"))) == titles(Page(client, further))
