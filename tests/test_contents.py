"""Files kept in the database: packed there, the same bytes outside."""

import pytest
from django.db import connection

from archive.models import ImportBatch
from archive.models.contents import content_of
from archive.spreadsheets.reading import FileContent

pytestmark = pytest.mark.django_db

TEXT = "".join(f"visit-{number},A visit,1992\n" for number in range(100_000)).encode()


@pytest.mark.parametrize("content", [TEXT, FileContent([TEXT[:1000], TEXT[1000:]]), b"", bytes(range(256))])
def test_a_file_comes_back_as_it_was_given(content):
    batch = ImportBatch.objects.create(type="visits", file_name="visits.csv", content=content)
    assert bytes(ImportBatch.objects.get().content) == bytes(content)
    assert b"".join(content_of(batch, "content")) == bytes(content)


def test_a_sheet_takes_a_fraction_of_its_size_in_the_database():
    ImportBatch.objects.create(type="visits", file_name="visits.csv", content=TEXT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(content) FROM archive_importbatch")
        assert cursor.fetchone()[0] * 5 < len(TEXT)


def test_a_file_that_was_stored_before_files_were_packed_is_given_as_it_is():
    batch = ImportBatch.objects.create(type="visits", file_name="visits.csv", content=b"")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_importbatch SET content = %s", [b"slug\nv\n"])
    assert bytes(ImportBatch.objects.get().content) == b"slug\nv\n"
    assert b"".join(content_of(batch, "content")) == b"slug\nv\n"
