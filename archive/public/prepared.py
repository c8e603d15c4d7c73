"""Queries whose SQL is put together once, where Django does that for each request anew.

For a page made of a dozen small queries that costs several times what the databases take to answer them.
"""

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter

from django.db import connections, router
from django.db.models import F, Prefetch
from django.db.models.base import ModelState

# What stands in a query for its values while the SQL is put together: keys and slugs that no row has.
_KEY = -900_000_000
_SLUG = "-prepared-{}"
_OF = "of_record"
# What no line or note of another page shows of a record.
_UNSEEN = (
    "search_text", "note", "revision", "created_at", "updated_at", "published_at", "face", "face_changed_at",
    "headings", "evidence", "uncited", "unsupported",
)  # fmt: skip


class _ReadState(ModelState):
    """The state of an object that was read."""

    adding = False


class Prepared:
    """The rows of a model that a queryset finds; only the keys or slugs in it differ from one time to the next."""

    def __init__(self, model, rows):
        """`rows` makes the queryset from a list of keys (or slugs); it is asked once for each number of them."""
        self.model = model
        self._rows = rows
        self._plans = {}

    def __call__(self, values) -> list:
        """The rows for these values, of which there is at least one."""
        alias = router.db_for_read(self.model)
        # Powers of two: a few queries serve any number of values. One that comes twice finds nothing more.
        size = 1 << (len(values) - 1).bit_length()
        at = alias, size, type(values[0])
        plan = self._plans.get(at)
        if plan is None:
            marks = [_KEY - n if at[2] is int else _SLUG.format(n) for n in range(size)]
            plan = self._plans[at] = _Plan.of(self._rows(marks).using(alias), marks)
        return plan.rows([*values, *values[-1:] * (size - len(values))])


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a row that make up one object, and how they do."""

    model: type
    within: slice
    names: tuple[str, ...]
    key: int
    # Puts the object where its link is looked for; None for the row's own.
    give: object = None

    @classmethod
    def of(cls, found, select):
        """Those of one model of a query, as Django's compiler tells of it."""
        at = found["select_fields"]
        within = slice(at[0], at[-1] + 1)
        names = tuple(expression.target.attname for expression, *_ in select[within])
        return cls(
            found["model"], within, names, names.index(found["model"]._meta.pk.attname), found.get("local_setter")
        )

    def objects(self, rows, alias) -> list:
        """The object of each row, to be read and not saved; None where a row links to none."""
        model, names, within, key, found = self.model, self.names, self.within, self.key, []
        for row in rows:
            values = row[within]
            if values[key] is None:
                found.append(None)
                continue
            # A model's constructor looks at each column by itself.
            one = model.__new__(model)
            one._state = state = _ReadState()
            state.db = alias
            one.__dict__.update(zip(names, values, strict=True))
            found.append(one)
        return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """The SQL of a queryset, and how its rows become objects: what Django's ModelIterable finds out each time."""

    alias: str
    sql: str
    parameters: list
    # Where in the parameters which of the values stands.
    places: list[tuple[int, int]]
    own: _Columns
    linked: list[_Columns]
    annotations: list[tuple[str, int]]
    converters: list[tuple]

    @classmethod
    def of(cls, queryset, marks):
        """The plan of a queryset in which these marks stand for values."""
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = compiler.as_sql()
        which = {mark: n for n, mark in enumerate(marks)}
        converters = compiler.get_converters([expression for expression, *_ in compiler.select])
        linked = compiler.klass_info.get("related_klass_infos", ())
        return cls(
            alias=queryset.db,
            sql=sql,
            parameters=list(parameters),
            places=[(at, which[p]) for at, p in enumerate(parameters) if isinstance(p, int | str) and p in which],
            own=_Columns.of(compiler.klass_info, compiler.select),
            linked=[_Columns.of(found, compiler.select) for found in linked],
            annotations=list(compiler.annotation_col_map.items()),
            converters=[(at, convert, of) for at, (some, of) in converters.items() for convert in some],
        )

    def rows(self, values) -> list:
        """The objects that the query finds with these values."""
        parameters = self.parameters.copy()
        for at, which in self.places:
            # PostgreSQL's driver tells numbers apart by types of its own.
            parameters[at] = type(parameters[at])(values[which])
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        return self._objects(self._converted(rows, connection))

    def _converted(self, rows, connection):
        if not self.converters:
            return rows
        rows = [list(row) for row in rows]
        for at, convert, of in self.converters:
            for row in rows:
                row[at] = convert(row[at], of, connection)
        return rows

    def _objects(self, rows):
        found = self.own.objects(rows, self.alias)
        for linked in self.linked:
            for one, other in zip(found, linked.objects(rows, self.alias), strict=True):
                linked.give(one, other)
        for name, at in self.annotations:
            for one, row in zip(found, rows, strict=True):
                setattr(one, name, row[at])
        return found


