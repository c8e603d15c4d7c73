"""Looks whether the archive is still what was stored: records, history, files, links, and what is computed of them."""

from django.db import transaction

from archive.models import Preserving
from archive.preserving import computed, factors, files, history, integrity, outcomes, standing
from archive.preserving.checking_bag import problems_of_bag, seal_of
from archive.writing import note_published

# In this order: what is broken further down makes what comes after it look broken too.
_LOOKS = (
    integrity.problems,
    standing.problems,
    history.problems,
    files.problems,
    factors.problems,
    computed.problems,
)


def verify(tell=None) -> outcomes.Telling:
    """Look through the whole archive, in sets, each as it is at one moment; what came out, which is kept too.

    `tell` is called with the number of things that were looked at since it was called last.
    """
    with outcomes.kept(Preserving.VERIFICATION) as telling:
        for look in _LOOKS:
            known = {(found.type, found.slug) for found in telling.found}
            for found in look(tell):
                # What is damaged by itself is not named again for what follows from it.
                if look is not computed.problems or (found.type, found.slug) not in known:
                    telling.found.append(found)
    # The page of each record tells when.
    with transaction.atomic():
        note_published()
    return telling


def verify_bag(folder, tell=None) -> outcomes.Telling:
    """Look through a bag; what came out."""
    folder = folder.absolute()
    with outcomes.kept(Preserving.VERIFICATION, folder) as telling:
        telling.found = problems_of_bag(folder, tell)
        if not telling.found:
            telling.seal = seal_of(folder)
    return telling
