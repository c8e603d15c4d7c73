"""Whether what the archive computes of its records is what it would compute now.

That is what they are found and listed by, how well they are attested, and what readers see of them.

It is computed by the very functions that a change calls, and taken back; where all is well they write nothing.
"""

import time
from collections import Counter, defaultdict

from django.apps import apps
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from archive import dates, evidence, search
from archive.models import RECORD_TYPES, Citation, Discrepancy, Heading, Listed, Place
from archive.models.alphabet import order_columns
from archive.models.fields import EDTFField
from archive.models.links import key_to
from archive.models.sets import keys
from archive.preserving.moment import one_moment
from archive.preserving.outcomes import Found
from archive.search.tables import fts_table, indexed_models
from archive.writing import SET_SIZE, faces, headings, note_published

_TRIES, _APART = 5, 0.5
_ROWS = 2000


def problems(tell=None):
    """Each record of which something that is computed is not what it should be."""
    yield from _of_words()
    for model, pks in _sets():
        yield from _again(lambda model=model, pks=pks: _of_records(model, pks))
        if tell:
            tell(len(pks))
    yield from _of_dates()
    with one_moment():
        found = list(_of_counts())
    yield from found


def mend(tell=None) -> None:
    """Compute all of it anew, and keep it."""
    if connection.vendor == "sqlite":
        _rebuild_words()
    for row, _name, bounds in _wrong_days():
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**bounds)
    for model, pks in _sets():
        with transaction.atomic():
            _compute(model, pks)
        if tell:
            tell(len(pks))
    with transaction.atomic():
        for heading, number in _wrong_counts():
            Heading.objects.filter(pk=heading.pk).update(records=number)
        note_published()


def _sets():
    for model in (*RECORD_TYPES, Place):
        last = 0
        while pks := list(
            model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SET_SIZE]
        ):
            yield model, pks
            last = pks[-1]


def _again(work):
    """What the work finds; where somebody else wrote meanwhile, it is done again."""
    for tried in range(_TRIES):
        try:
            return work()
        except OperationalError:
            if tried == _TRIES - 1:
                raise
            time.sleep(_APART)
    return []


def _of_records(model, pks):
    with one_moment():
        before = _state(model, pks)
        with transaction.atomic():
            _compute(model, pks)
            after = _state(model, pks)
            transaction.set_rollback(True)
    found = []
    for pk, (slug, parts) in before.items():
        wanted = after[pk][1]
        wrong = sorted(name for name in parts.keys() | wanted.keys() if parts.get(name) != wanted.get(name))
        if wrong:
            words = _("what is computed of it is not what it should be: %(parts)s.") % {"parts": ", ".join(wrong)}
            found.append(_found(model.address, slug, words))
    return found


def _compute(model, pks):
    if model is not Place:
        evidence.weigh(model, pks)
    search.index(model, pks)
    if model is not Place:
        headings.note_headings(model, pks)
        faces.note_faces(model, pks, None)


def _state(model, pks) -> dict[int, tuple[str, dict]]:
    """The slug of each of these rows, and all that is computed of it, by what it is."""
    own = ["search_text", *order_columns(model)]
    if model is not Place:
        own += ["evidence", "uncited", "unsupported", "headings", "face"]
    stored = model._base_manager.filter(pk__in=keys(pks)).values_list("pk", "slug", *own)
    found = {pk: (slug, dict(zip(own, values, strict=True))) for pk, slug, *values in stored}
    if model is Place:
        return found
    for name, rows in _beside(model, pks).items():
        gathered = defaultdict(list)
        for pk, *values in rows:
            gathered[pk].append(tuple(values))
        for pk, values in gathered.items():
            if pk in found:
                found[pk][1][name] = sorted(values, key=str)
    return found


def _beside(model, pks):
    """What stands in other tables, as (key of the record, its values)."""
    cited, disputed = key_to(Citation, model), key_to(Discrepancy, model)
    citations = Citation._base_manager.filter(**{f"{cited}__in": keys(pks)})
    discrepancies = Discrepancy._base_manager.filter(**{f"{disputed}__in": keys(pks)})
    listed = Listed._base_manager.filter(heading__type=model.address, record__in=keys(pks))
    return {
        "stances": citations.values_list(f"{cited}_id", "pk", "stance"),
        "discrepancies": discrepancies.values_list(f"{disputed}_id", "field", "is_public"),
        "lists": listed.values_list("record", "heading_id", "first", "last"),
    }


def _of_dates():
    for row, name, _bounds in _wrong_days():
        address, slug = _whose(row)
        words = _("the days of its %(field)s are not those of the date.") % {"field": name}
        yield _found(address, slug, words)


def _wrong_days():
    """(row, name of the date, {column: what it should hold}) where the columns beside a date do not hold its bounds."""
    for model in apps.get_app_config("archive").get_models():
        for field in (f for f in model._meta.concrete_fields if isinstance(f, EDTFField)):
            bounds = (f"{field.name}_earliest", f"{field.name}_latest")
            rows = model._base_manager.order_by("pk").values_list("pk", field.name, *bounds)
            for pk, text, *stored in rows.iterator(chunk_size=_ROWS):
                dating = dates.parse(text) if text else None
                wanted = [dating.earliest, dating.latest] if dating else [None, None]
                if stored != wanted:
                    yield model._base_manager.get(pk=pk), field.name, dict(zip(bounds, wanted, strict=True))


def _whose(row):
    if hasattr(row, "address") and hasattr(row, "slug"):
        return row.address, row.slug
    record = getattr(row, "record", None) or getattr(row, "person", None)
    return (record.address, record.slug) if record is not None else (row._meta.db_table, str(row.pk))


def _of_counts():
    for heading, number in _wrong_counts():
        words = _("it says %(said)s records, and there are %(number)s.") % {"said": heading.records, "number": number}
        yield _found("headings", f"{heading.type} {heading.facet} {heading.value}".strip(), words)


def _wrong_counts():
    """(heading, how many records stand under it) where it says another number."""
    counted = Counter()
    for model in RECORD_TYPES:
        rows = model._base_manager.exclude(headings="").values_list("headings", flat=True)
        for text in rows.iterator(chunk_size=_ROWS):
            counted.update(map(int, text.split()))
    for heading in Heading.objects.order_by("pk").iterator(chunk_size=_ROWS):
        if heading.records != counted.get(heading.pk, 0):
            yield heading, counted.get(heading.pk, 0)


def _of_words():
    """What SQLite's full-text indexes have differently from the tables beside which they stand."""
    if connection.vendor == "sqlite":
        for model in indexed_models():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    _check_words(cursor, model)
            except DatabaseError:
                words = _("its full-text index is not what the table has.")
                yield _found(model.address, "", words)


def _check_words(cursor, model):
    table = fts_table(model)
    cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


def _rebuild_words():
    with transaction.atomic(), connection.cursor() as cursor:
        for table in map(fts_table, indexed_models()):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")  # noqa: S608


def _found(address, slug, words):
    return Found(address, slug, words, _("Run `manage.py verify --mend`: it computes this anew."))
