"""Counts that cost the same however large the archive is: beyond a bound they only say that there are more."""

from django.utils.translation import gettext as _

MOST = 1000


def bounded(rows) -> int:
    """How many rows there are, counted no further than one beyond MOST."""
    return rows.order_by()[: MOST + 1].count()


def in_words(number) -> str:
    """A bounded count as an editor reads it."""
    return str(number) if number <= MOST else _("more than %(number)s") % {"number": MOST}
