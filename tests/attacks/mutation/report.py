"""How each mutant ended, kept in a file from which a later run goes on."""

import json
from collections import Counter


class Report:
    """How each mutant ended: a line of JSON of each in a file, from which a later run goes on."""

    def __init__(self, path):
        self.path = path
        lines = path.read_text().splitlines() if path and path.exists() else ()
        self.known = {}
        for file, _line, name, what, end in map(json.loads, lines):
            self.known[file, name, what] = end

    def wants(self, place, what, again) -> bool:
        """Whether a mutant is still to be tried: it was not, or nobody noticed it and it is to be tried again."""
        return self.known.get(known(place, what), "") == "" if again else known(place, what) not in self.known

    def add(self, place, what, line, end):
        """Keep how a mutant ended; a line for each that nobody noticed."""
        self.known[known(place, what)] = end
        if kind(end) not in ("killed", "same"):
            print(f"{kind(end).upper()}: {place.path}:{line} {place.name}: {what}", flush=True)
        if self.path:
            with self.path.open("a") as file:
                file.write(json.dumps([place.path, line, place.name, what, end]) + "\n")

    def ends(self, every):
        """How many of these mutants that were tried ended how."""
        tried = [known(place, what) for place, what, _line, _changed in every]
        return Counter(kind(self.known[one]) for one in tried if one in self.known)

    def noticed(self, place):
        """The tests that noticed another mutant of the same function, the most fruitful first."""
        ends = Counter(end for (file, name, _what), end in self.known.items() if (file, name) == known(place, "")[:2])
        return [end for end, _count in ends.most_common() if "::" in end]


def known(place, what):
    """By what a mutant is known again."""
    return place.path, place.name, what


def kind(end) -> str:
    """Killed, survived, without a test, or the same code."""
    return end if end in ("no test", "same") else "killed" if end else "survived"
