"""How the text of a cell is understood: as the one canonical text in which the archive compares and stores.

`clean` takes what an editor wrote and gives the canonical text; ValidationError says what is wrong and what to do.
`render` gives the canonical text of a stored value. For both, an empty text is an empty value.
"""

import re
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import Widget
from rapidfuzz import fuzz, process

from archive import dates
from archive.models.fields import NOT_A_COUNTRY, NOT_A_NUMBER
from archive.spreadsheets.territories import recognise
from archive.text import clean, fold

SEPARATOR = "; "
# What a number keeps on its way through spreadsheets and through SQLite, which hold it in binary.
MOST_DIGITS = 15
_PLAIN_NUMBER = re.compile(r"[-−+]?[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(
    r"[-−+]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,}|(?:[ \u00a0\u202f'][0-9]{3})+(?:\.[0-9]+)?)"
)
# A comma before decimals: after more digits than a group has, after groups that other signs set apart, or before other
# than three digits.
_DECIMAL_COMMA = re.compile(
    r"[-−+]?(?:[0-9]{4,},[0-9]+|[0-9]{1,3}(?:[. \u00a0\u202f'][0-9]{3})+,[0-9]+|[0-9]{1,3},(?:[0-9]{1,2}|[0-9]{4,})"
    r"|0,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,})"
)
# What programs add to a day, or write for an unknown part of it.
_MIDNIGHT = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$")
_UNKNOWN_PARTS = re.compile(r"^0000-00-00$|(?<=^[0-9]{4})-00-00$|(?<=^[0-9]{4}-[0-9]{2})-00$")


def plain_day(text: str) -> str:
    """A day as people write it: 1992-01-14T00:00:00Z is 1992-01-14, 1992-01-00 is 1992-01, and 0000-00-00 is none."""
    return _UNKNOWN_PARTS.sub("", _MIDNIGHT.sub("", text)) if "00" in text else text


def parts_of(text: str) -> list[str]:
    """The parts of a cell that holds several values, each once, in order."""
    return list(dict.fromkeys(part for part in (clean(p) for p in text.split(";")) if part))


class TextWidget(Widget):
    """Text of a model's field, in the stored form, within the field's limits."""

    def __init__(self, field):
        super().__init__()
        self.field = field
        self.lines = not field.max_length

    def clean(self, value, row=None, **kwargs):
        """The stored form of the text."""
        # What is printable, single-spaced and trimmed is in the stored form already, but for its composition.
        if not (value.isascii() and value.isprintable() and "  " not in value):
            value = clean(value, lines=self.lines)
        value = value.strip()
        if value:
            self.field.run_validators(value)
        return value

    def render(self, value, obj=None, **kwargs):
        """The text as stored."""
        return "" if value is None else str(value)


class SlugWidget(TextWidget):
    """The permanent key of a row."""


class IdentifierWidget(TextWidget):
    """An ISBN, ISSN, DOI or address, refused where it cannot be one: later the whole import would come to nothing."""

    def clean(self, value, row=None, **kwargs):
        """The text in its one form."""
        value = self.field.to_python(clean(value))
        if value:
            self.field.run_validators(value)
        return value


class DateWidget(TextWidget):
    """An uncertain date: EDTF, or a date as people type it in the archive's languages."""

    def clean(self, value, row=None, date_order=None, **kwargs):
        """The EDTF text; what is impossible or ambiguous is refused with the reason."""
        value = plain_day(clean(value))
        try:
            value = dates.understand(value, order=date_order) if value else ""
        except dates.InvalidDate as error:
            raise ValidationError(_(error.message) % error.params) from None
        self.field.run_validators(value)
        return value


class CountryWidget(TextWidget):
    """One country, by code or by its name in any of the archive's languages."""

    def clean(self, value, row=None, **kwargs):
        """The ISO 3166 code."""
        code = recognise(clean(value)) if clean(value) else ""
        if code is None:
            raise ValidationError(NOT_A_COUNTRY, params={"value": value})
        return code


class CountriesWidget(TextWidget):
    """Several countries, by code or name, separated by `; `."""

    def clean(self, value, row=None, **kwargs):
        """The ISO 3166 codes in alphabetical order."""
        value = self.field.to_python(SEPARATOR.join(recognise(part) or part for part in parts_of(value)))
        self.field.run_validators(value)
        return value


