"""The keys of what queries find, in either database, so many at most: the tables themselves are not read for them."""

import json
from itertools import chain

from django.db import connections, router

from archive.models.base import Status
from archive.search.asking import terms
from archive.search.spelled_out import found_in_postgresql, held_in, of_fts5, surely, words_in_postgresql
from archive.search.tables import fts_table

# Words that one of so many rows holds are come upon sooner by reading than in PostgreSQL's index, of which all that is
# found is put together first.
_COMMON = 10
# In a table of fewer rows all that is found is put together in no time.
_SMALL = 100_000


def found_among(types, query, most) -> dict[type, list[int]]:
    """The keys of rows of each type that a query finds, of any standing, in no order, so many at most: one query.

    `most` says for each type how many; the tables themselves are not read. Where as many hold just the words as they
    are written, these are the ones.
    """
    return found_by_each([query], types, most)[0]


def found_by_each(queries, types, most, is_seen=False) -> list[dict[type, list[int]]]:
    """The same of several queries, in one; `is_seen` leaves of those that are found the ones that readers see."""
    found = [{model: [] for model in types} for _query in queries]
    asked = [(n, model, some) for n, query in enumerate(queries) if (some := terms(query)) for model in types]
    if not asked:
        return found
    connection = connections[router.db_for_read(types[0])]
    parts = _parts([(model, some, int(most[model])) for _n, model, some in asked], connection)
    statements, values = zip(*parts, strict=True)
    if is_seen:
        statements = [_seen(sql, model, connection) for sql, (_n, model, _s) in zip(statements, asked, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), list(chain.from_iterable(values)))
        for at, key in cursor.fetchall():
            number, model, _some = asked[at]
            found[number][model].append(key)
    return found


def holds_more(model, query, than) -> bool:
    """Whether a query finds more rows of a type than so many, of any standing: counted no further than that.

    PostgreSQL says what it expects, by its statistics: to count so far it would put together all that is found.
    """
    connection, asked = connections[router.db_for_read(model)], terms(query)
    if not asked:
        return False
    if connection.vendor == "postgresql":
        [(expected, _rows)] = _expected([(model, asked)], connection)
        return expected > than
    with connection.cursor() as cursor:
        sql, values = _in_sqlite(0, model, asked, than + 1, connection)
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", values)
        return cursor.fetchone()[0] > than


def _parts(asked, connection) -> list[tuple[str, list]]:
    """For each (type, terms, most) the statement that finds keys, with its number among them, and its values."""
    if connection.vendor != "postgresql":
        return [_in_sqlite(at, model, some, most, connection) for at, (model, some, most) in enumerate(asked)]
    expected = _expected([(model, some) for model, some, _most in asked], connection)
    return [
        _in_postgresql(at, model, some, most, expected[at], connection) for at, (model, some, most) in enumerate(asked)
    ]


def _seen(part, model, connection):
    """Those of the keys of a part whose rows readers see."""
    quote, meta = connection.ops.quote_name, model._meta
    there = f"{quote(meta.db_table)} ON {quote(meta.db_table)}.{quote(meta.pk.column)} = found.key"
    return f"SELECT at, key FROM ({part}) AS found JOIN {there} WHERE status = '{Status.PUBLISHED.value}'"


def _in_sqlite(number, model, some, most, connection):
    table = connection.ops.quote_name(fts_table(model))
    found = f"SELECT rowid FROM {table} WHERE {table} MATCH"
    asked = f"CASE WHEN (SELECT count(*) FROM ({found} %s LIMIT {most})) = {most} THEN %s ELSE %s END"
    sql = f"SELECT {number} AS at, rowid AS key FROM ({found} (SELECT {asked}) LIMIT {most})"
    return sql, [surely(some), surely(some), of_fts5(some)]


def _in_postgresql(number, model, some, most, expected, connection):
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    if _is_common(*expected):
        held, values = held_in("search_text", (), some, connection)
        return f"(SELECT {number} AS at, {key} AS key FROM {table} WHERE {held} LIMIT {most})", values
    held, values = found_in_postgresql("search_text", (), some, connection)
    # Planned by itself, though no more of it is made than is taken: the first of many would be sought by making words
    # of each row anew.
    every = f"WITH every AS MATERIALIZED (SELECT {key} AS key FROM {table} WHERE {held})"
    return f"({every} SELECT {number} AS at, key FROM every LIMIT {most})", values


def _is_common(number, rows):
    return number * _COMMON > rows > _SMALL


def _expected(asked, connection) -> list[tuple[int, int]]:
    """For each (type, terms) how many rows PostgreSQL expects them to find, and how many rows there are."""
    quote = connection.ops.quote_name
    types = list(dict.fromkeys(model for model, _some in asked))
    parts, values = [], []
    for model, some in asked:
        held, asked_for = words_in_postgresql("search_text", (), some)
        parts.append(f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {held}")
        values += asked_for
    parts += [f"SELECT 1 FROM {quote(model._meta.db_table)}" for model in types]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(parts)}", values)
        [[told]] = cursor.fetchall()
    told = json.loads(told) if isinstance(told, str) else told
    plans = [plan["Plan Rows"] for plan in told[0]["Plan"]["Plans"]]
    rows = dict(zip(types, plans[len(asked) :], strict=True))
    return [(number, rows[model]) for (model, _some), number in zip(asked, plans, strict=False)]
