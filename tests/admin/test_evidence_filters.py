"""The lists filter by evidence: each filter holds against the testimony itself, recomputed here, and so do any two."""

import random
from datetime import date
from itertools import product

import pytest

from archive.admin import listing
from archive.models import Citation, Source, Visit
from archive.writing import change
from tests.admin.conftest import address
from tests.factories import MAKERS, cite, make_source, make_visit

pytestmark = pytest.mark.django_db

DATES = ("1992-01-14", "1992", "1992-02-10", "1993")
DAYS = ("", "2015", "2019-05-01", "2023-02", "2026-01-05")
STATUSES = ("published", "published", "draft")
FACTS = ("date", "visitor_country", "host_country", "purpose")
# The query of each filter, and whether a visit with these published testimonies is among what it lists.
EVIDENCE = {
    "evidence__exact=none": lambda visit, rows: not rows,
    "evidence__exact=single": lambda visit, rows: len(sources_of(rows)) == 1 and not are_disputed(rows),
    "evidence__exact=several": lambda visit, rows: len(sources_of(rows)) > 1 and not are_disputed(rows),
    "evidence__exact=disputed": lambda visit, rows: are_disputed(rows),
    "gaps=uncited": lambda visit, rows: bool(filled(visit) - {row.field for row in rows}),
    "gaps=unsupported": lambda visit, rows: bool(
        filled(visit) & {row.field for row in rows} - {row.field for row in rows if supports(visit, row)}
    ),
}


def sources_of(rows):
    return {row.source_id for row in rows}


def agree(one, other):
    """Of the dates and codes used here, two agree where one is the other written more fully."""
    return one.startswith(other) or other.startswith(one)


def are_disputed(rows):
    stated = {(row.field, row.stated) for row in rows if row.field != "purpose"}
    return any(one[0] == other[0] and not agree(one[1], other[1]) for one, other in product(stated, stated))


def filled(visit):
    values = {name: getattr(visit, name) for name in FACTS}
    return {name for name, value in values.items() if value}


def supports(visit, row):
    """Of prose only an editor's word counts."""
    return row.stance == "supports" if row.field == "purpose" else agree(row.stated, getattr(visit, row.field))


@pytest.fixture
def visits():
    """Forty visits with up to four testimonies each, some of them or their sources not published."""
    chosen = random.Random(4)
    sources = [make_source(accessed=day, status=status) for day in DAYS for status in ("published", "draft")]
    with change(by=None):
        found = [
            Visit(
                title_en=f"Visit {number}",
                slug=f"visit-{number}",
                date=chosen.choice(DATES),
                visitor_country=chosen.choice(["FR", "DE", ""]),
                purpose_en=chosen.choice(["Talks", ""]),
                status=chosen.choice(STATUSES),
            )
            for number in range(40)
        ]
        for visit in found:
            visit.save()
            for _number in range(chosen.randrange(5)):
                Citation(**random_testimony(chosen, sources), visit=visit).save()
    return Visit.objects.prefetch_related("citations__source").order_by("pk")


def random_testimony(chosen, sources):
    name = chosen.choice(["date", "date", "visitor_country", "purpose"])
    stated = {"date": DATES, "visitor_country": ("FR", "DE"), "purpose": ("Consultations",)}[name]
    stance = chosen.choice(["supports", "mentions"])
    return {
        "source": chosen.choice(sources),
        "field": name,
        "stated": chosen.choice(stated),
        "stance": stance,
        "status": chosen.choice(STATUSES),
        "locator": "p. 1",
    }


def public(visit):
    return [c for c in visit.citations.all() if c.status == c.source.status == "published"]


def is_unchecked(visit, since):
    days = [row.source.accessed_latest for row in visit.citations.all()]
    return any(day is None or (since is not None and day < since) for day in days)


UNCHECKED = {
    "unchecked_since=never": lambda visit, rows: is_unchecked(visit, None),
    "unchecked_since=2020-01-01": lambda visit, rows: is_unchecked(visit, date(2020, 1, 1)),
    "unchecked_since=2026-01-01": lambda visit, rows: is_unchecked(visit, date(2026, 1, 1)),
}
STANDING = {f"status__exact={status}": lambda v, rows, s=status: v.status == s for status in ("published", "draft")}


def listed(client, query):
    return [row.pk for row in client.get(f"{address(Visit)}?{query}").context["cl"].result_list]


def test_each_filter_of_the_evidence_lists_what_the_testimony_says(admin_client, visits):
    for query, is_meant in (EVIDENCE | UNCHECKED).items():
        wanted = {visit.pk for visit in visits if is_meant(visit, public(visit))}
        assert 0 < len(wanted) < 40, query
        assert set(listed(admin_client, query)) == wanted, query


def test_any_two_filters_together_list_what_both_list(admin_client, visits):
    every = list((EVIDENCE | UNCHECKED | STANDING).items())
    for number, (one, is_one) in enumerate(every):
        for other, is_other in every[number + 1 :]:
            if one.partition("=")[0] != other.partition("=")[0]:
                wanted = {v.pk for v in visits if is_one(v, public(v)) and is_other(v, public(v))}
                found = listed(admin_client, f"{one}&{other}")
                assert len(found) == len(set(found)), (one, other)
                assert set(found) == wanted, (one, other)


def test_sources_are_listed_by_when_they_were_last_looked_up(admin_client):
    sources = [make_source(accessed=day) for day in DAYS]
    found = admin_client.get(f"{address(Source)}?unchecked_since=2020-01-01").context["cl"].result_list
    assert {source.accessed for source in found} == {"", "2015", "2019-05-01"}
    never = admin_client.get(f"{address(Source)}?unchecked_since=never").context["cl"].result_list
    assert list(never) == [sources[0]]


def test_records_of_every_type_are_listed_by_their_sources(admin_client, record_type):
    old = make_source(accessed="2015")
    record, other = MAKERS[record_type.address](), MAKERS[record_type.address]()
    cite(record, record_type.citable()[0], "words", source=old)
    cite(other, record_type.citable()[0], "words", source=make_source(accessed="2026-01-05"))
    found = admin_client.get(f"{address(record_type)}?unchecked_since=2020-01-01").context["cl"].result_list
    # Sources are asked for their own day: those cited about others here have none.
    wanted = {old, record, other} if record_type is Source else {record}
    assert set(found) == wanted


def test_a_list_says_that_there_are_more_than_it_counts(admin_client, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 3)
    for _number in range(5):
        make_visit()
    page = admin_client.get(address(Visit), {"q": "visit"})
    assert len(page.context["cl"].result_list) == 3
    assert "more than 3 visits" in page.content.decode()
    assert "more than 3 results" in page.content.decode()
    monkeypatch.setattr(listing, "MOST", 5)
    assert "more than" not in admin_client.get(address(Visit)).content.decode()
