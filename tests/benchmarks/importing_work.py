"""What `importing` has the archive do, in a process of its own: `python -m tests.benchmarks.importing_work …`.

The environment names the database (DATABASE_URL) and the data folder (ARCHIVE_DATA_DIR), as for the archive itself.
"""

import json
import os
import pickle
import sys
from pathlib import Path

import django

from tests.benchmarks import sheets, work
from tests.benchmarks.clock import timed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PLAIN_HTTP", "1")
SOURCE, CITED = "gazette", ("date", "visitor_country", "host_country")
_BATCH = 1_000
_AT_ONCE = 10_000
# Visits come in another order than that of their addresses: a step that is prime to the number of all.
_STEP, _ALL = 7_919, 10_000_019


def prepare(folder):
    """Tables, and what the visits name: places, and published people, events and a source."""
    from archive.models import Event, Person, Source
    from archive.writing import change

    work.prepare(folder)
    with change(by=None, why="Prepared"):
        Source.objects.create(slug=SOURCE, title_en="Gazette", status="published")
        # Not others that a filled archive holds: each is written with all that names it.
        for model, name, number in ((Person, "person", sheets.PEOPLE), (Event, "event", sheets.EVENTS)):
            named = model.objects.filter(slug__in=[f"{name}-{i}" for i in range(number)])
            named.exclude(status="published").update(status="published")


def imported(folder, *options):
    """Import the sheet of visits, import it again unchanged, undo the import; each timed.

    With `cited` a source is cited for every value; with `rows` what was stored is kept for `bare`.
    """
    from archive.spreadsheets import undo

    work.warm(folder)
    file, found = Path(folder, "visits.xlsx"), {}
    with timed(found, "preview"):
        plans = _prepared(file, "cited" in options)
    with timed(found, "apply"):
        batch = _apply(plans)
    found["stored"] = work.counts(sheets.NEW)
    if "rows" in options:
        _keep_rows(folder)
    plans = None
    with timed(found, "unchanged"):
        assert _apply(_prepared(file, False)) is None
    with timed(found, "undo"):
        undo(batch, by=None)
    found["left"] = work.counts(sheets.NEW)
    print(json.dumps(found))


def bare(folder):
    """Store the same rows and links with Django's `bulk_create` and nothing else: the objects are there already."""
    from django.db import transaction

    from archive.models import Citation, Participation, Visit

    found = {}
    with Path(folder, "rows.pickle").open("rb") as file:
        rows, *hanging = pickle.load(file)  # noqa: S301
    visits = {pk: Visit(**values) for pk, values in rows.items()}
    kinds = (Visit.places.through, Participation, Citation)
    links = [[kind(**values) for values in some] for kind, some in zip(kinds, hanging, strict=True)]
    del rows, hanging
    with timed(found, "bare"), transaction.atomic():
        Visit._base_manager.bulk_create(visits.values(), batch_size=_BATCH)
        for kind, some in zip(kinds, links, strict=True):
            for row in some:
                row.visit_id = visits[row.visit_id].pk
            kind._base_manager.bulk_create(some, batch_size=_BATCH)
    print(json.dumps(found | {"rows": len(visits) + sum(map(len, links))}))


def filled(count):
    """Fill the archive with so many published visits, in its own way, and three citations of each, only inserted."""
    from django.db import connection

    from archive.models import Visit

    for start in range(0, int(count), _AT_ONCE):
        _store_visits(range(start, min(start + _AT_ONCE, int(count))))
    _cite_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"visits": Visit.objects.count()}))


def _prepared(file, cite):
    from archive.models import Source
    from archive.spreadsheets import prepare, read
    from archive.spreadsheets.mapping import Mapping

    source = Source.objects.get(slug=SOURCE) if cite else None
    plans = prepare("visits", read(str(file)), source=source, mapping=Mapping(cite=cite))
    assert plans.ok, str(plans.problems[0])
    return plans


def _apply(plans):
    from archive.spreadsheets import apply_together

    return apply_together(plans, by=None)


def _keep_rows(folder):
    """The values of the visits that were imported, and of all that hangs on them, to be stored again elsewhere."""
    from archive.models import Citation, Participation, Visit

    visits = Visit.objects.filter(slug__startswith=sheets.NEW).order_by("pk")
    rows = {values.pop("id"): values for values in visits.values()}
    kinds = (Visit.places.through, Participation, Citation)
    hanging = [kind._base_manager.filter(visit__in=visits).order_by("pk").values() for kind in kinds]
    hanging = [[{name: row[name] for name in row if name != "id"} for row in some] for some in hanging]
    with Path(folder, "rows.pickle").open("wb") as file:
        pickle.dump((rows, *hanging), file)


def _store_visits(numbers):
    from archive.models import Event, Participation, Person, Place, Visit
    from archive.writing import SET_SIZE, batched, change
    from archive.writing.unswept import unswept

    places, people, events = (list(model.objects.order_by("pk")) for model in (Place, Person, Event))
    names = sheets.VISITS[:9]
    with unswept(), change(by=None, why="Filled") as current:
        for some in batched(numbers, SET_SIZE):
            visits, lists = [], []
            for i in some:
                values = dict(zip(names, sheets.visit(i * _STEP % _ALL, "old-", "published"), strict=False))
                visits.append(Visit(**values, occasion=events[i % len(events)]))
                both = [places[i % len(places)], places[(i * 7 + 1) % len(places)]]
                guests = (people[i % len(people)], people[(i * 3 + 1) % len(people)])
                guests = [Participation(person=p, role=r) for p, r in zip(guests, ("visitor", "met"), strict=True)]
                lists.append({"places": both, "participations": guests})
            current.create(Visit, visits, lists)


def _cite_all():
    from archive.models import Citation, Source, Visit
    from archive.models.sets import insert_rows
    from archive.writing import batched

    shared = {"source": Source.objects.get(slug=SOURCE), "stance": "supports", "locator": "1"}
    visits = Visit.objects.order_by("pk").values_list("pk", *CITED).iterator(chunk_size=_AT_ONCE)
    for some in batched(visits, _AT_ONCE):
        rows = [
            Citation(visit_id=pk, field=name, stated=stated, **shared)
            for pk, *values in some
            for name, stated in zip(CITED, values, strict=True)
        ]
        insert_rows(rows)


WORK = {one.__name__: one for one in (prepare, imported, bare, filled)}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
