"""The whole archive as plain data without a key of any row: what two states of it have in common byte for byte.

Left out, and why:
- `Revision`, `Merge`, `ImportBatch`, `ImportRow`: history, which every write, a revert too, makes longer, and
  `PublishedRevision`, which counts every change that readers see;
- `NameKey` and pairs that are only likely: found again from the names whenever somebody looks;
- `Spelling`: the words of all names that readers have seen, which stay when their last name goes: a misspelt word is
  told from them only while something published has the right one;
- `Listed`, and a `Heading` under which nothing stands any more: which records stand under which headings each record
  says itself;
- `id`: a row that was deleted comes back as a new row; what links to it is compared by what it is called;
- `revision` and the times of a record, which go on, since a revert is a change of its own, and the checksum of what
  readers see, which is over the keys of what it links to;
- `found_at` and `settled` of a discrepancy: when the archive came upon it, and which testimony was weighed by then.
Everything else of every table is in: accepted values, testimony, names, parts, offices, parties, places, files,
discrepancies with their decisions, former addresses, proposals, the words of the search and the counts of evidence.
"""

from collections import defaultdict

from django.apps import apps
from django.db import models

from archive.models import (
    Discrepancy,
    FormerSlug,
    Heading,
    ImportBatch,
    ImportRow,
    Likeness,
    LikenessState,
    Listed,
    Merge,
    NameKey,
    PublishedRevision,
    Revision,
    SavedMapping,
    Spelling,
)
from archive.models.base import Slugged

HISTORY = (Listed, Revision, PublishedRevision, Merge, ImportBatch, ImportRow, NameKey, SavedMapping, Spelling)
PASSING = {"id", "revision", "updated_at", "published_at", "face", "face_changed_at"}
PASSING_OF = {Discrepancy: {"found_at", "settled"}}


def dump() -> dict[str, list]:
    """Every row of every table, by what it hangs on or is called, in the order in which editors see them."""
    called = _called()
    found = defaultdict(list)
    for model in apps.get_app_config("archive").get_models(include_auto_created=True):
        if model in HISTORY:
            continue
        rows = model._base_manager.order_by("pk")
        rows = rows.filter(records__gt=0) if model is Heading else rows
        for row in rows.filter(state=LikenessState.DIFFERENT) if model is Likeness else rows:
            values = _values(row, called)
            found[f"{model.__name__} of {_owner(row, values)}"].append(values)
    # A set: of former addresses none is before another.
    return {
        name: sorted(rows, key=str) if name.startswith(FormerSlug.__name__) else rows for name, rows in found.items()
    }


def differences(before, after) -> list[str]:
    """What two dumps have differently, in words; none where they are equal."""
    found = []
    for name in sorted({*before, *after}):
        one, other = before.get(name, []), after.get(name, [])
        if one == other:
            continue
        found += [f"{name}: gone {row}" for row in one if row not in other]
        found += [f"{name}: made {row}" for row in other if row not in one]
        if len(found) == 0 or not found[-1].startswith(name):
            found.append(f"{name}: in another order")
    return found


def _called():
    """What each record and place is called, by model and key."""
    models_of = apps.get_app_config("archive").get_models()
    return {
        (model, pk): f"{model.__name__} {slug}"
        for model in models_of
        if issubclass(model, Slugged)
        for pk, slug in model._base_manager.values_list("pk", "slug")
    }


def _values(row, called):
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in PASSING | PASSING_OF.get(type(row), set()):
            continue
        value = field.value_from_object(row)
        if field.is_relation and value is not None:
            value = called.get((field.remote_field.model, value), value)
        found[field.name] = value
    return found


def _owner(row, values):
    """The record that a row hangs on: by its arc, else by its first key; itself where it is a record."""
    if isinstance(row, Slugged):
        return row.slug
    names = getattr(row, "ARC", None) or [f.name for f in row._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    return next((values[name] for name in names if values.get(name) is not None), "")
