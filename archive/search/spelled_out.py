"""How what a query asks for is written for the databases: for their indexes of words, and for the texts themselves."""

from string import ascii_lowercase


def of_fts5(found) -> str:
    """The terms of a query in the words of FTS5."""
    return " AND ".join(f"({' OR '.join(map(_in_fts5(term.exact), term.readings))})" for term in found)


def surely(found) -> str:
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


def found_in_postgresql(column, params, found, connection) -> tuple[str, list]:
    """The condition that PostgreSQL answers from the index of words, on a column of stored words; and its values.

    The index tells nothing of where words stand, and to make words of a whole text anew takes long: of a phrase it
    finds the words, and the texts themselves are asked how these stand.
    """
    sql, values = words_in_postgresql(column, params, found)
    if phrases := [term for term in found if term.exact and " " in term.readings[0]]:
        held, written = held_in(column, params, phrases, connection)
        return f"{sql} AND {held}", [*values, *written]
    return sql, values


def words_in_postgresql(column, params, found) -> tuple[str, list]:
    """The part of it that is asked of the index."""
    return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [*params, _of_tsquery(found)]


def _of_tsquery(found):
    return " & ".join(f"({' | '.join(map(_in_tsquery(term.exact), term.readings))})" for term in found)


def _in_fts5(exact):
    """How a reading is asked for in SQLite: the words of folded texts have no quotation marks."""
    if exact:
        return '"{}"'.format
    return lambda reading: "(" + " AND ".join(f'"{word}"*' for word in reading.split()) + ")"


def _in_tsquery(exact):
    """The same in PostgreSQL."""
    if exact:
        return lambda reading: "(" + " & ".join(f"'{word}'" for word in reading.split()) + ")"
    return lambda reading: "(" + " & ".join(f"'{word}':*" for word in reading.split()) + ")"


def held_in(column, params, found, connection) -> tuple[str, list]:
    """The condition that a column of stored words holds all terms, and its values: no index is asked."""
    way, written = _IN_POSTGRESQL if connection.vendor == "postgresql" else _IN_SQLITE
    # Words are parted by one space.
    parts = [list(_beginnings(term)) for term in found]
    each = way.format(column)
    held = [f"({' OR '.join(' AND '.join([each] * len(some)) for some in readings)})" for readings in parts]
    values = [value for readings in parts for some in readings for one in some for value in (*params, written(one))]
    return " AND ".join(held), values


def _beginnings(term):
    """For each reading of a term what must all stand in a text that has a space around each word."""
    for reading in term.readings:
        yield [f" {reading} "] if term.exact else [f" {word}" for word in reading.split()]


# Of folded letters none has a meaning in a pattern but the low line. PostgreSQL would expect of a pattern that next to
# nothing fits it, and put in order all that does instead of reading a list in its order until a page is full.
_IN_SQLITE = ("' ' || {} || ' ' LIKE %s ESCAPE '\\'", lambda words: f"%{words.replace('_', chr(92) + '_')}%")
_IN_POSTGRESQL = ("strpos(' ' || {} || ' ', %s) > 0", str)
