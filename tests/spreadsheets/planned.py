"""Plans of CSV texts, as tests look at them."""

from archive.spreadsheets import plan, read


def planned(type, text, name="sheet.csv", **options):
    """The plan of a CSV text."""
    return plan(type, read(text.encode(), name), **options)


def problems(type, text, **options):
    """The problems of a CSV text as the editor reads them."""
    return [str(problem) for problem in planned(type, text, **options).problems]


def cells(type, text, **options):
    """The changed cells of the first row."""
    found = planned(type, text, **options)
    assert [str(p) for p in found.problems] == []
    return found.rows[0].cells
