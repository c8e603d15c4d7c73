"""Fills an archive: everything goes in by sets inside changes, so that evidence, search and history are its own."""

import itertools
import time
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from archive import evidence
from archive.models import (
    RECORD_TYPES,
    Agreement,
    Citation,
    Discrepancy,
    DiscrepancyState,
    Event,
    Organization,
    Person,
    Place,
    Posting,
    Source,
    Stance,
    TradeFigure,
    Visit,
    arc_name,
)
from archive.writing import SET_SIZE, batched, change
from tests.benchmarks.generating import authorities, occasions, testimony
from tests.benchmarks.generating.drawing import Draw
from tests.benchmarks.generating.pools import Pools
from tests.benchmarks.generating.words import NOTES

WHY = "Generated for a benchmark"
_AUTHORS = ("aynur", "carmen", "george", "mei")


@dataclass(frozen=True)
class Size:
    """How many visits there are; all else is in proportion. `whole`: each fact of each record is cited."""

    visits: int
    whole: bool = False

    def of(self, model) -> int:
        """How many there are of a type."""
        share, least = _SHARES[model]
        return max(self.visits // share, least)


# One of each for so many visits, and at least so many.
_SHARES = {
    Place: (100, 450),
    Source: (50, 30),
    Organization: (40, 40),
    Person: (5, 60),
    Event: (20, 20),
    Visit: (1, 1),
    Agreement: (20, 20),
    TradeFigure: (20, 20),
}


def fill(size, seed=7, tell=lambda line: None) -> None:
    """Make the archive as large as asked for, adding what is missing; `tell` is given a line now and then."""
    pools = Pools(seed)
    users = [get_user_model().objects.get_or_create(username=name)[0] for name in _AUTHORS]
    authors = itertools.cycle(users)
    _places(size, seed, tell)
    pools.load_places()
    _create(Source, authorities.source, size, seed, pools, authors, tell)
    pools.load_sources()
    _create(Organization, authorities.organization, size, seed, pools, authors, tell)
    pools.load_organizations()
    last = Posting._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    _create(Person, authorities.person, size, seed, pools, authors, tell)
    _note_postings(last, users[0])
    pools.load_people()
    _create(Event, occasions.event, size, seed, pools, authors, tell)
    pools.load_occasions()
    _create(Visit, occasions.visit, size, seed, pools, authors, tell)
    pools.load_occasions()
    _create(Agreement, occasions.agreement, size, seed, pools, authors, tell)
    _create(TradeFigure, occasions.trade_figure, size, seed, pools, authors, tell)
    if size.whole:
        _cite_what_is_left(pools.sources[0][0].row, users[0])
    _settle(users[1])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _missing(model, size, tell):
    """The numbers of the rows that are missing, a set at a time; tells how fast each tenth of them was made."""
    have, wanted = model._base_manager.count(), size.of(model)
    step = max((wanted - have) // 10, SET_SIZE)
    begin, said = (time.perf_counter(), time.process_time()), have
    for numbers in batched(range(have, wanted), SET_SIZE):
        yield numbers
        done = numbers[-1] + 1
        if done - said >= step or done == wanted:
            now = (time.perf_counter(), time.process_time())
            passed, worked = ((b - a) * 1000 / (done - said) for a, b in zip(begin, now, strict=True))
            tell(f"{model.address:14} {done:9,}   {passed:6.3f} s a thousand, {worked:6.3f} s of them this process's")
            begin, said = now, done


def _places(size, seed, tell):
    for numbers in _missing(Place, size, tell):
        with change(by=None, why=WHY) as current:
            rows = [authorities.place(seed, i, None) for i in numbers]
            Place.objects.bulk_create(rows)
            current.authorities[Place].update(row.pk for row in rows)


def _create(model, make, size, seed, pools, authors, tell):
    """Create the records of a type that are missing, each with its lists and what sources say of it."""
    for numbers in _missing(model, size, tell):
        made = [make(seed, i, pools) for i in numbers]
        rows, lists = [row for row, _lists in made], [found for _row, found in made]
        for i, found in zip(numbers, lists, strict=True):
            facts, disputed = found.pop("facts", ()), found.pop("disputed", False)
            draw = Draw(seed, "citations", model.address, i)
            count = testimony.number(draw, i, many=model is Visit)
            found["citations"] = testimony.citations(draw, pools, facts, count, disputed, size.whole) if facts else []
        with change(by=next(authors), why=WHY) as current:
            current.create(model, rows, lists)
            evidence.weigh(model, [row.pk for row in rows])


def _note_postings(last, by):
    """The offices of new people are those of organizations too: each has a new version with them."""
    fresh = Posting._base_manager.filter(pk__gt=last)
    pks = list(fresh.order_by("organization").values_list("organization", flat=True).distinct())
    for some in batched(pks, SET_SIZE):
        with change(by=by, why=WHY) as current:
            for organization in Organization._base_manager.filter(pk__in=some):
                current.touch(organization)


def _cite_what_is_left(source, by):
    """The facts that only later records gave, and those of sources, on which nobody else has a word."""
    for model in RECORD_TYPES:
        with change(by=by, why=WHY):
            for pk, gaps in evidence.gaps(model).items():
                for field in gaps.uncited:
                    row = Citation(source_id=source.pk, field=field, stance=Stance.SUPPORTS, locator="Index")
                    setattr(row, f"{arc_name(model)}_id", pk)
                    row.save()


def _settle(by):
    """Two of three disagreements stay open; the others are settled, or said to be beyond settling, with a note."""
    waiting = Discrepancy._base_manager.filter(state=DiscrepancyState.OPEN, public_note_en="").order_by("pk")
    settled = (row for row in waiting.iterator(chunk_size=SET_SIZE) if row.pk % 3 == 0)
    for some in batched(settled, SET_SIZE):
        with change(by=by, why="As the protocol has it"):
            for row in some:
                note = NOTES[row.pk // 3 % len(NOTES)]
                row.public_note_en, row.public_note_az, row.public_note_es = note
                row.state = (DiscrepancyState.UNRESOLVABLE if row.pk % 5 == 0 else DiscrepancyState.RESOLVED).value
                row.resolved_by, row.resolved_at = by, timezone.now()
                row.save()
