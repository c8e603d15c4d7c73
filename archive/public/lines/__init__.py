"""One line for each record in lists: its date in words, its title, who and where, and how well it is attested."""

from archive.public.lines.base import Line, LineOf
from archive.public.lines.kinds import KINDS, VisitLine, direction
from archive.reader import same_reader

__all__ = ["Line", "LineOf", "VisitLine", "direction", "lines", "lines_of"]


def lines_of(model, keys) -> list[Line]:
    """The lines of the published records of a type with these keys, in this order, by queries put together once."""
    kind = KINDS.get(model, LineOf)
    with same_reader():
        found = {record.pk: record for record in kind.found(model, keys)}
        return [kind(found[key]).line() for key in keys if key in found]


def lines(queryset) -> list[Line]:
    """The lines of these published records or a slice of them, in few queries; linked drafts stay hidden."""
    kind = KINDS.get(queryset.model, LineOf)
    with same_reader():
        return [kind(record).line() for record in kind.fetched(queryset)]
