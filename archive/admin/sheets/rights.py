"""Who may import what: the right to import is one of each type, and an import of several types needs them all."""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive import spreadsheets
from archive.models import ImportRow
from archive.review import Role, role_of
from archive.spreadsheets.planning import rights as planning
from archive.spreadsheets.resources import ARCHIVE
from archive.undoing import CHANGES

# The rows that would write something.
WRITING = ("new", "changed", "proposed")


def may_import(user, type) -> bool:
    """Whether somebody may import sheets of a type; of a whole archive, of every type."""
    types = spreadsheets.SHEETS if type == ARCHIVE else [type]
    return all(
        name in spreadsheets.SHEETS and planning.may_import(user, spreadsheets.resource_for(name).model())
        for name in types
    )


def seen_by(user, queryset):
    """The imports of a queryset that somebody may know of: all for those who see imports, else one's own."""
    if user.has_perm("archive.view_importbatch"):
        return queryset
    # What became of one's own import is known, whoever has undone it.
    return queryset.filter(Q(user=user) | Q(undoes__user=user), type__in=[*importable(user), CHANGES])


def may_undo(user, batch) -> bool:
    """Whether somebody may undo an import, or the undo of a person's changes: contributors only their own."""
    role = role_of(user)
    if role in (None, Role.VIEWER) or (role is Role.CONTRIBUTOR and batch.user_id != user.pk):
        return False
    return batch.type == CHANGES or may_import(user, batch.type)


def may_act(user, batch) -> bool:
    """Whether somebody may take an import further."""
    return may_undo(user, batch) if batch.type == CHANGES else may_import(user, batch.type)


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
    if type == CHANGES:
        return _("Changes of a person")
    if type not in spreadsheets.SHEETS:
        return type
    return capfirst(str(spreadsheets.resource_for(type).model()._meta.verbose_name_plural))
