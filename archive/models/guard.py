"""The rule that records are saved in one way: inside an open change, which checks, weighs and remembers them."""

import contextvars

from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import models
from django.dispatch import receiver

# The change that is open in this thread or task (archive.writing.change), if any.
open_change = contextvars.ContextVar("open_change", default=None)


class NotInChange(RuntimeError):
    """A record, or what hangs on it, was about to be written outside `archive.writing.change`."""


# What one may do with a type; importing and exporting sheets are rights of their own.
RIGHTS = ("add", "change", "delete", "view", "import", "export")


def require_change(what):
    """The open change; where none is open, NotInChange names what (an object or words) was about to be saved."""
    change = open_change.get()
    if change is None:
        name = f"{what._meta.verbose_name} “{what}”" if isinstance(what, models.Model) else what
        raise NotInChange(
            f"{name} was not saved: records are written inside `with archive.writing.change(by=…, why=…):`, "
            "which keeps their history, evidence and search."
        )
    return change


class GuardedQuerySet(models.QuerySet):
    """A queryset whose bulk writes, too, happen only inside a change and are noted by it."""

    def bulk_create(self, objs, *args, **kwargs):
        """Create many at once inside an open change, which computes their evidence, search and revisions in sets."""
        change = require_change(self.model._meta.verbose_name_plural)
        created = super().bulk_create(objs, *args, **kwargs)
        for obj in created:
            obj.touched_by(change)
        return created

    def bulk_update(self, objs, fields, *args, **kwargs):
        """Update many at once inside an open change."""
        change = require_change(self.model._meta.verbose_name_plural)
        objs = list(objs)
        for obj in objs:
            for name in fields:
                field = self.model._meta.get_field(name)
                field.pre_save(obj, False)
            obj.touched_by(change)
        bounds = [f"{n}_{end}" for n in fields for end in ("earliest", "latest") if hasattr(self.model, f"{n}_{end}")]
        return super().bulk_update(objs, [*fields, *bounds], *args, **kwargs)

    def update(self, **values):
        """Update all inside an open change."""
        change = require_change(self.model._meta.verbose_name_plural)
        for obj in self.all():
            obj.touched_by(change)
        return super().update(**self._with_bounds(values))

    def _with_bounds(self, values):
        """The same, with the first and the last day of each date that is written."""
        found = dict(values)
        for name, value in values.items():
            if isinstance(value, str) and hasattr(self.model, f"{name}_earliest"):
                # A row of its own, of which nothing but the date is asked for.
                row = self.model(**{name: value})
                found[name] = self.model._meta.get_field(name).pre_save(row, False)
                found |= {end: getattr(row, end) for end in (f"{name}_earliest", f"{name}_latest")}
        return found

    def delete(self):
        """Delete all inside an open change."""
        change = require_change(self.model._meta.verbose_name_plural)
        for obj in self.all():
            obj.touched_by(change, gone=True)
        return super().delete()

    delete.queryset_only = True

    def visible_to(self, user):
        """What hangs on, and names, only what this person may see; all for those who may view the type."""
        opts = self.model._meta
        if user is not None and user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return self.all()
        return self._hung_on_visible(user)

    def _hung_on_visible(self, user):
        rows = self
        for field in self.model._meta.concrete_fields:
            target = field.remote_field.model if field.is_relation else None
            # Records have a standing; whatever else is linked anybody may see.
            if target is not None and hasattr(target.objects.all(), "keys_begun_by"):
                # Asked of each row that a list reads, not of all records first: a list is cut long before its end.
                seen = target.objects.filter(pk=models.OuterRef(field.name)).visible_to(user).order_by()
                rows = rows.filter(models.Q(**{f"{field.name}__isnull": True}) | models.Exists(seen))
        return rows


class Guarded(models.Model):
    """Anything whose saving must be known to the archive: records, places, and what hangs on them."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = RIGHTS

    def save(self, *args, **kwargs):
        """Save inside an open change; elsewhere NotInChange names this object.

        ValidationError, by column, says what a form would say of a value that cannot be stored.
        """
        change = require_change(self)
        self.clean_columns(kwargs.get("update_fields"))
        super().save(*args, **kwargs)
        self.touched_by(change)

    def clean_columns(self, names=None):
        """Hold the columns that editors write (of these names, or all) to what forms hold them to; asks no database."""
        written = {f.name for f in self._meta.concrete_fields if f.editable and not f.is_relation}
        held = written if names is None else written.intersection(names)
        self.clean_fields(exclude={f.name for f in self._meta.fields} - held)

    def delete(self, *args, **kwargs):
        """Delete inside an open change."""
        change = require_change(self)
        self.touched_by(change, gone=True)
        return super().delete(*args, **kwargs)

    def touched_by(self, change, gone=False):
        """Tell the open change which record this write concerns."""
        raise NotImplementedError(f"{type(self).__name__} says which record it belongs to")


@receiver(models.signals.pre_save)
def complete_loaded(sender, instance, raw, **_signal):
    """Fixtures are loaded raw, past `save`: hold them to what forms hold to, give dates bounds, text its form."""
    if raw and issubclass(sender, Guarded):
        try:
            instance.clean_columns()
        except ValidationError as error:
            raise DeserializationError(f"{sender._meta.verbose_name} {instance.pk}: {error.message_dict}") from None
        for field in sender._meta.concrete_fields:
            timed = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            if not field.is_relation and not (timed and getattr(instance, field.attname)):
                field.pre_save(instance, True)
