"""Stock django-import-export doing the archive's work, in a process of its own.

`python stock.py DATABASE_URL FOLDER [--rows-only]`. One file is the whole project: visits with the columns of ours, an
occasion, places and people, django-simple-history on all of it, a ModelResource with `clean_model_instances`, and the
two passes of its own admin: the dry run that shows the differences, and the confirmation. The same
file once more, with `skip_unchanged`, is the import of unchanged rows. Prints [processor, clock] seconds as JSON.
"""

import json
import resource
import sys
from pathlib import Path

import django
import tablib
from django.apps import AppConfig, apps
from django.conf import settings

from tests.benchmarks.clock import timed

LANGUAGES = ("en", "az", "es")
URL, FOLDER = sys.argv[1], Path(sys.argv[2])


def database():
    """The settings of the database, tuned as the archive's own."""
    import environ

    found = environ.Env.db_url_config(URL)
    if "sqlite" in found["ENGINE"]:
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        }
    return found


class Stock(AppConfig):
    """This file as an application."""

    name = label = "stock"
    path = str(FOLDER)


settings.configure(
    DATABASES={"default": database()},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "import_export",
        "simple_history",
        Stock("stock", sys.modules[__name__]),
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.db import connection, models  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from simple_history.models import HistoricalRecords  # noqa: E402

STATUS = [(word, word) for word in ("draft", "in_review", "published", "withdrawn")]


def in_languages(name, make):
    """The columns of a translated field."""
    return {f"{name}_{code}": make() for code in LANGUAGES}


def model(name, **attributes):
    """A model of this project, with the columns that all records of the archive have, and history."""
    line = lambda: models.CharField(max_length=300, blank=True, default="")  # noqa: E731
    text = lambda: models.TextField(blank=True, default="")  # noqa: E731
    meta = type("Meta", (), {"app_label": "stock"})
    shared = {
        "slug": models.CharField(max_length=120, unique=True),
        "status": models.CharField(max_length=10, choices=STATUS, default="draft", db_index=True),
        "note": text(),
        "created_at": models.DateTimeField(auto_now_add=True),
        "updated_at": models.DateTimeField(auto_now=True),
        **in_languages("title", line),
        **in_languages("summary", text),
    }
    many = [key for key, value in attributes.items() if isinstance(value, models.ManyToManyField)]
    # With --rows-only its history forgets the links, which the archive's never does.
    history = HistoricalRecords(app="stock", m2m_fields=() if "--rows-only" in sys.argv else many)
    parts = {"__module__": __name__, "Meta": meta, **shared, **attributes, "history": history}
    return type(name, (models.Model,), parts)


def country():
    """A country by its code."""
    return models.CharField(max_length=2, blank=True, default="")


Place = model("Place", country=country())
Person = model("Person", country=country())
Event = model("Event")
Visit = model(
    "Visit",
    visitor_country=country(),
    host_country=country(),
    date=models.CharField(max_length=200, blank=True, default=""),
    date_earliest=models.DateField(null=True, blank=True),
    date_latest=models.DateField(null=True, blank=True),
    occasion=models.ForeignKey(Event, models.PROTECT, null=True, blank=True),
    **in_languages("purpose", lambda: models.TextField(blank=True, default="")),
    places=models.ManyToManyField(Place, blank=True),
    visitors=models.ManyToManyField(Person, blank=True, related_name="visits"),
    met=models.ManyToManyField(Person, blank=True, related_name="meetings"),
)


def many(name, target):
    """A column of slugs."""
    return fields.Field(
        attribute=name, column_name=name, widget=widgets.ManyToManyWidget(target, separator="; ", field="slug")
    )


class VisitResource(resources.ModelResource):
    """The sheet of visits, as its documentation writes one."""

    occasion = fields.Field(
        attribute="occasion", column_name="occasion", widget=widgets.ForeignKeyWidget(Event, "slug")
    )
    places = many("places", Place)
    visitors = many("visitors", Person)
    met = many("met", Person)

    class Meta:
        model = Visit
        import_id_fields = ("slug",)
        clean_model_instances = True
        fields = (
            "slug", "status", *(f"title_{code}" for code in LANGUAGES), "visitor_country", "host_country", "date",
            "occasion", *(f"purpose_{code}" for code in LANGUAGES), "places", "visitors", "met",
        )  # fmt: skip


class Skipping(VisitResource):
    """The same, which leaves unchanged rows alone."""

    class Meta(VisitResource.Meta):
        skip_unchanged = True


def prepare():
    """Tables, places, people and events."""
    with connection.schema_editor() as editor:
        for label in ("contenttypes", "auth", "stock"):
            for made in apps.all_models[label].values():
                if not made._meta.auto_created:
                    editor.create_model(made)
    for made, name in ((Place, "place"), (Person, "person"), (Event, "event")):
        rows = tablib.Dataset().load((FOLDER / f"{name}.csv").read_text("utf-8"), "csv").dict
        made.objects.bulk_create([made(**row) for row in rows])


def peak():
    """The most memory that the process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def imported(dry_run, resource=VisitResource):
    """One pass as the admin makes it: the file is read again, each row validated and compared."""
    dataset = tablib.Dataset().load((FOLDER / "stock.csv").read_text("utf-8"), "csv")
    result = resource().import_data(dataset, dry_run=dry_run, raise_errors=not dry_run, use_transactions=True)
    assert not result.has_errors(), result.row_errors()[:1]
    assert not result.has_validation_errors(), result.invalid_rows[:1]


if __name__ == "__main__":
    prepare()
    idle, found = peak(), {}
    for name, is_dry in (("preview", True), ("apply", False)):
        with timed(found, name):
            imported(is_dry)
    found |= {"rows": Visit.objects.count(), "history": Visit.history.count(), "MiB": peak() - idle}
    with timed(found, "unchanged"):
        imported(True, Skipping)
        imported(False, Skipping)
    print(json.dumps(found))
