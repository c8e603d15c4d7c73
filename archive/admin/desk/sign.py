"""One thing that those who look after the archive should know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """What it is, how it stands in a sentence, where to look, whether something is to be done."""

    name: str
    words: str
    address: str = ""
    needs_work: bool = False
