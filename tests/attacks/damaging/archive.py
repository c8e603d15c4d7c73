"""Damages to what the database and the storage hold, by SQL and by hand: past the archive and all its checks."""

import os

from django.core.files.storage import default_storage
from django.db import connection, transaction

from archive import snapshot
from archive.models import (
    RECORD_ARC,
    RECORD_TYPES,
    Citation,
    Heading,
    Listed,
    NameForm,
    Participation,
    Place,
    Posting,
    Revision,
    Source,
    SourceFile,
    Visit,
    arc_name,
)
from archive.models.links import dependents
from archive.preserving import verify
from archive.sources import files

_TABLES = {Citation._meta.db_table}


def damaged(chance, kind=None) -> list[str]:
    """Damage the archive in one way; sentences about what `verify` did not name, or named without reason. Undone."""
    with transaction.atomic():
        chains = _addresses_of_gone()
        with connection.cursor() as cursor:
            _as_its_owner(cursor)
            damage = kind or chance.choice(DAMAGES)
            expected, mend = damage(cursor, chance)
        found = {(f.type, f.slug): str(f) for f in verify().found}
        transaction.set_rollback(True)
    if mend:
        mend()
    words = f"{damage.__name__} of {'/'.join(expected)}"
    if expected not in found:
        return [f"{words} was not named: {list(found.values())}"]
    # Of a record that is gone nothing joins two parts of a history that is torn, but that it was one.
    follows = {expected, *_shown_with(expected), *(one for chain in chains if expected in chain for one in chain)}
    return [
        f"{words}: {told} was named too"
        for (kind, name), told in found.items()
        if (kind, name) not in follows
        # Records that are not where they were are not counted there either.
        and (kind != "headings" or expected[0] == "headings")
        # A row that hangs on nothing is known by its table alone.
        and kind not in _TABLES
    ]


def _addresses_of_gone() -> list[set]:
    """Under which addresses each record that is gone has its history, as the checksums join it."""
    gone = Revision._base_manager.filter(**{f"{key}__isnull": True for key in RECORD_ARC}).order_by("number")
    ends = {}
    for version in gone:
        text = snapshot.canonical(version.snapshot)
        before = next((end for end in ends if snapshot.checksum_of(text, end) == version.sha256), "")
        ends[version.sha256] = {*ends.pop(before, ()), (version.record_type, version.slug)}
    return list(ends.values())


def sound() -> list[str]:
    """What `verify` names of an archive that nobody damaged."""
    return [str(found) for found in verify().found]


def _as_its_owner(cursor):
    """Take away the triggers that keep history and published records: whoever owns the database can."""
    if connection.vendor == "postgresql":
        # No table is altered while it has still to be looked whether its links lead anywhere.
        connection.check_constraints()
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND instr(name, '_fts_') = 0")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")


def _shown_with(expected):
    """Records that show something of a damaged one: what is computed of them follows from it."""
    address, slug = expected
    model = next((m for m in (*RECORD_TYPES, Place) if m.address == address), None)
    pks = set(model._base_manager.filter(slug=slug).values_list("pk", flat=True)) if model else ()
    for other, others in dependents(model, pks, RECORD_TYPES).items() if pks else ():
        yield from (
            (other.address, s) for s in other._base_manager.filter(pk__in=others).values_list("slug", flat=True)
        )
    # A source that nobody sees is no evidence of what it is cited for.
    if model is Source:
        yield from (_of(citation.record) for citation in Citation._base_manager.filter(source__in=pks))


def _any(rows, chance):
    return chance.choice(list(rows.order_by("pk")))


def _record(chance, *without):
    model = chance.choice([m for m in RECORD_TYPES if m not in without and m._base_manager.exists()])
    return _any(model._base_manager.all(), chance)


def _of(record):
    return record.address, record.slug


def _of_version(version):
    """The record that it is a version of, which may have another address by now; or be gone."""
    record = next((found for name in version.ARC if (found := getattr(version, name))), None)
    return _of(record) if record else (version.record_type, version.slug)


def _set(cursor, row, column, value):
    cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])


def _delete(cursor, row):
    cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def alter_a_text(cursor, chance):
    record = _record(chance)
    column = chance.choice(["note", "summary_en", "summary_az", "summary_es"])
    _set(cursor, record, column, f"{getattr(record, column)} altered".strip())
    return _of(record), None


def alter_a_standing(cursor, chance):
    record = _record(chance)
    _set(cursor, record, "status", "withdrawn")
    return _of(record), None


def alter_a_number_of_a_version(cursor, chance):
    record = _record(chance)
    _set(cursor, record, "revision", record.revision + 1)
    return _of(record), None


def lose_a_record(cursor, chance):
    record = _any(Visit._base_manager.filter(slug__startswith="naughty"), chance)
    _delete(cursor, record)
    return _of(record), None


def alter_a_testimony(cursor, chance):
    citation = _any(Citation._base_manager.all(), chance)
    column = chance.choice(["stated", "locator", "quotation", "note"])
    _set(cursor, citation, column, f"{getattr(citation, column)} altered".strip())
    return _of(citation.record), None


