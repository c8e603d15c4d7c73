"""Makes records as a snapshot says: their columns, links, lists and what hangs on them, in sets."""

from collections import defaultdict

from django.db import models

from archive.models import FormerSlug
from archive.models.guard import require_change
from archive.models.links import key_to
from archive.models.sets import save_columns
from archive.snapshot.base import columns, other_keys, owned, plain
from archive.snapshot.decisions import DECISIONS, restore_decisions
from archive.snapshot.merging import KNOWN_BY, Part, link_columns
from archive.snapshot.taking import take


def restore(model, wanted: dict[int, dict]) -> dict[int, list[Part]]:
    """Make stored records (or places), by primary key, as these snapshots say, inside an open change.

    Gives, by primary key, the parts that could not be made so, because what they link to is no more. The number of
    queries does not grow with the records; the change refuses, as ever, what somebody else saved meanwhile.
    """
    return _Restoring(model, wanted).run()


def recreate(model, snapshots, revisions=()) -> list[models.Model]:
    """Make deleted records again, in the order of their snapshots, with their own columns: `restore` does the rest.

    `revisions` are the numbers of their last versions, from which their history goes on.
    """
    own = [f for f in columns(model) if not f.is_relation]
    rows = [model(**{f.attname: _value(f, s[f.name]) for f in own if f.name in s}) for s in snapshots]
    for row, number in zip(rows, revisions, strict=False):
        row.revision = number
    return model.objects.bulk_create(rows)


def _value(field, plain_value):
    """The value of a column from its JSON data; None is an empty one."""
    if plain_value is None:
        return None if field.null else field.get_default() if not field.blank else ""
    return field.to_python(plain_value)


class _Restoring:
    def __init__(self, model, wanted):
        self.model, self.wanted = model, wanted
        self.missing = defaultdict(list)
        self.change = require_change(model._meta.verbose_name_plural)

    def run(self):
        present = take(self.model, self.wanted)
        self.pks = [pk for pk, snapshot in self.wanted.items() if pk in present and present[pk] != snapshot]
        if not self.pks:
            return {}
        self.found = self._look_up()
        self.records = self.model._base_manager.in_bulk(self.pks)
        for record in self.records.values():
            record.touched_by(self.change)
        self._restore_columns(present)
        for field in self.model._meta.many_to_many:
            self._restore_list(field, present)
        for name, satellite, key in owned(self.model):
            pks = [pk for pk in self.pks if self.wanted[pk].get(name, []) != present[pk].get(name, [])]
            if pks:
                self._restore_hanging(name, satellite, key, pks)
        self._restore_decisions(present)
        return {pk: parts for pk, parts in self.missing.items() if parts}

    def _look_up(self) -> dict[tuple, int]:
        """The primary keys of all that the wanted snapshots link to, by type and slug, present or former."""
        slugs = defaultdict(set)
        hanging = {name: link_columns(satellite) for name, satellite, _key in owned(self.model)}
        many = {f.name: f.remote_field.model for f in self.model._meta.many_to_many}
        for snapshot in (self.wanted[pk] for pk in self.pks):
            for name, target in link_columns(self.model).items():
                slugs[target].add(snapshot.get(name))
            for name, target in many.items():
                slugs[target].update(snapshot.get(name, ()))
            for name, links in hanging.items():
                for row in snapshot.get(name, ()):
                    for column, target in links.items():
                        slugs[target].add(row.get(column))
        return {(model, slug): pk for model, some in slugs.items() for slug, pk in _keys(model, some - {None}).items()}

    def _restore_columns(self, present):
        changed = defaultdict(list)
        for pk in self.pks:
            names = [f for f in columns(self.model) if self.wanted[pk].get(f.name) != present[pk].get(f.name)]
            written = [f for f in names if self._set(self.records[pk], f, self.wanted[pk].get(f.name), pk)]
            if written:
                changed[tuple(f.name for f in written)].append(self.records[pk])
        for names, rows in changed.items():
            _write(rows, names)

    def _set(self, row, field, value, pk) -> bool:
        """Set a column of an unsaved row; False, and noted, where it links to nothing."""
        if not field.is_relation:
            setattr(row, field.attname, _value(field, value))
            return True
        key = value and self.found.get((field.remote_field.model, value))
        if value and key is None:
            self.missing[pk].append(Part(field.name, value=value))
            return False
        setattr(row, field.attname, key)
        return True

    def _restore_list(self, field, present):
        through = field.remote_field.through
        here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        pks = [pk for pk in self.pks if self.wanted[pk].get(field.name, []) != present[pk].get(field.name, [])]
        rows = []
        for pk in pks:
            for slug in self.wanted[pk].get(field.name, ()):
                key = self.found.get((field.remote_field.model, slug))
                if key is None:
                    self.missing[pk].append(Part(field.name, slug))
                else:
                    rows.append(through(**{here: pk, there: key}))
        # All of them anew, so that their order is the snapshot's.
        through._base_manager.filter(**{f"{here}__in": pks}).delete()
        through._base_manager.bulk_create(rows)

    def _restore_hanging(self, name, satellite, key, pks):
        others = other_keys(satellite, key)
        links = [f.name for f in columns(satellite) if f.is_relation and f.name not in others]
        stored = defaultdict(list)
        rows = satellite._base_manager.filter(**{f"{key}__in": pks}).select_related(*links).order_by("pk")
        for row in rows:
            stored[getattr(row, f"{key}_id")].append((row, plain(row, without=others)))
        plans = [RowsPlan(name, stored[pk], self.wanted[pk].get(name, [])) for pk in pks]
        gone = [row for plan in plans for row in plan.gone]
        for row in gone:
            row.touched_by(self.change, gone=True)
        satellite._base_manager.filter(pk__in=[row.pk for row in gone]).delete()
        fields = [f for f in columns(satellite) if f.name not in others]
        self._edit(fields, [pair for plan in plans for pair in plan.edited], key)
        fresh = [
            row
            for pk, plan in zip(pks, plans, strict=True)
            for snapshot in plan.fresh
            if (row := self._made(satellite, key, pk, fields, snapshot, name))
        ]
        satellite.objects.bulk_create(fresh)

    def _restore_decisions(self, present):
        before, after = ({pk: taken[pk].get(DECISIONS, []) for pk in self.pks} for taken in (present, self.wanted))
        wanted = {pk: decided for pk, decided in after.items() if decided != before[pk]}
        if wanted:
            restore_decisions(self.model, before, wanted, self.change.by)

    def _edit(self, fields, pairs, key):
        for row, snapshot in pairs:
            for field in fields:
                self._set(row, field, snapshot.get(field.name), getattr(row, f"{key}_id"))
            row.touched_by(self.change)
        _write([row for row, _snapshot in pairs], [f.name for f in fields])

    def _made(self, satellite, key, pk, fields, snapshot, name):
        row = satellite(**{f"{key}_id": pk})
        known = len(self.missing[pk])
        for field in fields:
            if field.name in snapshot:
                self._set(row, field, snapshot[field.name], pk)
        if len(self.missing[pk]) == known:
            return row
        # A row without what it links to is no row: the list is named instead of the column.
        self.missing[pk][known:] = [Part(name, str(part.value)) for part in self.missing[pk][known:]]
        return None


