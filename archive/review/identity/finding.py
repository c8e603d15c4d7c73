"""Finds records that are likely one: by keys that they share, each record looked at again only when it has changed."""

import zlib
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from archive.models import COMPARED, Likeness, LikenessState, NameKey, Place
from archive.models.links import key_to
from archive.models.sets import insert_rows
from archive.review.identity.likeness import LIKELY, Reason, known, known_of, likeness

# So many records are compared in one set; so many keys are asked for in one query.
SET_SIZE = 1000
_KEYS_AT_ONCE = 5000
# A key that more records share tells nothing.
_TOO_COMMON = 60
_MOST_HINTS = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the same as another, how likely, and why."""

    record: object
    score: int
    reasons: list[str]


def is_compared(model) -> bool:
    """Whether records of this type are looked through for duplicates."""
    return key_to(NameKey, model) is not None


def uncompared(model) -> list[int]:
    """The records of a type that are new or changed since they were compared: one query, for places two."""
    key = key_to(NameKey, model)
    if model is Place:
        marks = dict(NameKey.objects.filter(**{f"{key}__isnull": False}).values_list(key, "mark"))
        rows = model._base_manager.values_list("pk", "search_text", "country", "latitude", "longitude")
        return [pk for pk, *told in rows if marks.get(pk) != _mark_of_place(told)]
    same = NameKey.objects.filter(**{key: OuterRef("pk")}, mark=OuterRef("revision"))
    return list(model._base_manager.filter(~Exists(same)).values_list("pk", flat=True))


def compare(model, limit=None) -> int:
    """Compare what is new or changed with everything that shares a key; the number of records still to compare."""
    waiting = uncompared(model)
    now = waiting if limit is None else waiting[:limit]
    for start in range(0, len(now), SET_SIZE):
        with transaction.atomic():
            _compare_some(model, now[start : start + SET_SIZE])
    return len(waiting) - len(now)


def _compare_some(model, pks):
    facts = known(model, pks)
    keys = {pk: fact.keys(model) for pk, fact in facts.items()}
    _store_keys(model, keys)
    pairs = {
        (min(pk, other), max(pk, other)) for pk, others in _sharing(model, keys).items() for other in others - {pk}
    }
    others = {pk for pair in pairs for pk in pair} - facts.keys()
    facts |= known(model, others) if others else {}
    found = {}
    for one, other in pairs:
        score, reasons = likeness(model, facts[one], facts[other])
        if score >= LIKELY:
            found[one, other] = (score, reasons)
    _store_pairs(model, pks, found)


def _store_keys(model, keys):
    key = key_to(NameKey, model)
    marks = _marks(model, keys)
    NameKey.objects.filter(**{f"{key}__in": list(keys)}).delete()
    # What has no word to be compared by is compared all the same: with nothing.
    rows = [
        NameKey(**{f"{key}_id": pk}, key=text, mark=marks[pk]) for pk, texts in keys.items() for text in texts or {""}
    ]
    insert_rows(rows)


def _marks(model, pks) -> dict[int, int]:
    rows = model._base_manager.filter(pk__in=list(pks))
    if model is not Place:
        return dict(rows.values_list("pk", "revision"))
    told = rows.values_list("pk", "search_text", "country", "latitude", "longitude")
    return {pk: _mark_of_place(values) for pk, *values in told}


def _mark_of_place(values) -> int:
    return zlib.crc32("\n".join(map(str, values)).encode())


def _sharing(model, keys) -> dict[int, set[int]]:
    """The records that share a key with each of these, keys that many share left out."""
    key, by_key = key_to(NameKey, model), defaultdict(set)
    wanted = sorted({text for texts in keys.values() for text in texts} - {""})
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = wanted[start : start + _KEYS_AT_ONCE]
        rows = NameKey.objects.filter(key__in=some, **{f"{key}__isnull": False})
        for text, pk in rows.values_list("key", f"{key}_id"):
            by_key[text].add(pk)
    found = defaultdict(set)
    for pk, texts in keys.items():
        for text in texts:
            if len(by_key[text]) <= _TOO_COMMON:
                found[pk] |= by_key[text]
    return found


def _store_pairs(model, pks, found):
    key = key_to(NameKey, model)
    other = f"other_{key}"
    for end in (key, other):
        Likeness.objects.filter(state=LikenessState.LIKELY, **{f"{end}__in": pks}).delete()
    # What is left among them was said to be different, and is not proposed again.
    said = Likeness.objects.filter(**{f"{key}__in": {one for one, _other in found}})
    said = set(said.values_list(f"{key}_id", f"{other}_id"))
    fresh = (
        Likeness(**{f"{key}_id": one, f"{other}_id": two}, score=score, reasons=reasons)
        for (one, two), (score, reasons) in found.items()
        if (one, two) not in said
    )
    # Somebody else may be comparing at the same time, and finds the same.
    Likeness.objects.bulk_create(fresh, batch_size=SET_SIZE, ignore_conflicts=True)


def likely(model, state=LikenessState.LIKELY, among=None):
    """The pairs of a type that are likely one (or were said to be different), most alike first, with both records.

    `among` is a queryset of the records that may be shown.
    """
    key = key_to(NameKey, model)
    rows = Likeness.objects.filter(**{f"{key}__isnull": False}, state=state)
    if among is not None:
        # Asked of each pair: from a set of keys SQLite would look for pairs of each with each.
        rows = rows.filter(*(Exists(among.order_by().filter(pk=OuterRef(end))) for end in (key, f"other_{key}")))
    return rows.select_related(key, f"other_{key}").order_by("-score", "pk")


def ends(pair) -> tuple:
    """Both records of a likeness."""
    key = next(name for name in COMPARED if getattr(pair, f"{name}_id") is not None)
    return getattr(pair, key), getattr(pair, f"other_{key}")


def in_words(reasons) -> list[str]:
    """The reasons of a likeness as sentences in the active language."""
    return [Reason(reason).words(detail) for reason, detail in reasons]


def alike(record, among=None, most=_MOST_HINTS) -> list[Alike]:
    """The records that may be the same as this one, best first: looked up as it is now, in a few queries.

    `among` is a queryset of those that may be shown.
    """
    model = type(record)
    if not is_compared(model) or record.pk is None:
        return []
    own = known_of(record)
    others = _sharing(model, {record.pk: own.keys(model)})[record.pk] - {record.pk}
    others -= _said_different(record) if others else set()
    scored = [(*likeness(model, own, fact), pk) for pk, fact in known(model, others).items()] if others else []
    best = sorted((s for s in scored if s[0] >= LIKELY), key=lambda s: (-s[0], s[2]))[:most]
    rows = model._base_manager.all() if among is None else among
    records = rows.in_bulk([pk for *_rest, pk in best]) if best else {}
    return [Alike(records[pk], score, in_words(reasons)) for score, reasons, pk in best if pk in records]


def _said_different(record) -> set[int]:
    key = key_to(NameKey, type(record))
    other = f"other_{key}"
    said = Likeness.objects.filter(Q(**{key: record.pk}) | Q(**{other: record.pk}), state=LikenessState.DIFFERENT)
    return {pk for pair in said.values_list(key, other) for pk in pair} - {record.pk}


def say_different(one, two, *, by, why="") -> Likeness:
    """Remember that two records are not the same, so that they are not proposed again."""
    key = key_to(NameKey, type(one))
    low, high = sorted((one.pk, two.pk))
    told = {
        "state": LikenessState.DIFFERENT,
        "said_by": by,
        "said_by_name": by.get_username() if by else "",
        "said_at": timezone.now(),
        "why": why,
    }
    return Likeness.objects.update_or_create(**{f"{key}_id": low, f"other_{key}_id": high}, defaults=told)[0]


def unsay_different(pair) -> None:
    """Forget that two records were said to be different: they are compared like any others again."""
    pair = Likeness.objects.get(pk=pair.pk)
    one, two = ends(pair)
    pair.delete()
    NameKey.objects.filter(**{f"{key_to(NameKey, type(one))}__in": (one.pk, two.pk)}).delete()
