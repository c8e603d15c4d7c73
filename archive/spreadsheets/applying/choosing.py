"""Which rows of a plan are written, and what is done with each."""

from django.utils.translation import gettext as _

from archive.models import RowChoice
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.planning.base import deed
from archive.spreadsheets.resources import resource_for

_WRITTEN = (Kind.NEW, Kind.CHANGED)


class Chosen:
    """The rows of a plan that are written, or those that are proposed, each with the editor's choice.

    They are walked as often as needed.
    """

    def __init__(self, plan, choice, proposed=False, rights_of=None):
        # `rights_of` is the user who may have to be held to what they may do; None may do anything.
        self.plan, self.choice, self.rights_of = plan, choice, rights_of
        self.kinds = (Kind.PROPOSED,) if proposed else _WRITTEN
        self.resource = resource_for(plan.type)
        if choice == RowChoice.TESTIMONY and plan.source is None:
            raise ValueError(_("Testimony is a source's: choose the source that the file comes from first."))

    def __iter__(self):
        for row in self.plan.rows:
            if row.kind in self.kinds:
                choice = row.choice or self._usual(row)
                if choice != RowChoice.LEAVE_OUT:
                    yield row, choice
            elif self.cites and row.given and row.kind == Kind.UNCHANGED and Kind.NEW in self.kinds:
                yield row, RowChoice.ACCEPT

    def __bool__(self):
        kinds = getattr(self.plan.rows, "kinds", None)
        if kinds is not None and not self.cites and not any(kinds[kind] for kind in self.kinds):
            return False
        return any(True for _row in self)

    def __len__(self):
        kinds = getattr(self.plan.rows, "kinds", None)
        return len(self.plan.rows) if kinds is None else sum(kinds[kind] for kind in self.kinds)

    @property
    def cites(self) -> bool:
        """Whether the source is cited for what is accepted."""
        return self.plan.cite and self.plan.source is not None

    def _usual(self, row):
        # What is left out as a whole are values that differ from accepted ones: a new row does not.
        return RowChoice.ACCEPT if self.choice == RowChoice.LEAVE_OUT and deed(row) == Kind.NEW else self.choice
