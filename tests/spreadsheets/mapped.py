"""Files of others with a mapping, as tests look at them."""

from archive.spreadsheets import Mapping, apply_together, prepare, read


def mapped(type, text, name="theirs.csv", **mapping):
    """What importing a CSV text with this mapping would do."""
    return prepare(type, read(text.encode(), name), mapping=Mapping.of(mapping))


def cells(type, text, **mapping):
    """The cells of the first row after the import."""
    plans = mapped(type, text, **mapping)
    assert [str(p) for p in plans.problems] == []
    return {column: after for column, (_before, after) in plans.main.rows[0].cells.items()}


def stored(type, text, **mapping):
    """Import the text and leave out the rows that cannot be taken: the plans of all of it."""
    plans = mapped(type, text, **mapping)
    apply_together(plans.without_failed(), by=None)
    return plans
