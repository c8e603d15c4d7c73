"""Revisions: every saved version of every record."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.arc import RECORD_ARC, arc_key
from archive.models.batch import ImportBatch
from archive.models.fields import ChoiceField, LineField, ProseField
from archive.models.rules import Held


class RevisionState(models.TextChoices):
    """Whether a version is the accepted one of its time, or waits."""

    ACCEPTED = "accepted", _("accepted")
    PROPOSED = "proposed", _("proposed")
    RETURNED = "returned", _("returned")


class AppendOnly(RuntimeError):
    """A version of a record was about to be changed or deleted."""

    def __init__(self, *_arguments, **_values):
        super().__init__("History is only ever added to: versions are neither changed nor deleted.")


def _refused(*_arguments, **_values):
    """Raises AppendOnly."""
    raise AppendOnly


class RevisionQuerySet(models.QuerySet):
    """Versions, which are read and added to; the database refuses the rest too (archive.lasting)."""

    update = bulk_update = update_or_create = _refused

    def delete(self):
        """Raises AppendOnly."""
        raise AppendOnly

    delete.queryset_only = True


class Revision(models.Model):
    """A record with all that hangs on it, as it was saved once: append-only, and chained by its checksum."""

    ARC = RECORD_ARC

    # A deleted draft leaves its history behind, so the type and slug stand here too.
    record_type = LineField(_("type"), max_length=40)
    slug = LineField(_("address"), max_length=120)
    number = models.PositiveIntegerField(_("number"))
    snapshot = models.JSONField(_("snapshot"))
    state = ChoiceField(_("state"), max_length=8, choices=RevisionState, default=RevisionState.ACCEPTED)
    # History outlives the person who made it: the name stays when the account goes.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("author"),
    )
    author_name = LineField(_("author"), max_length=150, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    reason = ProseField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("import"))
    deleted = models.BooleanField(_("deleted"), default=False)
    sha256 = LineField(_("SHA-256"), max_length=64)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_related_name = "revisions"
        ordering = ["-id"]
        # Each list of changes, newest first, is read from an index in its order. Those of rare kinds hold only these.
        indexes = [
            models.Index(fields=["record_type", "slug", "number"], name="revision_by_record"),
            models.Index(fields=["author_name", "id"], name="revision_by_author"),
            # What one person did in a time is found without all that others imported in it.
            models.Index(fields=["author_name", "created_at"], name="revision_by_author_and_time"),
            models.Index(fields=["id"], condition=Q(deleted=True), name="revision_of_deleted"),
            models.Index(fields=["id"], condition=Q(reviewer__isnull=False), name="revision_reviewed"),
            *(
                models.Index(
                    fields=["author", key],
                    condition=Q(number=1, **{f"{key}__isnull": False}),
                    name=f"first_of_{key}_by_author"[:30],
                )
                for key in RECORD_ARC
            ),
        ]
        # Where the key is set: six of seven entries would hold nothing.
        constraints = [
            models.UniqueConstraint(
                fields=[key, "number"], condition=Q(**{f"{key}__isnull": False}), name=f"revision_once_{key}"
            )
            for key in RECORD_ARC
        ] + [Held(condition=Q(number__gte=1), name="revision_number_counts_from_one")]

    def __str__(self):
        return f"{self.record_type} {self.slug}, {self.number}"

    def save(self, *args, **kwargs):
        """Add it; AppendOnly where it is stored already."""
        if not self._state.adding or kwargs.get("force_update"):
            raise AppendOnly
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        """Raises AppendOnly."""
        raise AppendOnly


class FormerSlug(models.Model):
    """An address that a record or place had before; it leads there for ever."""

    ARC = (*RECORD_ARC, "place")

    slug = LineField(_("former address"), max_length=120, db_index=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        default_related_name = "former_slugs"
        unique_together = [(key, "slug") for key in (*RECORD_ARC, "place")]

    def __str__(self):
        return self.slug


# Neither is written by an editor, so neither is guarded; the foreign keys are the arc's all the same. Each begins a
# unique index, which serves in place of one of its own: a version is written with every change of every record.
for _key in RECORD_ARC:
    Revision.add_to_class(_key, arc_key(_key, models.SET_NULL, db_index=False))
for _key in FormerSlug.ARC:
    FormerSlug.add_to_class(_key, arc_key(_key, models.CASCADE, db_index=False))
