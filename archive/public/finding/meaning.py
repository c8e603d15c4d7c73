"""What a search that finds nothing may have meant: other words under which readers do find something."""

from collections import defaultdict

from archive import search, text
from archive.models import RECORD_TYPES, record_type

# So many ways of writing a query are offered.
SUGGESTED = 3
# Of each type so many of those found are looked at for one that readers may see.
LOOKED_AT = 50


def meant(asked) -> list[str]:
    """Queries like this one that find something published, as names on record write them; a few queries."""
    ways = search.suggestions(asked)
    found = _finding(ways)
    kept = []
    for number in sorted(found):
        # A word finds all that begin with it: what only goes on where another way ends adds nothing.
        if not any(_goes_on(ways[number], ways[other]) for other in kept):
            kept.append(number)
    kept = kept[:SUGGESTED]
    names = _names([found[number] for number in kept])
    return list(dict.fromkeys(_written(ways[number], names[found[number]]) for number in kept))


def _finding(ways) -> dict[int, tuple[str, int]]:
    """Of these queries those that find something, each with the type and key of one such record: one query."""
    each = search.found_by_each(ways, RECORD_TYPES, dict.fromkeys(RECORD_TYPES, LOOKED_AT), is_seen=True)
    first = (next(((model.address, min(keys)) for model, keys in some.items() if keys), None) for some in each)
    return {n: one for n, one in enumerate(first) if one}


def _goes_on(way, other):
    return all(word.startswith(begun) for word, begun in zip(way.split(), other.split(), strict=False))


def _names(records):
    """All names of these records with their languages, by type and key."""
    pks, found = defaultdict(set), {}
    for address, pk in records:
        pks[address].add(pk)
    for address, some in pks.items():
        names = search.names_told(record_type(address), some, only_published=True)
        found.update(((address, pk), names.get(pk, ())) for pk in some)
    return found


def _written(way, names) -> str:
    """A folded query in the letters of these names, where they have its words."""
    known = {
        reading: word[0]
        for name, language in reversed(names)
        for word in text.words_as_written(name)
        for line in text.lines_in(word[0], language)
        for reading in line.split()
    }
    return " ".join(known.get(word) or _begun(word, known) for word in way.split())


def _begun(word, known) -> str:
    """A word in the letters of one that begins with it, where each letter stands for one; else as it is folded."""
    whole = (written for reading, written in known.items() if reading.startswith(word) and len(reading) == len(written))
    return next((written[: len(word)] for written in whole), word)
