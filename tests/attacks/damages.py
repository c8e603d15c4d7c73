"""`python -m tests.attacks.damages --damages 200 --seed 7`: damages a bag and an archive, and counts what is found.

Each damage is done to a sound copy, looked for by `verify`, and undone. Told are those that were not named, and what
was named that was not damaged: both are to be none. It runs on SQLite, or with TEST_DATABASE=postgresql on PostgreSQL.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path


def main():
    """Do so many damages of each of the two sorts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--damages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    _set_up()
    from django.db import transaction

    from tests.attacks.damaging import archive, bags
    from tests.preserving.world import fill

    with transaction.atomic():
        fill()
    chance = random.Random(options.seed)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        sound = bags.make(Path(folder) / "sound")
        for number in range(options.damages):
            failed += [f"bag: {words}" for words in bags.damaged(sound, Path(folder) / f"bag-{number}", chance)]
    for number in range(options.damages):
        failed += [f"archive: {words}" for words in archive.damaged(chance)]
        print(f"{number + 1} of {options.damages} damages", end="\r", file=sys.stderr)
    print("\n".join(failed))
    print(
        f"{options.damages} damages to a bag, {options.damages} to the archive: {len(failed)} not named, or invented."
    )
    sys.exit(bool(failed))


def _set_up():
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.setdefault("TEST_DATABASE", "sqlite")
    import django
    from django.conf import settings

    django.setup()
    settings.MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="archive-damages-"))
    import atexit

    atexit.register(shutil.rmtree, settings.MEDIA_ROOT, ignore_errors=True)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
