"""Which rows of a plan are written, and what is done with each."""

from django.utils.translation import gettext as _

from archive.models import RowChoice
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.resources import resource_for

_WRITTEN = (Kind.NEW, Kind.CHANGED)


class Chosen:
    """The rows of a plan that are written, each with the editor's choice; walked as often as needed."""

    def __init__(self, plan, choice):
        self.plan, self.choice = plan, choice
        self.resource = resource_for(plan.type)
        if choice == RowChoice.TESTIMONY and plan.source is None:
            raise ValueError(_("Testimony is a source's: choose the source that the file comes from first."))

    def __iter__(self):
        for row in self.plan.rows:
            if row.kind in _WRITTEN:
                choice = row.choice or self._usual(row)
                if choice != RowChoice.LEAVE_OUT:
                    yield row, choice
            elif self.cites and row.given:
                yield row, RowChoice.ACCEPT

    def __bool__(self):
        return any(True for _row in self)

    def __len__(self):
        kinds = getattr(self.plan.rows, "kinds", None)
        return len(self.plan.rows) if kinds is None else sum(kinds[kind] for kind in _WRITTEN)

    @property
    def cites(self) -> bool:
        """Whether the source is cited for what is accepted."""
        return self.plan.cite and self.plan.source is not None

    def _usual(self, row):
        # What is left out as a whole are values that differ from accepted ones: a new row does not.
        return RowChoice.ACCEPT if self.choice == RowChoice.LEAVE_OUT and row.kind == Kind.NEW else self.choice
