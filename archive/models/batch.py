"""Imports: a spreadsheet on its way into the archive, its rows, and how files of one kind are mapped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.contents import PackedField
from archive.models.fields import ChoiceField, LineField, ProseField
from archive.models.rules import Held


class BatchState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("uploaded")
    PLANNING = "planning", _("being compared")
    STAGED = "staged", _("staged")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class RowChoice(models.TextChoices):
    """What the editor decided about what a row of an import states."""

    ACCEPT = "accept", _("accept its values")
    TESTIMONY = "testimony", _("take as testimony")
    LEAVE_OUT = "leave_out", _("leave out")


# What a row would do (archive.spreadsheets.planning.Kind).
ROW_KINDS = ("new", "changed", "proposed", "unchanged", "skipped", "failed")


class ImportBatch(models.Model):
    """One spreadsheet on its way into the archive: the file as it came, who brought it, and what became of it."""

    # A sheet of the archive (`visits`), or `archive` for a workbook with one sheet for each type.
    type = LineField(_("type"), max_length=40)
    file_name = LineField(_("file"), max_length=255)
    content = PackedField(_("content"), editable=False)
    sha256 = LineField(_("SHA-256"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    # As `spreadsheets.Mapping.data` gives it; the chosen sheet, row of headings and encoding stand in it.
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    source = models.ForeignKey(
        "archive.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    user_name = LineField(_("by"), max_length=150, blank=True)
    state = ChoiceField(_("state"), max_length=8, choices=BatchState, default=BatchState.STAGED)
    # What the file holds: its sheets with their headings, how many rows each has, and the first rows of the chosen one.
    outline = models.JSONField(_("outline"), default=dict, blank=True, editable=False)
    # What is done with values that differ from accepted ones, where a row does not say otherwise.
    choice = ChoiceField(_("values that differ"), max_length=9, choices=RowChoice, default=RowChoice.ACCEPT)
    # Why the last piece of work on the import came to nothing, as a sentence.
    message = ProseField(_("message"), blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    # What the comparison found beside the rows: names that no record has, values that the mapping leaves out.
    findings = models.JSONField(_("findings"), default=dict, blank=True, editable=False)
    # An undo is an import too: of what was there before. What was edited since, it has kept and lists here.
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )
    kept = models.JSONField(_("kept"), default=list, blank=True, editable=False)
    # Places have no versions: by their key, what each was before this import and after it.
    places = models.JSONField(_("places"), default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        # To look into the rows themselves would be to walk through the files that they hold.
        indexes = [models.Index(fields=["user_name", "applied_at"], name="import_by_user_and_time")]

    def __str__(self):
        return f"{self.file_name} ({self.type})"


class ImportRow(models.Model):
    """One row of an import, compared with what is stored: what it would change, and what stands in its way."""

    # The unique index on it and the position serves in place of one of its own.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, db_index=False, related_name="rows", verbose_name=_("import")
    )
    # The order of storing: drafts and other types before what names them.
    position = models.PositiveIntegerField(_("position"))
    type = LineField(_("type"), max_length=40)
    # The tab of a workbook, and the row's number in it as the editor sees it; 7.02 is the second record of row 7.
    sheet = LineField(_("sheet"), max_length=255, blank=True)
    number = models.FloatField(_("row"))
    kind = ChoiceField(_("kind"), max_length=9)
    slug = LineField(_("address"), max_length=255, blank=True)
    # The stored row that it matches, and the version that it was compared with.
    record_pk = models.BigIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(null=True, blank=True)
    # {column: [before, after]} as canonical texts, and [[column, value, sentence]].
    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    # {column: text}: what the row gives that is stored already, where its source is to be cited for it.
    given = models.JSONField(default=dict)
    # Empty: as the import says.
    choice = ChoiceField(_("choice"), max_length=9, choices=RowChoice, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="import_row_position"),
            Held(condition=models.Q(kind__in=ROW_KINDS), name="import_row_kind_is_known"),
        ]
        indexes = [models.Index(fields=["batch", "kind", "position"], name="import_row_by_kind")]

    def __str__(self):
        return f"{self.sheet or self.type} {self.number:g}"


class SavedMapping(models.Model):
    """How files of one kind are mapped to a sheet of the archive, kept under a name for the next such file."""

    name = LineField(_("name"), max_length=120)
    type = LineField(_("type"), max_length=40)
    mapping = models.JSONField(_("mapping"), default=dict)
    # The folded headings of the file it was made for, by which it is proposed for the next one.
    headings = models.JSONField(_("headings"), default=list, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ["type", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "name"],
                name="saved_mapping_name",
                violation_error_message=_("There is a mapping of this name already: choose another one."),
            )
        ]

    def __str__(self):
        return self.name
