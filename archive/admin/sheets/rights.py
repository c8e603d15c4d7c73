"""Who may import what: the right to import is one of each type, and an import of several types needs them all."""

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive import spreadsheets
from archive.models import ImportRow
from archive.spreadsheets.together import ARCHIVE

# The rows that would write something.
WRITING = ("new", "changed")


def may_import(user, type) -> bool:
    """Whether somebody may import sheets of a type; of a whole archive, of every type."""
    types = spreadsheets.SHEETS if type == ARCHIVE else [type]
    return all(name in spreadsheets.SHEETS and _has(user, spreadsheets.resource_for(name).model()) for name in types)


def _has(user, model):
    codename = get_permission_codename(settings.IMPORT_EXPORT_IMPORT_PERMISSION_CODE, model._meta)
    return user.has_perm(f"{model._meta.app_label}.{codename}")


def importable(user) -> list[str]:
    """The types of which somebody may import sheets; `archive` where it is all of them."""
    types = [name for name in spreadsheets.SHEETS if may_import(user, name)]
    return [*types, ARCHIVE] if len(types) == len(spreadsheets.SHEETS) else types


def types_written(batch) -> list[str]:
    """The types of record that applying a staged import would write: the one asked for, and drafts that it names."""
    rows = ImportRow.objects.filter(batch=batch, kind__in=WRITING).order_by("type")
    return list(rows.values_list("type", flat=True).distinct())


def lacking(user, types) -> list[str]:
    """The names of those types, in words, that somebody may not import."""
    return [type_words(type) for type in types if not may_import(user, type)]


def type_words(type) -> str:
    """What a sheet holds, in the editor's language: `Visits`."""
    if type == ARCHIVE:
        return _("Whole archive")
    if type not in spreadsheets.SHEETS:
        return type
    return capfirst(str(spreadsheets.resource_for(type).model()._meta.verbose_name_plural))
