"""Makes an archive of a bag, all or nothing: in one transaction, at whose end everything is read back and compared."""

import json
from itertools import islice
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from archive.models import Preserving, PublishedRevision
from archive.models.contents import store_content
from archive.models.sets import insert_values
from archive.preserving import files, outcomes, tables
from archive.preserving.backing_up import NotPossible, last_migration
from archive.preserving.checking_bag import info_of, listed, problems_of_bag, seal_of
from archive.preserving.sequences import set_last_keys
from archive.preserving.writing_bag import Sums
from archive.preserving.writing_data import CONTENTS, LAST_KEYS, chosen_columns, contents_file, table_file, write_data

# Every new database has these, and what links to them; a restore puts those of the bag in their place.
_MADE_BY_MIGRATING = (Group.permissions.through, Group, PublishedRevision)
_ROWS = 2000
_PIECE = 1024 * 1024


class Damaged(Exception):
    """The bag is not whole; `found` names everything that is wrong with it."""

    def __init__(self, found):
        self.found = found
        super().__init__(_("The bag is damaged, and nothing was restored."))


def restore(folder: Path, tell=None) -> outcomes.Telling:
    """Fill this empty archive from a bag.

    Raises NotPossible where the archive is not empty or the bag is of another program, Damaged where the bag is not
    whole; then, and with every other error, nothing is restored.
    """
    folder = folder.absolute()
    found = problems_of_bag(folder)
    call_command("migrate", interactive=False, verbosity=0)
    with outcomes.kept(Preserving.RESTORE, folder) as telling:
        if found:
            raise Damaged(found)
        telling.seal = seal_of(folder)
        chosen, is_same = _chosen(folder)
        # Files first: they are known by their checksums, and without a database that names them they are swept up.
        sums = listed(folder)
        for path in sums:
            if path.startswith(f"{files.FOLDER}/"):
                files.bring_back(folder, path.removeprefix(f"{files.FOLDER}/").replace("/", ""))
        with transaction.atomic():
            _refuse_unless_empty()
            _fill(folder, chosen, tell)
            if not is_same:
                _complete()
            _compare(folder, sums, chosen, is_same, tell)
    return telling


def _chosen(folder):
    """(the columns of the bag by model, whether they are those of this program); NotPossible where some are unknown."""
    passwords = info_of(folder).get("Archive-Passwords") != "left out"
    here, chosen = chosen_columns(passwords), {}
    by_name = {tables.name_of(model): model for model in here}
    for table in _described(folder):
        model = by_name.get(table["table"])
        if model is None:
            if table["rows"]:
                raise _unknown(table["table"])
            continue
        fields = {field.attname: field for field in here[model]}
        unknown = [column["name"] for column in table["columns"] if column["name"] not in fields]
        if unknown:
            raise _unknown(f"{table['table']}: {', '.join(unknown)}")
        chosen[model] = [fields[column["name"]] for column in table["columns"]]
    is_same = chosen == here and info_of(folder).get("Archive-Migration") == last_migration()
    return chosen, is_same


def _unknown(what):
    sentence = _("The bag has what this program does not know (%(what)s): restore it with the version that made it.")
    return NotPossible(sentence % {"what": what})


def _refuse_unless_empty():
    for model in tables.tables():
        if model not in _MADE_BY_MIGRATING and model._base_manager.exists():
            sentence = _(
                "This archive is not empty (%(what)s), and a restore writes over nothing: name a new database in "
                "DATABASE_URL, and a new folder in ARCHIVE_DATA_DIR."
            )
            raise NotPossible(sentence % {"what": model._meta.verbose_name_plural})


def _fill(folder, chosen, tell):
    with connection.cursor() as cursor:
        for model in _MADE_BY_MIGRATING:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    for model, fields in chosen.items():
        with open(folder / table_file(tables.name_of(model)), encoding="utf-8", newline="\n") as lines:
            _insert(model, fields, map(json.loads, lines), tell)
        for key, name in _contents_of(folder, model, fields):
            store_content(model(pk=key), name, _Stored(folder / contents_file(tables.name_of(model), key, name)))
    set_last_keys(chosen, json.loads((folder / LAST_KEYS).read_text("utf-8")))


def _insert(model, fields, lines, tell):
    # What the bag does not tell of gets what a new row has.
    written = [*fields, *(f for f in model._meta.concrete_fields if f not in fields)]
    while some := list(islice(lines, _ROWS)):
        # As a list: a name may have to be looked up, which the connection cannot do while it takes rows.
        insert_values(model, written, list(tables.stored_values(written, some, fields)))
        if tell:
            tell(len(some))


def _contents_of(folder, model, fields):
    """(key, column) of each file that stands in a column of a table."""
    names = [f.name for f in fields if tables.column(f).is_contents]
    if not names:
        return
    for path in sorted((folder / CONTENTS / tables.name_of(model)).glob("*")):
        key, _dash, name = path.name.partition("-")
        if name in names:
            yield int(key), name


class _Stored:
    """A file of the bag, in pieces."""

    def __init__(self, path):
        self.path = path

    def __len__(self):
        return self.path.stat().st_size

    def pieces(self):
        """What it holds, piece by piece."""
        with open(self.path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _complete():
    """Compute what a bag of an older program does not have: as after a migration."""
    from archive import search
    from archive.writing import complete_faces, complete_headings

    search.complete_index()
    complete_faces()
    complete_headings()


def _compare(folder, sums, chosen, is_same, tell):
    """Write everything anew, only to add it up, and hold it against the bag; NotPossible where it differs."""
    written = Sums()
    connection.check_constraints()
    counts = write_data(written, chosen, records=is_same, tell=tell)
    different = _different_bytes(sums, written) if is_same else _different_counts(folder, counts)
    if different:
        sentence = _("What was restored is not what the bag has, so nothing was kept: %(files)s differ.")
        raise NotPossible(sentence % {"files": ", ".join(different[:20])})


def _different_bytes(sums, written) -> list[str]:
    """The files that would be others in a bag of what was restored."""
    found = [path for path, (sha256, _size) in written.entries.items() if sums.get(path) != sha256]
    here = written.entries.keys() | {path for path in sums if path.startswith(f"{files.FOLDER}/")}
    return found + sorted(sums.keys() - here)


def _different_counts(folder, counts) -> list[str]:
    """The tables that have not as many rows as in the bag of another program, of which more cannot be asked."""
    rows = {table["table"]: table["rows"] for table in _described(folder)}
    return [name for name, count in counts.items() if count != rows[name]]


def _described(folder):
    """What schema.json says of the tables."""
    return json.loads((folder / "schema.json").read_text("utf-8"))["tables"]
