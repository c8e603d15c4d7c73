"""Whether the database itself is whole: its pages, its indexes, and that every link leads to a row."""

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from archive.preserving.moment import one_moment
from archive.preserving.outcomes import Found

# So many rows without what they link to are named, of each link.
_NAMED = 1000


def problems(tell=None):
    """Each row that links to nothing, and what the database says of itself."""
    if connection.vendor == "sqlite":
        yield from _of_sqlite()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                with one_moment():
                    found = list(_dangling(model, field))
                yield from found
        if tell:
            tell(1)


def _of_sqlite():
    """What SQLite finds in its own pages, indexes, and in what each column may hold; `ok` where that is nothing."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(100)")
        for (words,) in cursor.fetchall():
            if words != "ok":
                yield Found("database", "", f"{words}.", _("Restore the last sound backup."))


def _dangling(model, field):
    target, there = field.remote_field.model, field.target_field.attname
    linked = target._base_manager.filter(**{there: models.OuterRef(field.attname)})
    rows = model._base_manager.filter(**{f"{field.attname}__isnull": False}).filter(~models.Exists(linked))
    for row in rows.order_by("pk")[:_NAMED]:
        address, slug = _called(row)
        words = _("its %(field)s leads to nothing (%(table)s %(key)s).")
        words = words % {"field": field.verbose_name, "table": model._meta.db_table, "key": row.pk}
        yield Found(address, slug, words, _("Restore a backup beside this, and bring back what it links to."))


def _called(row):
    """The type and the address by which a row is known: its own, or those of the record that it hangs on."""
    if hasattr(row, "slug"):
        return getattr(row, "address", "") or getattr(row, "record_type", "") or row._meta.model_name, row.slug
    for name in getattr(row, "ARC", ()):
        target = row._meta.get_field(name).remote_field.model
        slug = target._base_manager.filter(pk=getattr(row, f"{name}_id")).values_list("slug", flat=True).first()
        if slug:
            return target.address, slug
    return row._meta.db_table, str(row.pk)
