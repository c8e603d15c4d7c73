"""Writes the rows of one sheet inside an open change, in sets."""

from collections import defaultdict

from archive.models import NameForm, Place, RowChoice
from archive.models.base import Record
from archive.models.sets import blank, save_columns
from archive.spreadsheets.applying.checking import ROWS_AT_ONCE, outdated, stated_already
from archive.spreadsheets.applying.permitting import hold_to, published_by
from archive.spreadsheets.applying.planned import After, targets_of
from archive.spreadsheets.columns import LinkColumn, PlainColumn
from archive.spreadsheets.links import Links
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.planning.rights import Rights
from archive.spreadsheets.resources import HangingResource, batched
from archive.spreadsheets.sight import Sight


class _Row:
    """A row that is being written: its cells, what its source says, and the stored or new row that it becomes."""

    __slots__ = ("cells", "instance", "kind", "number", "pk", "revision", "said", "slug")

    def __init__(self, planned, cells, said):
        self.number, self.kind, self.slug = planned.number, planned.kind, planned.slug
        self.pk, self.revision = planned.pk, planned.revision
        self.cells, self.said = cells, said
        self.instance = None


class Writer:
    """The work on one sheet."""

    def __init__(self, chosen, current, last_keys):
        self.chosen, self.change = chosen, current
        self.resource = chosen.resource
        self.model = self.resource.model()
        self.last_key = last_keys[self.model]
        columns = self.resource.columns()
        self.columns = {column.column_name: column for column in columns}
        self.many = [c for c in columns if c.many]
        # Columns whose canonical texts are what their fields hold.
        self.texts = {c.column_name: c.field.attname for c in columns if isinstance(c, PlainColumn) and c.is_text}
        self.rights = Rights(chosen.rights_of, self.resource, last_keys)
        # What readers see from now on: the evidence for it is asked for when all is written.
        self.published = []
        self.links = Links(sight=Sight(chosen.rights_of))
        # Links of new rows to rows that the same sheet creates later: (instance, column, slug).
        self.later = []
        # The names of what is not as it was planned: once there is one, all that is written is for nothing.
        self.stale = []

    def write(self, steps) -> list[str]:
        """Write all rows, then the links among those that were new; the names of what is not as it was planned."""
        for some in batched(self.chosen, ROWS_AT_ONCE):
            self.links.trim()
            self._hold_to_rights([planned for planned, _choice in some])
            self._write_set([self._row(*row) for row in some])
            steps.take(len(some))
        self._write_later()
        return self.stale

    def _hold_to_rights(self, rows):
        if self.rights.by is not None:
            self.links.look_up(target for _row, target in targets_of(self.resource, rows))
            hold_to(self.rights, rows, self.links)

    def _row(self, planned, choice):
        """A planned row with what of it is written and what its source only says."""
        if choice != RowChoice.TESTIMONY and not self.chosen.cites:
            return _Row(planned, planned.cells, ())
        from archive.spreadsheets import testimony

        if choice == RowChoice.TESTIMONY:
            return _Row(planned, *testimony.divided(self.resource, planned))
        return _Row(planned, planned.cells, testimony.cited(self.resource, planned, planned.given))

    def _write_set(self, rows):
        rows = self._as_planned(rows)
        written = [row for row in rows if row.cells or not row.pk]
        pks = [row.pk for row in written if row.pk]
        stored = self.model._base_manager.in_bulk(pks) if pks else {}
        for row in written:
            row.instance = stored[row.pk] if row.pk else blank(self.model)
            self._put(row)
        self._keep_places(written)
        left = self._create_whole(written) if issubclass(self.model, Record) else written
        self._create([row.instance for row in left if not row.pk])
        self._update([row for row in left if row.pk])
        self._write_many(left)
        self._store_testimonies([row for row in rows if row.said])
        if self.rights.by is not None:
            self.published += published_by(written)

    def _as_planned(self, rows):
        """The rows whose stored ones are as planned, and all that they link to is there; the others are noted."""
        targets = list(targets_of(self.resource, rows))
        self.links.look_up(target for _row, target in targets)
        refused = set()
        for row, (model, slug) in targets:
            # What the same sheet creates may come later.
            if self.links.get(model, slug) is None and model is not self.model:
                refused.add(id(row))
                self.stale.append(slug)
        if issubclass(self.resource, HangingResource):
            self._take_for_changed(rows)
        found = outdated(self.resource, rows, self.links)
        self.stale += found.values()
        if not found and not refused:
            return rows
        return [row for i, row in enumerate(rows) if i not in found and id(row) not in refused]

    def _take_for_changed(self, rows):
        """A new row that states what another sheet of this import has stored already changes what that one stored."""
        found = stated_already(self.resource, rows, self.links)
        ours = {i: key for i, key in found.items() if key > self.last_key}
        stored = self.resource.lines(self.model._base_manager.filter(pk__in=ours.values())) if ours else ()
        cells = {line.pk: line.cells for line in stored}
        for i, key in ours.items():
            row, now = rows[i], cells[key]
            row.pk, row.kind = key, Kind.CHANGED
            row.cells = {
                name: (now[name], after)
                for name, (_before, after) in row.cells.items()
                if name not in self.resource.KNOWN_BY and now[name] != after
            }

    def _put(self, row):
        instance, is_new = row.instance, not row.pk
        if row.pk and issubclass(self.resource, HangingResource):
            # What the row hung on so far is concerned as much as what it will hang on.
            instance.touched_by(self.change)
        values = instance.__dict__
        for name, (_before, after) in row.cells.items():
            attname = self.texts.get(name)
            if attname is not None:
                values[attname] = after
            elif after or not is_new:
                self._put_other(instance, self.columns[name], after)
        if "record" in row.cells:
            instance.record = self._record(row)

    def _put_other(self, instance, column, after):
        column.put(instance, after, self.links)
        if after and isinstance(column, LinkColumn) and self.links.get(column.target, after) is None:
            self.later.append((instance, column, after))

    def _record(self, row):
        ((target, slug),) = self.columns["record"].targets(row.cells["record"][1], After(row))
        return self.links.get(target, slug)

    def _keep_places(self, rows):
        """Places, and places that are named: what they are before, for the day when the import is undone."""
        if self.model is Place:
            self.change.keep_places([row.pk for row in rows if row.pk])
        elif issubclass(self.model, NameForm):
            self.change.keep_places([row.instance.place_id for row in rows if row.instance.place_id])

    def _create_whole(self, rows):
        """Create the new records that wait for nothing, with their lists; the rows that are left."""
        waiting = {id(instance) for instance, _column, _slug in self.later}
        ready = [row for row in rows if not row.pk and id(row.instance) not in waiting]
        if not ready:
            return rows
        many = [(c.column_name, c.listed) for c in self.many]
        lists = [
            {name: listed(row.cells[name][1], self.links) for name, listed in many if name in row.cells}
            for row in ready
        ]
        said = [row for row in ready if row.said]
        if said:
            self._cite_new(ready, lists)
        self.change.create(self.model, [row.instance for row in ready], lists)
        for row in said:
            row.said = ()
        return [row for row in rows if row.pk or id(row.instance) in waiting]

    def _cite_new(self, rows, lists):
        """Put what the source says of new records into their lists, so that it is part of their first version."""
        from archive.spreadsheets import testimony

        citations = testimony.with_new(self.model, self.chosen.plan.source, [(row.number, row.said) for row in rows])
        for found, several in zip(lists, citations, strict=True):
            found["citations"] = several

    def _create(self, instances):
        self.model.objects.bulk_create(instances, batch_size=ROWS_AT_ONCE)
        if self.model is Place:
            self.change.places_before.update(dict.fromkeys(place.pk for place in instances))

    def _update(self, rows):
        """Write the changed columns of stored rows, many at once."""
        names = {self.columns[name].field.name for row in rows for name in row.cells if not self.columns[name].many}
        save_columns([row.instance for row in rows], sorted(names))
        for row in rows:
            row.instance.touched_by(self.change)

    def _write_many(self, rows):
        wanted = defaultdict(dict)
        for row in rows:
            for name, (_before, after) in row.cells.items():
                if self.columns[name].many:
                    wanted[name][row.instance] = after
        for name, texts in wanted.items():
            self.columns[name].store(self.model, texts, self.change, self.links)

    def _store_testimonies(self, rows):
        if rows:
            from archive.spreadsheets import testimony

            said = [(row.pk or row.instance.pk, row.number, row.said) for row in rows]
            testimony.store(self.change, self.chosen.plan.type, self.chosen.plan.source, said)

    def _write_later(self):
        for some in batched(self.later, ROWS_AT_ONCE):
            self.links.look_up((self.model, slug) for _instance, _column, slug in some)
            for instance, column, slug in some:
                column.put(instance, slug, self.links)
                # Known when the import was planned, and gone since.
                if getattr(instance, column.field.name) is None:
                    self.stale.append(slug)
            save_columns([instance for instance, _column, _slug in some], sorted({c.field.name for _i, c, _s in some}))
            for instance, _column, _slug in some:
                instance.touched_by(self.change)
