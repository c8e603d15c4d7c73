"""Under which headings readers find a record: kept as a change closes, for all that it may have changed, in sets."""

import functools
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import combinations

from django.apps import apps as present
from django.db import connections, router, transaction
from django.db.models import Q

from archive.models import (
    LISTED,
    RECORD_TYPES,
    Agreement,
    Citation,
    Event,
    Facet,
    Heading,
    Listed,
    Party,
    Place,
    Record,
    Source,
    Status,
    Visit,
)
from archive.models.fields import CountryField
from archive.models.heading import LONG
from archive.models.links import key_to, links
from archive.models.sets import blank, insert_rows, keys, update_rows
from archive.writing.completing import is_whole
from archive.writing.sizes import SET_SIZE, batched

# The one value of whether something is on the map.
ON_MAP = "yes"


def note_headings(model, pks) -> Counter:
    """Put these records of one type under their headings; what is not published has none.

    How many more there are now under each, by its key, is for the caller to `count_headings` when all sets are done.
    """
    stored = model._base_manager.filter(pk__in=keys(pks)).filter(Q(status=Status.PUBLISHED) | ~Q(headings=""))
    rows = list(stored.only("status", "headings", *_columns(model)))
    if not rows:
        return Counter()
    under = _headings_of(model, [row for row in rows if row.status == Status.PUBLISHED])
    known = _known(model, set().union(*under.values()) if under else set())
    changes = {}
    for row in rows:
        found = sorted(known[one] for one in under.get(row.pk, ()))
        if (after := " ".join(map(str, found))) != row.headings:
            changes[row.pk] = row.headings, after
    stored = _store(model, changes)
    more = Counter()
    for pk in stored:
        before, after = changes[pk]
        more.update(map(int, after.split()))
        more.subtract(map(int, before.split()))
    _list(model, [row.pk for row in rows], {one: key for one, key in known.items() if one[0] in LISTED}, under)
    missed = changes.keys() - stored
    if missed:
        # Another change wrote them meanwhile, and is done now.
        more.update(note_headings(model, sorted(missed)))
    return more


def _store(model, changes) -> set[int]:
    """Write the headings of records, {key: (before, after)}, where they are still as before; the keys of these."""
    written = set()
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for some in batched(changes.items(), SET_SIZE):
            values = ", ".join(["(%s, %s, %s)"] * len(some))
            cursor.execute(
                f"UPDATE {table} SET headings = v.column3 FROM (VALUES {values}) AS v "  # noqa: S608
                f"WHERE {table}.id = v.column1 AND {table}.headings = v.column2 RETURNING {table}.id",
                [value for pk, texts in some for value in (pk, *texts)],
            )
            written.update(pk for (pk,) in cursor.fetchall())
    return written


def forget_headings(model, pks) -> Counter:
    """Take these records of one type, which are about to be deleted, from under their headings; the same is left."""
    before = model._base_manager.filter(pk__in=keys(pks)).exclude(headings="").values_list("pk", "headings")
    less, gone = Counter(), []
    for pk, headings in before:
        less.subtract(map(int, headings.split()))
        gone.append(pk)
    if gone:
        Listed.objects.filter(heading__type=model.address, record__in=keys(gone)).delete()
    return less


def _columns(model):
    """The columns that say under which headings a record stands."""
    dated = _day_columns(model)
    there = {field.name for field in model._meta.concrete_fields}
    return [
        *dated,
        "evidence",
        *_country_columns(model),
        *({"kind"} & there),
        *(["language"] if model is Source else []),
    ]


def _day_columns(model):
    return [f"{model.dated_by}_earliest", f"{model.dated_by}_latest"] if model.dated_by else []


@functools.cache
def _country_columns(model):
    return [field.name for field in model._meta.concrete_fields if isinstance(field, CountryField)]


def _headings_of(model, rows) -> dict[int, set[tuple[str, str]]]:
    """The (facet, value) of each of these published records."""
    found = {row.pk: set(_plain(model, row)) for row in rows}
    if not rows:
        return found
    for lookup in model.COUNTRY_LOOKUPS:
        for pk, codes in _placed(model, lookup, found):
            found[pk].update((Facet.COUNTRY, code) for code in codes.split("; "))
    for pk, place, latitude in _at_places(model, found):
        found[pk].update([(Facet.PLACE, str(place)), *([(Facet.LOCATED, ON_MAP)] if latitude is not None else [])])
    for pk, pair in _paired(model, rows):
        found[pk].add((Facet.PAIR, pair))
    if model is not Source:
        key = key_to(Citation, model)
        told = Citation.objects.published().filter(**{f"{key}__in": keys(found)}).order_by()
        for pk, code in told.values_list(key, "source__language").distinct():
            found[pk].add((Facet.LANGUAGE, code))
    return {pk: {one for one in under if one[1] or one[0] == Facet.LONG} for pk, under in found.items()}


