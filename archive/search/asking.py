"""What a query asks for: its words and phrases, and the look-up `matches` that finds them in either database."""

import re
from dataclasses import dataclass

from django.core.exceptions import FullResultSet
from django.db import models

from archive import text
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
        alternatives = [f"({' OR '.join(map(_in_fts5(term.exact), term.readings))})" for term in self._terms()]
        quote = connection.ops.quote_name
        table = quote(fts_table(self.lhs.target.model))
        key = f"{quote(self.lhs.alias)}.{quote(self.lhs.target.model._meta.pk.column)}"
        return f"{key} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", [" AND ".join(alternatives)]

    def as_postgresql(self, compiler, connection):
        """The same in the words of tsquery, answered from the GIN index."""
        alternatives = [f"({' | '.join(map(_in_tsquery(term.exact), term.readings))})" for term in self._terms()]
        column, params = self.process_lhs(compiler, connection)
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [*params, " & ".join(alternatives)]

    def _terms(self):
        """What to look for; where the limits leave nothing, every row answers, as without a query."""
        found = terms(self.rhs)
        if not found:
            raise FullResultSet
        return found


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
