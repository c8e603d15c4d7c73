"""What the benchmark of exports runs, in a process of its own: `python -m tests.benchmarks.exporting_work …`."""

import itertools
import json
import os
import resource
import sys
import tempfile
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
COUNTRIES = ("FR", "DE", "IT", "TR", "ES", "PL", "BR", "JP")


def prepare(rows):
    """An archive of so many published visits, with occasion, two places and two people each."""
    from django.core.management import call_command
    from django.db import connection

    from archive.models import Event, Participation, Person, Place, Visit
    from archive.writing import change

    call_command("migrate", verbosity=0)
    with change(by=None, why="Filled for a benchmark") as current:
        Place.objects.bulk_create([Place(slug=f"place-{i}", name_en=f"Place {i}", country="FR") for i in range(200)])
        for model, number in ((Person, 1000), (Event, 20)):
            made = [model(slug=f"{model.__name__.lower()}-{i}", status="published") for i in range(number)]
            for row in made:
                setattr(row, "name_en" if model is Person else "title_en", f"Called {row.slug}")
            current.create(model, made, [{} for _row in made])
    places, people, events = (list(model.objects.order_by("pk")) for model in (Place, Person, Event))
    numbers = iter(range(int(rows)))
    while some := list(itertools.islice(numbers, 1000)):
        visits = [
            Visit(slug=f"visit-{i}", title_en=f"Visit {i} of somebody", title_az=f"Səfər {i}", title_es=f"Visita {i}",
                  visitor_country=COUNTRIES[i % 8], host_country=COUNTRIES[i * 3 % 7], status="published",
                  date=f"{1950 + i % 70}-0{1 + i % 9}-1{i % 10}", purpose_en="Talks on trade & culture",
                  occasion=events[i % 20])
            for i in some
        ]  # fmt: skip
        lists = [
            {
                "places": [places[i % 100], places[100 + i * 7 % 100]],
                "participations": [
                    Participation(person=people[i % 1000], role="visitor"),
                    Participation(person=people[(i * 3 + 1) % 1000], role="met"),
                ],
            }
            for i in some
        ]
        with change(by=None, why="Filled for a benchmark") as current:
            current.create(Visit, visits, lists)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def chosen(rows=None):
    """The published visits as readers' list orders them, or the first of them."""
    from archive.models import Visit
    from archive.public.filters.base import ordered

    visits = Visit.objects.published()
    if rows is not None:
        visits = visits.filter(pk__lte=Visit.objects.order_by("pk").values_list("pk", flat=True)[int(rows) - 1])
    return ordered(visits, "date")


def ours(format, rows):
    """Seconds, the time to the first piece, and memory of the archive's own export."""
    from archive.spreadsheets.exporting import stream

    list(stream("visits", format, chosen(100), public=True))
    idle, begin, clock = peak(), time.process_time(), time.perf_counter()
    pieces = stream("visits", format, chosen(), public=True)
    next(pieces)
    first = time.perf_counter() - clock
    for _piece in pieces:
        pass
    said(seconds=time.process_time() - begin, first=first, MiB=peak() - idle)


def stock(format, rows):
    """The same of django-import-export."""
    from import_export import fields, resources, widgets

    from archive.models import Event, Place, Visit
    from archive.spreadsheets import resource_for

    def taking_part(_resource, visit):
        return "; ".join(f"{part.role}: {part.person.slug}" for part in visit.participations.all())

    linked = {"occasion": widgets.ForeignKeyWidget(Event, "slug")}
    linked["places"] = widgets.ManyToManyWidget(Place, separator="; ", field="slug")
    columns = {name: fields.Field(attribute=name, column_name=name, widget=w) for name, w in linked.items()}
    columns["participations"] = fields.Field(column_name="participations")
    names = [column.column_name for column in resource_for("visits").columns(public=True)]
    meta = type("Meta", (), {"model": Visit, "fields": names, "chunk_size": 500})
    sheet = type("Stock", (resources.ModelResource,), columns | {"Meta": meta, "dehydrate_participations": taking_part})
    visits = chosen(rows).select_related("occasion").prefetch_related("places", "participations__person")
    idle, begin = peak(), time.process_time()
    data = sheet().export(visits)
    assert len(data) == int(rows)
    getattr(data, format)
    said(seconds=time.process_time() - begin, MiB=peak() - idle)


def xlsxwriter(rows):
    """Seconds in which XlsxWriter writes the same filled cells as text, and in which they were fetched as ours are."""
    import xlsxwriter

    from archive.spreadsheets.exporting import tabs

    begin = time.process_time()
    (tab,) = tabs("visits", chosen(), public=True)
    cells = [[column.column_name for column in tab.columns]]
    cells += [row for texts in tab.sets for row in zip(*texts, strict=True)]
    fetching, begin = time.process_time() - begin, time.process_time()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, options)
        sheet, as_text = book.add_worksheet(), book.add_format({"num_format": "@"})
        for number, row in enumerate(cells):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell, as_text)
        # What is left to do is its work too.
        book.close()
    said(fetching=fetching, writing=time.process_time() - begin)


def peak():
    """The most memory that the process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def said(**found):
    """Tell who started this process."""
    print(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "ours": ours, "stock": stock, "xlsxwriter": xlsxwriter}[sys.argv[1]](*sys.argv[2:])
