"""Every import of a whole archive, undone one after the other, leaves nothing."""

import re

import pytest

from archive.models import NameForm, Posting
from archive.spreadsheets import apply, stream, undo
from tests.spreadsheets import world
from tests.spreadsheets.dumps import dump
from tests.spreadsheets.planned import planned
from tests.spreadsheets.test_applying import _empty

pytestmark = pytest.mark.django_db


def _imported(sheet, text):
    found = planned(sheet, text)
    assert [str(problem) for problem in found.problems] == []
    return apply(found, by=None)


def test_undoing_the_import_of_a_whole_archive_leaves_it_empty():
    world.fill()
    order = ("places", "people", "organizations", "events", "visits", "agreements", "trade", "sources")
    order += ("postings", "participations", "names", "citations")
    drafts = re.compile(r"^([^,\n]+),published,", re.MULTILINE)
    files = {sheet: drafts.sub(r"\1,draft,", b"".join(stream(sheet, "csv")).decode()) for sheet in order}

    _empty()
    batches = [_imported(sheet, files[sheet]) for sheet in order]
    for batch in reversed(batches):
        assert [str(kept) for kept in undo(batch, by=None).kept] == []
    assert dump() == {"discrepancies": []}
    assert not Posting.objects.exists()
    assert not NameForm.objects.exists()
