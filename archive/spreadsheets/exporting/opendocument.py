"""ODS (OASIS OpenDocument 1.2), written row by row: odfpy builds the whole document in memory."""

import tempfile
import zipfile
from xml.sax.saxutils import escape

from archive.spreadsheets.exporting.numbers import is_exact

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
# Cells are in the number format “text”, so that a program that opens them does not make formulas of them.
_START = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {_NAMESPACES} office:version="1.2"><office:automatic-styles>
<number:text-style style:name="N100"><number:text-content/></number:text-style>
<style:style style:name="text" style:family="table-cell" style:data-style-name="N100"/>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="%s">"""
_END = "</table:table></office:spreadsheet></office:body></office:document-content>"
_PIECE = 256 * 1024
_ROWS_AT_ONCE = 500


def pieces(name, columns, rows):
    """The pieces of an ODS file."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(zipfile.ZipInfo("mimetype"), _TYPE, zipfile.ZIP_STORED)
            package.writestr("META-INF/manifest.xml", _MANIFEST)
            with package.open("content.xml", "w", force_zip64=True) as content:
                content.write((_START % escape(name)).encode())
                _write(content, columns, rows)
                content.write(_END.encode())
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(content, columns, rows):
    numeric = [column.numeric for column in columns]
    lines = [_row([column.column_name for column in columns], [False] * len(columns))]
    for cells in rows:
        lines.append(_row(cells, numeric))
        if len(lines) >= _ROWS_AT_ONCE:
            content.write("".join(lines).encode())
            lines.clear()
    content.write("".join(lines).encode())


def _row(cells, numeric):
    inside = "".join(_cell(cell, number) for cell, number in zip(cells, numeric, strict=True))
    return f"<table:table-row>{inside}</table:table-row>"


def _cell(cell, numeric):
    if not cell:
        return "<table:table-cell/>"
    if numeric and is_exact(cell):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    lines = "".join(f"<text:p>{_text(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell table:style-name="text" office:value-type="string">{lines}</table:table-cell>'


def _text(line):
    """White space in the elements of OpenDocument, which else runs together."""
    text = escape(line).replace("\t", "<text:tab/>")
    if "  " not in text and not text.startswith(" ") and not text.endswith(" "):
        return text
    return text.replace(" ", "<text:s/>")
