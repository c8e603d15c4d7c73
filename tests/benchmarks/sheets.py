"""The sheets that benchmarks import: visits with two places and two people each, and what they name."""

import csv
from pathlib import Path

import xlsxwriter

PLACES, PEOPLE, EVENTS = 200, 1000, 20
# How the slugs of visits begin that are imported where others are already.
NEW = "new-"
VISITS = (
    "slug", "status", "title_en", "title_az", "title_es", "visitor_country", "host_country", "date", "purpose_en",
    "occasion", "places",
)  # fmt: skip


def write(folder, rows, prefix="", stock=False, status="draft") -> Path:
    """Write the sheets of so many visits into a folder; for the stock library too, in its own columns. The visits'."""
    folder = Path(folder)
    places = [[f"place-{i}", f"Place number {i}", "FR"] for i in range(PLACES)]
    people = [[f"person-{i}", f"Person Number {i}", f"Şəxs {i}", "DE"] for i in range(PEOPLE)]
    events = [[f"event-{i}", f"Event {i}"] for i in range(EVENTS)]
    _csv(folder / "places.csv", ("slug", "name_en", "country"), places)
    _csv(folder / "people.csv", ("slug", "name_en", "name_az", "country"), people)
    _csv(folder / "events.csv", ("slug", "title_en"), events)
    if stock:
        _csv(folder / "place.csv", ("slug", "title_en", "country"), places)
        _csv(folder / "person.csv", ("slug", "title_en", "title_az", "country"), people)
        _csv(folder / "event.csv", ("slug", "title_en"), events)
        lines = ([*visit(i), *people_of(i)] for i in range(rows))
        _csv(folder / "stock.csv", (*VISITS, "visitors", "met"), lines)
    file = folder / f"{prefix}visits.csv"
    lines = ([*visit(i, prefix, status), "visitor: {}; met: {}".format(*people_of(i))] for i in range(rows))
    _csv(file, (*VISITS, "participations"), lines)
    return file


def workbook(file) -> Path:
    """The same sheet as XLSX."""
    path = file.with_suffix(".xlsx")
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("visits")
    with file.open(encoding="utf-8", newline="") as lines:
        for number, cells in enumerate(csv.reader(lines)):
            sheet.write_row(number, 0, cells)
    book.close()
    return path


def visit(i, prefix="", status="draft"):
    """The columns of one visit that both sides have."""
    return [
        f"{prefix}visit-{i}", status, f"Visit number {i} of somebody", f"Səfər {i} kiminsə", f"Visita número {i}",
        "DE", "FR", f"{1950 + i % 70}-0{1 + i % 9}-1{i % 10}", "Talks on trade and culture", f"event-{i % EVENTS}",
        f"place-{i % PLACES}; place-{(i * 7 + 1) % PLACES}",
    ]  # fmt: skip


def people_of(i):
    """Who visits and whom they meet."""
    return f"person-{i % PEOPLE}", f"person-{(i * 3 + 1) % PEOPLE}"


def _csv(path, headings, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
