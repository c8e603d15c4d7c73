"""Lists and records as data: the same addresses with a suffix, the same records that the pages show, and no more."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.models import Source, SourceFile
from archive.models.addresses import record_address
from archive.public import bibliography, documents, linked
from archive.public.citing import cited, exchange
from archive.public.filters import filter_of
from archive.public.lists import COLUMNS, EVIDENCE
from archive.public.moving import moved
from archive.public.signposting import point_to_record
from archive.sources.serving import handed_over
from archive.spreadsheets.exporting import ARCHIVE, FORMATS, WHOLE_FORMATS, CellTooLong
from archive.spreadsheets.exporting.answers import file_answer

JSON = "application/json; charset=utf-8"
BIBTEX = "application/x-bibtex; charset=utf-8"
RIS = "application/x-research-info-systems; charset=utf-8"
CSL = "application/vnd.citationstyles.csl+json; charset=utf-8"
# What a record can be had as: the media type, and how it is written.
RECORD_FORMATS = {
    "json": (JSON, lambda record, request: _json(documents.document(record, request))),
    "jsonld": (
        "application/ld+json; charset=utf-8",
        lambda record, request: _json(linked.linked_data(record, request)),
    ),
}
# The page of a record for reference managers; of a source they get the document itself.
RECORD_FORMATS |= {
    "bib": (BIBTEX, lambda record, request: exchange.bibtex(cited(record, request))),
    "ris": (RIS, lambda record, request: exchange.ris(cited(record, request))),
    "csl.json": (CSL, lambda record, request: _json([exchange.csl(cited(record, request))])),
}
SOURCE_FORMATS = {
    "bib": (BIBTEX, lambda source, request: bibliography.bibtex(source)),
    "ris": (RIS, lambda source, request: bibliography.ris(source)),
    "csl.json": (CSL, lambda source, _request: _json([bibliography.csl(source)])),
}


def formats_of(model) -> dict:
    """The formats in which a record of a type can be had: (media type, how it is written) by the end of its address."""
    return RECORD_FORMATS | (SOURCE_FORMATS if model is Source else {})


def data_links(record) -> list[tuple[str, str]]:
    """(media type, path) of a record in each of its formats."""
    at = f"{record.address}-data"
    formats = formats_of(type(record)).items()
    return [(media.partition(";")[0], record_address(at, record.slug, name)) for name, (media, _written) in formats]


@require_safe
def download(request, model, format):
    """The list that the same query string shows, as a sheet of public columns, streamed; empty as the list would be."""
    if format not in FORMATS:
        raise Http404
    found = filter_of(model)(request.GET, queryset=model.objects.published()).found
    return _file(request, model, format, model.address, queryset=found)


@require_safe
def download_archive(request, format):
    """Everything that readers may see as one file with a sheet for each type."""
    if format not in WHOLE_FORMATS:
        raise Http404
    return _file(request, ARCHIVE, format, ARCHIVE)


def _file(request, type, format, name, **rows):
    try:
        return file_answer(
            request, type, format, name, public=True, evidence=request.GET.get(COLUMNS) == EVIDENCE, **rows
        )
    except CellTooLong as refusal:
        return HttpResponse(f"{refusal}\n", status=406, content_type="text/plain; charset=utf-8")


@require_safe
def data(request, model, slug, format):
    """One published record in another form; a former address leads to the present one."""
    formats = formats_of(model)
    if format not in formats:
        raise Http404
    record = documents.fetched(model).filter(slug=slug).first()
    if record is None:
        return redirect(reverse(f"{model.address}-data", args=[moved(model, slug).slug, format]), permanent=True)
    media_type, written = formats[format]
    response = HttpResponse(written(record, request), content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="{record.slug}.{format}"'
    point_to_record(request, response, record, "describes")
    return response


@require_safe
def source_file(request, slug, sha256):
    """A file of a published source that readers may have; a former address of the source leads to the present one."""
    files = SourceFile.objects.published().filter(sha256=sha256).select_related("source")
    found = files.filter(source__slug=slug).first()
    if found is not None:
        response = handed_over(request, found, public=True)
        point_to_record(request, response, found.source, "collection")
        return response
    present = files.filter(source__former_slugs__slug=slug).values_list("source__slug", flat=True).first()
    if present is None:
        raise Http404
    return redirect(reverse("sources-file", args=[present, sha256]), permanent=True)


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
