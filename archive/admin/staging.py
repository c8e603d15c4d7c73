"""An uploaded sheet between its preview and its confirmation: kept where any server process finds it."""

import hashlib
import io
import json

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import spreadsheets
from archive.models import BatchState, ImportBatch, Source
from archive.text import clean
from archive.writing import Stale

MOST_BYTES = 50 * 1024 * 1024


class NotWaiting(Exception):
    """An upload is not waiting any more: it was applied or set aside."""


class UploadForm(forms.Form):
    """A file, where it comes from, and which of its headings are which of our columns."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("CSV, TSV, XLSX, XLS, ODS or JSON."))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("The address (slug) of the source that the sheet was taken from, where there is one."),
    )
    mapping = forms.CharField(
        label=gettext_lazy("Headings"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "One a line, where the file's headings are not ours: “Their heading = our_column”; "
            "with nothing after “=” a column is set aside."
        ),
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Dates such as 3/4/1992"),
        required=False,
        choices=[
            ("", gettext_lazy("are refused as unclear")),
            ("dmy", gettext_lazy("day, month, year")),
            ("mdy", gettext_lazy("month, day, year")),
            ("ymd", gettext_lazy("year, month, day")),
        ],
    )

    def clean_file(self):
        """Nothing beyond what the archive reads in one piece."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("“%(name)s” has %(size)d megabytes: split it into files of at most %(most)d.")
                % {"name": file.name, "size": file.size // 1024**2, "most": MOST_BYTES // 1024**2}
            )
        return file

    def clean_source(self):
        """The source of that address, or None."""
        slug = self.cleaned_data["source"]
        source = Source.objects.filter(slug=slug).first() if slug else None
        if slug and source is None:
            raise ValidationError(
                _("No source has the address “%(slug)s”: look it up in the list of sources.") % {"slug": slug}
            )
        return source

    def clean_mapping(self):
        """The lines as {their heading: our column}."""
        found = {}
        for line in filter(None, map(str.strip, self.cleaned_data["mapping"].splitlines())):
            theirs, sign, ours = line.rpartition("=")
            if not sign or not theirs.strip():
                raise ValidationError(_("“%(line)s” has no “=”: write “Their heading = our_column”.") % {"line": line})
            found[theirs.strip()] = ours.strip()
        return found


def staged(sheet, data, user) -> ImportBatch:
    """An upload as it will wait, not yet stored; `data` is the cleaned data of UploadForm."""
    content = data["file"].read()
    return ImportBatch(
        type=sheet,
        file_name=clean(data["file"].name)[:255],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        mapping={"headings": data["mapping"], "date_order": data["date_order"]},
        source=data["source"],
        user=user,
        user_name=user.get_username(),
    )


def plan_of(batch):
    """What applying a staged upload would do now; UnreadableFile says why it cannot be read."""
    sheet = spreadsheets.read(io.BytesIO(bytes(batch.content)), name=batch.file_name)
    return spreadsheets.plan(
        batch.type,
        sheet,
        user=batch.user,
        source=batch.source,
        mapping=batch.mapping.get("headings") or None,
        date_order=batch.mapping.get("date_order") or None,
    )


def digest(plan) -> str:
    """A checksum of all that a plan would write, and of the versions that it would write over."""
    rows = [
        [row.number, row.kind, row.slug, row.revision, sorted((k, str(b), str(a)) for k, (b, a) in row.cells.items())]
        for row in plan.rows
        if row.kind != "unchanged"
    ]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def apply(pk, seen, user):
    """Apply a staged upload once and return its plan; Stale where it is not the one seen, NotWaiting if gone."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=pk, state=BatchState.STAGED).first()
        if batch is None:
            raise NotWaiting
        plan = plan_of(batch)
        if digest(plan) != seen or not plan.ok:
            raise Stale([])
        spreadsheets.apply(plan, by=user, why=_("Imported from %(file)s") % {"file": batch.file_name})
        # The applied import has an entry of its own by now; only what waits is staged.
        batch.delete()
    return plan