def lose_a_testimony(cursor, chance):
    citation = _any(Citation._base_manager.all(), chance)
    _delete(cursor, citation)
    return _of(citation.record), None


def invent_a_testimony(cursor, chance):
    citation = _any(Citation._base_manager.all(), chance)
    own = [f.column for f in Citation._meta.concrete_fields if not f.primary_key]
    names = ", ".join(connection.ops.quote_name(name) for name in own)
    cursor.execute(
        f"INSERT INTO {Citation._meta.db_table} ({names}) SELECT {names} FROM {Citation._meta.db_table} WHERE id = %s",
        [citation.pk],
    )
    return _of(citation.record), None


def lead_a_testimony_nowhere(cursor, chance):
    citation = _any(Citation._base_manager.all(), chance)
    _set(cursor, citation, f"{citation.arc_name}_id", 10**9)
    return _of(citation.record), None


def lose_a_row_that_hangs(cursor, chance):
    model = chance.choice([NameForm, Participation, Posting])
    rows = model._base_manager.filter(place__isnull=True) if model is NameForm else model._base_manager.all()
    row = _any(rows, chance)
    _delete(cursor, row)
    return _of(row.person if model is Posting else row.record), None


def lose_a_link(cursor, chance):
    row = _any(Visit.places.through._base_manager.all(), chance)
    _delete(cursor, row)
    return _of(row.visit), None


def alter_a_version(cursor, chance):
    version = _any(Revision._base_manager.all(), chance)
    cursor.execute(
        f"UPDATE {version._meta.db_table} SET snapshot = %s WHERE id = %s",
        ['{"slug": "forged", "type": "visits", "status": "draft"}', version.pk],
    )
    return _of_version(version), None


def alter_a_checksum(cursor, chance):
    version = _any(Revision._base_manager.all(), chance)
    _set(cursor, version, "sha256", "0" * 64)
    return _of_version(version), None


def lose_a_version(cursor, chance):
    version = _any(Revision._base_manager.all(), chance)
    _delete(cursor, version)
    return _of_version(version), None


def lose_all_versions(cursor, chance):
    record = _record(chance)
    name = f"{arc_name(type(record))}_id"
    cursor.execute(f"DELETE FROM {Revision._meta.db_table} WHERE {name} = %s", [record.pk])
    return _of(record), None


def alter_what_is_computed(cursor, chance):
    record = _record(chance)
    column, value = chance.choice(
        [("search_text", "forged"), ("evidence", "disputed"), ("uncited", 77), ("headings", "1"), ("face", "0" * 64)]
    )
    _set(cursor, record, column, value)
    return _of(record), None


def alter_the_days_of_a_date(cursor, chance):
    visit = _any(Visit._base_manager.exclude(date=""), chance)
    _set(cursor, visit, "date_earliest", visit.date_earliest.replace(year=1800))
    return _of(visit), None


def alter_a_count(cursor, chance):
    heading = _any(Heading._base_manager.all(), chance)
    _set(cursor, heading, "records", heading.records + 1)
    return ("headings", f"{heading.type} {heading.facet} {heading.value}".strip()), None


def lose_a_listing(cursor, chance):
    listed = _any(Listed._base_manager.select_related("heading"), chance)
    model = next(m for m in RECORD_TYPES if m.address == listed.heading.type)
    _delete(cursor, listed)
    return _of(model._base_manager.get(pk=listed.record)), None


def alter_a_place(cursor, chance):
    place = _any(Place._base_manager.all(), chance)
    _set(cursor, place, "name_en", "Somewhere else")
    return _of(place), None


def lose_a_file(cursor, chance):
    file = _any(SourceFile._base_manager.all(), chance)
    return _of(file.source), _put_in_its_place(file, None)


def alter_a_file(cursor, chance):
    file = _any(SourceFile._base_manager.all(), chance)
    with files.opened(file.sha256) as stored:
        content = bytearray(stored.read())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return _of(file.source), _put_in_its_place(file, bytes(content))


def _put_in_its_place(file, content):
    """Store other bytes, or none, where a file is kept; what puts its own back."""
    path = default_storage.path(files.place_of(file.sha256))
    with open(path, "rb") as stored:
        before = stored.read()
    _write(path, content)
    return lambda: _write(path, before)


def _write(path, content):
    if content is None:
        os.unlink(path)
        return
    with open(path, "wb") as stored:
        stored.write(content)


DAMAGES = (
    alter_a_text, alter_a_standing, alter_a_number_of_a_version, lose_a_record, alter_a_testimony, lose_a_testimony,
    invent_a_testimony, lead_a_testimony_nowhere, lose_a_row_that_hangs, lose_a_link, alter_a_version,
    alter_a_checksum, lose_a_version, lose_all_versions, alter_what_is_computed, alter_the_days_of_a_date,
    alter_a_count, lose_a_listing, alter_a_place, lose_a_file, alter_a_file,
)  # fmt: skip
