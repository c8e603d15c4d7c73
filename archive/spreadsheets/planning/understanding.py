"""What the texts of a column mean, each understood once for many rows."""

import sys

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext as _

from archive.spreadsheets.planning.base import ERASE
from archive.spreadsheets.reading import NO_VALUE
from archive.spreadsheets.widgets import TextWidget

_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
DAMAGED = "\ufffd"
# So many texts of a column are remembered.
_MOST = 2_000


class Understood(dict):
    """By the text of a cell its canonical text; a tuple of sentences where it cannot be taken."""

    def __init__(self, column, date_order):
        super().__init__()
        self.column, self.date_order = column, date_order
        # Slugs do not come twice.
        self.is_remembered = column.column_name not in ("slug", "key")
        self.longest = _longest(column)

    def __missing__(self, text):
        found = self._understand(text)
        if self.is_remembered:
            if len(self) >= _MOST:
                self.clear()
            self[text] = found
        return found

    def _understand(self, text):
        if len(text) <= self.longest and _is_plain(text):
            return text
        if text.strip() == ERASE:
            return ""
        try:
            _refuse_damaged(text)
            return self.column.widget.clean(text, date_order=self.date_order)
        except ValidationError as error:
            return tuple(error.messages)


def _longest(column):
    """Up to which length any plain text is what the column holds; -1 where it asks for more."""
    if type(column.widget) is not TextWidget:
        return -1
    limits = [v.limit_value for v in column.field.validators if isinstance(v, MaxLengthValidator)]
    others = [
        v for v in column.field.validators if not isinstance(v, MaxLengthValidator | ProhibitNullCharactersValidator)
    ]
    return -1 if others else min(limits, default=sys.maxsize)


def _is_plain(text):
    """Whether a text is plainly in its stored form, and nothing that a spreadsheet shows in place of a value."""
    return text.isascii() and text.isprintable() and "  " not in text and text[0] not in " #" and text[-1] != " "


def _refuse_damaged(text):
    """ValidationError for what a spreadsheet shows in place of a value, and for letters lost in a conversion."""
    if text == NO_VALUE:
        raise ValidationError(
            _(
                "The formula in this cell has no stored value: "
                "open the file in a spreadsheet program and save it, or paste the value."
            )
        )
    if text.strip().upper() in _ERRORS:
        raise ValidationError(
            _("“%(value)s” is a spreadsheet's error: repair the formula, or write the value.") % {"value": text}
        )
    if DAMAGED in text:
        raise ValidationError(_("The cell holds a damaged letter (%(letter)s): write it anew.") % {"letter": DAMAGED})
