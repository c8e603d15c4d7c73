"""ODS (OASIS OpenDocument 1.2), sent as its rows are written: odfpy builds the whole document in memory."""

from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from archive.spreadsheets.exporting.numbers import is_exact
from archive.spreadsheets.exporting.package import Package
from archive.spreadsheets.exporting.widths import width_of
from archive.spreadsheets.headings import letter

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
    for prefix, name in (
        ("office", "office:1.0"),
        ("table", "table:1.0"),
        ("text", "text:1.0"),
        ("style", "style:1.0"),
        ("number", "datastyle:1.0"),
        ("fo", "xsl-fo-compatible:1.0"),
        ("of", "of:1.2"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = f"""{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
# Cells are in the number format “text”, so that a program that opens them makes neither formulas nor numbers of them.
_STYLES = """<number:text-style style:name="N100"><number:text-content/></number:text-style>
<style:style style:name="text" style:family="table-cell" style:data-style-name="N100"/>
<style:style style:name="heading" style:family="table-cell" style:data-style-name="N100">\
<style:table-cell-properties fo:background-color="#eeece6"/><style:text-properties fo:font-weight="bold"/></style:style>
"""
_SETTINGS = f"""{_HEAD}<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" xmlns:ooo="http://openoffice.org/2004/office" \
office:version="1.2"><office:settings><config:config-item-set config:name="ooo:view-settings">\
<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>\
<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>\
<config:config-item-map-named config:name="Tables">%s</config:config-item-map-named>\
</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>\
</office:document-settings>"""
# The first row stays where it is while the others are scrolled.
_FROZEN = "".join(
    f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
    for name, kind, value in (
        ("HorizontalSplitMode", "short", 0),
        ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", 0),
        ("VerticalSplitPosition", "int", 1),
        ("ActiveSplitRange", "short", 2),
        ("PositionTop", "int", 0),
        ("PositionBottom", "int", 1),
    )
)
_CENTIMETRES = 0.22
# So many empty rows below the last one offer the lists of values too.
_ROWS_TO_COME = 1000
# Rows that are text at once: here they are ten times as long as their texts.
_AT_ONCE = 100


def pieces(tabs):
    """The pieces of an ODS file."""
    package = Package()
    package.begin("mimetype", _TYPE)
    package.add("META-INF/manifest.xml", _MANIFEST)
    package.add("settings.xml", _SETTINGS % "".join(map(_view, tabs)))
    with package.part("content.xml") as content:
        for written in _written(tabs):
            content.write(written.encode())
            if piece := package.taken():
                yield piece
    yield package.closed()


def _view(tab):
    return f"<config:config-item-map-entry config:name={quoteattr(tab.name)}>{_FROZEN}</config:config-item-map-entry>"


def _written(tabs):
    """The document in pieces: everything before the first row, each set of rows, the end of each table."""
    lists = {}
    for tab in tabs:
        for place, column in enumerate(tab.columns):
            if column.values:
                lists.setdefault(tuple(column.values), (f"list{len(lists)}", f"{tab.name}.{letter(place)}2"))
    widths = sorted({width_of(column) for tab in tabs for column in tab.columns})
    before = (
        f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{_STYLES}{''.join(map(_width, widths))}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{_validations(lists)}"
    )
    for tab in tabs:
        for written in _table(tab, [lists[tuple(c.values)][0] if c.values else "" for c in tab.columns]):
            yield before + written
            before = ""
    yield "</office:spreadsheet></office:body></office:document-content>"


def _width(width):
    return (
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _CENTIMETRES:.2f}cm"/></style:style>'
    )


def _validations(lists):
    """Lists to choose from; other words are not refused, for labels and names are understood too."""
    if not lists:
        return ""
    sentence = escape(_("This is not one of the values of the list: write it only if you know that it will do."))
    found = []
    for values, (name, address) in lists.items():
        choices = ";".join(f'"{value}"' for value in values)
        found.append(
            f'<table:content-validation table:name="{name}" table:base-cell-address={quoteattr(address)} '
            f'table:condition={quoteattr(f"of:cell-content-is-in-list({choices})")} table:allow-empty-cell="true" '
            f'table:display-list="unsorted"><table:error-message table:message-type="warning" table:display="true">'
            f"<text:p>{sentence}</text:p></table:error-message></table:content-validation>"
        )
    return f"<table:content-validations>{''.join(found)}</table:content-validations>"


def _table(tab, lists):
    """A table in pieces: its columns and headings with its first set of rows, each other set, its end."""
    before = (
        f"<table:table table:name={quoteattr(tab.name)}>{''.join(map(_column, tab.columns))}"
        f"<table:table-row>{''.join(map(_heading, tab.columns))}</table:table-row>"
    )
    starts = [_start(column, name) for column, name in zip(tab.columns, lists, strict=True)]
    numeric = [column.numeric for column in tab.columns]
    for texts in tab.sets:
        for begin in range(0, len(texts[0]), _AT_ONCE):
            yield before + _rows([cells[begin : begin + _AT_ONCE] for cells in texts], starts, numeric)
            before = ""
    empty = "".join(f"{start}/>" for start in starts)
    to_come = f'<table:table-row table:number-rows-repeated="{_ROWS_TO_COME}">{empty}</table:table-row>'
    yield before + (to_come if any(lists) else "") + "</table:table>"


def _rows(texts, starts, numeric):
    columns = (
        [_cell(cell, start, is_number) for cell in some]
        for some, start, is_number in zip(texts, starts, numeric, strict=True)
    )
    return "".join([f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in zip(*columns, strict=True)])


def _column(column):
    style = "" if column.numeric else ' table:default-cell-style-name="text"'
    return f'<table:table-column table:style-name="w{width_of(column)}"{style}/>'


def _heading(column):
    note = f"<office:annotation><text:p>{_text(column.help)}</text:p></office:annotation>" if column.help else ""
    return (
        f'<table:table-cell table:style-name="heading" office:value-type="string">{note}'
        f"<text:p>{_text(column.column_name)}</text:p></table:table-cell>"
    )


def _start(column, name):
    """The beginning of every cell of a column."""
    style = "" if column.numeric else ' table:style-name="text"'
    return f"<table:table-cell{style}" + (f' table:content-validation-name="{name}"' if name else "")


def _cell(cell, start, numeric):
    if not cell:
        return f"{start}/>"
    if numeric and is_exact(cell):
        return f'{start} office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    lines = "".join([f"<text:p>{_text(line)}</text:p>" for line in cell.split("\n")])
    return f'{start} office:value-type="string">{lines}</table:table-cell>'


def _text(line):
    """White space in the elements of OpenDocument, which else runs together."""
    text = escape(line).replace("\t", "<text:tab/>")
    if "  " not in text and not text.startswith(" ") and not text.endswith(" "):
        return text
    return text.replace(" ", "<text:s/>")
