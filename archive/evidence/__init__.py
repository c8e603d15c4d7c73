"""Holds testimony against records: stances towards accepted values, disagreements of sources, what nobody attests."""

from archive.evidence.accepting import Accepted, accepted, comparison, filled_without_citation, is_weighed, link_fields
from archive.evidence.members import unattested
from archive.evidence.stances import SUPPORTING, amount_stance, country_stance, date_stance, name_stance
from archive.evidence.weighing import Gaps, cannot_both_be_true, disagree, gaps, gaps_of, is_public, supported, weigh

__all__ = [
    "Accepted",
    "Gaps",
    "SUPPORTING",
    "accepted",
    "amount_stance",
    "cannot_both_be_true",
    "comparison",
    "country_stance",
    "date_stance",
    "disagree",
    "filled_without_citation",
    "gaps",
    "gaps_of",
    "is_public",
    "is_weighed",
    "link_fields",
    "name_stance",
    "supported",
    "unattested",
    "weigh",
]
