"""The rule that records are saved in one way: inside an open change, which checks, weighs and remembers them."""

import contextvars

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
        return super().update(**values)

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
        """Save inside an open change; elsewhere NotInChange names this object."""
        change = require_change(self)
        super().save(*args, **kwargs)
        self.touched_by(change)

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
    """Fixtures are loaded raw, past each column's `pre_save`: give dates bounds, text its form, rows times."""
    if raw and issubclass(sender, Guarded):
        for field in sender._meta.concrete_fields:
            timed = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            if not field.is_relation and not (timed and getattr(instance, field.attname)):
                field.pre_save(instance, True)
