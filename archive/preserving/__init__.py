"""Keeps the archive: bags of it, archives out of bags, and whether what is stored is still what was stored."""

from archive.preserving.backing_up import NotPossible, back_up
from archive.preserving.checking_bag import problems_of_bag
from archive.preserving.computed import mend
from archive.preserving.restoring import Damaged, restore
from archive.preserving.trial import try_restore
from archive.preserving.verifying import verify, verify_bag

__all__ = [
    "Damaged",
    "NotPossible",
    "back_up",
    "mend",
    "problems_of_bag",
    "restore",
    "try_restore",
    "verify",
    "verify_bag",
]
