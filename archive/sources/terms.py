"""The words and signs with which each language cites documents; a language without its own takes those of the first.

They stand here as those of dates do, and not in the catalogues: they come with the order and the signs around them.
"""

import re
from dataclasses import dataclass

_SEVERAL = re.compile(r"\d\s*[-–—,;]|[-–—,;]\s*\d|[ivxlc]+[-–—][ivxlc]+", re.IGNORECASE)
# “Vol. II”, “Bd. 3”, “s. 5”: what the document's own words begin with.
_WORDED = re.compile(r"[^\W\d_]+\.|[^\W\d_]{2,}\s+\S*\d|№")
# Spanish `y` is `e` before the sound i.
_BEFORE_E = re.compile(r"(?:h?i(?![aeiouáéíóú])|hí|í)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """How one language cites: each pattern has `{}` where the thing itself stands."""

    quoted: str
    volume: str
    issue: str
    page: str
    pages: str
    inside: str
    undated: str
    accessed_on: str
    accessed_in: str
    archived: str
    conjunction: str
    conjunction_of_more: str
    others: str
    speech: str
    dataset: str

    def numbered(self, name, value) -> str:
        """A volume, an issue or pages with their word before them, unless the value brings its own."""
        if _WORDED.match(value):
            return value
        pattern = self.pages if name == "pages" and _SEVERAL.search(value) else getattr(self, _PATTERNS[name])
        return pattern.format(value)

    def listed(self, names) -> str:
        """Several makers in a row: the first as it is sorted, the others as they are called; of many only the first."""
        if len(names) > 3:
            return f"{names[0]} {self.others}"
        called = [names[0], *map(_called, names[1:])]
        if len(called) == 1:
            return called[0]
        joint = self.conjunction if len(called) == 2 else self.conjunction_of_more
        return ", ".join(called[:-1]) + self._before(joint, called[-1]) + called[-1]

    @staticmethod
    def _before(joint, name):
        return joint.replace(" y ", " e ") if _BEFORE_E.match(name) else joint


_PATTERNS = {"volume": "volume", "issue": "issue", "pages": "page"}


def _called(name):
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


TERMS = {
    "en": Terms(
        quoted="“{}”", volume="vol. {}", issue="no. {}", page="p. {}", pages="pp. {}", inside="In {}", undated="n.d.",
        accessed_on="accessed {}", accessed_in="accessed {}", archived="archived at {}", conjunction=", and ",
        conjunction_of_more=", and ", others="et al.", speech="speech", dataset="data set",
    ),
    "az": Terms(
        quoted="“{}”", volume="cild {}", issue="№ {}", page="səh. {}", pages="səh. {}", inside="Kitabda: {}",
        undated="tarixi göstərilməyib", accessed_on="müraciət tarixi: {}", accessed_in="müraciət tarixi: {}",
        archived="arxiv nüsxəsi: {}", conjunction=" və ", conjunction_of_more=" və ", others="və b.", speech="çıxış",
        dataset="məlumat toplusu",
    ),
    "es": Terms(
        quoted="«{}»", volume="vol. {}", issue="n.º {}", page="p. {}", pages="pp. {}", inside="En {}", undated="s. f.",
        accessed_on="consultado el {}", accessed_in="consultado en {}", archived="archivado en {}", conjunction=" y ",
        conjunction_of_more=" y ", others="et al.", speech="discurso", dataset="conjunto de datos",
    ),
}  # fmt: skip


def terms_of(language) -> Terms:
    """The terms of a language (BCP 47), those of English where it has none of its own."""
    return TERMS.get(language.partition("-")[0], TERMS["en"])
