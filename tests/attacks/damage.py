"""Damages files: bits and pieces of any file, parts and XML of a package, cells and headings of a table."""

import io
import json
import re
import warnings
import zipfile

import xlsxwriter

from tests.attacks.nonsense import DATES, LETTERS, LOOKUPS, NUMBERS, SYNTAX
from tests.spreadsheets import excel97

CELLS = (
    *(*LETTERS, *NUMBERS, *DATES, *SYNTAX, *LOOKUPS),
    *("∅", "∅∅", "=1+1", '=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "＝1", "#REF!", "#N/A", "\t=1", "007"),
    *("a; b; ; c", "visitor: nobody", ": x", "x:", "visitor:", "visits", "x" * 40_000, "draft", "published", "TRUE"),
    *(
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "line\nline",
        '"quoted"',
        "a,b",
        "a;b",
        "\ud7ff",
        "FR; XX",
        "withdrawn",
    ),
)
NAMES = ("", " ", "slug", "SLUG", "slug ", "ѕlug", "title", "id", "pk", "password", "date__sources", "__class__", "∅")
MARKUP = (
    "",
    "-1",
    "99999999999",
    "A1048577",
    "XFD1",
    "\x00",
    "&x;",
    "&#0;",
    "&#xD800;",
    "1e999",
    "true",
    "../x",
    "s" * 999,
)
BYTES = (
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"',
    b"\n",
    b"\r",
    b",",
    b"\t",
    b"<!DOCTYPE a>",
    b"PK\x03\x04",
    b"{",
    b"]",
)


class Damage:
    """Damages one thing after another from a source of chance; the same source does the same damage."""

    def __init__(self, chance):
        self.chance = chance

    def of(self, name, content, tables):
        """(name, content) of a damaged file: a file as it came, or one of the tables written anew."""
        how = self.chance.random()
        if how < 0.45:
            return self.of_table(self.chance.choice(tables))
        if content.startswith(b"PK") and how < 0.85:
            return name, self.of_package(content)
        return self.renamed(name), self.of_bytes(content)

    def renamed(self, name):
        """Now and then the name of another kind of file."""
        if self.chance.random() > 0.05:
            return name
        stem = self.chance.choice((name.rpartition(".")[0], "../../x", "x\n", "<b>", "con", "é" * 90, ""))
        return f"{stem or 'x'}.{self.chance.choice(('csv', 'tsv', 'xlsx', 'xls', 'ods', 'json', 'txt', 'exe', ''))}"

    def of_bytes(self, content) -> bytes:
        """Up to five pieces of a file flipped, cut out, doubled, put in or zeroed; or its end cut off."""
        found = bytearray(content)
        for _time in range(self.chance.choice((1, 1, 2, 5))):
            if not found:
                return b""
            at, size = self.chance.randrange(len(found)), self.chance.choice((1, 1, 8, 100))
            what = self.chance.randrange(6)
            if what == 0:
                found[at] ^= 1 << self.chance.randrange(8)
            elif what == 1:
                del found[at : at + size]
            elif what == 2:
                found[at:at] = found[at : at + size] * self.chance.choice((1, 50))
            elif what == 3:
                found[at:at] = self.chance.choice(BYTES)
            elif what == 4:
                found[at : at + size] = bytes(len(found[at : at + size]))
            elif self.chance.random() < 0.4:
                del found[at:]
        return bytes(found)

    def of_package(self, content) -> bytes:
        """A package whose parts are damaged, dropped, doubled, exchanged or renamed; it is itself whole."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                parts = [(name, package.read(name)) for name in package.namelist()]
        except Exception:  # noqa: BLE001 — some of the files are damaged as they came.
            return self.of_bytes(content)
        at = self.chance.randrange(len(parts))
        # Most of a package is styles: the parts with cells are what matters.
        wanted = [
            n for n, (name, _text) in enumerate(parts) if re.search("sheet|content|shared|workbook|manifest", name)
        ]
        at = self.chance.choice(wanted) if wanted and self.chance.random() < 0.8 else at
        name, text = parts[at]
        what = self.chance.randrange(8)
        if what == 0:
            del parts[at]
        elif what == 1:
            parts.append(parts[at])
        elif what == 2:
            parts[at] = (name, self.chance.choice(parts)[1])
        elif what == 3:
            parts[at] = (self.chance.choice((f"../{name}", f"/{name}", name.upper(), "", "a\\b", name * 40)), text)
        elif what == 4:
            parts[at] = (name, self.of_bytes(text))
        else:
            parts[at] = (name, self.of_markup(text))
        return packed(parts)

    def of_markup(self, text) -> bytes:
        """XML in which tags are dropped, doubled, moved or opened anew, attributes and texts exchanged."""
        pieces = re.split(r"(<[^>]*>)", text.decode("utf-8", "replace"))
        for _time in range(self.chance.choice((1, 1, 3))):
            at = self.chance.randrange(len(pieces))
            what = self.chance.randrange(6)
            if what == 0:
                pieces[at] = ""
            elif what == 1:
                pieces[at] *= self.chance.choice((2, 300))
            elif what == 2:
                other = self.chance.randrange(len(pieces))
                pieces[at], pieces[other] = pieces[other], pieces[at]
            elif what == 3 and not pieces[at].startswith("<"):
                pieces[at] = self.chance.choice(CELLS)
            elif what == 4:
                pieces[at] += self.chance.choice(
                    ('<!DOCTYPE x [<!ENTITY y "z">]>', "<a:b>", "</worksheet>", "<c t='s'/>", "]]>")
                )
            else:
                values = self.chance.choice(MARKUP)
                pieces[at] = re.sub(r'"[^"]*"', lambda _found, v=values: f'"{v}"', pieces[at], count=2)
        return "".join(pieces).encode("utf-8", "replace")

    def of_table(self, table):
        """(name, content): a table whose cells, rows or headings are not what they should be, in some format."""
        type, rows = table
        rows = [list(row) for row in rows]
        for _time in range(self.chance.choice((1, 1, 2, 4))):
            self.change(rows)
        kind = self.chance.choice(("csv", "tsv", "csv", "json", "xlsx", "xls"))
        return f"{type}.{kind}", WRITERS[kind](rows)

    def change(self, rows):
        """One thing about the table."""
        if not rows or not any(rows):
            rows[:] = [["slug"]]
        at, what, pick = self.chance.randrange(len(rows)), self.chance.randrange(9), self.chance.choice
        row = rows[at] or [""]
        column = self.chance.randrange(len(row))
        if what < 3:
            row[column] = pick(CELLS)
        elif what == 3:
            rows[0][self.chance.randrange(len(rows[0]))] = pick((*NAMES, *rows[0], pick(CELLS)))
        elif what == 4:
            other = pick(rows) or [""]
            spot = self.chance.randrange(len(other))
            row[column], other[spot] = other[spot], row[column]
        elif what == 5:
            rows.append(list(row))
        elif what == 6:
            rows[at] = row[:column]
        elif what == 7:
            rows[at] = row + [pick(CELLS)] * pick((1, 30))
        else:
            for each in rows:
                del each[column : column + 1]
        rows[at] = rows[at] if what in (6, 7) else row


def packed(parts) -> bytes:
    """A package of these (name, content)."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        # That two parts have one name is meant.
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, text in parts:
                package.writestr(zipfile.ZipInfo(name or "x"), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def as_csv(rows, between=",") -> bytes:
    """A table with quotation marks where they are needed."""
    cells = ([delimited_cell(str(cell), between) for cell in row] for row in rows)
    return "\n".join(between.join(row) for row in cells).encode("utf-8", "replace")


def delimited_cell(text, between):
    """A cell as the archive's own files write it."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if {between, '"', "\n", "\r"} & set(text) else text


def as_json(rows) -> bytes:
    """A list of objects."""
    return json.dumps([dict(zip(rows[0], row, strict=False)) for row in rows[1:]]).encode()


def as_xlsx(rows) -> bytes:
    """A workbook; now and then a cell is a number or a formula by its own looks."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_numbers": True, "strings_to_formulas": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, str(cell)[:32_767].encode("utf-8", "replace").decode())
    return file.getvalue()


def as_xls(rows) -> bytes:
    """A workbook of Excel 97, whose texts are short."""
    rows = [[str(cell)[:100].encode("utf-16-le", "replace").decode("utf-16-le") for cell in row] for row in rows]
    return excel97.workbook({"Sheet1": [row or [""] for row in rows]})


WRITERS = {"csv": as_csv, "tsv": lambda rows: as_csv(rows, "\t"), "json": as_json, "xlsx": as_xlsx, "xls": as_xls}
