"""`undo_import BATCH` undoes an import, says what it kept, and refuses with a sentence."""

import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from archive.models import ImportBatch, Visit
from archive.spreadsheets import apply
from tests import factories as make
from tests.spreadsheets import world
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db


def run(*arguments):
    """The lines that the command prints, the last one as the object it is."""
    out = io.StringIO()
    call_command("undo_import", *map(str, arguments), stdout=out)
    *lines, last = out.getvalue().splitlines()
    return lines, json.loads(last)


def test_the_command_undoes_an_import_and_names_what_stays():
    get_user_model().objects.create_user("leyla")
    visit = make.make_visit(slug="v", title_en="Visit")
    batch = apply(planned("visits", "slug,title_en,date\nv,Changed,1992\nw,New,\n"), by=None)
    visit.refresh_from_db()
    world.republish(visit, title_en="Later")
    lines, result = run(batch.pk, "--user", "leyla")
    own = ImportBatch.objects.get(undoes=batch)
    assert result == {"batch": own.pk, "undoes": batch.pk, "deleted": 1, "restored": 1, "recreated": 0, "kept": 1}
    assert len(lines) == 1
    assert "visits “v” · title_en stays as it is: it was edited since" in lines[0]
    assert (own.user_name, Visit.objects.get().title_en, Visit.objects.get().date) == ("leyla", "Later", "")


def test_a_second_undo_an_unknown_import_and_an_unknown_user_are_refused_with_a_sentence():
    batch = apply(planned("visits", "slug,title_en\nw,New\n"), by=None)
    for arguments, sentence, status in (
        ((batch.pk, "--user", "nobody"), "There is no user “nobody”", 2),
        ((batch.pk + 1,), f"There is no import {batch.pk + 1}", 2),
    ):
        with pytest.raises(CommandError, match=sentence) as caught:
            run(*arguments)
        assert caught.value.returncode == status
    assert Visit.objects.exists()
    run(batch.pk)
    with pytest.raises(CommandError, match="undone already") as caught:
        run(batch.pk)
    assert caught.value.returncode == 1
