"""What a query asks for: its words and phrases, and the look-up `matches` that finds them in either database."""

import re
from dataclasses import dataclass
from functools import partial
from string import ascii_lowercase

from django.core.exceptions import FullResultSet
from django.db import connections, models, router

from archive import text
from archive.models.base import Status
from archive.models.fields import SearchField
from archive.search.tables import fts_table

# Words of a query beyond these are not looked for: no query may cost more than a page.
MOST_WORDS = 10
MOST_LETTERS = 200
_MARKS = '"“”„‟«»‹›「」『』〝〞〟＂'
_QUOTED = re.compile(f"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]")


@dataclass(frozen=True, slots=True)
class Term:
    """What must be there, in one of its folded readings: the beginning of a word, or a phrase as it stands.

    A reading of several words is found where each of them begins one, in any order; as a phrase, where they stand so.
    """

    readings: tuple[str, ...]
    exact: bool = False


def terms(query: str) -> list[Term]:
    """What a query asks for, phrases in quotation marks whole: `"state visit" əli` has a phrase and a beginning."""
    asked, found, last = text.clean(query[:MOST_LETTERS]), [], 0
    for quoted in _QUOTED.finditer(asked):
        found += [*_beginnings(asked[last : quoted.start()]), *_phrase(quoted[1])]
        last = quoted.end()
    return _limited([*found, *_beginnings(asked[last:])])


def _beginnings(asked):
    return [Term(readings) for unit in text.units_in(asked) if (readings := text.readings_of(unit))]


def _phrase(asked):
    lines = text.lines_in(" ".join(asked.split()[:MOST_WORDS]))
    # Readings of a single word in it stand by themselves and are no reading of the whole.
    whole = tuple(line for line in lines if line.count(" ") == lines[0].count(" "))
    return [Term(whole, exact=True)] if whole else []


def _limited(found):
    """As many of the terms, from the first, as have no more words than a query may have."""
    left, kept = MOST_WORDS, []
    for term in found:
        left -= term.readings[0].count(" ") + 1
        if left < 0:
            break
        kept.append(term)
    return kept


def words(query: str) -> list[list[str]]:
    """The words of a query, each as the readings under which it may be stored: [["aliyev", "eliyev"]] for `Əliyev`.

    A reading that ends with a space stands for the whole word, any other for what begins so.
    """
    found = []
    for term in terms(query):
        parts = [[f"{word} " if term.exact else word for word in reading.split()] for reading in term.readings]
        # Where `al-Din` is one word in a text, that stands for both of the query's.
        found += [sorted({some[min(n, len(some) - 1)] for some in parts}) for n in range(max(map(len, parts)))]
    return found


@SearchField.register_lookup
class Matches(models.Lookup):
    """Rows whose stored words begin with each word of the query, in any order, in any reading of ə; phrases whole."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        """A look-up in the FTS5 table beside the model's."""
        quote = connection.ops.quote_name
        table = quote(fts_table(self.lhs.target.model))
        key = f"{quote(self.lhs.alias)}.{quote(self.lhs.target.model._meta.pk.column)}"
        return f"{key} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", [_asked_of_fts5(self._terms())]

    def as_postgresql(self, compiler, connection):
        """The same in the words of tsquery, answered from the GIN index."""
        column, params = self.process_lhs(compiler, connection)
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [
            *params,
            _asked_of_tsquery(self._terms()),
        ]

    def _terms(self):
        """What to look for; where the limits leave nothing, every row answers, as without a query."""
        found = terms(self.rhs)
        if not found:
            raise FullResultSet
        return found


@SearchField.register_lookup
class Tells(models.Lookup):
    """The same rows as `matches`, each asked by itself as it is read, from no index.

    For queries that many rows answer, where the first of them in another order are wanted: an index would find all.
    """

    lookup_name = "tells"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """A comparison of the stored words with those of each term, one after the other."""
        found = terms(self.rhs)
        if not found:
            raise FullResultSet
        column, params = self.process_lhs(compiler, connection)
        # Words are parted by one space; of folded letters none has a meaning in a pattern but the low line.
        patterns = [list(_patterns(term)) for term in found]
        likes = [f"({' OR '.join(_like(column, len(some)) for some in readings)})" for readings in patterns]
        values = [value for readings in patterns for some in readings for value in some for value in (*params, value)]
        return " AND ".join(likes), values


class Among(models.Lookup):
    """Rows whose key is one that a query finds: `Among(F("pk"), (model, query))`, for a page of thousands.

    They are found as they come in the order of a list. The key may stand in another table, such as that by which the
    list is put in order: then no row is read whose key is not among those found.
    """

    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        """Without an index on the key, SQLite keeps to the one that has the order (see `Scanned`)."""
        model, query = self.rhs
        key, params = self.process_lhs(compiler, connection)
        table = connection.ops.quote_name(fts_table(model))
        found = f"SELECT rowid FROM {table} WHERE {table} MATCH %s"
        return f"+{key} IN ({found})", [*params, _asked_of_fts5(terms(query))]

    def as_postgresql(self, compiler, connection):
        """PostgreSQL would put all that it finds in order: asked for a truth, it finds the keys and holds to the order.

        What it finds are the rows of the index of words.
        """
        model, query = self.rhs
        key, params = self.process_lhs(compiler, connection)
        quote, meta = connection.ops.quote_name, model._meta
        held = "to_tsvector('simple', search_text) @@ to_tsquery('simple', %s)"
        found = f"SELECT {quote(meta.pk.column)} FROM {quote(meta.db_table)} WHERE {held}"
        return f"(({key} IN ({found})) IS TRUE)", [*params, _asked_of_tsquery(terms(query))]


