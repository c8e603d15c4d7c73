"""From draft to readers: what is missing, who may decide, proposals for what is published, and the way back."""

from archive.review.gate import Lack, What, gate
from archive.review.proposing import Collides, Gone, NoDifference, accept, propose, rehearse, send_back, take_back
from archive.review.reverting import Later, later_edits, revert
from archive.review.rights import Action, NotAllowed, Role, may, role_of
from archive.review.standing import NotReady, publish, return_to_draft, submit, withdraw

__all__ = [
    "Action",
    "Collides",
    "Gone",
    "Lack",
    "Later",
    "NoDifference",
    "NotAllowed",
    "NotReady",
    "Role",
    "What",
    "accept",
    "gate",
    "later_edits",
    "may",
    "propose",
    "publish",
    "rehearse",
    "return_to_draft",
    "revert",
    "role_of",
    "send_back",
    "submit",
    "take_back",
    "withdraw",
]
