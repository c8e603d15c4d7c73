"""How the archive's evidence stands, type by type, with the way to the records behind each number."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.desk.counting import bounded, in_words
from archive.models import RECORD_TYPES, Evidence
from archive.review import Role, role_of

# What is looked for, by the query that lists it: (heading, filter, query).
COLUMNS = (
    (gettext_lazy("sources disagree"), {"evidence": Evidence.DISPUTED}, "?evidence__exact=disputed"),
    (gettext_lazy("facts without a citation"), {"uncited__gt": 0}, "?gaps=uncited"),
    (gettext_lazy("facts that no source supports"), {"unsupported__gt": 0}, "?gaps=unsupported"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, and the list of the records that it counts; no address where there are none."""

    heading: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record type and what its evidence lacks."""

    name: str
    address: str
    cells: list[Cell]


def headings() -> list[str]:
    """What the columns count."""
    return [capfirst(str(heading)) for heading, _which, _query in COLUMNS]


def lines(user) -> list[Line]:
    """Every record type with its gaps; nothing for those who see only their own."""
    if role_of(user) in (None, Role.VIEWER, Role.CONTRIBUTOR):
        return []
    return [_line(model) for model in RECORD_TYPES]


def _line(model):
    home = reverse(f"admin:archive_{model._meta.model_name}_changelist")
    cells = []
    for heading, which, query in COLUMNS:
        number = bounded(model.objects.filter(**which))
        cells.append(Cell(capfirst(str(heading)), in_words(number), home + query if number else ""))
    return Line(capfirst(str(model._meta.verbose_name_plural)), home, cells)


def summary(found) -> str:
    """The table in a sentence, where there is nothing to list."""
    if any(cell.address for line in found for cell in line.cells):
        return ""
    return _("Every fact is cited and supported, and no sources disagree.")
