"""Who is told how the archive is preserved: administrators at their desk, monitors, and readers of each record."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.models import PreservationEvent, PublishedRevision, Visit
from archive.preserving import back_up, verify
from tests import factories as make

pytestmark = pytest.mark.django_db


def event(kind, outcome="sound", hours=1, **values):
    then = timezone.now() - timedelta(hours=hours)
    return PreservationEvent.objects.create(kind=kind, outcome=outcome, started_at=then, ended_at=then, **values)


def alarms(client):
    return client.get("/admin/").context["alarms"]


def test_an_archive_that_is_to_have_no_backups_does_not_nag(admin_client):
    assert alarms(admin_client) == []


def test_administrators_are_told_that_the_backups_that_they_asked_for_are_not_made(admin_client, client, settings):
    settings.BACKUP_EVERY_HOURS = 24
    assert "There is no backup yet" in alarms(admin_client)[0]
    event("backup", hours=30), event("verification"), event("restore")
    (words,) = alarms(admin_client)
    assert words == "The last backup is 1\xa0day, 6\xa0hours old: see why none was made since."
    event("backup", hours=2)
    assert alarms(admin_client) == []


def test_administrators_are_told_of_a_backup_that_failed_and_of_what_was_never_tried(admin_client, tmp_path, storage):
    event("backup", hours=50)
    (tmp_path / "taken").write_text("")
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "taken"))
    failed, unverified, untried = alarms(admin_client)
    assert "failed" in failed
    assert "The last good one is 2\xa0days, 2\xa0hours old." in failed
    assert "never verified" in unverified
    assert "restore --trial" in untried
    page = admin_client.get("/admin/").content.decode()
    assert page.count('<li class="warning">') == 3


def test_nobody_else_is_told(client, django_user_model, settings):
    settings.BACKUP_EVERY_HOURS = 24
    client.force_login(django_user_model.objects.create_user("helper", is_staff=True))
    assert alarms(client) == []


def test_damage_that_was_found_is_told(admin_client):
    event("verification", "damaged", damaged=3), event("restore", "failed"), event("backup", "damaged", damaged=2)
    told = " ".join(alarms(admin_client))
    assert "3 damaged" in told
    assert "lacks 2 files" in told
    assert "The last restore failed" in told


def test_a_monitor_reads_ok_first_and_how_old_everything_is(client):
    assert client.get("/healthz").content == b"ok\n"
    event("backup", hours=200), event("verification", "damaged", hours=3, damaged=1), event("restore", hours=5)
    lines = client.get("/healthz").content.decode().splitlines()
    assert lines[0] == "ok"
    assert lines[1:] == [
        "backup: sound, 200 hours ago, late",
        "verification: damaged, 3 hours ago",
        "restore: sound, 5 hours ago",
    ]


def test_the_places_of_backups_are_told_to_no_reader(client, storage, tmp_path):
    back_up(tmp_path / "secret-place")
    assert "secret-place" not in client.get("/healthz").content.decode()


def test_a_record_says_when_it_was_last_verified(client, storage):
    visit, other = make.make_visit(), make.make_visit()
    address = visit.get_absolute_url()
    assert "Last verified" not in client.get(address).content.decode()
    before = PublishedRevision.current()
    verify()
    assert PublishedRevision.current() != before, "a page that was kept tells it too"
    PreservationEvent.objects.update(started_at="2026-03-08T12:00:00Z")
    Visit._base_manager.update(created_at="2026-03-01T12:00:00Z")
    assert "Last verified 8 March 2026." in client.get(address).content.decode()
    Visit._base_manager.filter(pk=visit.pk).update(note="forged")
    verify()
    assert "Last verified 8 March 2026." in client.get(address).content.decode()
    assert "Last verified 8 March 2026." not in client.get(other.get_absolute_url()).content.decode()
    assert "Last verified" in client.get(other.get_absolute_url()).content.decode()


def test_nothing_is_claimed_of_what_is_newer_than_the_verification_or_only_of_a_bag(client, storage, tmp_path):
    event("verification")
    visit = make.make_visit()
    assert "Last verified" not in client.get(visit.get_absolute_url()).content.decode()
    Visit._base_manager.update(created_at="2020-03-01T12:00:00Z")
    assert "Last verified" in client.get(visit.get_absolute_url()).content.decode()
    PreservationEvent.objects.update(place=str(tmp_path))
    assert "Last verified" not in client.get(visit.get_absolute_url()).content.decode()


def test_no_query_more_is_asked_for_it(client, storage):
    visit = make.make_visit()
    with CaptureQueriesContext(connection) as before:
        client.get(visit.get_absolute_url())
    verify()
    with CaptureQueriesContext(connection) as after:
        client.get(visit.get_absolute_url())
    assert len(after) == len(before)
