"""Whether a bag can be restored: tried in a process of its own, into a scratch archive that is gone afterwards."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from archive.models import Preserving
from archive.preserving import outcomes
from archive.preserving.backing_up import NotPossible
from archive.preserving.checking_bag import problems_of_bag, seal_of
from archive.preserving.restoring import Damaged

# What would lead to this archive's own data.
_OWN = ("CACHE_URL", "DATABASE_URL", "REPLICA_URLS", "STORAGE_URL")


def try_restore(folder: Path) -> outcomes.Telling:
    """Restore a bag into a new SQLite archive, which reads it back, and keep here that it worked.

    Raises Damaged where the bag is not whole, and NotPossible where it cannot be restored for another reason.
    """
    folder = folder.absolute()
    with outcomes.kept(Preserving.RESTORE, folder) as telling, tempfile.TemporaryDirectory() as scratch:
        found = problems_of_bag(folder)
        if found:
            raise Damaged(found)
        environment = {name: value for name, value in os.environ.items() if name not in _OWN}
        done = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(folder)],
            env=environment | {"ARCHIVE_DATA_DIR": scratch, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NotPossible(_("The bag cannot be restored: %(why)s") % {"why": done.stderr.strip()[-2000:]})
        telling.seal = seal_of(folder)
    return telling