class RowsPlan:
    """How the stored rows of one list become the wanted ones: which go, which are edited, which are made."""

    def __init__(self, name, stored, wanted):
        self.gone, self.edited, self.fresh = [], [], []
        left = list(stored)
        for snapshot in wanted:
            # Rows are shown in the order of their keys, so all after one made anew are made anew.
            found = None if self.fresh else _next_like(name, snapshot, left)
            if found is None:
                self.fresh.append(snapshot)
                continue
            self.gone += [row for row, _plain in left[:found]]
            row, now = left[found]
            left = left[found + 1 :]
            if now != snapshot:
                self.edited.append((row, snapshot))
        self.gone += [row for row, _plain in left]


def _next_like(name, snapshot, rows):
    """The place among the stored rows of the same one, or else of the one known by the same."""
    known = _known(name, snapshot)
    alike = [i for i, (_row, now) in enumerate(rows) if _known(name, now) == known]
    return next((i for i in alike if rows[i][1] == snapshot), alike[0] if alike else None)


def _known(name, snapshot):
    return tuple(snapshot.get(column, "") for column in KNOWN_BY[name])


def _keys(model, slugs) -> dict[str, int]:
    found = dict(model._base_manager.filter(slug__in=slugs).values_list("slug", "pk"))
    if len(found) < len(slugs):
        key = key_to(FormerSlug, model)
        former = FormerSlug._base_manager.filter(slug__in=slugs - found.keys(), **{f"{key}__isnull": False})
        found |= dict(former.values_list("slug", key))
    return found


def _write(rows, names):
    """Write columns of stored rows as they are in memory, with the bounds of dates; an old slug leaves a redirect."""
    if not rows:
        return
    model = type(rows[0])
    save_columns(rows, names)
    if "slug" in names:
        key = key_to(FormerSlug, model)
        renamed = [row for row in rows if row._stored_slug and row._stored_slug != row.slug]
        former = [FormerSlug(**{f"{key}_id": row.pk}, slug=row._stored_slug) for row in renamed]
        FormerSlug._base_manager.bulk_create(former, ignore_conflicts=True)
