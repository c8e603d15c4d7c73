"""Keeps the archive: bags of it, archives out of bags, and whether what is stored is still what was stored."""

from archive.preserving.backing_up import NotPossible, back_up
from archive.preserving.checking_bag import problems_of_bag
from archive.preserving.computed import mend
from archive.preserving.outcomes import MOST_NAMED
from archive.preserving.restoring import Damaged, restore
from archive.preserving.telling import Preserved, preserved, told
from archive.preserving.trial import try_restore
from archive.preserving.verifying import verify, verify_bag

__all__ = [
    "MOST_NAMED",
    "Damaged",
    "NotPossible",
    "Preserved",
    "back_up",
    "mend",
    "preserved",
    "problems_of_bag",
    "restore",
    "told",
    "try_restore",
    "verify",
    "verify_bag",
]
