"""From draft to readers: what is missing, who may decide, proposals for what is published, and the way back."""

from archive.review.companions import UNSEEN, companions, sources_among
from archive.review.deciding import decide
from archive.review.gate import Lack, NotReady, What, gate, holding_back
from archive.review.merging import merge, rehearse_on, version
from archive.review.proposing import (
    Collides,
    Gone,
    Mixed,
    NoDifference,
    Unexplained,
    accept,
    merged,
    propose,
    seen_proposal,
    send_back,
    take_back,
    write_or_propose,
)
from archive.review.reverting import Later, later_edits, revert
from archive.review.rights import Action, NotAllowed, Role, may, role_of
from archive.review.standing import publish, return_to_draft, returned, returned_to, submit, withdraw

__all__ = [
    "Action",
    "Collides",
    "Gone",
    "Lack",
    "Later",
    "Mixed",
    "NoDifference",
    "NotAllowed",
    "NotReady",
    "Role",
    "UNSEEN",
    "Unexplained",
    "What",
    "accept",
    "companions",
    "decide",
    "gate",
    "holding_back",
    "later_edits",
    "may",
    "merge",
    "merged",
    "propose",
    "publish",
    "rehearse_on",
    "return_to_draft",
    "returned",
    "returned_to",
    "revert",
    "role_of",
    "seen_proposal",
    "send_back",
    "sources_among",
    "submit",
    "take_back",
    "version",
    "withdraw",
    "write_or_propose",
]
