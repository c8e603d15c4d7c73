"""Whether the history is whole: each version's checksum is over the one before it and its own snapshot."""

from collections import defaultdict

from django.utils.translation import gettext as _

from archive import snapshot
from archive.models import RECORD_ARC, Revision
from archive.preserving.moment import one_moment
from archive.preserving.outcomes import Found

_COLUMNS = ("record_type", "slug", "number", "sha256", "deleted", "snapshot")
_ROWS = 500
# Of versions of records that are gone, whose address may have changed, so many are tried as the one before.
_TRIED = 1000


def problems(tell=None):
    """Each version that is missing, altered, or does not follow on the one before it."""
    for key in RECORD_ARC:
        yield from _of_records(key, tell)
    yield from _of_gone(tell)


def _of_records(key, tell):
    """The versions of the records of one type, each record's by their numbers, some records at a time."""
    last = 0
    while True:
        with one_moment():
            rows = Revision._base_manager.filter(**{f"{key}__gt": last}).order_by(key, "number")
            some = list(rows.values_list(f"{key}_id", *_COLUMNS)[:_ROWS])
            # The versions of the last record may go on: they are read whole with the next ones.
            if len(some) == _ROWS and some[0][0] != some[-1][0]:
                some = [row for row in some if row[0] != some[-1][0]]
            elif len(some) == _ROWS:
                some = list(rows.filter(**{key: some[0][0]}).values_list(f"{key}_id", *_COLUMNS))
            found = list(_broken(some))
        if not some:
            return
        yield from found
        last = some[-1][0]
        if tell:
            tell(len(some))


def _broken(rows):
    """What does not follow in the versions of some records, each record's together and in order."""
    record, before, expected = None, "", None
    # By the address that a record has now, whatever it was called then.
    called = {pk: slug for pk, _address, slug, *_rest in rows}
    for pk, address, _then, number, sha256, _deleted, taken in rows:
        slug = called[pk]
        if pk != record:
            record, before, expected = pk, "", None
        if expected is not None and number != expected:
            yield _found(address, slug, _("version %(number)s is missing in its history.") % {"number": expected})
        elif snapshot.checksum_of(snapshot.canonical(taken), before) != sha256:
            words = _("version %(number)s of its history is altered, or the one before it is missing.")
            yield _found(address, slug, words % {"number": number})
        before, expected = sha256, number + 1


def _of_gone(tell):
    """The versions of records that are gone: each but the last has one that follows, and the last says that it went."""
    gone = Revision._base_manager.filter(**{f"{key}__isnull": True for key in RECORD_ARC})
    last = 0
    while True:
        with one_moment():
            some = list(gone.filter(pk__gt=last).order_by("pk").values_list("pk", *_COLUMNS)[:_ROWS])
            found = list(_unlinked(gone, some))
        if not some:
            return
        yield from found
        last = some[-1][0]
        if tell:
            tell(len(some))


def _unlinked(gone, some):
    types, slugs = {row[1] for row in some}, {row[2] for row in some}
    beside = defaultdict(list)
    rows = gone.filter(record_type__in=types, slug__in=slugs).order_by()
    for address, slug, number, sha256 in rows.values_list(*_COLUMNS[:4]):
        beside[address, slug, number].append(sha256)
    for _pk, address, slug, number, sha256, deleted, taken in some:
        text = snapshot.canonical(taken)
        befores = ["", *beside.get((address, slug, number - 1), ())]
        if not _follows(text, sha256, befores) and not _follows(text, sha256, _elsewhere(gone, address, number - 1)):
            words = _("version %(number)s of its history is altered, or the one before it is missing.")
            yield _found(address, slug, words % {"number": number})
        elif (
            not deleted and not beside.get((address, slug, number + 1)) and not _renamed(gone, address, number, sha256)
        ):
            words = _("it is gone, and its history does not say that anybody deleted it.")
            yield _found(address, slug, words)


def _follows(text, sha256, befores):
    return any(snapshot.checksum_of(text, before) == sha256 for before in befores)


def _elsewhere(gone, address, number):
    """The checksums of versions of this number under other addresses: a record may have had another before."""
    rows = gone.filter(record_type=address, number=number).order_by("-pk")
    return rows.values_list("sha256", flat=True)[:_TRIED]


def _renamed(gone, address, number, sha256):
    """Whether a version under another address follows on the one with this checksum."""
    rows = gone.filter(record_type=address, number=number + 1).order_by("-pk").values_list("sha256", "snapshot")
    return any(snapshot.checksum_of(snapshot.canonical(taken), sha256) == own for own, taken in rows[:_TRIED])


def _found(address, slug, words):
    return Found(address, slug, words, _("Restore a backup beside this, and compare the histories."))
