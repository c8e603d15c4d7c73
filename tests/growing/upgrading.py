"""An archive as old as can be, brought up to date: `python -m tests.growing.upgrading`, on the DATABASE_URL given.

There are no numbered releases: each migration is a state that an archive may stand at. At each of them records of every
type are written through the models of that time; then `migrate` runs as it does for an operator, and what readers see
is asked for. The last line printed is JSON: how many records were written, and what is not as it was.
"""

import json
import os
import sys
from datetime import date

from django.utils import timezone


def main() -> None:
    """Write at every state, migrate, look."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    written = [record for state in states() for record in write(*at(state))]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    wrong = [sentence for record in written for sentence in differences(*record)]
    sys.stdout.write(json.dumps({"written": len(written), "wrong": wrong + list(unseen(written))}) + "\n")


def states() -> list[str]:
    """The names of the archive's migrations in their order, without those that stand for several."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    return sorted(n for (app, n), m in loader.disk_migrations.items() if app == "archive" and not m.replaces)


def at(state):
    """(name, models) of a state, to which the tables are brought step by step."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    return state, executor.migrate([("archive", state)]).apps


def write(state, then):
    """(type, key, columns) of each record written through the models of a state, with what hangs on it."""
    number = state[:4]
    make = Making(then, number)
    place = make("Place", name_en=f"Town {number}", slug=f"town-{number}")
    person = make.record("Person", name_en=f"Person of {number}", country="FR", **dated("born", "1950"))
    event = make.record("Event", title_en=f"Event of {number}", place=place, **dated("date", "1991"))
    source = make.record("Source", title_en=f"Source of {number}", **dated("published", "1999"))
    visit = make.record(
        "Visit", title_en=f"Visit of {number}", host_country="FR", occasion=event, **dated("date", "1992")
    )
    make.record("Organization", name_en=f"Body of {number}", place=place)
    make.record("Agreement", title_en=f"Agreement of {number}", **dated("signed", "1993"))
    make.record("TradeFigure", exporter="FR", importer="DE", amount=5, currency="USD", **dated("period", "1994"))
    make("Citation", visit=visit, source=source, field="date", stated="1992", stance="supports", status="published")
    make("Participation", visit=visit, person=person, role="visitor")
    make("NameForm", person=person, text=f"Quetzal{number}", language="en")
    return make.records


def dated(name, text) -> dict:
    """A date with its bounds."""
    year = int(text)
    return {name: text, f"{name}_earliest": date(year, 1, 1), f"{name}_latest": date(year, 12, 31)}


class Making:
    """Makes rows through the models of a state, as the archive of that time did."""

    def __init__(self, then, number):
        self.then, self.number, self.records = then, number, []

    def __call__(self, model, **values):
        """One row."""
        return self.then.get_model("archive", model).objects.create(**values)

    def record(self, model, **values):
        """A published record with its first version."""
        from archive import snapshot
        from archive.models.arc import RECORD_ARC, model_name

        slug = f"of-{self.number}-{model.lower()}"
        # As the archive dates what it publishes, since it has these columns.
        columns = {field.name for field in self.then.get_model("archive", model)._meta.fields}
        dates = dict.fromkeys(columns & {"published_at", "face_changed_at"}, timezone.now())
        row = self(model, slug=slug, status="published", revision=1, **values, **dates)
        taken = {name: value for name, value in values.items() if isinstance(value, str)} | {"slug": slug}
        key = next(name for name in RECORD_ARC if model_name(name) == f"archive.{model}")
        sha256 = snapshot.checksum(taken)
        now = {"record_type": ADDRESSES[model], "slug": slug, "number": 1, "snapshot": taken, "sha256": sha256}
        self("Revision", **{f"{key}_id": row.pk}, **now)
        self.records.append((model, row.pk, {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}))
        return row


ADDRESSES = {
    "Person": "people", "Organization": "organizations", "Event": "events", "Visit": "visits",
    "Agreement": "agreements", "TradeFigure": "trade", "Source": "sources",
}  # fmt: skip
# What the archive finds anew of every record that it meets.
_COMPUTED = {"search_text", "face", "face_changed_at", "published_at", "headings", "evidence", "uncited", "unsupported"}


def differences(model, pk, columns):
    """Sentences about what of a record, or of its history, is not as it was written."""
    from django.apps import apps

    from archive import snapshot
    from archive.models import Revision, arc_name

    model = apps.get_model("archive", model)
    row = model.objects.filter(pk=pk).values().first() or {}
    for name, value in columns.items():
        if name in row and name not in _COMPUTED and not name.startswith("sorted_") and row[name] != value:
            yield f"{model.__name__} {pk}.{name}: {row[name]!r} for {value!r}"
    version = Revision.objects.get(**{arc_name(model): pk}, number=1)
    if version.sha256 != snapshot.checksum(version.snapshot):
        yield f"{model.__name__} {pk}: the checksum of its version"


def unseen(written):
    """Sentences about records that readers do not find: by their page, in the list, by search."""
    from django.apps import apps
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    lists = {address: client.get(f"/{address}.json").getvalue().decode() for address in ADDRESSES.values()}
    for model, pk, columns in written:
        record = apps.get_model("archive", model).objects.get(pk=pk)
        if f'"{columns["slug"]}"' not in lists[record.address]:
            yield f"{record.slug} is not in /{record.address}.json"
        page = client.get(record.get_absolute_url())
        if page.status_code != 200 or str(record) not in page.content.decode():
            yield f"{record.slug}: {page.status_code}"
        if model == "Person" and f"quetzal{record.slug[3:7]}" not in record.search_text:
            yield f"{record.slug} is not found by the other form of its name"
        if not record.face or not record.published_at:
            yield f"{record.slug} has no face"


if __name__ == "__main__":
    main()
