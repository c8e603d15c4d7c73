"""How what a cell states stands to what is accepted, told without a query: for each cell of a preview."""

from decimal import Decimal, InvalidOperation

from archive import evidence
from archive.models import Person, Stance
from archive.spreadsheets.columns import LinkColumn, ManyColumn
from archive.spreadsheets.columns.many import parts_in
from archive.spreadsheets.headings import without_language


def stance(resource, column_name, before, after, names=()) -> Stance | None:
    """How a value stated by a source stands to the accepted one, both as canonical texts; None where nobody can tell.

    For facts and titles of records only. `names` are further known forms of the name where the column is one. Links
    are compared by their slugs: the same support, others only an editor can judge, as the archive itself does.
    """
    model = resource.model()
    field = without_language(column_name)
    if not before or not after or field not in getattr(model, "FACTS", ()):
        return None
    column = resource.column(column_name)
    if isinstance(column, ManyColumn | LinkColumn):
        return Stance.SUPPORTS if set(parts_in(after)) <= set(parts_in(before)) else None
    if field == "name":
        found = evidence.name_stance(after, [before, *names])
        return found if model is Person or found is not Stance.CONTRADICTS else None
    compare = evidence.comparison(model, field)
    if compare is evidence.amount_stance:
        return _of_amounts(after, before)
    return compare(after, before) if compare else None


def _of_amounts(after, before):
    try:
        return evidence.amount_stance(after, Decimal(before))
    except InvalidOperation:
        return None


__all__ = ["stance"]
