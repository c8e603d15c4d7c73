"""The whole archive row by row, keys included, for tests that compare before with after exactly."""

from django.apps import apps
from django.db import models

from archive.models import (
    Heading,
    Likeness,
    LikenessState,
    Listed,
    Merge,
    NameKey,
    PublishedRevision,
    Revision,
    Spelling,
)

# History and what is found of likeness grow with every change, and so do the words of which a misspelt one is told: a
# word stays when its last name goes, as other names may have it. An undo is one change more for readers.
GROWING = (Merge, NameKey, PublishedRevision, Revision, Spelling)
# The number of the version and its times go on, whatever is undone.
PASSING = {"revision", "updated_at", "published_at", "face_changed_at"}


def dump() -> dict:
    """Every row of every table of the archive, by model and key, with all its columns."""
    found = {}
    for model in apps.get_app_config("archive").get_models(include_auto_created=True):
        if model in GROWING:
            continue
        rows = model._base_manager.all()
        if model is Likeness:
            rows = rows.filter(state=LikenessState.DIFFERENT)
        if model is Heading:
            # One under which nothing stands any more is as good as none.
            rows = rows.filter(records__gt=0)
        names = [f.attname for f in model._meta.concrete_fields if f.name not in PASSING]
        names = [n for n in names if not isinstance(model._meta.get_field(n), models.BinaryField)]
        if model is Listed:
            # A row that is written anew says the same under another number.
            names.remove("id")
            found |= {f"Listed {row['heading_id']}, {row['record']}": row for row in rows.values(*names)}
            continue
        for values in rows.values("pk", *names):
            found[f"{model._meta.label} {values['pk']}"] = values
    return found


def differences(before, after) -> list[str]:
    """What two dumps have differently, in words."""
    found = []
    for key in sorted({*before, *after}):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            found.append(f"{key}: {'made' if one is None else 'gone'} {other or one}")
        else:
            found += [f"{key}.{n}: {one[n]!r} → {other[n]!r}" for n in one if one[n] != other[n]]
    return found
