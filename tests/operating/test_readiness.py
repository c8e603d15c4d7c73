"""`/readyz` says what is wrong in plain words, to whom it may tell nothing else."""

import os

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config import readiness


@pytest.fixture(autouse=True)
def unkept(monkeypatch):
    """Each test looks anew."""
    monkeypatch.setattr(readiness, "KEPT", -1)


@pytest.mark.django_db
def test_an_archive_that_can_work_says_so_line_by_line(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.content.decode().splitlines() == [
        "ready",
        "database: answers",
        "migrations: all applied",
        "storage: can be written",
        "replicas: none",
        "queue: 0 waiting, no worker",
    ]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_migration_that_is_missing_makes_it_not_ready(client):
    MigrationRecorder(connection).migration_qs.filter(app="sessions").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "not ready" in answer.content.decode()
    assert "migrations: 1 to be applied: run manage.py migrate" in answer.content.decode()


@pytest.mark.django_db
def test_a_data_folder_that_cannot_be_written_makes_it_not_ready_and_is_not_named(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "storage: does not answer; the log says why" in answer.content.decode()
    assert str(tmp_path) not in answer.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_away_makes_it_not_ready_and_the_reason_stays_in_the_log(client, monkeypatch, caplog):
    def away():
        raise OSError("connection to postgres://archive:hidden@db refused")

    monkeypatch.setattr(readiness, "database", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database: does not answer; the log says why" in answer.content.decode()
    assert "hidden" not in answer.content.decode()
    assert "The check of the database failed." in caplog.text


@pytest.mark.django_db
def test_however_often_it_is_asked_it_looks_once_in_a_while(client, monkeypatch):
    monkeypatch.setattr(readiness, "KEPT", 60)
    monkeypatch.setitem(readiness._last, "looked", float("-inf"))
    looks = []
    monkeypatch.setattr(readiness, "look", lambda: looks.append(os.getpid()) or (200, "ready\n"))
    assert [client.get("/readyz").status_code for _time in range(5)] == [200] * 5
    assert len(looks) == 1
    monkeypatch.setitem(readiness._last, "looked", float("-inf"))
