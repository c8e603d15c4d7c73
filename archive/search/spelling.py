"""What a misspelt word may mean: the words of names and titles that are like it, from indexes, never from all names."""

from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from archive import text
from archive.models import Spelling
from archive.models.sets import insert_rows
from archive.search.asking import terms

_SHORTEST, _LONGEST = 3, 40
_AT_ONCE = 2_000
# Of each way in which a word can be like another so many are looked at; of those the likest are tried.
_CONSIDERED = 300
_TRIED = 4
_LIKE = 0.6
# More than so many misspelt words are not put right, nor more ways tried to put them.
_MOST_WORDS = 4
_MOST_WAYS = 6
_LAST = "\U0010ffff"
# The consonants that are told apart in the column of consonants.
_SOUNDS = "bcdfghklmnprstv"


def learn(words) -> None:
    """Keep those of these folded words that are not kept yet."""
    fresh = sorted(w for w in set(words) if _SHORTEST <= len(w) <= _LONGEST and not w.isdigit())
    for start in range(0, len(fresh), _AT_ONCE):
        some = fresh[start : start + _AT_ONCE]
        kept = set(Spelling.objects.filter(word__in=some).values_list("word", flat=True))
        insert_rows([Spelling(word=w, backwards=w[::-1], consonants=text.consonants(w)) for w in some if w not in kept])


def suggestions(query: str) -> list[str]:
    """Queries that this one may mean, the likest first, not yet tried: each of its words may be a misspelt one.

    Two queries at most; none for a query of many words or with a phrase.
    """
    asked = terms(query)
    written = [word for term in asked for word in term.readings[0].split()]
    if not written or any(term.exact for term in asked) or len(written) > _MOST_WORDS:
        return []
    likes = like(written)
    # A word that no name has is the likelier to be the misspelt one; the ways are few: at most six for each of four.
    choices = [likes[word] if word in dict(likes[word]) else [*likes[word], (word, _LIKE)] for word in written]
    ways = [(sum(score for _word, score in way), [word for word, _score in way]) for way in product(*choices)]
    others = sorted((way for way in ways if way[1] != written), key=lambda way: -way[0])
    return [" ".join(words) for _score, words in others[:_MOST_WAYS]]


def like(words) -> dict[str, list[tuple[str, float]]]:
    """For each of these words the kept ones that are most like it, with how much, from 0 to 1 (itself): one query."""
    conditions = [way for word in words if len(word) >= _SHORTEST for way in _ways(word[:_LONGEST])]
    stretches = (Spelling.objects.filter(**way).order_by(column)[:_CONSIDERED] for column, way in conditions)
    # SQLite takes no limit in a part of a union, but in what the part is made of.
    rows = [Spelling.objects.filter(pk__in=some.values("pk")).values_list("word", flat=True) for some in stretches]
    candidates = sorted(set(rows[0].union(*rows[1:], all=True))) if rows else []
    found = {}
    for word in words:
        scorer = DamerauLevenshtein.normalized_similarity
        best = process.extract(word, candidates, scorer=scorer, limit=_TRIED + 1, score_cutoff=_LIKE)
        found[word] = [(other, score) for other, score, _index in best]
    return found


def _ways(word):
    """(column, condition): where in the indexes a word stands of which one letter was wrong, and mostly if two were.

    One half of it is right, or one end, or its sound but for one consonant.
    """
    for part in {max(2, len(word) // 2), max(3, len(word) // 3)}:
        for column, way in (("word", word), ("backwards", word[::-1])):
            yield column, {f"{column}__gte": way[:part], f"{column}__lt": way[:part] + _LAST}
    sound = text.consonants(word)
    yield "consonants", {"consonants": sound}
    if len(sound) >= _SHORTEST:
        yield "consonants", {"consonants__in": sorted(_neighbours(sound))}


def _neighbours(sound) -> set[str]:
    """The consonants of words in which one was left out, put in, taken for another or for the next one."""
    parts = [(sound[:place], sound[place:]) for place in range(len(sound) + 1)]
    found = {begun + rest[1:] for begun, rest in parts if rest}
    found |= {begun + rest[1] + rest[0] + rest[2:] for begun, rest in parts if len(rest) > 1}
    found |= {begun + letter + rest for begun, rest in parts for letter in _SOUNDS}
    found |= {begun + letter + rest[1:] for begun, rest in parts for letter in _SOUNDS}
    return found
