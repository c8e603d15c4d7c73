"""Headings: what published records are listed under, such as a country, with how many there are under each.

They say nothing that the records do not say: they are counted as a change closes, so that no page counts for itself.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.fields import LineField
from archive.models.rules import in_order

# A date that leaves more days open than these makes a long stretch: `1990s`, but not `1994`.
LONG = 366


class Facet(models.TextChoices):
    """In which ways the records of a type differ, beside the plain columns of countries, which go by their name."""

    COUNTRY = "country", _("country")
    DECADE = "decade", _("decade")
    KIND = "kind", _("kind")
    LANGUAGE = "language", _("language")
    EVIDENCE = "evidence", _("evidence")
    # Two countries that a record joins, `AA; BB`; a place by its key; and whether any place of it has a known position.
    PAIR = "pair", _("pair of countries")
    PLACE = "place", _("place")
    LOCATED = "located", _("on the map")
    # Under it stand the records whose date is a long stretch: few, and to be looked for apart from all others.
    LONG = "long", _("long stretch")


# Of these facets a record can have several values, or they are looked for in order of time: a row stands for each.
LISTED = (Facet.COUNTRY, Facet.LANGUAGE, Facet.LONG)


class Heading(models.Model):
    """One value of one facet of one record type, and how many published records have it."""

    type = LineField(_("type"), max_length=20)
    facet = LineField(_("facet"), max_length=20)
    value = LineField(_("value"), max_length=20, blank=True)
    records = models.PositiveIntegerField(_("published records"), default=0)

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        constraints = [models.UniqueConstraint(fields=["type", "facet", "value"], name="heading_is_one")]

    def __str__(self):
        return f"{self.type} {self.facet} {self.value}: {self.records}"


class Listed(models.Model):
    """One published record under one heading, with the first and last day of its date: for lists in order of time.

    `record` is the key of a record of the heading's type. Each type reaches its rows by a relation of its own, which is
    no column (archive/models/__init__.py).
    """

    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, db_index=False, related_name="+")
    record = models.PositiveBigIntegerField(_("record"))
    first = models.DateField(_("first day"), null=True)
    last = models.DateField(_("last day"), null=True)

    class Meta:
        verbose_name = _("listed record")
        verbose_name_plural = _("listed records")
        default_related_name = "listed"
        constraints = [
            models.UniqueConstraint(fields=["record", "heading"], name="listed_once"),
            in_order("first", "last", "listed_days_are_in_order"),
        ]
        indexes = [models.Index(fields=["heading", "first", "record", "last"], name="listed_in_time")]

    def __str__(self):
        return f"{self.heading}: {self.record}"


def list_under_headings(model):
    """Let the records of a type be asked for by the headings under which they are listed: `listed__heading`."""
    relation = models.ForeignObject(
        model, models.DO_NOTHING, from_fields=["record"], to_fields=["id"], related_name="listed", null=True
    )
    relation.contribute_to_class(Listed, f"of_{model._meta.model_name}")


def in_time(model_name, dated_by, *columns) -> list[models.Index]:
    """The indexes from which lists of published records are read in order of time: of all, and of each value of these.

    How well a record is attested narrows the lists of every type.
    """
    ways = {"date": (), "evidence": ("evidence",), **{column: (column,) for column in columns}}
    return [
        models.Index(fields=["status", *way, f"{dated_by}_earliest", "id"], name=f"{model_name}_by_{name}"[:30])
        for name, way in ways.items()
    ]
