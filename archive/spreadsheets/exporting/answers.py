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
    return StreamingHttpResponse(begun(request, stream(type, format, **chosen)), headers=headers)


def begun(request, pieces):
    """The pieces of an answer, a generator, the first two of which are made at once; to HEAD none.

    A workbook is refused or whole by its first piece; by the second, rows of any answer have been read from the
    database. What fails until then can still be answered otherwise.
    """
    if request.method == "HEAD":
        # Streamed like the answer, or its length would be told as nought.
        return ()
    return _from(next(pieces, b"") + next(pieces, b""), pieces)


def _from(first, pieces):
    """All pieces; where the reader goes away, the database and the temporary file are left at once."""
    try:
        yield first
        yield from pieces
    finally:
        pieces.close()
