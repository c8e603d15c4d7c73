"""`migrate` says that it is done only when it is."""

import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_what_is_up_to_date_stays_so():
    call_command("migrate", verbosity=0)


def test_a_folder_of_migrations_that_cannot_be_read_is_not_taken_for_an_empty_one(monkeypatch):
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    ContentType.objects.get(app_label="sessions").delete()
    listdir, failed = os.listdir, []

    def once(path="."):
        if str(path).endswith("sessions/migrations") and not failed:
            failed.append(path)
            raise OSError(24, "Too many open files")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", once)
    with pytest.raises(CommandError, match="sessions.0001_initial.*Start it again"):
        call_command("migrate", verbosity=0)
    assert failed
    MigrationRecorder.Migration.objects.create(app="sessions", name="0001_initial", applied=timezone.now())
    call_command("migrate", verbosity=0)
    assert ContentType.objects.filter(app_label="sessions").exists()
