"""The file of an import: which table of it is read and how, where it comes from, a repaired one in its place."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.sheets import beginning, saved
from archive.admin.sheets.column_fields import DATE_ORDERS
from archive.admin.sheets.upload import FileForm, SourceForm
from archive.models import BatchState, ImportBatch, SavedMapping
from archive.spreadsheets import Mapping, UnreadableFile, staging
from archive.spreadsheets.resources import ARCHIVE
from archive.spreadsheets.staging import NotReady, NotWaiting

ENCODINGS = [
    ("", gettext_lazy("as it is recognised")),
    ("utf-8", "UTF-8"),
    ("windows-1252", gettext_lazy("Windows-1252, Western Europe")),
    ("windows-1254", gettext_lazy("Windows-1254, Turkish")),
    ("windows-1251", gettext_lazy("Windows-1251, Cyrillic")),
    ("windows-1250", gettext_lazy("Windows-1250, Central Europe")),
    ("windows-1257", gettext_lazy("Windows-1257, Baltic")),
    ("windows-1253", gettext_lazy("Windows-1253, Greek")),
    ("windows-1256", gettext_lazy("Windows-1256, Arabic")),
    ("utf-16", "UTF-16"),
    ("iso-8859-1", "ISO 8859-1"),
    ("iso-8859-9", "ISO 8859-9"),
    ("koi8-r", "KOI8-R"),
    ("mac-roman", "Mac Roman"),
    ("cp437", "DOS 437"),
    ("cp850", "DOS 850"),
    ("cp866", "DOS 866"),
]
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".json")


class TableForm(forms.Form):
    """Which table of the file is read, and how: its sheet, the row of its headings, its encoding, a kept mapping."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    heading_row = forms.IntegerField(
        label=gettext_lazy("Row of the headings"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Empty: the first row that is no title."),
    )
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False, choices=ENCODINGS)
    date_order = forms.ChoiceField(label=gettext_lazy("Dates such as 3/4/1992"), required=False, choices=DATE_ORDERS)
    kept = forms.ModelChoiceField(
        SavedMapping.objects.none(), label=gettext_lazy("Kept mapping"), required=False, empty_label="---------"
    )

    def __init__(self, data=None, *, batch):
        super().__init__(data, initial={k: batch.mapping.get(k) for k in ("heading_row", "encoding", "date_order")})
        self.batch, self.sheets = batch, sheets_of(batch)
        self.initial["sheet"] = batch.mapping.get("sheet") or ""
        self.fields["kept"].queryset = SavedMapping.objects.filter(type=batch.type)
        self._fit()

    def _fit(self):
        """Only the questions that this file leaves open."""
        names = [(s.name, _("%(name)s (%(rows)s rows)") % {"name": s.name, "rows": s.rows}) for s in self.sheets]
        self.fields["sheet"].choices = [("", _("the first one that holds anything")), *names]
        whole = self.batch.type == ARCHIVE
        if len(self.sheets) < 2 or whole:
            del self.fields["sheet"]
        if self.batch.file_name.lower().endswith(_WORKBOOKS):
            del self.fields["encoding"]
        del self.fields["heading_row" if whole else "date_order"]
        if whole or not self.fields["kept"].queryset.exists():
            del self.fields["kept"]

    @property
    def is_open(self):
        """Whether there is more than one way to read the file, or the one taken has failed."""
        return len(self.sheets) != 1 or bool(self.errors)

    def mapping(self) -> Mapping:
        """The mapping of the import, or the kept one, with what this form says."""
        kept = self.cleaned_data.get("kept")
        found = (saved.mapping_of(kept) if kept else None) or Mapping.of(self.batch.mapping)
        for name in ("sheet", "heading_row", "encoding", "date_order"):
            if name in self.fields:
                setattr(found, name, self.cleaned_data[name] or None)
        return found


def sheets_of(batch):
    """The sheets of the file; none where it cannot be read as its mapping says."""
    try:
        return staging.sheets_in(batch)
    except UnreadableFile:
        return []


def table_view(admin, request, batch):
    """Read the file again as the editor says."""
    form = TableForm(request.POST, batch=batch)
    if not form.is_valid():
        for errors in form.errors.values():
            admin.message_user(request, errors[0], messages.ERROR)
        return HttpResponseRedirect(beginning.address("columns", batch))
    try:
        staging.set_mapping(batch, form.mapping())
    except UnreadableFile as refusal:
        admin.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(beginning.address("columns", batch))
    if batch.type == ARCHIVE:
        beginning.compare(batch, request.user)
        return HttpResponseRedirect(beginning.page_of(batch))
    return HttpResponseRedirect(beginning.address("columns", batch))


def origin_view(admin, request, batch):
    """Say which source the file comes from, and what becomes of values that differ from accepted ones."""
    form = SourceForm(request.POST, user=request.user)
    if not form.is_valid():
        for errors in form.errors.values():
            admin.message_user(request, errors[0], messages.ERROR)
        return HttpResponseRedirect(beginning.page_of(batch))
    source, before = form.cleaned_data.get("source"), batch.source_id
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
    # The source and what depends on it in one statement.
    if not waiting.update(source=source, choice=form.cleaned_data["choice"]):
        raise NotWaiting(beginning.fresh(batch))
    batch.source, batch.choice = source, form.cleaned_data["choice"]
    if batch.state == BatchState.STAGED and before != batch.source_id:
        # Citations without a source of their own have it from the file.
        beginning.compare(batch, request.user)
    return HttpResponseRedirect(beginning.page_of(batch))


def replace_view(admin, request, batch):
    """Put a repaired file in the place of this one, and compare it by the same mapping."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        admin.message_user(request, form.errors["file"][0], messages.ERROR)
        return HttpResponseRedirect(beginning.page_of(batch))
    try:
        staging.replace_file(batch, form.cleaned_data["file"].read(), form.cleaned_data["file"].name)
    except (UnreadableFile, NotReady) as refusal:
        admin.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(beginning.page_of(batch))
    beginning.compare_where_clear(batch, request.user)
    return HttpResponseRedirect(beginning.page_of(batch))


def discard_view(admin, request, batch):
    """Set the upload aside for good."""
    staging.discard(batch)
    admin.message_user(request, _("“%(file)s” was set aside; nothing was imported.") % {"file": batch.file_name})
    return HttpResponseRedirect(beginning.home_of(batch))


def download_view(admin, request, batch):
    """The file as it came."""
    return HttpResponse(
        bytes(batch.content),
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, batch.file_name)},
    )
