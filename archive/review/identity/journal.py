"""What a merge wrote, row by row with keys and values, so that all of it can be put back exactly."""

import json
from collections import defaultdict
from copy import copy
from datetime import date
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from archive import evidence
from archive.models import Citation, Place, Record, Status
from archive.models.base import Slugged
from archive.models.fields import SearchField
from archive.models.guard import Guarded
from archive.snapshot import LEFT_OUT

_AT_ONCE = 2000
# Of a record, what is computed is computed anew.
_COMPUTED = LEFT_OUT - {"id", "created_at"}


def image(row) -> dict:
    """The columns of a row as JSON data."""
    return {f.attname: _plain(f.value_from_object(row)) for f in _written(type(row))}


def stored(model):
    """The rows of a model without what a journal does not hold: the files themselves."""
    return model._base_manager.defer(
        *(f.name for f in model._meta.concrete_fields if isinstance(f, models.BinaryField))
    )


def tell(change, row, gone=False):
    """Tell the open change whose version a row belongs to that is written or, `gone`, moved away or deleted."""
    if isinstance(row, Record):
        change.touch(row)
    elif isinstance(row, Place):
        change.touch_authority(Place, row.pk)
    elif isinstance(row, Guarded):
        row.touched_by(change, gone=gone)
    elif row._meta.auto_created:
        for field in row._meta.fields:
            if field.is_relation and issubclass(field.remote_field.model, Record):
                change.touch_hanging(row, field.name)


def _written(model):
    slugged = issubclass(model, Slugged)
    return [
        f for f in model._meta.concrete_fields if not (slugged and (f.name in _COMPUTED or isinstance(f, SearchField)))
    ]


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # As the database gives it back, whatever it was given.
        return format(value.normalize(), "f")
    return value


def row_of(model, taken) -> models.Model:
    """An unsaved row with the values of an image."""
    row = model()
    for field in _written(model):
        if field.attname in taken:
            setattr(row, field.attname, value_of(field, taken[field.attname]))
    if isinstance(row, Record):
        row.updated_at = timezone.now()
    return row


def value_of(field, plain):
    """A column's value from its JSON data."""
    typed = models.DateField | models.DecimalField
    return field.to_python(plain) if plain is not None and isinstance(field, typed) else plain


def _write(rows_and_values):
    """Write columns, by attribute name, of stored rows: one UPDATE for all rows of a model that get the same values."""
    alike = defaultdict(list)
    for row, values in rows_and_values:
        if values:
            alike[type(row), json.dumps(values, sort_keys=True, default=str)].append((row.pk, values))
    for (model, _values), found in alike.items():
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            model._base_manager.filter(pk__in=[pk for pk, _v in some]).update(**some[0][1])


def _in_sets(rows, pks):
    """The rows of these keys, so many in one query that no database has too many values in it."""
    for start in range(0, len(pks), _AT_ONCE):
        yield from rows.filter(pk__in=pks[start : start + _AT_ONCE])


def _insert(model, rows):
    """Store rows with the keys and times that they had."""
    timed = [f for f in model._meta.concrete_fields if getattr(f, "auto_now_add", False)]
    times = [[getattr(row, f.attname) for f in timed] for row in rows]
    model._base_manager.bulk_create(rows)
    for row, values in zip(rows, times, strict=True):
        for field, value in zip(timed, values, strict=True):
            setattr(row, field.attname, value)
    _write((row, {f.attname: getattr(row, f.attname) for f in timed}) for row in rows)


class Journal:
    """The rows that a merge writes: as they were before it, and, once it has closed, as they are after it."""

    def __init__(self):
        self.before = defaultdict(dict)
        self.made = defaultdict(set)

    def keep(self, rows):
        """Remember rows that are about to be written or deleted; the first image counts."""
        for row in rows:
            if row.pk not in self.made[type(row)]:
                self.before[type(row)].setdefault(row.pk, image(row))

    def update(self, rows, columns):
        """Write these columns, by attribute name, of rows that are kept."""
        _write((row, {name: getattr(row, name) for name in columns}) for row in rows)

    def delete(self, rows):
        """Delete rows of one model, past every rule: what hangs on them has been seen to."""
        rows = list(rows)
        if rows:
            self.keep(rows)
            for start in range(0, len(rows), _AT_ONCE):
                doomed = type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows[start : start + _AT_ONCE]])
                if issubclass(doomed.model, Record):
                    # The database deletes nothing that readers see (archive.lasting).
                    doomed.update(status=Status.DRAFT)
                doomed.delete()

    def add(self, rows):
        """Note rows that were made."""
        for row in rows:
            self.made[type(row)].add(row.pk)

    def entries(self) -> list[dict]:
        """Every row that is not as it was, in JSON: `before` is None for a new row, `after` for one that is gone."""
        found = []
        for model in {*self.before, *self.made}:
            pks = sorted(self.before[model].keys() | self.made[model])
            now = {row.pk: image(row) for row in _in_sets(stored(model), pks)}
            for pk in pks:
                before, after = self.before[model].get(pk), now.get(pk)
                if before is not None and after is not None:
                    changed = [name for name in before if before[name] != after[name]]
                    before, after = ({name: values[name] for name in changed} for values in (before, after))
                if before != after:
                    found.append({"model": model._meta.label, "pk": pk, "before": before, "after": after})
        return found


