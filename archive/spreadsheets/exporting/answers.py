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
    """The pieces of an answer, a generator, the first of which is made at once; to HEAD none.

    By then rows have been read from the database, and a workbook is refused or whole: what fails until then can still
    be answered otherwise. All later pieces are the reader's to wait for, with the answer on its way.
    """
    if request.method == "HEAD":
        # Streamed like the answer, or its length would be told as nought.
        return ()
    return _from(next(pieces, b""), pieces)


def _from(first, pieces):
    """All pieces; where the reader goes away, the database and the temporary file are left at once."""
    try:
        yield first
        yield from pieces
    finally:
        pieces.close()
