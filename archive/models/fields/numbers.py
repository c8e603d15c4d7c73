"""Numbers with a fixed count of decimals."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_A_NUMBER = _(
    "“%(value)s” is not a number that can be read: write digits, with a point for decimals, such as 7200000.50."
)


class NumberField(models.DecimalField):
    """A number with a fixed count of decimals."""

    default_error_messages = {"invalid": NOT_A_NUMBER}

    def to_python(self, value):
        """The number as it is written: 48.8566 has four decimals, not as many as its binary form."""
        return super().to_python(repr(value) if isinstance(value, float) else value)

    def formfield(self, **kwargs):
        """A number that is refused in the same words."""
        return super().formfield(**{"form_class": NumberFormField} | kwargs)


class NumberFormField(forms.DecimalField):
    """A number in a form."""

    def to_python(self, value):
        """The number; ValidationError names what was typed."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(NOT_A_NUMBER, code="invalid", params={"value": value}) from None
