"""Numbers as people state them ("US$7.2 million", "7,2 milyon"), with the precision that their digits carry."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from archive.text import fold

_SCALES = {
    "thousand": 10**3,
    "min": 10**3,
    "mil": 10**3,
    "million": 10**6,
    "milyon": 10**6,
    "mln": 10**6,
    "millon": 10**6,
    "millones": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "milyard": 10**9,
    "bn": 10**9,
    "mil millones": 10**9,
    "trillion": 10**12,
    "trilyon": 10**12,
}
_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<digits>\d[\d.,  ' ]*\d|\d)\s*(?P<scale>[^\W\d]+(?: millones)?)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A stated number and half the unit of its last stated digit: 7.2 million is 7,200,000 give or take 50,000."""

    value: Decimal
    tolerance: Decimal

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number that would have been stated so."""
        return self.value - self.tolerance, self.value + self.tolerance


def understand(stated) -> Amount | None:
    """The number that a text states, with its precision; None where it states none."""
    match = _NUMBER.search(str(stated))
    if not match:
        return None
    plain = _plain_digits(match["digits"])
    scale = _SCALES.get(fold(match["scale"] or ""), 1)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    places = -value.as_tuple().exponent
    unit = Decimal(1).scaleb(-places) * scale if scale > 1 else Decimal(0)
    signed = -value if match["sign"] else value
    return Amount(signed * scale, unit / 2)


def _plain_digits(digits: str) -> str:
    # The last of two different marks is the decimal one; one mark before exactly three digits separates thousands.
    digits = re.sub(r"[\s' ]", "", digits)
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    whole, _, part = digits.rpartition(last)
    thousands = len(set(marks)) == 1 and (len(marks) > 1 or (last == "," and len(part) == 3))
    if thousands:
        return digits.replace(last, "")
    return re.sub("[.,]", "", whole) + "." + part
