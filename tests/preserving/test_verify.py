"""Verification: every damage to what is stored is found and named, and nothing that is whole is called damaged."""

import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.models import Heading, ImportBatch, PreservationEvent, Visit
from archive.preserving import mend, problems_of_bag, verify
from archive.writing import change
from tests import factories as make
from tests.attacks.damaging import archive, bags
from tests.history import rewrite

pytestmark = pytest.mark.django_db


def test_an_archive_that_was_edited_imported_merged_and_undone_is_whole_and_nothing_is_written(filled, tmp_path):
    with connection.execute_wrapper(_refuse_writing):
        assert [str(found) for look in _looks() for found in look()] == []
    sheet = tmp_path / "visits.csv"
    sheet.write_text(
        "slug,title_en,date,visitor_country\nnew-one,New one,1999,FR\nnaughty-1,Another title,2001-05,IT\n"
    )
    call_command("import_sheet", "visits", str(sheet))
    assert archive.sound() == []
    call_command("undo_import", str(ImportBatch.objects.first().pk))
    assert not Visit.objects.filter(slug="new-one").exists()
    assert archive.sound() == []


def _looks():
    from archive.preserving.verifying import _LOOKS

    return _LOOKS


def _refuse_writing(execute, sql, params, many, context):
    is_asking = sql.startswith("INSERT INTO") and "integrity-check" in sql
    assert is_asking or not sql.startswith(("INSERT", "UPDATE", "DELETE")), sql
    return execute(sql, params, many, context)


def test_the_first_records_are_whole(storage, settings):
    call_command("loaddata", *sorted((settings.BASE_DIR / "fixtures").glob("*.json")), verbosity=0)
    from archive.writing import adopt

    adopt(why="Loaded from fixtures.")
    assert archive.sound() == []


@pytest.mark.usefixtures("filled")
def test_each_damage_to_the_stored_archive_is_named_and_none_is_invented():
    chance = random.Random(7)
    assert [words for kind in archive.DAMAGES for words in archive.damaged(chance, kind)] == []


def test_each_damage_to_a_bag_is_named_and_none_is_invented(storage, tmp_path):
    make.cite(make.make_visit(title_en="As it was"), "date", "1999", make.keep_file(make.make_source()).source)
    sound, chance, failed = bags.make(tmp_path / "sound"), random.Random(7), []
    for number, kind in enumerate(bags.DAMAGES * 3):
        failed += bags.damaged(sound, tmp_path / f"bag-{number}", chance, kind)
    assert failed == []


def test_a_path_that_leads_out_of_a_bag_is_called_that(storage, tmp_path):
    manifest = bags.make(tmp_path / "bag") / bags.MANIFEST
    sound = manifest.read_text()
    for path in ("../secret", "data/../../secret", "/etc/passwd", "~/x", "data\\x", "C:/x", "data//x"):
        manifest.write_text(f"{sound}{'0' * 64}  {path}\n")
        words = [f.words for f in problems_of_bag(tmp_path / "bag") if path in f.words]
        assert ["leads out of the bag" in sentence for sentence in words] == [True], path


def test_an_account_that_is_deleted_and_a_linked_record_that_moves_leave_records_whole(storage, django_user_model):
    user = django_user_model.objects.create_user("gone")
    person, visit = make.make_person(), make.make_visit()
    make.take_part(person, visit)
    make.edit(visit, by=user, note="seen")
    make.edit(person, slug="another-address")
    user.delete()
    assert archive.sound() == []


def test_the_command_names_what_is_damaged_and_ends_with_one(storage, capsys):
    visit = make.make_visit(title_en="As it was", slug="as-it-was")
    Visit._base_manager.filter(pk=visit.pk).update(note="forged")
    with pytest.raises(SystemExit) as ended:
        call_command("verify", "--json")
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert [(f["type"], f["slug"]) for f in told["damaged"]] == [("visits", "as-it-was")]
    assert "note" in told["damaged"][0]["words"]
    assert "go back to the last version" in told["damaged"][0]["remedy"]
    event = PreservationEvent.objects.get()
    assert (event.outcome, event.damaged) == ("damaged", 1)
    assert event.damages.get().slug == "as-it-was"


def test_a_record_is_named_by_its_present_address_whichever_of_its_versions_is_damaged(storage):
    visit = make.make_visit(title_en="As it was", slug="as-it-was")
    make.edit(visit, slug="as-it-is")
    make.edit(visit, title_en="As it is")
    for number in (1, 2, 3):
        version = visit.revisions.get(number=number)
        rewrite(visit.revisions.filter(number=number), snapshot={**version.snapshot, "note": "forged"})
        assert {(f.type, f.slug) for f in verify().found} == {("visits", "as-it-is")}, number
        rewrite(visit.revisions.filter(number=number), snapshot=version.snapshot)
    assert archive.sound() == []


def test_what_is_computed_is_mended_and_nothing_else(storage):
    visit = make.make_visit(title_en="As it was", date="1992-03", visitor_country="FR")
    Visit._base_manager.filter(pk=visit.pk).update(search_text="forged", date_earliest="1800-01-01", headings="")
    Heading.objects.update(records=99)
    assert {f.type for f in verify().found} == {"visits", "headings"}
    mend()
    assert archive.sound() == []
    assert list(Visit.objects.matching("was")) == [visit]
    assert visit.revisions.count() == 1


def test_a_folder_that_is_no_bag_is_said_to_be_none(tmp_path):
    with pytest.raises(SystemExit):
        call_command("verify", str(tmp_path))
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(tmp_path))


def test_a_change_while_the_archive_is_verified_is_no_damage(storage):
    visits = [make.make_visit() for _number in range(3)]

    def edit(_count):
        with change(by=None, why="meanwhile"):
            fresh = Visit.objects.get(pk=visits[0].pk)
            fresh.note = f"{fresh.revision}"
            fresh.save()

    assert verify(tell=edit).found == []
