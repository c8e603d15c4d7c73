"""What calamine would drop of an ODS file: tabs, line breaks, errors, and formulas that were never calculated."""

import io
import re
import zipfile

from archive.spreadsheets.reading.base import NO_VALUE

_TAB = re.compile(rb"<text:tab(?: [^>]*)?/>")
_BREAK = re.compile(rb"<text:line-break(?: [^>]*)?/>")
_ERROR = re.compile(rb'<table:table-cell [^>]*calcext:value-type="error"[^>]*>')
_EMPTY_VALUE = re.compile(rb' office:string-value=""')
_NO_VALUE = re.compile(rb"<table:table-cell (?![^>]*office:value-type)([^>]*table:formula=[^>]*?)/>")
_WITH_MARK = (
    rb'<table:table-cell office:value-type="string" \1><text:p>' + NO_VALUE.encode() + rb"</text:p></table:table-cell>"
)
_SUSPECT = (b"<text:tab", b"<text:line-break", b'calcext:value-type="error"', b"table:formula=")


def made_plain(content: bytes) -> bytes:
    """The package with all that as plain text; the same bytes where there is nothing of it or it is no ODS file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if "content.xml" not in package.namelist():
            return content
        xml = package.read("content.xml")
        if not any(mark in xml for mark in _SUSPECT):
            return content
        others = {
            name: package.read(name) for name in ("mimetype", "META-INF/manifest.xml") if name in package.namelist()
        }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in others.items():
            package.writestr(name, part)
        package.writestr("content.xml", _plain(xml))
    return file.getvalue()


def _plain(xml):
    xml = _BREAK.sub(b"\n", _TAB.sub(b"\t", xml))
    xml = _ERROR.sub(lambda cell: _EMPTY_VALUE.sub(b"", cell[0]), xml)
    return _NO_VALUE.sub(_WITH_MARK, xml)
