"""How each mutant ended, kept in a file from which a later run goes on."""

import json
from collections import Counter


class Report:
    """How each mutant ended: a line of JSON of each in a file, from which a later run goes on."""

    def __init__(self, path):
        self.path = path
        lines = path.read_text().splitlines() if path and path.exists() else ()
        self.known = {}
        for file, line, name, what, end, _said in map(json.loads, lines):
            self.known[file, line, name, what] = end

    def wants(self, place, what, line, again) -> bool:
        """Whether a mutant is still to be tried: it was not, or, `again`, nobody noticed it."""
        end = self.known.get(known(place, line, what))
        return end in ("", "no test") if again else end is None

    def add(self, place, what, line, end, said):
        """Keep how a mutant ended, with the error of the test that noticed it; a line for each that nobody noticed."""
        self.known[known(place, line, what)] = end
        if kind(end) not in ("killed", "same"):
            print(f"{kind(end).upper()}: {place.path}:{line} {place.name}: {what}", flush=True)
        if self.path:
            with self.path.open("a") as file:
                file.write(json.dumps([place.path, line, place.name, what, end, said]) + "\n")

    def ends(self, every):
        """How many of these mutants that were tried ended how."""
        tried = [known(place, line, what) for place, what, line, _changed in every]
        return Counter(kind(self.known[one]) for one in tried if one in self.known)

    def noticed(self, place):
        """The tests that noticed another mutant of the same function, the most fruitful first."""
        of_it = (place.path, place.name)
        ends = Counter(end for (file, _line, name, _what), end in self.known.items() if (file, name) == of_it)
        return [end for end, _count in ends.most_common() if "::" in end]


def known(place, line, what):
    """By what a mutant is known again."""
    return place.path, line, place.name, what


def kind(end) -> str:
    """Killed, survived, without a test, the same code, or broken: the mutant, not the code, was at fault."""
    return end if end in ("no test", "same", "broken") else "killed" if end else "survived"
