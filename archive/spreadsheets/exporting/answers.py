"""A sheet as the answer to a request."""

from django.http import HttpResponse, StreamingHttpResponse

from archive.spreadsheets.exporting import format_named, stream


def file_answer(request, type, format, name, **chosen) -> HttpResponse:
    """The file of `stream`, sent as it is made, under the name `name` and its suffix; to HEAD what it would be.

    CellTooLong is raised before anything is sent.
    """
    kind = format_named(format, type)
    headers = {
        "Content-Type": kind.content_type,
        "Content-Disposition": f'attachment; filename="{name}.{kind.suffix}"',
    }
    if request.method == "HEAD":
        # Streamed like the file, or its length would be told as nought.
        return StreamingHttpResponse((), headers=headers)
    pieces = stream(type, format, **chosen)
    # A workbook is refused or whole by its first piece, while another answer can still be given.
    first = next(pieces, b"")
    return StreamingHttpResponse(_from(first, pieces), headers=headers)


def _from(first, pieces):
    """All pieces; where the reader goes away, the database and the temporary file are left at once."""
    try:
        yield first
        yield from pieces
    finally:
        pieces.close()
