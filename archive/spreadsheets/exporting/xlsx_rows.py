"""The rows of an XLSX sheet as XML (ECMA-376, part 1, 18.3.1), made a column at a time.

What hardly ever occurs is looked for in all texts of a column at once, and only where it is found in each of them:
signs that XML cannot hold, blanks that a reader would drop, texts that could start a formula or are too long. Whether
texts are printable Python knows ten times as fast as an expression finds what is not.
"""

import re
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from archive.spreadsheets.exporting.numbers import is_exact
from archive.spreadsheets.formulas import any_starts_formula, starts_formula

LONGEST_CELL = 32_767
_BETWEEN = "\0"
# What no XML may hold, which XLSX writes as _x000D_, and the beginning of a text that looks like it.
_TO_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_BLANKS = re.compile(r"[\t\n]|  |\0 | \0")


class CellTooLong(ValueError):
    """A text that XLSX cannot hold."""


class RowWriter:
    """Writes sets of rows below the headings; `text` and `quoted` are the numbers of the two styles of texts."""

    def __init__(self, columns, text, quoted):
        self.numeric = [column.numeric for column in columns]
        self.letters = [xl_col_to_name(place) for place in range(len(columns))]
        self.text, self.quoted = text, quoted
        self.last = 1

    def xml(self, texts) -> bytes:
        """The rows of a set, given as the texts of each column; CellTooLong where one does not fit."""
        numbers = [str(self.last + n) for n in range(1, len(texts[0]) + 1)]
        self.last += len(numbers)
        row, cells = ['<row r="%s">'], [numbers]
        for letter, is_number, some in zip(self.letters, self.numeric, texts, strict=True):
            if any(some):
                pattern, *found = (self._numbers if is_number else self._texts)(letter, numbers, some)
                row.append(pattern)
                cells += found
        if not all(texts[-1]):
            row.append("%s")
            cells.append(self._ends(numbers, texts[-1]))
        return "".join(map(f"{''.join(row)}</row>".__mod__, zip(*cells, strict=True))).encode()

    def _ends(self, numbers, texts):
        """Rows are all as long as the headings: of a shorter one some readers make a shorter record."""
        end = f'<c r="{self.letters[-1]}%s" s="{self.text}"/>'
        return ["" if text else end % number for number, text in zip(numbers, texts, strict=True)]

    def _texts(self, letter, numbers, texts):
        """A pattern for the cells of a column, and by columns what is put into it."""
        if max(map(len, texts)) > LONGEST_CELL // 2:
            _refuse_too_long(numbers, texts)
        shown, blanks = _escaped(texts)
        end = f'" t="inlineStr"><is><t{blanks}>%s</t></is></c>'
        if any_starts_formula(texts):
            # Marks the text as text for good: an editor who opens the cell does not make a formula of it.
            styles = [self.quoted if starts_formula(text) else self.text for text in texts]
            cell, columns = f'<c r="{letter}%s" s="%s{end}', (numbers, styles, shown)
        else:
            cell, columns = f'<c r="{letter}%s" s="{self.text}{end}', (numbers, shown)
        if all(texts):
            return cell, *columns
        return "%s", [cell % one if one[-1] else "" for one in zip(*columns, strict=True)]

    def _numbers(self, letter, numbers, texts):
        """The same of a column of numbers, among which those that a spreadsheet does not hold are texts."""
        return "%s", [
            f'<c r="{letter}{number}"><v>{text}</v></c>' if is_exact(text) else self._text(letter, number, text)
            for number, text in zip(numbers, texts, strict=True)
        ]

    def _text(self, letter, number, text):
        if not text:
            return ""
        pattern, *columns = self._texts(letter, [number], [text])
        return pattern % tuple(one for (one,) in columns)


def _escaped(texts):
    """The texts as XML holds them, and what their elements need to keep their blanks."""
    joined, spaced = _BETWEEN.join(texts), f" {' '.join(filter(None, texts))} "
    if spaced.isprintable():
        # No blanks but spaces are among them; at the beginning or the end of a text one stands beside that between.
        odd, blanks = "_x" in joined and _TO_ESCAPE.search(joined.replace(_BETWEEN, "\n")), "  " in spaced
    else:
        odd = joined.count(_BETWEEN) != len(texts) - 1 or _TO_ESCAPE.search(joined.replace(_BETWEEN, "\n"))
        blanks = _BLANKS.search(f"{_BETWEEN}{joined}{_BETWEEN}")
    shown = [escape(_TO_ESCAPE.sub(_code, t)) for t in texts] if odd else escape(joined).split(_BETWEEN)
    return shown, ' xml:space="preserve"' if blanks else ""


def _code(match):
    return f"_x{ord(match[0]):04X}_"


def _refuse_too_long(numbers, texts):
    for number, text in zip(numbers, texts, strict=True):
        # XLSX counts in units of UTF-16.
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL:
            raise CellTooLong(
                _(
                    "The text in row %(row)s is longer than the %(limit)s characters of an XLSX cell: "
                    "export as CSV, ODS or JSON."
                )
                % {"row": number, "limit": f"{LONGEST_CELL:,}"}
            )
