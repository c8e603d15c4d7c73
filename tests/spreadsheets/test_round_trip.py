"""What is exported comes back unchanged, in every format, and writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import ImportBatch, Revision
from archive.spreadsheets import FORMATS, SHEETS, apply, plan, read, stream, write
from archive.spreadsheets.formulas import guarded, starts_formula, unguarded
from archive.text import clean
from tests.factories import make_visit
from tests.spreadsheets.world import fill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("type", SHEETS)
def test_an_export_comes_back_unchanged_and_writes_nothing(type, format):
    fill()
    revisions = Revision.objects.count()
    sheet = read(b"".join(stream(type, format)), f"{type}.{format}")
    planned = plan(type, sheet)
    assert [str(problem) for problem in planned.problems] == []
    assert {row.number: row.cells for row in planned.rows if row.cells} == {}
    assert planned.counts["unchanged"] == len(planned.rows) > 0
    with CaptureQueriesContext(connection, ) as queries:
        assert apply(planned, by=None) is None
    assert len(queries) == 0
    assert Revision.objects.count() == revisions
    assert not ImportBatch.objects.exists()
