"""When what readers see of a record changed last: found as a change closes, for all that it may have changed."""

from django.apps import apps as present
from django.db.models import Q

from archive import search, snapshot
from archive.models import RECORD_TYPES, Status
from archive.models.sets import keys, update_rows
from archive.writing.completing import is_whole
from archive.writing.sizes import SET_SIZE, batched

_COLUMNS = ["face", "face_changed_at", "published_at"]


def note_faces(model, pks, now, taken=None) -> bool:
    """Date by `now` those of these records of which readers see something else than before; whether there are any.

    Drafts have no face. `taken` are the snapshots of some of them, where they are at hand.
    """
    stored = model._base_manager.filter(pk__in=keys(pks)).filter(Q(status=Status.PUBLISHED) | ~Q(face=""))
    return _note(model, list(stored.only("status", *_COLUMNS)), now, taken)


def _note(model, rows, now, taken=None):
    published = [row.pk for row in rows if row.status == Status.PUBLISHED]
    faces = snapshot.face_checksums(model, published, taken) if published else {}
    changed = []
    for row in rows:
        face = faces.get(row.pk, "")
        if face != row.face:
            row.face = face
            if face and now:
                row.face_changed_at, row.published_at = now, row.published_at or now
            changed.append(row)
    update_rows(changed, _COLUMNS)
    search.learn(model, [row.pk for row in changed if row.face])
    return bool(changed)


def complete_faces(apps=present, **_signal):
    """After a migration: give published records that have none yet their face, their dates left as they are."""
    if not is_whole(apps):
        return
    for model in RECORD_TYPES:
        rows = model._base_manager.filter(status=Status.PUBLISHED, face="").only("status", *_COLUMNS)
        for some in batched(rows.iterator(chunk_size=SET_SIZE), SET_SIZE):
            _note(model, list(some), None)
