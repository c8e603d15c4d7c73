"""The sheets that are damaged: the archive's own exports, other people's files, and tables to be written anew."""

# A larger file shows no other errors, and takes longer.
LARGEST = 60_000
LISTS, WORKBOOKS = (".csv", ".txt"), (".xlsx", ".xls", ".ods", ".json")


def exports():
    """(name, content, type) of files of the archive's own, in every format and of every sheet."""
    from archive.spreadsheets import SHEETS
    from archive.spreadsheets.exporting import ARCHIVE, FORMATS, WHOLE_FORMATS, stream

    for type in SHEETS:
        for format in FORMATS:
            yield f"{type}.{format}", b"".join(stream(type, format, public=True)), type
    for format in WHOLE_FORMATS:
        yield f"archive.{format}", b"".join(stream(ARCHIVE, format, public=True)), ARCHIVE


def others(folder):
    """(name, content, type) of files of other people's; of a long list its beginning, and a text is read as a list."""
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.suffix in LISTS:
            yield f"{path.stem}.csv", beginning(path.read_bytes()), "visits"
        elif path.suffix in WORKBOOKS and path.stat().st_size <= LARGEST:
            yield path.name, path.read_bytes(), "visits"


def beginning(content) -> bytes:
    """As many whole lines as are brought at once."""
    return content if len(content) <= LARGEST else content[:LARGEST].rpartition(b"\n")[0]


def tables():
    """(type, rows) of every sheet, to be written anew with changes."""
    import csv

    from archive.spreadsheets import SHEETS
    from archive.spreadsheets.exporting import stream

    for type in SHEETS:
        text = b"".join(stream(type, "csv", public=True)).decode("utf-8-sig")
        yield type, list(csv.reader(text.splitlines(True)))[:30]
