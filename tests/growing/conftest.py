"""What several tests of a growing archive begin with."""

import pytest
from django.db import connection

ROWS = 200_000


@pytest.fixture
def many_rows(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_savedmapping (type, name, mapping, headings, updated_at) "
            f"SELECT 'visits', 'n' || n, '{{}}', '[]', now() FROM generate_series(1, {ROWS}) n"
        )
