"""Applies a plan: all of it in one change, written in sets, or nothing."""

import hashlib
from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch, NameForm, Place
from archive.models.base import Record
from archive.models.sets import blank, save_columns
from archive.spreadsheets.columns import LinkColumn
from archive.spreadsheets.links import Links
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.resources import HangingResource, batched, resource_for
from archive.spreadsheets.unswept import unswept
from archive.writing import Stale, change

# Rows in one INSERT: SQLite takes about a thousand values in one statement, and Django divides further where it must.
_BATCH = 1000


def apply(plan, *, by, why="") -> ImportBatch | None:
    """Write what a plan says, all or nothing, as one import by this user (None: the archive itself).

    Gives the ImportBatch, or None where there was nothing to write. Raises ValueError for a plan with failed rows, and
    `archive.writing.Stale` where a record was changed since the plan was made; then nothing is stored.
    """
    if not plan.ok:
        raise ValueError(_("Some rows of the sheet cannot be taken, so nothing was stored."))
    rows = plan.of_kind(Kind.NEW, Kind.CHANGED)
    if not rows:
        return None
    with unswept(), transaction.atomic():
        batch = _batch(plan, by)
        with change(by=by, why=why or _("Import of %(file)s") % {"file": plan.sheet.file_name}, batch=batch) as current:
            _Writer(resource_for(plan.type), current).write(rows)
    return batch


def _batch(plan, by):
    content = plan.sheet.content
    return ImportBatch.objects.create(
        type=plan.type,
        file_name=plan.sheet.file_name[:255],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        mapping=plan.mapping,
        source=plan.source,
        user=by,
        user_name=by.get_username() if by else "",
        state=BatchState.APPLIED,
        counts=plan.counts,
        applied_at=timezone.now(),
    )


class _Writer:
    """Writes planned rows of one sheet inside an open change."""

    def __init__(self, resource, current):
        self.resource, self.change = resource, current
        self.model = resource.model()
        self.columns = {column.column_name: column for column in resource.columns()}
        self.links = Links()
        # Links of new rows to rows that the same sheet creates later: (instance, column, slug).
        self.later = []

    def write(self, rows):
        """Write all rows, then the links among those that were new."""
        for some in batched(rows):
            self._write_set(some)
        self._write_later()

    def _write_set(self, rows):
        stored = self._stored([row for row in rows if row.kind == Kind.CHANGED])
        self.links.look_up(self._targets(rows))
        instances = {row.number: stored[row.pk] if row.pk else blank(self.model) for row in rows}
        for row in rows:
            self._put(instances[row.number], row)
        self._keep_places(instances.values())
        waiting = {id(instance) for instance, _column, _slug in self.later}
        rows = self._create_whole(rows, instances, waiting) if issubclass(self.model, Record) else rows
        self._create([instances[row.number] for row in rows if not row.pk])
        self._update([(instances[row.number], row) for row in rows if row.pk])
        self._write_many(rows, instances)

    def _create_whole(self, rows, instances, waiting):
        """Create the new records that wait for nothing, with their lists; the rows that are left."""
        ready = [row for row in rows if not row.pk and id(instances[row.number]) not in waiting]
        many = [column for column in self.columns.values() if column.many]
        lists = [
            {
                c.column_name: c.listed(row.cells[c.column_name][1], self.links)
                for c in many
                if c.column_name in row.cells
            }
            for row in ready
        ]
        if ready:
            self.change.create(self.model, [instances[row.number] for row in ready], lists)
        numbers = {row.number for row in ready}
        return [row for row in rows if row.number not in numbers]

    def _stored(self, rows):
        """The rows to be changed, as they are now, locked where the database can; Stale where one is not as planned."""
        pks = [row.pk for row in rows]
        found = self.model._base_manager.filter(pk__in=pks).select_for_update().in_bulk() if pks else {}
        if issubclass(self.model, Record):
            stale = [row for row in rows if row.pk not in found or found[row.pk].revision != row.revision]
        else:
            lines = {line.pk: line.cells for line in self.resource.lines(self.model._base_manager.filter(pk__in=pks))}
            stale = [row for row in rows if row.pk not in found or _differs(lines[row.pk], row)]
        if stale:
            raise Stale([found.get(row.pk) or row.slug or row.pk for row in stale])
        return found

    def _targets(self, rows):
        for row in rows:
            for name, (_before, after) in row.cells.items():
                yield from self.columns[name].targets(after, _After(row))

    def _put(self, instance, row):
        if row.pk and issubclass(self.resource, HangingResource):
            # What the row hung on so far is concerned as much as what it will hang on.
            instance.touched_by(self.change)
        for name, (_before, after) in row.cells.items():
            column = self.columns[name]
            if after or row.pk:
                column.put(instance, after, self.links)
            if isinstance(column, LinkColumn) and after and getattr(instance, column.field.name) is None:
                self.later.append((instance, column, after))
        if "record" in row.cells:
            instance.record = self._record(row)

    def _record(self, row):
        ((target, slug),) = self.columns["record"].targets(row.cells["record"][1], _After(row))
        record = self.links.get(target, slug)
        if record is None:
            raise Stale([slug])
        return record

    def _keep_places(self, instances):
        """Places, and places that are named: what they are before, for the day when the import is undone."""
        if self.model is Place:
            self.change.keep_places([place.pk for place in instances if place.pk])
        elif issubclass(self.model, NameForm):
            self.change.keep_places([form.place_id for form in instances if form.place_id])

    def _create(self, instances):
        self.model.objects.bulk_create(instances, batch_size=_BATCH)
        if self.model is Place:
            self.change.places_before.update(dict.fromkeys(place.pk for place in instances))

    def _update(self, pairs):
        """Write the changed columns of stored rows, many at once."""
        names = {
            self.columns[name].field.name for _i, row in pairs for name in row.cells if not self.columns[name].many
        }
        save_columns([instance for instance, _row in pairs], sorted(names))
        for instance, _row in pairs:
            instance.touched_by(self.change)

    def _write_many(self, rows, instances):
        wanted = defaultdict(dict)
        for row in rows:
            for name, (_before, after) in row.cells.items():
                if self.columns[name].many:
                    wanted[name][instances[row.number]] = after
        for name, texts in wanted.items():
            self.columns[name].store(self.model, texts, self.change, self.links)

    def _write_later(self):
        for some in batched(self.later):
            self.links.look_up((self.model, slug) for _instance, _column, slug in some)
            for instance, column, slug in some:
                column.put(instance, slug, self.links)
                # Known when the import was planned, and gone since.
                if getattr(instance, column.field.name) is None:
                    raise Stale([slug])
            save_columns([instance for instance, _column, _slug in some], sorted({c.field.name for _i, c, _s in some}))
            for instance, _column, _slug in some:
                instance.touched_by(self.change)


class _After:
    """A planned row as columns ask about it: the value of a column after the import."""

    def __init__(self, row):
        self.row = row

    def value(self, name):
        return self.row.cells.get(name, ("", ""))[1]


def _differs(cells, row) -> bool:
    """Whether a stored row is no longer what the plan compared with."""
    return any(cells[name] != before for name, (before, _after) in row.cells.items())
