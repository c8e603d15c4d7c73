"""The upload of a file: of one type, or of a workbook with one sheet for each; and of a repaired file in its place."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.sheets.saved import mapping_of
from archive.admin.widgets import KnownAutocompleteSelect
from archive.models import ImportBatch, RowChoice, SavedMapping, Source
from archive.spreadsheets import Limits, staging
from archive.spreadsheets.reading.base import megabytes
from archive.spreadsheets.resources import ARCHIVE

CHOICES = [
    (RowChoice.ACCEPT, gettext_lazy("replace what the archive has")),
    (RowChoice.TESTIMONY, gettext_lazy("are kept beside it, as what the source states")),
]


def check_size(file):
    """Nothing beyond what the archive reads in one piece; ValidationError says how large it may be."""
    most = Limits.now().packed
    if file.size > most:
        raise ValidationError(
            _("“%(name)s” has %(size)s: split it into files of at most %(most)s.")
            % {"name": file.name, "size": megabytes(file.size), "most": megabytes(most)}
        )
    return file


class FileForm(forms.Form):
    """A spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, TSV, XLSX, XLS, ODS or JSON, as it is: headings are recognised or asked for."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.json"}),
    )

    def clean_file(self):
        """A file of a size that is read."""
        return check_size(self.cleaned_data["file"])


class SourceForm(forms.Form):
    """Where a file comes from, and what becomes of values that differ from accepted ones."""

    source = forms.ModelChoiceField(
        Source.objects.all(),
        label=gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy("The source that the sheet was taken from, where there is one."),
    )
    source_slug = forms.CharField(
        label=gettext_lazy("or its address"),
        required=False,
        max_length=255,
        widget=forms.TextInput(attrs={"class": "vTextField", "spellcheck": "false"}),
        help_text=gettext_lazy("The last part of the source's own address."),
    )
    choice = forms.ChoiceField(
        label=gettext_lazy("Values that differ from accepted ones"),
        choices=CHOICES,
        initial=RowChoice.ACCEPT,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        # Somebody else's draft is as if it did not exist.
        self.sources = Source.objects.visible_to(user)
        self.fields["source"].queryset = self.sources
        self.fields["source"].widget = KnownAutocompleteSelect(ImportBatch._meta.get_field("source"), admin.site)
        self.fields["source"].widget.choices = self.fields["source"].choices

    def clean_choice(self):
        """What is done where nothing is said."""
        return self.cleaned_data["choice"] or RowChoice.ACCEPT

    def clean(self):
        """The source by one of its two names; testimony is always somebody's."""
        cleaned = super().clean()
        slug = cleaned.get("source_slug", "").strip().strip("/").rpartition("/")[2]
        if slug:
            cleaned["source"] = self.sources.filter(slug=slug).first()
            if cleaned["source"] is None:
                sentence = _("No source has the address “%(slug)s”: look it up in the list of sources.")
                self.add_error("source_slug", sentence % {"slug": slug})
        elif cleaned.get("choice") == RowChoice.TESTIMONY and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say which source states these values, or let them replace the accepted ones."))
        return cleaned


class UploadForm(FileForm, SourceForm):
    """A file, where it comes from, and a kept mapping for files of its kind."""

    mapping = forms.ModelChoiceField(
        SavedMapping.objects.none(),
        label=gettext_lazy("Mapping"),
        required=False,
        empty_label=gettext_lazy("the one that fits its headings, if any"),
        help_text=gettext_lazy("How the columns of such files become ours, as it was kept from an earlier one."),
    )

    field_order = ("file", "source", "source_slug", "choice", "mapping")

    def __init__(self, *args, type, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.type = type
        if type == ARCHIVE:
            self.fields["file"].help_text = _("XLSX, XLS, ODS or JSON, with a sheet for each type.")
            self.fields["file"].widget.attrs["accept"] = ".xlsx,.xlsm,.xls,.ods,.json"
        kept = SavedMapping.objects.filter(type=type)
        self.fields["mapping"].queryset = kept
        if not kept.exists():
            del self.fields["mapping"]

    def uploaded(self, user) -> ImportBatch:
        """The import that the file becomes; None, with the reason beside the file, where it cannot be read."""
        data = self.cleaned_data
        saved = data.get("mapping")
        try:
            return staging.upload(
                self.type,
                data["file"].read(),
                data["file"].name,
                user=user,
                source=data.get("source"),
                mapping=mapping_of(saved) if saved else None,
                choice=data["choice"],
            )
        except ValueError as refusal:
            self.add_error("file", str(refusal))
        return None
