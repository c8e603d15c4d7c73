"""The editors' way from draft to readers: standing, proposals, versions, and what waits for whom."""

from archive.admin.review.conflicts import ConflictPages
from archive.admin.review.proposals import ProposalPages
from archive.admin.review.standing import StandingPages
from archive.admin.review.versions import VersionPages

__all__ = ["ConflictPages", "ProposalPages", "StandingPages", "VersionPages"]
