"""What is exported comes back unchanged, in every format, and writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import ImportBatch, Revision
from archive.spreadsheets import FORMATS, SHEETS, apply, plan, read, resource_for, stream
from archive.spreadsheets.exporting import Tab
from archive.spreadsheets.formulas import guarded, starts_formula, unguarded
from archive.text import clean
from tests.factories import make_visit
from tests.spreadsheets import world

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.django_db
@pytest.mark.parametrize("format", FORMATS)
def test_an_export_of_every_sheet_comes_back_unchanged_and_writes_nothing(format):
    world.fill()
    revisions = Revision.objects.count()
    for type in SHEETS:
        planned = plan(type, read(b"".join(stream(type, format)), f"{type}.{format}"))
        assert [str(problem) for problem in planned.problems] == []
        assert {row.number: row.cells for row in planned.rows if row.cells} == {}
        assert planned.counts["unchanged"] == len(planned.rows) > 0
        with CaptureQueriesContext(connection) as queries:
            assert apply(planned, by=None) is None
        assert len(queries) == 0
    assert Revision.objects.count() == revisions
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("format", FORMATS)
def test_texts_as_stored_come_back_letter_for_letter(format):
    made = {f"text-{n}": make_visit(slug=f"text-{n}", title_en=t, note=t) for n, t in enumerate(world.NAUGHTY)}
    sheet = read(b"".join(stream("visits", format)), f"visits.{format}")
    at = {name: place for place, name in enumerate(sheet.headings)}
    back = {row.cells[at["slug"]]: row.cells[at["title_en"]] for row in sheet.rows}
    assert back == {slug: visit.title_en for slug, visit in made.items()}


# Few sheets of many texts: each is read in a process of its own, which takes longest.
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(texts, texts), min_size=20, max_size=40))
def test_any_stored_text_survives_every_format(pairs):
    columns = [resource_for("visits").column(name) for name in ("title_en", "purpose_en")]
    stored = [[clean(line), clean(prose, lines=True)] for line, prose in pairs]
    stored = [row for row in stored if row[0]]
    for name, format in FORMATS.items():
        content = b"".join(format.pieces([Tab("visits", columns, [list(zip(*stored, strict=True))] if stored else [])]))
        back = [(row.cells + [""])[:2] for row in read(content, f"visits.{name}").rows]
        assert [[clean(line), clean(prose, lines=True)] for line, prose in back] == stored


@given(st.text())
def test_the_guard_against_formulas_is_taken_off_again(text):
    assert unguarded(guarded(text)) == text or text.startswith("'")
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(st.from_regex(r"'*[=+@-].{0,5}", fullmatch=True))
def test_a_text_that_starts_a_formula_after_apostrophes_comes_back(text):
    assert starts_formula(text)
    assert unguarded(guarded(text)) == text


@pytest.mark.django_db
def test_every_format_can_be_imported_as_new():
    world.fill()
    for format in FORMATS:
        content = b"".join(stream("trade", format))
        assert plan("trade", read(content, f"trade.{format}")).counts["unchanged"] == 2
