"""What SQLite knows of how much stands under each index; by default nothing, and then it takes rare for common."""

from django.db import connection

# Of so many entries under each index it looks, not at all: a second or two for millions of rows.
_ENTRIES = 1000


def survey() -> None:
    """Let SQLite look at its indexes, by which it then chooses among them; PostgreSQL looks by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {_ENTRIES}")
        cursor.execute("ANALYZE")
