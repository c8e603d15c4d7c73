"""Two columns beside each fact of a record: which sources speak of it, and what their testimony does to it.

They inform whoever reads the sheet: on import they are known and left alone, as testimony has a sheet of its own.
"""

from collections import defaultdict

from django.utils.translation import gettext as _
from import_export.widgets import Widget

from archive.models import Citation, Stance, Status, arc_name
from archive.models.sets import KeyList
from archive.spreadsheets.columns.base import Column
from archive.spreadsheets.widgets import SEPARATOR

SOURCES, STANCE = "sources", "stance"
# Where one source speaks of a field more than once, its testimony is shown by the first of these.
_GRAVEST = (
    Stance.CONTRADICTS,
    Stance.OVERLAPS,
    Stance.LESS_PRECISE,
    Stance.MORE_PRECISE,
    Stance.SUPPORTS,
    Stance.MENTIONS,
)


def evidence_names(model) -> dict[str, tuple[str, str]]:
    """The names of the two columns of each fact of a record type: {"date": ("date__sources", "date__stance")}."""
    return {name: (f"{name}__{SOURCES}", f"{name}__{STANCE}") for name in getattr(model, "FACTS", ())}


def evidence_columns(model, only_published=False) -> dict[str, tuple["EvidenceColumn", "EvidenceColumn"]]:
    """The two columns of each fact, which read the testimony of a set of rows once for all of them."""
    said = _Said(only_published)
    return {
        name: (EvidenceColumn(name, sources, said, 0), EvidenceColumn(name, stance, said, 1))
        for name, (sources, stance) in evidence_names(model).items()
    }


class EvidenceColumn(Column):
    """The sources of a fact by their slugs, or their stances in the same order, `; ` between them."""

    many = True
    reads_only = True

    def __init__(self, fact, name, said, which):
        super().__init__(attribute=name, widget=Widget())
        self.fact, self.said, self.which = fact, said, which

    @property
    def paths(self):
        """Nothing of the row itself."""
        return ()

    def forms(self):
        """What it informs of."""
        if self.which == 0:
            yield _("The addresses (slugs) of the sources that speak of “%(column)s”.") % {"column": self.fact}
        else:
            yield _("What each of these sources does to the accepted “%(column)s”, in the same order: %(words)s.") % {
                "column": self.fact,
                "words": ", ".join(f"{stance.value} ({stance.label})" for stance in Stance),
            }
        yield _("To read only: an import leaves it alone.")

    def shown_for(self, model, pks, public) -> dict[int, str]:
        """The texts of many stored rows by primary key."""
        found = self.said.about(model, pks, public)[self.fact]
        return {pk: SEPARATOR.join(stances if self.which == 0 else stances.values()) for pk, stances in found.items()}


class _Said:
    """The testimony about the rows of a set, fetched once and asked for by every column."""

    def __init__(self, only_published):
        self.only_published = only_published
        self._pks, self._found = None, {}

    def about(self, model, pks, public):
        """{fact: {row: {slug of a source: stance}}}."""
        if pks is not self._pks:
            self._pks, self._found = pks, _testimony(model, pks, public or self.only_published)
        return self._found


def _testimony(model, pks, public):
    key = f"{arc_name(model)}_id"
    # What was withdrawn is no evidence, for editors neither.
    stands = Citation.objects.exclude(status=Status.WITHDRAWN).exclude(source__status=Status.WITHDRAWN)
    rows = (Citation.objects.published() if public else stands).filter(
        **{f"{key}__in": KeyList(pks)}, field__in=model.FACTS
    )
    found = defaultdict(lambda: defaultdict(dict))
    for pk, name, slug, stance in rows.order_by("pk").values_list(key, "field", "source__slug", "stance"):
        stances = found[name][pk]
        known = stances.setdefault(slug, stance)
        if known != stance:
            stances[slug] = min(known, stance, key=_GRAVEST.index)
    return found
