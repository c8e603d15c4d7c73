"""Comparing, applying and undoing as jobs: at once or by the worker, and killed at any moment."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from archive.models import BatchState, Visit
from archive.spreadsheets import jobs, progress, staging
from archive.spreadsheets.jobs import Phase
from tests import factories as make
from tests.spreadsheets.people import somebody
from tests.spreadsheets.world import republish

ROOT = Path(__file__).resolve().parent.parent.parent


def sheet(rows, date="1992"):
    return "slug,title_en,date,places\n" + "".join(f"v-{n},Visit {n},{date},\n" for n in range(rows))


def uploaded(text, name="visits.csv", user=None):
    return staging.upload("visits", text.encode(), name, user=user)


@pytest.fixture
def editor():
    return somebody("administrator", "editor")


@pytest.fixture
def queue(settings):
    """Everything counts as large, and a worker is there that does nothing by itself."""
    settings.SHEET_AT_ONCE = {"bytes": 0, "rows": 0}
    with progress.held(jobs.WORKER):
        yield


@pytest.mark.django_db
def test_a_small_import_is_compared_applied_and_undone_at_once(editor):
    batch = uploaded(sheet(3), user=editor)
    assert jobs.start(batch, "stage", by=editor)
    assert (batch.state, batch.counts["new"]) == (BatchState.STAGED, 3)
    assert jobs.start(batch, "apply", by=editor)
    assert (batch.state, Visit.objects.count()) == (BatchState.APPLIED, 3)
    assert jobs.start(batch, "undo", by=editor)
    assert (batch.state, Visit.objects.count()) == (BatchState.UNDONE, 0)
    assert batch.undone_by.user == editor
    assert jobs.progress_of(batch) is None
    with pytest.raises(staging.NotWaiting, match="undone already"):
        jobs.start(batch, "undo", by=editor)


@pytest.mark.django_db
def test_a_large_import_waits_in_the_queue_and_the_worker_does_it_in_the_editors_name_and_language(editor, queue):
    batch = uploaded(sheet(3), user=editor)
    assert not jobs.start(batch, "stage", by=editor)
    assert jobs.progress_of(batch) == (0, 0, Phase.WAITING)
    assert not jobs.recover(batch)
    with pytest.raises(staging.NotWaiting):
        jobs.start(batch, "stage", by=editor)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (BatchState.STAGED, 3)
    assert not jobs.start(batch, "apply", by=editor)
    work_off()
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert {r.author for v in Visit.objects.all() for r in v.revisions.all()} == {editor}
    assert not jobs.start(batch, "undo", by=editor)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, Visit.objects.count()) == (BatchState.UNDONE, 0)


def work_off():
    """What the worker does, here and now."""
    from archive.management.commands.worker import Queue

    Queue().work(once=True)


@pytest.mark.django_db
def test_what_an_editor_can_do_something_about_stands_on_the_import(editor, queue):
    batch = uploaded("slug,Naam\na,b\n")
    jobs.start(batch, "stage", by=editor)
    work_off()
    batch.refresh_from_db()
    assert batch.state == BatchState.UPLOADED
    assert "Naam" in batch.message
    visit = make.make_visit(slug="v-1", title_en="Old")
    batch = uploaded(sheet(3))
    jobs.start(batch, "stage", by=editor)
    work_off()
    jobs.start(batch, "apply", by=editor)
    republish(visit, title_en="Other")
    work_off()
    batch.refresh_from_db()
    assert batch.state == BatchState.STAGED
    assert "“Other”" in batch.message
    assert {job.status for job in DBTaskResult.objects.all()} == {"SUCCESSFUL"}


@pytest.mark.django_db
def test_the_language_of_the_editor_is_that_of_the_message(editor, queue):
    batch = uploaded(sheet(1, "31/02/1900"))
    with translation.override("es"):
        jobs.start(batch, "stage", by=editor)
    work_off()
    (problem,) = staging.problems_of(batch)
    assert problem.sentence
    with translation.override("es"):
        again = uploaded(sheet(1, "31/02/1900"))
        staging.stage(again)
    assert [p.sentence for p in staging.problems_of(again)] == [problem.sentence]


@pytest.mark.django_db
def test_an_error_of_ours_leaves_the_import_where_it_stood(editor, monkeypatch, caplog):
    batch = uploaded(sheet(1))
    jobs.start(batch, "stage", by=editor)

    def fail(*args, **options):
        raise RuntimeError("broken")

    monkeypatch.setattr("archive.spreadsheets.staging.applying.apply_together", fail)
    assert jobs.start(batch, "apply", by=editor)
    assert batch.state == BatchState.STAGED
    assert "nothing was changed" in batch.message
    assert "broken" in caplog.text
    monkeypatch.undo()
    assert jobs.start(batch, "apply", by=editor)
    assert batch.state == BatchState.APPLIED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "before"),
    [
        (BatchState.PLANNING, BatchState.UPLOADED),
        (BatchState.APPLYING, BatchState.STAGED),
        (BatchState.UNDOING, BatchState.APPLIED),
    ],
)
def test_killed_work_is_seen_and_put_back(state, before):
    batch = uploaded(sheet(1))
    type(batch).objects.update(state=state)
    with progress.held(batch.pk) as telling:
        telling.begin(Phase.WRITING)
        telling(7, 10)
        assert jobs.progress_of(batch)[:2] == (7, 10)
        assert not jobs.recover(batch)
    assert jobs.progress_of(batch) == (0, 0, Phase.INTERRUPTED)
    assert jobs.recover_all() == 1
    batch.refresh_from_db()
    assert batch.state == before
    assert "interrupted, and nothing was changed" in batch.message


def worker():
    """A worker in a process of its own, on the database and the data folder of the tests."""
    options = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{options['NAME']}"
    else:
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{options['NAME']}").geturl()
    command = [sys.executable, "manage.py", "worker"]
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def wait_for(found, seconds=30):
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("work", "before", "after", "sentence"),
    [
        ("apply", (BatchState.STAGED, 0), (BatchState.APPLIED, 3000), "Applying was interrupted, and nothing"),
        ("undo", (BatchState.APPLIED, 3000), (BatchState.UNDONE, 0), "Undoing was interrupted, and nothing"),
    ],
)
def test_a_worker_killed_at_its_work_has_changed_nothing_and_another_one_does_it(
    settings, work, before, after, sentence
):
    settings.SHEET_AT_ONCE = {"bytes": 10**9, "rows": 10**9}
    batch = uploaded(sheet(3000))
    jobs.start(batch, "stage", by=None)
    if work == "undo":
        jobs.start(batch, "apply", by=None)
    settings.SHEET_AT_ONCE = {"bytes": 0, "rows": 0}
    with progress.held(jobs.WORKER):
        assert not jobs.start(batch, work, by=None)
    process = worker()
    wait_for(lambda: progress.is_held(batch.pk))
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: jobs.progress_of(batch).phase == Phase.INTERRUPTED)
    assert Visit.objects.count() == before[1]
    # A worker that comes puts it back by itself, and says so.
    process = worker()
    try:
        wait_for(lambda: not jobs.progress_of(batch))
        batch.refresh_from_db()
        assert batch.state == before[0]
        assert sentence in batch.message
        assert not jobs.start(batch, work, by=None)
        wait_for(lambda: not jobs.progress_of(batch))
    finally:
        process.terminate()
        assert process.wait(20) == 0
    batch.refresh_from_db()
    assert (batch.state, Visit.objects.count(), batch.message) == (*after, "")


@pytest.mark.django_db
def test_the_worker_command_ends_with_an_empty_queue_when_asked(editor, queue):
    batch = uploaded(sheet(2))
    jobs.start(batch, "stage", by=editor)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "WORKER", "another")
        call_command("worker", once=True)
    batch.refresh_from_db()
    assert batch.state == BatchState.STAGED


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_apply_once():
    batch = uploaded(sheet(300))
    jobs.start(batch, "stage", by=None)

    def confirm():
        try:
            jobs.start(staging.base.current(batch), "apply", by=None)
        except staging.NotWaiting as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _number: confirm(), range(4)))
    assert said.count(None) == 1, said
    assert {record.revisions.count() for record in Visit.objects.all()} == {1}
    assert Visit.objects.count() == 300


@pytest.mark.django_db
def test_progress_is_told_row_by_row_to_the_end(editor):
    batch = uploaded(sheet(2500))
    told = []
    staging.stage(batch, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] >= 2500
    assert sorted(told) == told
    told.clear()
    staging.apply_staged(batch, by=editor, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] >= 2500
    assert len(told) > 2
    assert sorted(told) == told
