"""The evidence desk: testimony beside each field, stances while it is typed, and no value that loses its last support.

`beside` lays testimony on a form, `typed` compares what is typed, `support` guards what readers see.
"""

from archive.admin.evidence.beside import accepted_words, lay_out
from archive.admin.evidence.sides import testimony_about
from archive.admin.evidence.support import EvidencePages

__all__ = ["EvidencePages", "accepted_words", "lay_out", "testimony_about"]
