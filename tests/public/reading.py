"""What is published, told from the database alone, to hold against what programs of other people's read."""

import socket
from pathlib import Path

from django.core.management import call_command

from archive import writing
from archive.models import RECORD_TYPES, Visit
from archive.public.harvest.verbs import A_PART
from tests.factories import MAKERS, cite, make_source, make_visit

FILES = sorted((Path(__file__).resolve().parents[2] / "fixtures").glob("*.json"))
LANGUAGES = ("en", "az", "es")
# What might not come through: signs of every format, two lines, three alphabets.
HARD = 'Səfər & “one” <of> {many}; 100% $x_1 #~^ \\ Ünïcødé "quoted", Пётр'
# The dates of each type.
DATES = {
    "people": ("born", "died"),
    "organizations": ("founded", "dissolved"),
    "events": ("date",),
    "visits": ("date",),
    "agreements": ("signed", "in_force", "ended"),
    "trade": ("period",),
}


def fill():
    """The first records of every archive, so many visits that harvesters get several parts, and much that is hidden."""
    call_command("loaddata", *FILES, verbosity=0)
    writing.adopt(why="Loaded from fixtures.")
    with writing.change(by=None, why="test") as current:
        many = [
            Visit(slug=f"v-{n}", title_en=f"Visit {n}", date=f"19{n % 100:02}-02-03", status="published")
            for n in range(A_PART + 20)
        ]
        current.create(Visit, many, [{} for _visit in many])
    hard = make_visit(slug="hard", title_en=HARD, summary_en=f"{HARD}\nand more", date="1992-01~")
    source = make_source(
        slug="hard",
        title_en=HARD,
        kind="book",
        language="en",
        published="2012-08-21",
        authors="Əliyev, Heydər; World & Bank",
        publisher="Şərq & Qərb {Co}",
        url="https://example.org/a_b?c=d&e=f#g%20h",
    )
    cite(hard, "date", HARD, source=source, quotation=HARD)
    for make in MAKERS.values():
        make(status="draft")
        make(status="withdrawn")


def no_network(monkeypatch):
    """Let nobody ask another host: whatever a reader needs it has, or is given by the archive."""

    def refuse(*_args):
        raise AssertionError("A reader of a download asked the network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def published():
    """Every published record, by type and address."""
    return [record for model in RECORD_TYPES for record in model.objects.published().order_by("slug")]


def body(client, address):
    """What is answered, whole."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.getvalue()


def stem(record):
    """Which column a record is called by; none for a figure of trade."""
    return next((s for s in ("title", "name") if hasattr(record, f"{s}_en")), None)


def by_language(record, name):
    """The texts of a translated column, by language."""
    return {code: text for code in LANGUAGES if (text := getattr(record, f"{name}_{code}"))}


def title(record):
    """What an English reader calls a record."""
    return next(iter(by_language(record, stem(record)).values())) if stem(record) else str(record)


def page_of(record):
    return f"http://testserver/{record.address}/{record.slug}/"


def version_of(record):
    return f"{page_of(record)}versions/{record.face_changed_at:%Y-%m-%dT%H:%M:%SZ}/"