class ChoiceWidget(TextWidget):
    """One of a field's choices, by its value or by its label in any of the archive's languages."""

    def clean(self, value, row=None, **kwargs):
        """The choice's value."""
        chosen = understand_choice(self.field, value)
        if chosen is None:
            raise ValidationError(self.field.refusal % {"value": value})
        return chosen

    def render(self, value, obj=None, **kwargs):
        """The choice's value."""
        return str(getattr(value, "value", value) or "")


def understand_choice(field, written: str) -> str | None:
    """The value of a choice written as value or label in any language; None where it is none of them."""
    if field not in _CHOICES:
        found = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found |= {fold(str(label)): str(value) for value, label in field.flatchoices}
        _CHOICES[field] = found | {fold(str(value)): str(value) for value, _label in field.flatchoices}
    return _CHOICES[field].get(fold(written))


_CHOICES: dict = {}


def plain_digits(written: str) -> str | None:
    """The digits of a number, with a point for decimals; None where it is none, or two readings are possible."""
    if _DECIMAL_COMMA.fullmatch(written):
        written = written.replace(".", "").replace(",", ".")
    elif not (_PLAIN_NUMBER.fullmatch(written) or _GROUPED.fullmatch(written)):
        return None
    return re.sub(r"[, \u00a0\u202f'+]", "", written).replace("−", "-")


class NumberWidget(Widget):
    """A real number of a decimal or whole-number field, as digits with a point for decimals."""

    def __init__(self, field):
        super().__init__()
        self.field = field

    def clean(self, value, row=None, **kwargs):
        """Plain digits without trailing zeros; thousands may be grouped where no doubt is left what is meant."""
        value = value.strip()
        if not value:
            return ""
        digits = plain_digits(value)
        if digits is None:
            raise ValidationError(NOT_A_NUMBER, params={"value": value})
        if len(digits.lstrip("-0").replace(".", "").rstrip("0")) > MOST_DIGITS:
            sentence = _(
                "“%(value)s” has more than %(most)s digits, and not every spreadsheet and database keeps those: "
                "round it."
            )
            raise ValidationError(sentence % {"value": value, "most": MOST_DIGITS})
        number = self.field.to_python(digits)
        self.field.run_validators(number)
        return self.render(number)

    def render(self, value, obj=None, **kwargs):
        """Plain digits without trailing zeros and without an exponent."""
        if value is None or value == "":
            return ""
        if not isinstance(value, Decimal):
            return str(value)
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text


class LinkWidget(Widget):
    """Another record, by its slug. Whether it exists is looked up for many rows at once."""

    def clean(self, value, row=None, **kwargs):
        """The slug as written."""
        value = clean(value)
        if ";" in value:
            raise ValidationError(_("“%(value)s” names several: this column takes one.") % {"value": value})
        return value

    def render(self, value, obj=None, **kwargs):
        """The slug."""
        return value or ""


class LinksWidget(Widget):
    """Several records, by their slugs, separated by `; `."""

    def clean(self, value, row=None, **kwargs):
        """The slugs, each once."""
        return SEPARATOR.join(parts_of(value))


class RolesWidget(Widget):
    """People and their parts: `role: slug; role: slug`."""

    def __init__(self, field):
        super().__init__()
        self.field = field

    def clean(self, value, row=None, **kwargs):
        """The same with the roles by their values, each pair once."""
        return SEPARATOR.join(dict.fromkeys(self._pair(part) for part in parts_of(value)))

    def _pair(self, part):
        role, colon, slug = (piece.strip() for piece in part.partition(":"))
        choices = ", ".join(str(v) for v, _label in self.field.flatchoices)
        if not colon or not role or not slug:
            raise ValidationError(
                _(
                    "“%(value)s” is not “role: person”: write the role, a colon and the person's slug. "
                    "Roles are %(choices)s."
                )
                % {"value": part, "choices": choices}
            )
        known = understand_choice(self.field, role)
        if known is None:
            raise ValidationError(
                _("“%(value)s” is not a role: write one of %(choices)s.") % {"value": role, "choices": choices}
            )
        return f"{known}: {slug}"


def nearest(written: str, known) -> str:
    """“ Did you mean “x”?” for the closest of the known words, or nothing where none is near."""
    found = process.extractOne(written, list(known), scorer=fuzz.ratio, score_cutoff=65)
    return " " + _("Did you mean “%(near)s”?") % {"near": found[0]} if found else ""
