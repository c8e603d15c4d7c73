"""The files of a source on its form: uploaded, checked, described, and taken away."""

from django import forms
from django.core import signing
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.forms import RowForm
from archive.admin.inlines import HangingFormSet, HangingInline
from archive.models import FileKind, SourceFile
from archive.sources import files
from archive.sources.content import ENDINGS

_SALT = "archive.admin.sources.files"
_ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)


class FileInput(forms.FileInput):
    """A choice of a file; a stored one stands here instead, with the way to it."""

    stored = None
    # The name of what was uploaded with a form that came back for another reason.
    waiting = ""

    def render(self, name, value, attrs=None, renderer=None):
        """The stored file as a link with what is known of it, else the choice."""
        if self.stored is not None:
            return _described(self.stored)
        chosen = super().render(name, value, attrs, renderer)
        if not self.waiting:
            return chosen
        sentence = _("“%(name)s” has arrived and is kept when you save.") % {"name": self.waiting}
        return format_html('{}<output class="understood">{}</output>', chosen, sentence)


def _described(file):
    address = reverse("admin:archive_source_file", args=[file.source_id, file.sha256])
    added = _("added by %(name)s on %(day)s") % {
        "name": file.added_by or _("the archive itself"),
        "day": date_format(timezone.localtime(file.added_at), "SHORT_DATE_FORMAT"),
    }
    return format_html(
        '<p class="stored-file"><a href="{}">{}</a> {} · {} · {}<br><code>SHA-256 {}</code></p>',
        address,
        file.name,
        file.get_kind_display(),
        filesizeformat(file.size),
        added,
        file.sha256,
    )


class SourceFileForm(RowForm):
    """One file: uploaded once, then only described, shown to readers or taken away."""

    user = None
    upload = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=FileInput(attrs={"accept": _ACCEPTED}), max_length=200
    )
    # What has arrived already, so that a form that comes back for another reason does not lose it.
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SourceFile
        fields = ("description", "is_public")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # What a row names never changes: another file is another row.
            self.fields["upload"].widget.stored = self.instance
            self.fields["upload"].disabled = self.fields["kept"].disabled = True
        else:
            kinds = ", ".join(str(label) for label in FileKind.labels)
            self.fields["upload"].help_text = _("One of: %(kinds)s.") % {"kinds": kinds}

    def clean(self):
        """Take the upload into the storage, or take up what has arrived with an earlier press on Save."""
        cleaned = super().clean()
        if self.instance.pk:
            return cleaned
        taken = self._taken(cleaned)
        if taken is None:
            if not self.errors:
                self.add_error("upload", _("Choose a file, or take the row away."))
            return cleaned
        for name, value in taken.columns().items():
            setattr(self.instance, name, value)
        self.instance.added_by = self.user.get_username() if self.user else ""
        self.instance.added_at = timezone.now()
        self.fields["upload"].widget.waiting = taken.name
        self.data = self.data.copy()
        self.data[self.add_prefix("kept")] = signing.dumps(taken.columns(), salt=_SALT)
        return cleaned

    def _taken(self, cleaned):
        upload, kept = cleaned.get("upload"), cleaned.get("kept")
        if upload:
            try:
                return files.take_in(upload, upload.name)
            except files.Refused as refusal:
                self.add_error("upload", str(refusal))
                return None
        try:
            taken = files.Taken(**signing.loads(kept, salt=_SALT)) if kept else None
        except signing.BadSignature:
            return None
        # Whoever comes back after days may find it swept away.
        return taken if taken and files.is_whole(taken.sha256) else None


class FileFormSet(HangingFormSet):
    """The files of one source, each of them once."""

    def clean(self):
        """Refuse what the source has already."""
        super().clean()
        seen = set()
        for form in sorted(self.forms, key=lambda form: form.instance.pk is None):
            if form in self.deleted_forms or not form.instance.sha256:
                continue
            if form.instance.sha256 in seen:
                form.add_error("upload", _("The source has this very file already."))
            seen.add(form.instance.sha256)


class FileInline(HangingInline):
    """The files of a source."""

    model = SourceFile
    form = SourceFileForm
    formset = FileFormSet
    # A row to fill in stands ready, also where no script adds one.
    extra = 1
    fieldsets = ((None, {"fields": (("upload", "kept", "description", "is_public"),)}),)

    def get_formset(self, request, obj=None, **kwargs):
        """The rows, who know who adds them."""
        kwargs["form"] = type("SourceFileForm", (self.form,), {"user": request.user})
        return super().get_formset(request, obj, **kwargs)
