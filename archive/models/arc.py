"""The exclusive arc: a row hangs on exactly one of several types, by a real foreign key, and the database holds it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.guard import Guarded

# The record types by the name of the arc's foreign key: what hangs on any record hangs on one of these. A source is
# `about_source` here, because a citation names the source it comes from as `source`.
RECORD_ARC = ("person", "organization", "event", "visit", "agreement", "trade_figure", "about_source")
# What editors call the foreign keys where a form or a message names them.
_LABELS = {
    "person": _("person"),
    "organization": _("organization"),
    "event": _("event"),
    "visit": _("visit"),
    "agreement": _("agreement"),
    "trade_figure": _("trade figure"),
    "about_source": _("about the source"),
    "place": _("place"),
}


def arc_key(name, on_delete, **options):
    """One foreign key of an arc."""
    label = _LABELS.get(name, name.replace("_", " "))
    return models.ForeignKey(model_name(name), on_delete=on_delete, null=True, verbose_name=label, **options)


def model_name(arc_name: str) -> str:
    """`archive.TradeFigure` for `trade_figure`, `archive.Source` for `about_source`."""
    return "archive." + "".join(part.capitalize() for part in arc_name.removeprefix("about_").split("_"))


def exactly_one(names) -> Q:
    """The condition that one of the foreign keys is set and all others are null."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class OnArc:
    """Knows the one record that a row belongs to, by the one of its ARC's foreign keys that is set."""

    ARC: tuple[str, ...] = ()

    @property
    def arc_name(self):
        """The name of the foreign key that is set, without fetching the record."""
        return next((name for name in self.ARC if getattr(self, f"{name}_id") is not None), None)

    @property
    def record(self):
        """The one record that this row hangs on (None only before it is chosen)."""
        name = self.arc_name
        return getattr(self, name) if name else None

    @record.setter
    def record(self, value):
        for name in self.ARC:
            setattr(self, name, value if model_name(name) == value._meta.label else None)


class Hanging(OnArc, Guarded):
    """A row that hangs on exactly one record."""

    class Meta(Guarded.Meta):
        abstract = True

    def touched_by(self, change, gone=False):
        """What hangs on a record concerns that record."""
        if self.arc_name:
            change.touch_hanging(self, self.arc_name)


def on_one_of(*names):
    """An abstract base for rows that hang on exactly one of these types.

    The reverse name is the concrete model's `default_related_name`. What hangs on a draft goes with it when the draft
    is deleted (a published record cannot be deleted).
    """

    class OnOneOf(Hanging):
        ARC = names

        class Meta(Hanging.Meta):
            abstract = True
            constraints = [
                models.CheckConstraint(
                    condition=exactly_one(names),
                    name="%(class)s_has_one_record",
                    violation_error_message=_("Choose exactly one record that this is about."),
                )
            ]

    for name in names:
        OnOneOf.add_to_class(name, arc_key(name, models.CASCADE, blank=True))
    return OnOneOf


OnRecord = on_one_of(*RECORD_ARC)
