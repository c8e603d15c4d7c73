"""What sources say about a record: most support it, some are less or more precise, some contradict it."""

from dataclasses import dataclass

from archive import countries
from archive.models import Citation, Stance, Status
from archive.models.sets import blank, link
from tests.benchmarks.generating import dating

LANGUAGES = ("en", "az", "es")
_SOURCE = Citation._meta.get_field("source")
# How many testimonies a record has, by how often.
_COUNTS = (0, 1, 2, 3, 4, 5, 6, 8, 12)
_OFTEN = (8, 27, 33, 19, 7, 3, 1, 1, 1)
# One of so many records is much attested: it has exactly so many testimonies.
MUCH_ATTESTED, MANY = 250, 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record with what is accepted: a date, the code of a country, an amount, or names in three languages.

    Of `prose` an editor says that the sources support it.
    """

    field: str
    kind: str
    value: object


def number(draw, i, many=True) -> int:
    """How many testimonies a record has: between two and three on average."""
    if many and i % MUCH_ATTESTED == 17:
        return MANY
    return draw.choices(_COUNTS, _OFTEN)[0]


def citations(draw, pools, facts, count, disputed=False, whole=False) -> list[Citation]:
    """So many testimonies about these facts, the more important ones first; at least one each where `whole`.

    The first fact of a `disputed` record is contradicted by a second source.
    """
    if not facts:
        return []
    count = max(count, len(facts) if whole else 0, 2 if disputed else 0)
    sources = pools.some_sources(draw, 1 + min(count // 2, 6), whole) if count else []
    found = []
    for n in range(count):
        fact, is_first = facts[n % len(facts)], n < len(facts)
        source = sources[0 if is_first and (whole or draw.random() < 0.6) else (n + 1) % len(sources)]
        found.append(_citation(draw, source, fact, is_first, whole))
    if disputed and facts[0].kind == "date":
        found[-1 if len(facts) < count else 1] = _contradiction(draw, pools, sources, facts[0])
        if whole and len(facts) == count:
            found.insert(1, _citation(draw, sources[0], facts[1], True, True)) if len(facts) > 1 else None
    return found


def _citation(draw, source, fact, is_first, whole):
    known, language = source
    stated, stance = _said(draw, fact, language if language in LANGUAGES else "en", is_first)
    row = blank(Citation)
    link(row, _SOURCE, known.row)
    row.field, row.stated, row.stance = fact.field, stated, stance
    row.locator = "" if not whole and draw.random() < 0.03 else _locator(draw)
    if not whole and draw.random() < 0.02:
        row.status = Status.DRAFT.value
    if draw.random() < 0.08:
        row.quotation = f"… {stated} …"
    return row


def _contradiction(draw, pools, sources, fact):
    known, _language = sources[-1] if len(sources) > 1 else pools.some_sources(draw, 1, True)[0]
    row = blank(Citation)
    link(row, _SOURCE, known.row)
    row.field, row.locator = fact.field, _locator(draw)
    row.stated, row.stance = dating.contradicting(draw, fact.value)
    return row


def _said(draw, fact, language, is_first):
    """What a source of this language states, and the stance of that."""
    chance = draw.random()
    if fact.kind == "date":
        if chance < 0.8:
            return dating.same(draw, fact.value, language)
        return (dating.less_precise if chance < 0.93 else dating.more_precise)(draw, fact.value, language)
    if fact.kind == "country":
        return countries.name(fact.value, language), Stance.SUPPORTS.value
    if fact.kind == "amount":
        return str(fact.value), Stance.SUPPORTS.value
    text = fact.value[LANGUAGES.index(language)]
    if fact.kind == "name" and not is_first and chance < 0.15 and " " in text:
        return text.rpartition(" ")[2], Stance.LESS_PRECISE.value
    return text, Stance.SUPPORTS.value


def _locator(draw):
    chance = draw.random()
    if chance < 0.5:
        return f"p. {draw.randint(1, 480)}"
    if chance < 0.75:
        return f"no. {draw.randint(1, 365)}, p. {draw.randint(1, 12)}"
    if chance < 0.9:
        return f"paragraph {draw.randint(1, 40)}, sentence {draw.randint(1, 9)}"
    return f"folio {draw.randint(1, 200)}{draw.choice('rv')}"
