"""The beginning of an import: a file is taken, and compared at once where its headings leave no question."""

from contextlib import suppress

from django.urls import reverse

from archive.admin.sheets import saved
from archive.admin.sheets.rights import seen_by
from archive.admin.sheets.upload import UploadForm
from archive.models import BatchState, ImportBatch
from archive.spreadsheets import Mapping, UnreadableFile, jobs, resource_for, staging
from archive.spreadsheets.headings import below_titles, left_to_recognise, titles
from archive.spreadsheets.resources import ARCHIVE
from archive.spreadsheets.staging import NotWaiting

# Imports that somebody has begun and not ended.
_OPEN = (BatchState.UPLOADED, BatchState.PLANNING, BatchState.STAGED, BatchState.APPLYING)
_SHOWN = 5


def address(page, batch) -> str:
    """The address of a page of an import."""
    return reverse(f"admin:archive_importbatch_{page}", args=[batch.pk])


def page_of(batch) -> str:
    """Where an import goes on, whatever its state."""
    return address("change", batch)


def fresh(batch):
    """An import as it is stored now, without its file; None where it is gone."""
    return ImportBatch.objects.defer("content", "outline").filter(pk=batch.pk).first()


def home_of(batch) -> str:
    """Where the next file of the same kind is uploaded."""
    if batch.type == ARCHIVE:
        return reverse("admin:archive_importbatch_add")
    return reverse(f"admin:archive_{resource_for(batch.type).model()._meta.model_name}_import")


def waiting(type, user):
    """The latest imports of a type that this person knows of and that somebody has begun and not ended."""
    rows = seen_by(user, ImportBatch.objects.filter(type=type, state__in=_OPEN))
    return rows.defer("content", "outline", "findings")[:_SHOWN]


def begin(request, type):
    """(form, import): the upload as it was filled in, and the import that it became, or None."""
    posted = request.method == "POST"
    given = (request.POST, request.FILES) if posted else (None, None)
    form = UploadForm(*given, type=type, user=request.user)
    if not posted or not form.is_valid():
        return form, None
    batch = form.uploaded(request.user)
    if batch is not None:
        compare_where_clear(batch, request.user)
    return form, batch


def compare_where_clear(batch, user) -> None:
    """Compare a new upload with the archive where all its headings are known; else its columns are asked for first."""
    if batch.type == ARCHIVE or is_clear(batch):
        compare(batch, user)


def compare(batch, user) -> None:
    """Compare an import with the archive, now or in the background; a refusal is kept as its message."""
    # Refused, the import has gone back to where it was, with the sentence; or somebody else was quicker.
    with suppress(UnreadableFile, NotWaiting):
        jobs.start(batch, "stage", by=user)


def is_clear(batch) -> bool:
    """Whether every column of the file has its place by its heading or by the mapping that the editor has chosen."""
    try:
        mapping = Mapping.of(batch.mapping)
        sheet = staging.sample(batch)
        resource = resource_for(batch.type)
        left_to_recognise(resource, below_titles(resource, sheet, headings_of(mapping)), mapping)
    except UnreadableFile:
        return False
    return True


def headings_of(mapping) -> list[str]:
    """The headings that the recipes of a mapping name."""
    return [heading for recipes in mapping.columns.values() for recipe in recipes for heading in recipe.headings()]


def is_unsaid(mapping) -> bool:
    """Whether nobody has said yet where the columns of a file go."""
    return not (mapping.columns or mapping.set_aside or mapping.rows or mapping.unpivot)


def kept_for(batch, sheet, mapping):
    """(mapping, kept mapping it comes from): one kept for such files where nothing is said yet of this one."""
    if not is_unsaid(mapping):
        return mapping, None
    kept = saved.proposed(batch.type, titles(sheet))
    found = saved.mapping_of(kept) if kept else None
    if found is None:
        return mapping, None
    # What was said of this file stays.
    found.sheet, found.heading_row, found.encoding = mapping.sheet, mapping.heading_row, mapping.encoding
    return found, kept
