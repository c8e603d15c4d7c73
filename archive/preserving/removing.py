"""Removes older bags from a folder of bags, and nothing else that may stand there."""

import os
import re
import shutil
from pathlib import Path

from archive.preserving.writing_bag import aside, held

_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ")


def bags_in(folder: Path) -> list[Path]:
    """The bags that were made into this folder, the oldest first."""
    found = (entry for entry in folder.iterdir() if _NAME.fullmatch(entry.name) and not entry.is_symlink())
    return sorted(entry for entry in found if (entry / "bagit.txt").is_file())


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove the oldest bags until so many are left; those removed."""
    gone = []
    for bag in bags_in(folder)[: -max(keep, 1)]:
        with held(bag) as is_held:
            # Another backup, which ended at the same time, is removing it.
            if not is_held:
                continue
            # Cut off in the middle, what is left does not look like a bag, and the next backup removes it.
            rest = aside(bag)
            os.rename(bag, rest)
            shutil.rmtree(rest)
            gone.append(bag)
    return gone
