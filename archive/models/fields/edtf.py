"""Uncertain dates, with the first and the last day that they can mean."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from archive import dates
from archive.models.fields.texts import LineField


class EDTFField(LineField):
    """A date in the Library of Congress Extended Date/Time Format, its earliest and latest day in columns beside it.

    `date` brings `date_earliest` and `date_latest` (DateField, both null when the text is empty; open ends and years
    outside 0001–9999 are the first or last day that a date can hold).
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, **kwargs):
        """Add the two columns of bounds beside the text."""
        super().contribute_to_class(cls, name, **kwargs)
        # A migration states the two columns itself.
        if cls.__module__ != "__fake__" and not cls._meta.abstract:
            for which, bound in (("earliest", EarliestField), ("latest", LatestField)):
                bound(null=True, blank=True, editable=False).contribute_to_class(cls, f"{name}_{which}")

    def to_python(self, value):
        """EDTF text, from EDTF or from a date as people type it."""
        value = super().to_python(value)
        if not value:
            return value
        try:
            return dates.understand(value)
        except dates.InvalidDate as error:
            raise ValidationError(gettext(error.message), code="invalid_date", params=error.params) from None

    def pre_save(self, instance, add):
        """The EDTF text; the bounds are set with it."""
        value = super().pre_save(instance, add)
        dating = dates.parse(value) if value else None
        setattr(instance, f"{self.name}_earliest", dating and dating.earliest)
        setattr(instance, f"{self.name}_latest", dating and dating.latest)
        return value


class EarliestField(models.DateField):
    """The first day that an EDTF date can mean."""


class LatestField(models.DateField):
    """The last day that an EDTF date can mean; never before the first."""

    def db_check(self, connection):
        """Both bounds or neither, in order."""
        latest = connection.ops.quote_name(self.column)
        earliest = connection.ops.quote_name(self.column.removesuffix("latest") + "earliest")
        # A comparison with NULL is not false, and a CHECK passes unless it is false.
        both = f"{earliest} IS NOT NULL AND {latest} IS NOT NULL AND {earliest} <= {latest}"
        return f"(({earliest} IS NULL AND {latest} IS NULL) OR ({both}))"
