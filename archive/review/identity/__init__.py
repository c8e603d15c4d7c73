"""Identity: which records may be one, what was said to be different, merges and the way back."""

from archive.review.identity.comparing import NotMergeable, Side, Taken, chosen, obstacles, seen, sides
from archive.review.identity.finding import (
    Alike,
    alike,
    compare,
    ends,
    in_words,
    is_compared,
    likely,
    say_different,
    uncompared,
    unsay_different,
)
from archive.review.identity.merging import OnlyProposed, merge
from archive.review.identity.proposing import accept, propose, proposed, send_back, take_back
from archive.review.identity.rows import overlaps, relations
from archive.review.identity.standing import Right, right_to_merge
from archive.review.identity.undoing import NotUndoable, model_of, right_to_undo, undo
from archive.review.rights import NotAllowed

__all__ = [
    "Alike",
    "NotAllowed",
    "NotMergeable",
    "NotUndoable",
    "OnlyProposed",
    "Right",
    "Side",
    "Taken",
    "accept",
    "alike",
    "chosen",
    "compare",
    "ends",
    "in_words",
    "is_compared",
    "likely",
    "merge",
    "model_of",
    "obstacles",
    "overlaps",
    "propose",
    "proposed",
    "relations",
    "right_to_merge",
    "right_to_undo",
    "say_different",
    "seen",
    "send_back",
    "sides",
    "take_back",
    "uncompared",
    "undo",
    "unsay_different",
]
