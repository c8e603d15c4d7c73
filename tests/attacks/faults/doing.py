"""`python -m tests.attacks.faults.doing`: does deeds on the archive of its environment, each in a process of its own.

It takes orders as lines of JSON: `{"prepare": NAME}`, `{"do": NAME}`, `{"recover": NAME}`. The process that does a deed
says "ready" when it has got ready, waits for a line, and says "done" or "refused"; in the end this one says how that
process ended. To start anew for each would cost more than the deeds themselves.
"""

import gc
import io
import json
import os
import sys
import tempfile
import traceback

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.attacks.faults.settings"


def say(**words):
    """One line, in one piece."""
    os.write(1, json.dumps(words).encode() + b"\n")


def heard():
    """One line; past Python's buffers, which a process that is forked would share."""
    found = b""
    while not found.endswith(b"\n"):
        letter = os.read(0, 1)
        if not letter:
            sys.exit(0)
        found += letter
    return json.loads(found)


def do(name):
    """One deed."""
    from tests.attacks.faults.deeds import DEEDS

    doing = DEEDS[name].begin()
    try:
        next(doing)
        say(said="ready", pid=os.getpid())
        heard()
        next(doing, None)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it says, nothing was told to be saved
        if not isinstance(error, SystemExit) or error.code:
            say(said="refused", why=f"{type(error).__name__}: {error}"[:3000], trace=traceback.format_exc()[-2000:])
            return
    say(said="done")


def prepare(name):
    """The archive that a deed is done to; "tables" are those of an empty one."""
    from django.core.management import call_command

    from tests.attacks.faults.deeds import DEEDS

    call_command("migrate", verbosity=0) if name == "tables" else DEEDS[name].prepare()
    say(said="done")


def recover(name):
    """What the worker does now and then, and a day later; what the imports say."""
    from django.core.management import call_command

    from archive.models import ImportBatch
    from archive.spreadsheets import jobs
    from tests.attacks.faults.deeds import DEEDS

    if DEEDS[name].compared:
        call_command("find_duplicates", verbosity=0, stdout=io.StringIO())

    before = list(ImportBatch.objects.values_list("state", flat=True))
    recovered = jobs.recover_all()
    jobs.clean_up()
    messages = [found for found in ImportBatch.objects.values_list("message", flat=True) if found]
    say(said="done", states=before, recovered=recovered, messages=messages, files=_kept_files())


def _kept_files():
    """{"missing": files that a source names and nothing holds, "loose": what is left when nobody came back for it}."""
    from datetime import timedelta

    from archive.models import SourceFile
    from archive.sources import files

    named = set(SourceFile._base_manager.values_list("sha256", flat=True))
    files._GRACE = timedelta(seconds=-5)
    files.sweep()
    return {
        "missing": [sha256 for sha256 in named if not files.is_whole(sha256)],
        "loose": [name for name, _place in files._in_storage() if name not in named],
    }


WORK = {"do": do, "prepare": prepare, "recover": recover}


def load():
    """Load everything that a deed needs, so that no process has to."""
    import django

    django.setup()
    from django.core.management import call_command  # noqa: F401
    from django.db.migrations.loader import MigrationLoader
    from django.urls import get_resolver

    import tests.attacks.faults.bags
    import tests.attacks.faults.pages  # noqa: F401

    get_resolver().url_patterns  # noqa: B018
    MigrationLoader(None)
    # Python tries the folders for temporary files by writing into them, and leaves that where unlink fails.
    tempfile.gettempdir()
    # A quarter of a migration's time goes into looking for garbage, and into pages that are shared until then.
    gc.collect()
    gc.freeze()
    gc.disable()


def serve():
    """Carry out orders until there are no more."""
    load()
    while True:
        try:
            ((work, argument),) = heard().items()
        except ValueError:
            continue
        # Whoever was killed before it had read that it may go on has left that, or a part of it.
        if work not in WORK:
            continue
        child = os.fork()
        if child == 0:
            from config import stopping

            # As the archive's commands do.
            stopping.heed()
            try:
                WORK[work](argument)
                os._exit(0)
            except BaseException:  # noqa: BLE001
                traceback.print_exc()
                os._exit(1)
        _pid, status = os.waitpid(child, 0)
        say(status=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    serve()
