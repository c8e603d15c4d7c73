"""A worksheet of XlsxWriter that takes every text for a text."""

from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellStringTuple, Worksheet


class PlainSheet(Worksheet):
    """A worksheet that takes every text for a text: the library takes `<r>…</r>` for markup of its own."""

    def _xml_rich_inline_string(self, string, attributes=()):
        self._xml_inline_string(string, True, attributes)

    def _write_cell(self, row, col, cell):
        # By far the most cells are texts, for each of which the library's own way takes twice the time.
        if not isinstance(cell, CellStringTuple) or cell.format is None or not self.constant_memory:
            super()._write_cell(row, col, cell)
            return
        text = cell.string
        if "_x" in text or not text.isprintable():
            text = self._escape_control_characters(text)
        where = f'r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        self.fh.write(f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>')
