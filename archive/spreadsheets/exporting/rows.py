"""The rows of a sheet for export: in sets, by key, each set as columns of texts.

Which rows there are, and in which order, is asked once: a small first set directly, so that a file begins as soon as
that one is read, then the keys of all others, eight bytes each. No cursor and no transaction stays open while a slow
reader takes the file, and a set far into the list costs what the first one does. Every set is read when its turn comes,
with what readers may see then: each row is right by itself, a row changed meanwhile is told as it is now, and one that
was withdrawn or deleted meanwhile is left out. A row that came after the file was begun is not in it.
"""

from array import array
from collections.abc import Iterator

from django.db import models, router
from django.db.models.lookups import GreaterThan

from archive.models import KeptOfRevision, PublishedRevision
from archive.models.fields import ProseField
from archive.models.sets import KeyList
from archive.spreadsheets.resources.base import Line

# So many rows are in memory at once; a reader waits for fewer of them before a file begins.
_AT_ONCE, _AT_FIRST = 1000, 100
# So many rows by an index, each looked up by itself, take as long as reading a table five times as long from its start.
_MANY = 20_000
# What was found out of all rows of a type, with the published revision then.
_kept = KeptOfRevision()


class _Octets(models.Func):
    """The bytes of a text, which are known without reading through it."""

    function = "OCTET_LENGTH"
    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection):
        """SQLite has the function from 3.43 on."""
        return self.as_sql(
            compiler, connection, function="LENGTH", template="%(function)s(CAST(%(expressions)s AS BLOB))"
        )


class SheetRows:
    """The rows of a sheet that a queryset chooses, as one person sees them."""

    def __init__(self, resource, queryset, sight, public=False, evidence=False):
        self.resource, self.sight, self.public = resource, sight, public
        self.columns = resource.columns(public, evidence)
        self.paths = resource.paths(self.columns)
        self.chosen = sight.among(resource.rows(queryset, public))
        # By key alone, whatever was searched for: only what may be seen is asked again.
        self.allowed = sight.among(resource.rows(None, public)).order_by()
        self.count = 0

    def __iter__(self) -> Iterator[list[list[str]]]:
        """Sets of rows: a list of texts for each column."""
        for stored in self._stored():
            self.count += len(stored)
            yield self._seen([row[0] for row in stored], self.resource.texts(self.columns, stored, self.public))

    def may_exceed(self, octets) -> bool:
        """Whether a text of the rows themselves has more than so many bytes of UTF-8: what a format cannot hold."""
        long = models.Q(pk__in=())
        for column in self.columns:
            if isinstance(column.field, ProseField):
                long |= models.Q(GreaterThan(_Octets(column.attribute), octets))
        chosen = self.chosen.order_by()
        if chosen[:_MANY].count() == _MANY and not self._any(long):
            return False
        return chosen.filter(long).exists()

    def _any(self, condition) -> bool:
        """Whether this holds of any row of the type; for readers it is asked once of each published revision.

        A row that is no draft any more has made another revision.
        """
        model = self.resource.model()
        rows = model._base_manager.filter(condition)
        if not self.public:
            return rows.exists()
        revision, at = PublishedRevision.current(), (router.db_for_read(model), model, str(condition))
        found = _kept.still(at, revision)
        if found is None:
            found = rows.exists()
            _kept[at] = revision, found
        return found

    def _stored(self):
        first = list(self.chosen.values_list("pk", *self.paths)[:_AT_FIRST])
        if first:
            yield first
        if len(first) < _AT_FIRST:
            return
        others = self._keys({row[0] for row in first})
        for start in range(0, len(others), _AT_ONCE):
            some = others[start : start + _AT_ONCE].tolist()
            found = {row[0]: row for row in self.allowed.filter(pk__in=KeyList(some)).values_list("pk", *self.paths)}
            if rows := [found[pk] for pk in some if pk in found]:
                yield rows

    def _keys(self, told):
        """The keys of the other rows in their order."""
        chosen = self.chosen.values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE)
        return array("q", (pk for pk in chosen if pk not in told))

    def _seen(self, pks, texts):
        """The same without what this person does not see."""
        if self.sight.sees_all(self.resource.model()):
            return texts
        names = [column.column_name for column in self.columns]
        lines = [Line(pk, dict(zip(names, cells, strict=True))) for pk, *cells in zip(pks, *texts, strict=True)]
        return [list(one) for one in zip(*(line.cells.values() for line in self.sight.cleared(self.resource, lines)))]  # noqa: B905
