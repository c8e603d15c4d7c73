"""The files of a source: a scan, a text, an archived page; what they hold is kept by its checksum, once for all."""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from archive.models.base import Status
from archive.models.fields import ChoiceField, LineField
from archive.models.guard import Guarded, GuardedQuerySet


class FileKind(models.TextChoices):
    """What a file is by its content."""

    PDF = "pdf", _("PDF")
    PNG = "png", _("PNG picture")
    JPEG = "jpeg", _("JPEG picture")
    GIF = "gif", _("GIF picture")
    WEBP = "webp", _("WebP picture")
    TIFF = "tiff", _("TIFF picture")
    TEXT = "text", _("text")
    HTML = "html", _("web page (HTML)")
    MHTML = "mhtml", _("archived page (MHTML)")
    WARC = "warc", _("archived pages (WARC)")


class SourceFileQuerySet(GuardedQuerySet):
    """Files, and who may see them."""

    def published(self):
        """Files that every reader may have, of published sources."""
        return self.filter(is_public=True, source__status=Status.PUBLISHED)


class SourceFile(Guarded):
    """A file of a source: what it is called, what it is, and the checksum under which the storage keeps it."""

    source = models.ForeignKey("archive.Source", on_delete=models.CASCADE, verbose_name=_("source"))
    name = LineField(_("name"), max_length=200)
    kind = ChoiceField(_("kind"), max_length=5, choices=FileKind)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = LineField(_("SHA-256"), max_length=64, editable=False)
    description = LineField(_("what it is"), max_length=300, blank=True, help_text=_("Such as: scan of pages 3 to 5."))
    is_public = models.BooleanField(
        _("readers may have it"),
        default=False,
        help_text=_("Only where the licence allows it; otherwise the file is for editors alone."),
    )
    # The name stays when the account goes; both are part of the version, so a revert brings them back.
    added_by = LineField(_("added by"), max_length=150, blank=True, editable=False)
    added_at = models.DateTimeField(_("added at"), editable=False)

    objects = SourceFileQuerySet.as_manager()

    class Meta(Guarded.Meta):
        abstract = False
        verbose_name = _("file")
        verbose_name_plural = _("files")
        default_related_name = "files"
        ordering = ["id"]
        unique_together = [("source", "sha256")]
        indexes = [models.Index(fields=["sha256"], name="source_file_by_content")]
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("sha256"), 64),
                name="source_file_has_a_checksum",
                violation_error_message=_("A file is known by its SHA-256: upload it again."),
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="source_file_is_not_empty",
                violation_error_message=_("The file is empty: choose another."),
            ),
        ]

    def __str__(self):
        return self.name

    def touched_by(self, change, gone=False):
        """A file is part of its source's version."""
        change.touch_hanging(self, "source")
