"""Everything that readers may see as one Data Package: a CSV of each type and of what hangs on records, described."""

import json
import zipfile

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_safe

from archive.public.datapackage.describing import described, file_of
from archive.spreadsheets.exporting import ARCHIVE, tabs
from archive.spreadsheets.exporting.delimited import csv_pieces

_MARK = "\ufeff".encode()
_NAME = "datapackage"


@require_safe
def data_package(request):
    """The published archive as a zipped Data Package (Frictionless, version 1), sent as it is written."""
    headers = {"Content-Type": "application/zip", "Content-Disposition": f'attachment; filename="{_NAME}.zip"'}
    if request.method == "HEAD":
        # Streamed like the file, or its length would be told as nought.
        return StreamingHttpResponse((), headers=headers)
    tables = tabs(ARCHIVE, public=True)
    description = json.dumps(described(tables, request), ensure_ascii=False, indent=2) + "\n"
    return StreamingHttpResponse(_packed(description, tables), headers=headers)


def _packed(description, tables):
    """The pieces of the file; no more of it is in memory than one piece of one table."""
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"{_NAME}.json", description)
        for table in tables:
            # Sizes are not known beforehand, so each part could be a large one.
            with package.open(file_of(table.name), "w", force_zip64=True) as part:
                for piece in csv_pieces([table]):
                    part.write(piece.removeprefix(_MARK))
                    yield out.taken()
    yield out.taken()


class _Outlet:
    """What a zip file is written to: keeps what has not been sent yet."""

    def __init__(self):
        self.waiting = bytearray()

    def write(self, data):
        """Keep more."""
        self.waiting += data
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What has been written since the last time."""
        found, self.waiting = bytes(self.waiting), bytearray()
        return found
