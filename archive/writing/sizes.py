"""How many records are worked on at once."""

from itertools import islice

# Large enough for speed, small enough for memory and the limits of a query.
SET_SIZE = 1000


def batched(rows, size):
    """Tuples of at most `size` rows, as itertools.batched of Python 3.12."""
    rows = iter(rows)
    while some := tuple(islice(rows, size)):
        yield some
