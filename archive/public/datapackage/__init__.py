"""Everything that readers may see as one Data Package: a CSV of each type and of what hangs on records, described."""

import json

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_safe

from archive.public.datapackage.describing import described, file_of
from archive.spreadsheets.exporting import ARCHIVE, tabs
from archive.spreadsheets.exporting.answers import begun
from archive.spreadsheets.exporting.delimited import csv_pieces
from archive.spreadsheets.exporting.package import Package

_MARK = "\ufeff".encode()
_NAME = "datapackage"


@require_safe
def data_package(request):
    """The published archive as a zipped Data Package (Frictionless, version 1), sent as it is written."""
    headers = {"Content-Type": "application/zip", "Content-Disposition": f'attachment; filename="{_NAME}.zip"'}
    tables = tabs(ARCHIVE, public=True)
    description = json.dumps(described(tables, request), ensure_ascii=False, indent=2) + "\n"
    return StreamingHttpResponse(begun(request, _packed(description, tables)), headers=headers)


def _packed(description, tables):
    """The pieces of the file; no more of it is in memory than one set of rows of one table."""
    package = Package()
    package.add(f"{_NAME}.json", description)
    for table in tables:
        with package.part(file_of(table.name)) as part:
            for piece in csv_pieces([table]):
                part.write(piece.removeprefix(_MARK))
                yield package.taken()
    yield package.closed()
