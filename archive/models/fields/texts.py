"""Texts in their one stored form; lengths and choices that the database holds."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from archive.text import clean


class CheckedMixin:
    """A column whose length and choices are a CHECK: SQLite enforces neither by itself."""

    # Other choices are another CHECK, so a migration that changes them has something to do in the database.
    non_db_attrs = tuple(name for name in models.Field.non_db_attrs if name not in ("blank", "choices"))

    def db_check(self, connection):
        """The SQL of this column's own CHECK, or None where nothing bounds it."""
        parts = []
        column = connection.ops.quote_name(self.column)
        if self.max_length:
            parts.append(f"length({column}) <= {int(self.max_length)}")
        if self.choices:
            values = [value for value, _label in self.flatchoices] + ([""] if self.blank else [])
            parts.append(f"{column} IN ({', '.join(_quoted(v) for v in values)})")
        return " AND ".join(parts) or None


def _quoted(value: str) -> str:
    return "'" + str(value).replace("'", "''") + "'"


class LineField(CheckedMixin, models.CharField):
    """One line of text, stored NFC, trimmed, without control, zero-width and bidirectional characters."""

    def to_python(self, value):
        """The stored form of the text."""
        value = super().to_python(value)
        return value if value is None else clean(value)

    def pre_save(self, instance, add):
        """The stored form, whichever way the value came."""
        value = self.to_python(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value


class ProseField(models.TextField):
    """Text of several lines, stored NFC, trimmed, without control, zero-width and bidirectional characters."""

    def to_python(self, value):
        """The stored form of the text."""
        value = super().to_python(value)
        return value if value is None else clean(value, lines=True)

    def pre_save(self, instance, add):
        """The stored form, whichever way the value came."""
        value = self.to_python(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value


class BoundedProseField(CheckedMixin, ProseField):
    """Text of several lines that may be so long and no longer, such as a stranger sends."""


class MailField(CheckedMixin, models.EmailField):
    """An address of electronic mail."""


class ChoiceField(CheckedMixin, models.CharField):
    """One of a few words; the database refuses any other."""

    def validate(self, value, model_instance):
        """Refuse any other, in the words of the sheets."""
        if self.choices and value not in self.empty_values and value not in dict(self.flatchoices):
            raise ValidationError(self.refusal % {"value": value}, code="invalid_choice")
        super().validate(value, model_instance)

    def formfield(self, **kwargs):
        """A choice that refuses in the same words."""
        if not self.choices:
            return super().formfield(**kwargs)
        return super().formfield(**{"error_messages": {"invalid_choice": self.refusal}} | kwargs)

    @property
    def refusal(self) -> str:
        """What an editor reads of another word, which takes the place of `value`."""
        choices = ", ".join(str(value) for value, _label in self.flatchoices)
        return gettext("“%(value)s” is not one of the choices: write %(choices)s.") % {
            "value": "%(value)s", "choices": choices,
        }  # fmt: skip


class WebAddressField(CheckedMixin, models.URLField):
    """An address on the web."""

    def to_python(self, value):
        """The address as a form reads it: with `https://` where it names no scheme."""
        value = super().to_python(value)
        return forms.URLField(assume_scheme="https", required=False).to_python(value) if value else value


class SearchField(models.TextField):
    """The folded words under which a record is found; the lookup `matches` is the full-text search (archive.search)."""


class OrderField(SearchField):
    """What a record is sorted by in one language (archive.text.alphabetical): compared byte by byte everywhere."""

    def db_parameters(self, connection):
        """The collation is the one without rules: the key has them in it."""
        found = super().db_parameters(connection)
        return found | {"collation": "C"} if connection.vendor == "postgresql" else found
