"""What an uploaded file holds: its sheets and first rows, kept beside it so that pages need not read it again."""

from itertools import islice
from typing import NamedTuple

from archive.models.contents import content_of
from archive.spreadsheets.mapping import Mapping
from archive.spreadsheets.reading import FileContent, Limits, Row, Sheet, UnreadableFile, read, read_all
from archive.spreadsheets.reading.content import head_of
from archive.spreadsheets.reading.workbook import is_workbook

# So much of a file is kept beside it for the page on which it is mapped.
_SAMPLE_ROWS = 100
_SAMPLE_CELL = 300


class SheetInFile(NamedTuple):
    """A sheet of an uploaded file: its name, how many rows it has, and its headings, which stand in this row."""

    name: str
    rows: int
    headings: list[str]
    heading_row: int


def sheets_in(batch) -> list[SheetInFile]:
    """The sheets of the file that hold anything; UnreadableFile where it cannot be read as its mapping says."""
    outline = batch.outline
    if not outline.get("sheets"):
        outline = outline_of(stored_content(batch), batch.file_name, batch.mapping)
    return [SheetInFile(**found) for found in outline["sheets"]]


def read_sheet(batch) -> Sheet:
    """The sheet of the file that the mapping chooses, read as it says; UnreadableFile with one sentence."""
    return read(stored_content(batch), name=batch.file_name, **said_of_reading(batch.mapping))


def read_sheets(batch) -> list[Sheet]:
    """All sheets of the file, for an import of several types."""
    return read_all(stored_content(batch), name=batch.file_name, encoding=batch.mapping.get("encoding") or None)


def sample(batch) -> Sheet:
    """The chosen sheet with its first rows only, which are at hand without reading the file."""
    kept = batch.outline.get("sample")
    if not kept or batch.outline.get("read_as") != said_of_reading(batch.mapping):
        kept = _sample(read_sheet(batch))
    return Sheet(
        kept["name"],
        kept["headings"],
        [Row(*row) for row in kept["rows"]],
        batch.file_name,
        heading_row=kept["heading_row"],
        places=kept["places"],
        merged={int(place): heading for place, heading in kept["merged"]},
    )


def stored_content(batch):
    """The bytes of the file as it came; those of a large one in a temporary file."""
    pieces = content_of(batch, "content")
    return b"".join(pieces) if batch.size <= Limits.now().small else FileContent(pieces)


def mapping_data(mapping) -> dict:
    """The plain data of a mapping (a Mapping or its data), once it is understood; UnreadableFile where it is not."""
    if isinstance(mapping, Mapping):
        return mapping.data()
    return Mapping.of(mapping).data() if mapping else {}


def said_of_reading(mapping) -> dict:
    """How the mapping says that the file is read."""
    return {name: mapping.get(name) or None for name in ("sheet", "heading_row", "encoding")}


def looked_into(content, name, mapping) -> tuple[str, dict]:
    """A message and the outline of a file; UnreadableFile where nothing that the editor can say would make it read."""
    try:
        return "", outline_of(content, name, mapping)
    except UnreadableFile as refusal:
        if is_workbook(head_of(content)) or not _is_readable_in_some_encoding(content, name):
            raise
        return str(refusal), {}


def outline_of(content, name, mapping) -> dict:
    """The sheets of a file and the first rows of the chosen one, as plain data."""
    options = said_of_reading(mapping)
    sheets = read_all(content, name=name, encoding=options["encoding"])
    is_chosen = options["heading_row"] or options["sheet"]
    chosen = read(content, name=name, **options) if is_chosen else sheets[0]
    return {
        "sheets": [SheetInFile(s.name, len(s.rows), list(s.headings), s.heading_row)._asdict() for s in sheets],
        "read_as": options,
        "sample": _sample(chosen),
    }


def _is_readable_in_some_encoding(content, name):
    try:
        # Any bytes are letters in it: what is still refused is no matter of the encoding.
        read(content, name=name, encoding="iso-8859-1")
    except UnreadableFile:
        return False
    return True


def _sample(sheet):
    return {
        "name": sheet.name,
        "headings": list(sheet.headings),
        "heading_row": sheet.heading_row,
        "places": list(sheet.places),
        "merged": list(sheet.merged.items()),
        "rows": [[n, [cell[:_SAMPLE_CELL] for cell in cells]] for n, cells in islice(sheet.rows, _SAMPLE_ROWS)],
    }
