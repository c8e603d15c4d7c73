"""Moments: every dated thing that readers may see, of whatever type, in one order of time."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, F, Q, Value
from django.utils.translation import gettext_lazy as _

from archive.models import RECORD_TYPES, Person, Record, Source
from archive.models.fields import EDTFField
from archive.public.drawing import Mark
from archive.public.drawing.stretches import is_known, of_date
from archive.templatetags.reading import dated, named_language, titled

# People take part and sources testify: their dates are theirs, and no part of what happened between countries.
TOLD = tuple(model for model in RECORD_TYPES if model not in (Person, Source))
_OF_LIFE = {
    "signed": _("signed"),
    "in_force": _("in force"),
    "ended": _("ended"),
    "founded": _("founded"),
    "dissolved": _("dissolved"),
    "born": _("born"),
    "died": _("died"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated fact of a record: its date as EDTF, and which date of the record's life it is."""

    record: Record
    field: str

    @property
    def date(self) -> str:
        """The date in EDTF."""
        return getattr(self.record, self.field)

    @property
    def what(self) -> str:
        """Which moment of the record's life this is, in a word; empty where the record is the moment."""
        return _OF_LIFE.get(self.field, "")

    @property
    def earliest(self):
        """The first day that the date can mean."""
        return getattr(self.record, f"{self.field}_earliest")

    @property
    def latest(self):
        """The last day that the date can mean."""
        return getattr(self.record, f"{self.field}_latest")

    @property
    def year(self) -> int:
        """The year under which it is told: that of its first day, or of its last where it has no beginning."""
        return self.latest.year if self.earliest.year == 1 else self.earliest.year

    @property
    def place(self) -> "Place":
        """Where it stands in the order of all moments."""
        return Place(self.earliest, self.record.address, self.record.slug, self.field)

    @property
    def words(self) -> str:
        """The date in the active language."""
        return dated(self.date)

    @property
    def label(self) -> str:
        """The record's name, after what came to pass where that is not the date that the record goes by."""
        name = str(titled(self.record))
        return name if self.field == self.record.dated_by else f"{self.what}: {name}"

    def mark(self, label="", weight=0) -> Mark:
        """The moment as a mark of a drawing, under a label of its own or another."""
        hover = " · ".join(filter(None, (self.words, str(self.what), named_language(titled(self.record)))))
        bars = of_date(self.date)
        return Mark(
            bars[0].first, bars[-1].last, is_known(self.date), label or self.label, hover,
            self.record.get_absolute_url(), weight, bars,
        )  # fmt: skip


def dated_fields(model) -> list[str]:
    """The fields of a record type that date a fact: `signed`, `in_force`, `ended`."""
    return [f.name for f in model._meta.concrete_fields if isinstance(f, EDTFField) and f.name in model.FACTS]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of all moments: that of the moment behind which a page begins."""

    day: datetime.date
    kind: str
    slug: str
    moment: str

    def __str__(self):
        return f"{self.day},{self.kind},{self.slug},{self.moment}"

    @classmethod
    def read(cls, text):
        """The place that an address names, or None."""
        parts = text.split(",")
        try:
            return cls(datetime.date.fromisoformat(parts[0]), *parts[1:]) if len(parts) == 4 else None
        except ValueError:
            return None


def told(since=None, until=None, models=TOLD, after=None):
    """The published moments that touch these days, behind a Place, by their first day: one query over all types.

    Rows are dicts of day_ and last_, type_ (the type's address), slug_ and field_.
    """
    parts = [_keys(model, name, since, until, after) for model in models for name in dated_fields(model)]
    return parts[0].union(*parts[1:], all=True).order_by("day_", "type_", "slug_", "field_")


def _keys(model, name, since, until, after):
    touching = Q(**{f"{name}_earliest__isnull": False})
    if since:
        touching &= Q(**{f"{name}_latest__gte": since})
    if until:
        touching &= Q(**{f"{name}_earliest__lte": until})
    if after:
        touching &= _behind(after, model.address, name)
    rows = model.objects.published().filter(touching).order_by()
    return rows.annotate(
        type_=Value(model.address, output_field=CharField()),
        field_=Value(name, output_field=CharField()),
        slug_=F("slug"),
        day_=F(f"{name}_earliest"),
        last_=F(f"{name}_latest"),
    ).values("day_", "last_", "type_", "slug_", "field_")


def _behind(after, kind, name):
    """The condition that a moment of this type and field stands behind a place: the order is day, type, slug, field."""
    later = Q(**{f"{name}_earliest__gt": after.day})
    same_day = Q(**{f"{name}_earliest": after.day})
    if kind > after.kind:
        return later | same_day
    if kind < after.kind:
        return later
    return later | (same_day & (Q(slug__gte=after.slug) if name > after.moment else Q(slug__gt=after.slug)))


def place(row) -> Place:
    """The place of a row of `told`."""
    return Place(row["day_"], row["type_"], row["slug_"], row["field_"])


def fetch(rows) -> list[Moment]:
    """The moments of these rows of `told`, in their order: one query a type present."""
    wanted = defaultdict(set)
    for row in rows:
        wanted[row["type_"]].add(row["slug_"])
    found = {
        model.address: {r.slug: r for r in _named(model, wanted[model.address])}
        for model in TOLD
        if wanted[model.address]
    }
    # A record withdrawn between the two queries is simply not there.
    return [Moment(found[r["type_"]][r["slug_"]], r["field_"]) for r in rows if r["slug_"] in found[r["type_"]]]


def _named(model, slugs):
    return model.objects.published().filter(slug__in=slugs).defer("search_text", "note")
