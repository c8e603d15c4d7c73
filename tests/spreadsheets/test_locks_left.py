"""The file of a lock on SQLite: whoever cannot remove it has done the work all the same, and it goes later."""

import os

import pytest
from django.db import connection

from archive.spreadsheets import jobs, progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its locks in the database"),
]


def test_work_is_done_where_its_lock_cannot_be_removed_which_is_swept_later(monkeypatch):
    def refuse(path, *_more):
        raise OSError(5, "Input/output error", path)

    with monkeypatch.context() as failing:
        failing.setattr(os, "unlink", refuse)
        with progress.held(17) as telling:
            telling.begin("writing")
    assert [path.name for path in progress.folder().iterdir()] == ["17"]
    assert not progress.is_held(17)
    with progress.held(18):
        jobs.clean_up()
        assert [path.name for path in progress.folder().iterdir()] == ["18"]