class Putting:
    """Puts back what a journal says, inside an open change: what was edited since stays, and is noted in `kept`."""

    def __init__(self, entries):
        self.entries = defaultdict(list)
        for entry in entries:
            self.entries[apps.get_model(entry["model"])].append(entry)
        # (row or None, column, value now) of what stays as it is.
        self.kept = []
        # Every row as it is now stored and was before, for those who must be told.
        self.written = []

    def models(self):
        """The models whose rows the journal holds."""
        return list(self.entries)

    def take_away(self, model):
        """Delete the rows that the merge made, unless they were edited since."""
        made = {e["pk"]: e["after"] for e in self.entries[model] if e["before"] is None and e["after"] is not None}
        for row in model._base_manager.filter(pk__in=made):
            now = image(row)
            if any(now[name] != value for name, value in made[row.pk].items() if name in now):
                self.kept.append((row, "", str(row)))
                continue
            self.written.append((row, True))
            model._base_manager.filter(pk=row.pk).delete()

    def bring_back(self, model, revision=None):
        """Make again, with their keys, the rows that the merge deleted; what they link to must still be there."""
        gone = [e for e in self.entries[model] if e["after"] is None and e["before"] is not None]
        here = {row.pk for row in _in_sets(model._base_manager.only("pk"), [e["pk"] for e in gone])}
        rows = [row_of(model, e["before"]) for e in gone if e["pk"] not in here]
        rows = [row for row in rows if self._stands(row)]
        for row in rows if revision is not None else ():
            row.revision = revision
        _insert(model, rows)
        # Read again, so that each is what the database holds.
        self.written += [(row, False) for row in _in_sets(model._base_manager.all(), [row.pk for row in rows])]

    def _stands(self, row) -> bool:
        """Whether all that a row links to is there, and its place is free; a link that may be empty is emptied."""
        for field in row._meta.concrete_fields:
            key = getattr(row, field.attname) if field.is_relation else None
            if key is None or field.remote_field.model._base_manager.filter(pk=key).exists():
                continue
            self.kept.append((row, field.name, ""))
            if not field.null or field.name in getattr(row, "ARC", ()):
                return False
            setattr(row, field.attname, None)
        try:
            row.validate_unique()
        except ValidationError:
            self.kept.append((row, "", str(row)))
            return False
        return True

    def put(self, model):
        """Give the columns that the merge wrote their values of before, where nobody has written them since."""
        changed = {e["pk"]: e for e in self.entries[model] if e["before"] is not None and e["after"] is not None}
        written = []
        for row in _in_sets(stored(model), list(changed)):
            names = self._set(row, **{k: changed[row.pk][k] for k in ("before", "after")})
            written.append((row, {name: getattr(row, name) for name in names}))
        _write(written)

    def _set(self, row, before, after):
        """Set the columns of one row that are still as the merge left them; their names."""
        now, old = image(row), copy(row)
        edited = {name for name in before if now[name] not in (after[name], before[name])}
        free = [name for name in before if now[name] == after[name] and _stem(name) not in edited]
        for name in free:
            setattr(row, name, value_of(_field(row, name), before[name]))
        if edited and not _may_stand(row):
            # Beside what was edited since, the others cannot go back by themselves.
            edited, free = edited.union(free), []
        self.kept += [
            (old, _field(row, name).name, str(now[name] or ""))
            for name in sorted(edited)
            if not _is_computed(old, name)
        ]
        if free:
            self.written += [(old, True), (row, False)]
        return free


def _field(row, attname):
    return next(f for f in row._meta.concrete_fields if f.attname == attname)


def _stem(name):
    """The date that a column of bounds belongs to."""
    return name.removesuffix("_earliest").removesuffix("_latest")


def _may_stand(row) -> bool:
    try:
        row.validate_constraints()
    except ValidationError:
        return False
    return True


def _is_computed(row, name) -> bool:
    """Whether the archive itself finds a column's value, so that nobody can have edited it."""
    if isinstance(row, Citation):
        return name == "stance" and evidence.is_weighed(type(row.record), row.field)
    return name.endswith(("_earliest", "_latest")) or name in ("is_public", "updated_at")