def _plain(model, row):
    """What the columns of a record say by themselves."""
    yield Facet.EVIDENCE, row.evidence
    for name in _country_columns(model):
        yield name, getattr(row, name)
    if hasattr(row, "kind"):
        yield Facet.KIND, row.kind
    if model is Source:
        yield Facet.LANGUAGE, row.language
    first, last = _days(model, row)
    if first:
        # What has no beginning begins on the first day that a date can hold.
        yield Facet.DECADE, str(first.year // 10 * 10) if first.year > 9 else ""
        if last - first > timedelta(days=LONG):
            yield Facet.LONG, ""


def _days(model, row):
    """The first and last day of what dates a record."""
    name = model.dated_by
    return (getattr(row, f"{name}_earliest"), getattr(row, f"{name}_latest")) if name else (None, None)


def _placed(model, lookup, pks):
    """(key, codes) where a look-up places these published records in countries; drafts on the way are left out."""
    # One condition for the whole way: two calls of filter() would join twice and let a draft's country slip in.
    *way, _last = lookup.split("__")
    condition, here, prefix = Q(), model, ""
    for part in way:
        here = here._meta.get_field(part).related_model
        prefix += f"{part}__"
        if issubclass(here, Record):
            condition &= Q(**{f"{prefix}status": Status.PUBLISHED})
    rows = model.objects.published().filter(condition, pk__in=keys(pks), **{f"{lookup}__gt": ""})
    return rows.order_by().values_list("pk", lookup).distinct()


def _at_places(model, pks):
    """(key, place's key, its latitude) of each place that these records name."""
    for link in links(model):
        if link.target is Place:
            rows = link.through._base_manager.filter(**{f"{link.here}__in": keys(pks), f"{link.there}__isnull": False})
            yield from rows.order_by().values_list(link.here, f"{link.there}__pk", f"{link.there}__latitude")


def _paired(model, rows):
    """(key, pair of countries) that these records join: from which to which, or between which two."""
    if model is Agreement:
        yield from _parties(rows)
        return
    for row in rows:
        codes = [getattr(row, name) for name in _paired_columns(model)]
        pair = sorted({code for text in codes for code in text.split("; ") if code})
        if len(pair) == 2:
            yield row.pk, "; ".join(pair)


def _paired_columns(model):
    """The columns of countries that a record of a type joins; none where it has a country rather than joins two."""
    return {Visit: ("visitor_country", "host_country"), Event: ("countries",)}.get(model, ())


def _parties(rows):
    """The pairs of the countries that are parties of these agreements."""
    parties = defaultdict(set)
    found = Party.objects.filter(agreement__in=keys([row.pk for row in rows]), country__gt="")
    for pk, code in found.values_list("agreement", "country"):
        parties[pk].add(code)
    for pk, codes in parties.items():
        yield from ((pk, "; ".join(pair)) for pair in combinations(sorted(codes), 2))


def _known(model, wanted) -> dict[tuple[str, str], int]:
    """The keys of these headings of a type; those that are new are made."""
    known = dict(_stored(model, wanted))
    new = sorted(wanted - known.keys())
    if new:
        fresh = [Heading(type=model.address, facet=facet, value=value) for facet, value in new]
        # Another change may make the same at this moment.
        Heading.objects.bulk_create(fresh, ignore_conflicts=True)
        known = dict(_stored(model, wanted))
    return known


def _stored(model, wanted):
    """((facet, value), key) of the headings of a type that have one of these values."""
    rows = Heading.objects.filter(type=model.address, value__in={value for _facet, value in wanted})
    for pk, facet, value in rows.values_list("pk", "facet", "value"):
        yield (facet, value), pk


def count_headings(more) -> None:
    """Add these to the numbers of headings, by key."""
    more = {key: number for key, number in more.items() if number}
    # In the order of their keys, so that no two changes wait for each other.
    rows = list(Heading.objects.select_for_update().filter(pk__in=more).order_by("pk"))
    for heading in rows:
        heading.records += more[heading.pk]
    update_rows(rows, ["records"])


def _list(model, pks, listed, under):
    """Keep one row for each heading of these records that is looked for in order of time."""
    # Read again: a change that was waited for may have written another date.
    rows = model._base_manager.filter(pk__in=keys(pks)).only(*_day_columns(model))
    wanted = {
        (row.pk, listed[one], *_days(model, row)) for row in rows for one in under.get(row.pk, ()) if one in listed
    }
    there = Listed.objects.filter(heading__type=model.address, record__in=keys(pks))
    stored = {tuple(found): pk for pk, *found in there.values_list("pk", "record", "heading_id", "first", "last")}
    gone = [pk for found, pk in stored.items() if found not in wanted]
    if gone:
        Listed.objects.filter(pk__in=keys(gone)).delete()
    new = sorted(wanted - stored.keys(), key=lambda one: one[:2])
    insert_rows([_listed(*one) for one in new])


def _listed(pk, key, first, last):
    row = blank(Listed)
    row.record, row.heading_id, row.first, row.last = pk, key, first, last
    return row


def complete_headings(apps=present, **_signal):
    """After a migration: put under their headings the published records that stand under none yet."""
    if not is_whole(apps):
        return
    with transaction.atomic():
        count_headings(sum((_complete(model) for model in RECORD_TYPES), Counter()))


def _complete(model):
    more = Counter()
    for some in batched(_waiting(model), SET_SIZE):
        more.update(note_headings(model, some))
    return more


def _waiting(model):
    waiting = model._base_manager.filter(status=Status.PUBLISHED, headings="").order_by("pk")
    return list(waiting.values_list("pk", flat=True))