def _patterns(term):
    """For each reading of a term the patterns that all must fit."""
    for reading in term.readings:
        escaped = reading.replace("_", "\\_")
        yield [f"% {escaped} %"] if term.exact else [f"% {word}%" for word in escaped.split()]


def _like(column, count):
    return "(" + " AND ".join([f"' ' || {column} || ' ' LIKE %s ESCAPE '\\'"] * count) + ")"


def found_among(types, query, most) -> dict[type, list[int]]:
    """The keys of rows of each type that a query finds, of any standing, in no order, so many at most: one query.

    `most` says for each type how many; the tables themselves are not read. Where as many hold just the words as they
    are written, these are the ones.
    """
    return found_by_each([query], types, most)[0]


def found_by_each(queries, types, most, is_seen=False) -> list[dict[type, list[int]]]:
    """The same of several queries, in one; `is_seen` leaves of those that are found the ones that readers see."""
    found = [{model: [] for model in types} for _query in queries]
    asked = [(n, some) for n, query in enumerate(queries) if (some := terms(query))]
    if not asked or not types:
        return found
    connection = connections[router.db_for_read(types[0])]
    parts, values = [], []
    for n, some in asked:
        some_parts = [_keys_of(n * len(types) + at, model, most[model], connection) for at, model in enumerate(types)]
        parts += map(partial(_seen, connection=connection), some_parts, types) if is_seen else some_parts
        values += _values(some, connection) * len(types)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for at, key in cursor.fetchall():
            found[at // len(types)][types[at % len(types)]].append(key)
    return found


def holds_more(model, query, than) -> bool:
    """Whether a query finds more rows of a type than so many, of any standing: counted no further than that."""
    connection, asked = connections[router.db_for_read(model)], terms(query)
    if not asked:
        return False
    with connection.cursor() as cursor:
        part = _keys_of(0, model, than + 1, connection)
        cursor.execute(f"SELECT count(*) FROM ({part}) AS found", _values(asked, connection))
        return cursor.fetchone()[0] > than


def _keys_of(number, model, most, connection):
    way = _keys_in_postgresql if connection.vendor == "postgresql" else _keys_in_sqlite
    return way(number, model, int(most), connection)


def _seen(part, model, connection):
    """Those of the keys of a part whose rows readers see."""
    quote, meta = connection.ops.quote_name, model._meta
    there = f"{quote(meta.db_table)} ON {quote(meta.db_table)}.{quote(meta.pk.column)} = found.key"
    return f"SELECT at, key FROM ({part}) AS found JOIN {there} WHERE status = '{Status.PUBLISHED.value}'"


def _values(asked, connection):
    """The parameters of one such part."""
    if connection.vendor == "postgresql":
        return [_asked_of_tsquery(asked)]
    surely = _surely(asked)
    return [surely, surely, _asked_of_fts5(asked)]


def _keys_in_sqlite(number, model, most, connection):
    table = connection.ops.quote_name(fts_table(model))
    found = f"SELECT rowid FROM {table} WHERE {table} MATCH"
    asked = f"CASE WHEN (SELECT count(*) FROM ({found} %s LIMIT {most})) = {most} THEN %s ELSE %s END"
    return f"SELECT {number} AS at, rowid AS key FROM ({found} (SELECT {asked}) LIMIT {most})"


def _keys_in_postgresql(number, model, most, connection):
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    found = "to_tsvector('simple', search_text) @@ to_tsquery('simple', %s)"
    return f"(SELECT {number} AS at, {key} AS key FROM {table} WHERE {found} LIMIT {most})"


def _asked_of_fts5(found):
    return " AND ".join(f"({' OR '.join(map(_in_fts5(term.exact), term.readings))})" for term in found)


def _surely(found):
    """What finds some of the same rows of SQLite's index, the first ones at once.

    To find the first one that holds the beginning of a word, all that do are put together: in a large archive a
    million of them. Whole words are looked up, and so are the beginnings of two and three letters that it keeps.
    """
    return " AND ".join(f"({' OR '.join(map(_wholly(term.exact), term.readings))})" for term in found)


def _wholly(exact):
    if exact:
        return _in_fts5(exact)
    return lambda reading: "(" + " AND ".join(map(_whole, reading.split())) + ")"


def _whole(word):
    if len(word) == 1:
        return "(" + " OR ".join([f'"{word}"', *(f'"{word}{letter}"*' for letter in ascii_lowercase)]) + ")"
    return f'"{word}"*' if len(word) <= 3 else f'"{word}"'


def _asked_of_tsquery(found):
    return " & ".join(f"({' | '.join(map(_in_tsquery(term.exact), term.readings))})" for term in found)


def _in_fts5(exact):
    """How a reading is asked for in SQLite: the words of folded texts have no quotation marks."""
    if exact:
        return '"{}"'.format
    return lambda reading: "(" + " AND ".join(f'"{word}"*' for word in reading.split()) + ")"


def _in_tsquery(exact):
    """The same in PostgreSQL."""
    if exact:
        return lambda reading: "(" + " <-> ".join(f"'{word}'" for word in reading.split()) + ")"
    return lambda reading: "(" + " & ".join(f"'{word}':*" for word in reading.split()) + ")"
