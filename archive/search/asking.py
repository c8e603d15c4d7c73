"""What a query asks for: its words and phrases, and the look-up `matches` that finds them in either database."""

import re
from dataclasses import dataclass

from django.core.exceptions import FullResultSet
from django.db import models

from archive import text
from archive.models.fields import SearchField
from archive.search.spelled_out import found_in_postgresql, held_in, of_fts5
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


def _looked_for(query) -> list[Term]:
    """What a look-up asks for; where the limits leave nothing, every row answers, as without a query."""
    found = terms(query)
    if not found:
        raise FullResultSet
    return found


def _found_in_fts5(model, query, connection):
    """The keys of the rows of a model that SQLite finds in the FTS5 table beside it, and the values."""
    table = connection.ops.quote_name(fts_table(model))
    return f"(SELECT rowid FROM {table} WHERE {table} MATCH %s)", [of_fts5(_looked_for(query))]


@SearchField.register_lookup
class Matches(models.Lookup):
    """Rows whose stored words begin with each word of the query, in any order, in any reading of ə; phrases whole."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        """A look-up in the FTS5 table beside the model's."""
        quote, model = connection.ops.quote_name, self.lhs.target.model
        found, values = _found_in_fts5(model, self.rhs, connection)
        return f"{quote(self.lhs.alias)}.{quote(model._meta.pk.column)} IN {found}", values

    def as_postgresql(self, compiler, connection):
        """The same in the words of tsquery, answered from the GIN index."""
        column, params = self.process_lhs(compiler, connection)
        return found_in_postgresql(column, params, _looked_for(self.rhs), connection)


@SearchField.register_lookup
class Tells(models.Lookup):
    """The same rows as `matches`, each asked by itself as it is read, from no index.

    For queries that many rows answer, where the first of them in another order are wanted: an index would find all.
    """

    lookup_name = "tells"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """A comparison of the stored words with those of each term, one after the other."""
        column, params = self.process_lhs(compiler, connection)
        return held_in(column, params, _looked_for(self.rhs), connection)


class Among(models.Lookup):
    """Rows whose key is one that a query finds: `Among(F("pk"), (model, query))`, for a page of thousands.

    They are found as they come in the order of a list. The key may stand in another table, such as that by which the
    list is put in order: then no row is read whose key is not among those found.
    """

    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        """Without an index on the key, SQLite keeps to the one that has the order (see `Scanned`)."""
        key, params = self.process_lhs(compiler, connection)
        found, values = _found_in_fts5(*self.rhs, connection)
        return f"+{key} IN {found}", [*params, *values]

    def as_postgresql(self, compiler, connection):
        """PostgreSQL would put all that it finds in order: asked for a truth, it finds the keys and holds to the order.

        What it finds are the rows of the index of words.
        """
        model, query = self.rhs
        key, params = self.process_lhs(compiler, connection)
        quote, meta = connection.ops.quote_name, model._meta
        held, values = found_in_postgresql("search_text", (), _looked_for(query), connection)
        found = f"SELECT {quote(meta.pk.column)} FROM {quote(meta.db_table)} WHERE {held}"
        return f"(({key} IN ({found})) IS TRUE)", [*params, *values]