class Beside:
    """What hangs on records of a model, put beside each of them as `prefetch_related` does: one query for any number.

    A slice of the rows is taken as it is where it is asked for one record.
    """

    def __init__(self, model, lookup):
        """`lookup` as `prefetch_related` takes it: a name, or a Prefetch."""
        lookup = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        relation = model._meta.get_field(lookup.prefetch_through)
        self.target = relation.related_model
        self.name, self.into = lookup.prefetch_through, lookup.to_attr
        # The way back: the key of a row to its record; of rows that many records share, the name of the relation.
        self.back = None if relation.many_to_many else relation.field
        self.query_name = relation.related_query_name() if relation.many_to_many else relation.field.name
        self.found = lookup.queryset if lookup.queryset is not None else self.target._default_manager.all()
        self.within = [_Within(self.target, *inner.split("__")) for inner in self.found._prefetch_related_lookups]
        self.prepared = Prepared(self.target, self._rows)

    def put(self, records) -> None:
        """Fetch it for these records."""
        if not records:
            return
        by_key, back = defaultdict(list), self.back.attname if self.back else _OF
        keys = list(map(attrgetter(records[0]._meta.pk.attname), records))
        rows = self.prepared(list(dict.fromkeys(keys)))
        for row in rows:
            # Past the descriptors of Django, which looks whether a column is still to be fetched.
            by_key[row.__dict__[back]].append(row)
        for record, key in zip(records, keys, strict=True):
            self._give(record, by_key.get(key, []))
        for within in self.within:
            within.put(rows)

    def _give(self, record, rows):
        if self.back:
            for row in rows:
                self.back.set_cached_value(row, record)
        if self.into is None:
            # Where `record.names.all()` looks first.
            record.__dict__.setdefault("_prefetched_objects_cache", {})[self.name] = rows
        else:
            setattr(record, self.into, rows)

    def _rows(self, keys):
        rows, query = self.found.prefetch_related(None), self.found.query
        rows.query.clear_limits()
        rows = rows.filter(**{f"{self.query_name}__in": keys})
        if not self.back:
            rows = rows.annotate(**{_OF: F(f"{self.query_name}__pk")})
        return rows[query.low_mark : query.high_mark] if query.is_sliced else rows


class _Within:
    """What hangs on the records that the rows beside a record link to: `person__names`."""

    def __init__(self, model, link, name):
        self.link = link
        self.beside = Beside(model._meta.get_field(link).related_model, name)

    def put(self, rows):
        """Fetch it for the records that these rows link to, which are fetched with them."""
        linked = (getattr(row, self.link) for row in rows)
        self.beside.put([record for record in linked if record is not None])


def unseen(model, link="", but=()) -> list[str]:
    """The columns of a record, behind a link, that the page of another does not show; `but` those that it does."""
    translated = [name for name in ("summary", "sorted") if name not in but]
    told = [*(column for name in translated for column in _in_languages(model, name)), *_UNSEEN]
    return [f"{link}{column}" for column in told if column not in but]


def _in_languages(model, name):
    return (field.name for field in model._meta.concrete_fields if field.name.startswith(f"{name}_"))


def columns(model, *names) -> list[str]:
    """The columns of a model for these names, as far as it has them: each language's of what is translated."""
    own = {field.name for field in model._meta.concrete_fields}
    found = (list(getattr(getattr(model, name, None), "fields", ())) or [name] for name in names)
    return [column for some in found for column in some if column.partition("__")[0] in own]
