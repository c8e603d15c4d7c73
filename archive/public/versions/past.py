"""A record as readers saw it at a moment: built from the version of that time, less what they may not see any more."""

from collections import defaultdict
from datetime import timedelta
from operator import attrgetter

from django.db.models import Max, Prefetch

from archive import evidence, snapshot
from archive.models import Discrepancy, FormerSlug, Place, Revision, RevisionState, Status, arc_name
from archive.models.fields import EDTFField
from archive.models.links import key_to
from archive.snapshot import DECIDED, DECISIONS

# The address of a version is exact to the second: all of that second counts.
_SECOND = timedelta(seconds=1)


def version_at(record, moment):
    """The snapshot of a record that readers had at this moment; None where it was not published then."""
    versions = Revision.objects.filter(**{arc_name(type(record)): record}, state=RevisionState.ACCEPTED, deleted=False)
    version = versions.filter(created_at__lt=moment + _SECOND).order_by("-number").first()
    seen = version is not None and version.snapshot.get("status") == Status.PUBLISHED
    return version.snapshot if seen else None


def as_it_was(record, taken, moment, page):
    """An unsaved record with what readers saw of it at a moment and may see now, for the page of its type.

    `record` is the present one, `taken` the snapshot of that moment. What other records say of it is left out.
    """
    model = type(record)
    linked = _seen_then_and_now(snapshot.links_of(model, taken), moment)
    face = snapshot.face_of(model, taken, lambda target, slug: linked.get((target, slug)))
    past = _filled(model(), face)
    past.pk, past.slug, past.status = record.pk, record.slug, record.status
    past.evidence, past.face_changed_at = record.evidence, moment
    taken_back = _taken_back(record)
    told = face.get("citations", ())
    face["citations"] = [
        row for row in told if (row["source"].pk, row["field"], row.get("stated", "")) not in taken_back
    ]
    _give_lists(past, face, page)
    past.seen_discrepancies = _disagreements(past, taken)
    return past


def _taken_back(record) -> set[tuple]:
    """(source's key, field, stated value) of the testimony about a record that is there and that readers do not see."""
    found = {True: set(), False: set()}
    for status, *told in record.citations.values_list("status", "source", "field", "stated"):
        found[status == Status.PUBLISHED].add(tuple(told))
    return found[False] - found[True]


def _seen_then_and_now(links, moment) -> dict:
    """The published records (and the places), by (type, slug at that time), that were published at the moment too."""
    wanted, found = defaultdict(set), {}
    for target, slug in links:
        wanted[target].add(slug)
    for target, slugs in wanted.items():
        rows = _by_slug(target, slugs)
        seen = None if target is Place else _published_at(target, {row.pk for row in rows.values()}, moment)
        found |= {(target, slug): row for slug, row in rows.items() if seen is None or row.pk in seen}
    return found


def _by_slug(target, slugs) -> dict:
    """Those of these slugs that readers may see now, former ones included."""
    rows = target.objects.all() if target is Place else target.objects.published()
    if hasattr(target, "names"):
        rows = rows.prefetch_related("names")
    found = {row.slug: row for row in rows.filter(slug__in=slugs)}
    missing = slugs - found.keys()
    key = key_to(FormerSlug, target)
    former = FormerSlug.objects.filter(**{f"{key}__isnull": False}, slug__in=missing) if missing else ()
    leads = dict(former.values_list("slug", f"{key}_id")) if missing else {}
    here = rows.in_bulk(set(leads.values())) if leads else {}
    return found | {slug: here[pk] for slug, pk in leads.items() if pk in here}


def _published_at(target, pks, moment) -> set[int]:
    """Those of these records that were published at a moment, by their versions."""
    key = arc_name(target)
    rows = Revision.objects.filter(**{f"{key}__in": pks}, state=RevisionState.ACCEPTED)
    last = dict(
        rows.filter(created_at__lt=moment + _SECOND)
        .order_by()
        .values(key)
        .annotate(last=Max("number"))
        .values_list(key, "last")
    )
    told = rows.filter(number__in=set(last.values())).values_list(key, "number", "snapshot__status")
    return {pk for pk, number, status in told if last.get(pk) == number and status == Status.PUBLISHED}


def _filled(row, values):
    """An unsaved row with these values of its columns: links are rows already, dates get their bounds."""
    for field in snapshot.columns(type(row)):
        if field.name not in values:
            continue
        if field.is_relation:
            setattr(row, field.name, values[field.name])
            continue
        # What a version holds is understood already: a date would be looked at as if somebody typed it.
        is_date = isinstance(field, EDTFField)
        setattr(row, field.attname, values[field.name] if is_date else field.to_python(values[field.name]))
        if is_date:
            field.pre_save(row, True)
    return row


def _give_lists(past, face, page):
    """Put beside the record what hangs on it, under every name by which its page asks for it."""
    model = type(past)
    # As the page of the present version has them; the version itself has them as they were linked.
    rows = {f.name: _in_order(f.remote_field.model, face.get(f.name, [])) for f in model._meta.many_to_many}
    for name, satellite, key in snapshot.owned(model):
        found = enumerate(face.get(name, ()), 1)
        rows[name] = [_hung(satellite, key, past, values, number) for number, values in found]
    # Where a page asks a related manager for all of them, Django looks here first.
    past._prefetched_objects_cache = dict(rows)
    for prefetch in page.prefetches:
        if isinstance(prefetch, Prefetch):
            setattr(past, prefetch.to_attr, rows.get(prefetch.prefetch_through, []))
    past.seen_citations = rows.get("citations", [])


def _hung(satellite, key, past, values, number):
    row = _filled(satellite(), values)
    # Pages tell testimonies apart by their keys.
    row.pk = number
    setattr(row, key, past)
    return row


def _disagreements(past, taken) -> list[Discrepancy]:
    """The fields in which what readers saw disagrees, with what they were told of it."""
    decided = {decision["field"]: decision for decision in taken.get(DECISIONS, ())}
    by_field = defaultdict(list)
    for citation in past.seen_citations:
        by_field[citation.field].append(citation)
    found = []
    for name, citations in by_field.items():
        if evidence.disagree(type(past), name, citations):
            told = {column: decided[name][column] for column in DECIDED if column in decided.get(name, {})}
            found.append(Discrepancy(field=name, is_public=True, **told))
    return found


def _in_order(model, linked):
    """Linked records in the order that their type has everywhere."""
    return sorted(linked, key=attrgetter(*model._meta.ordering)) if model._meta.ordering else linked
