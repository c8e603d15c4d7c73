"""Tabs and line breaks inside the paragraphs of an ODS file, which calamine would drop."""

import io
import re
import zipfile

_TAB = re.compile(rb"<text:tab(?: [^>]*)?/>")
_BREAK = re.compile(rb"<text:line-break(?: [^>]*)?/>")


def with_plain_breaks(content: bytes) -> bytes:
    """The package with tabs and line breaks as characters; the same bytes where it has none or is no ODS file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if "content.xml" not in package.namelist():
            return content
        xml = package.read("content.xml")
        if b"<text:tab" not in xml and b"<text:line-break" not in xml:
            return content
        others = {
            name: package.read(name) for name in ("mimetype", "META-INF/manifest.xml") if name in package.namelist()
        }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in others.items():
            package.writestr(name, part)
        package.writestr("content.xml", _BREAK.sub(b"\n", _TAB.sub(b"\t", xml)))
    return file.getvalue()
