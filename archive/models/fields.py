"""Columns of the archive: text in one stored form, lengths and choices held by the database, countries, EDTF dates."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive import countries, dates, identifiers
from archive.text import clean

NOT_A_COUNTRY = _("“%(value)s” is not a country: write its ISO 3166 code or its name.")
NOT_A_NUMBER = _(
    "“%(value)s” is not a number that can be read: write digits, with a point for decimals, such as 7200000.50."
)


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


class StoredFormMixin:
    """A text that has its stored form whichever way it is written: saved, updated by a query, or many at once."""

    def get_db_prep_save(self, value, connection):
        """What is stored; ValidationError where it cannot be read."""
        return super().get_db_prep_save(self.to_python(value) if isinstance(value, str) else value, connection)


class LineField(StoredFormMixin, CheckedMixin, models.CharField):
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


class ProseField(StoredFormMixin, models.TextField):
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


class WebAddressField(StoredFormMixin, CheckedMixin, models.URLField):
    """An address on the web."""

    def to_python(self, value):
        """The address as a form reads it: with `https://` where it names no scheme."""
        value = super().to_python(value)
        return forms.URLField(assume_scheme="https", required=False).to_python(value) if value else value


class NumberField(models.DecimalField):
    """A number with a fixed count of decimals."""

    default_error_messages = {"invalid": NOT_A_NUMBER}

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


class CountryField(CheckedMixin, models.CharField):
    """A country by its ISO 3166-1 alpha-2 code, or by its ISO 3166-3 one when it exists no more."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 2)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """Without the length, which is the code's own."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, kwargs

    def db_check(self, connection):
        """Two capital letters, or nothing."""
        column = connection.ops.quote_name(self.column)
        shape = f"(length({column}) = 2 AND {column} = upper({column}))"
        return f"({column} = '' OR {shape})" if self.blank else shape

    def to_python(self, value):
        """The code; the name of a country is understood."""
        value = super().to_python(value)
        return value if not value or value in countries.CODES else countries.understand(value) or value

    def validate(self, value, model_instance):
        """Refuse what is neither the code of a country nor its name."""
        super().validate(value, model_instance)
        if value and value not in countries.CODES:
            raise ValidationError(NOT_A_COUNTRY, code="unknown_country", params={"value": value})


class CountriesField(LineField):
    """Several countries as ISO 3166 codes in alphabetical order, `BE; FR; IT`: each once."""

    def to_python(self, value):
        """The codes in order; names of countries are understood; ValidationError names each word that is none."""
        value = super().to_python(value)
        if not value:
            return value
        written = [part.strip() for part in value.split(";") if part.strip()]
        codes = {part: countries.understand(part) for part in written}
        unknown = [part for part, code in codes.items() if code is None]
        if unknown:
            raise ValidationError(
                _("“%(value)s” is not a country: write its ISO 3166 code or its name, several separated by “; ”."),
                code="unknown_country",
                params={"value": "; ".join(unknown)},
            )
        return "; ".join(sorted(set(codes.values())))

    def formfield(self, **kwargs):
        """A line in which names, longer than codes, can be written."""
        return super().formfield(**{"max_length": None} | kwargs)


class SearchField(models.TextField):
    """The folded words under which a record is found; the lookup `matches` is the full-text search (archive.search)."""


class OrderField(SearchField):
    """What a record is sorted by in one language (archive.text.alphabetical): compared byte by byte everywhere."""

    def db_parameters(self, connection):
        """The collation is the one without rules: the key has them in it."""
        found = super().db_parameters(connection)
        return found | {"collation": "C"} if connection.vendor == "postgresql" else found


class IdentifierField(LineField):
    """A number by which documents are known: stored in its one form, its check digit verified when it comes in."""

    longest = 0
    # What an editor reads; `understand` raises NotAnIdentifier, and `shape` is the form that the database demands.
    refusal = ""
    understand = staticmethod(str)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", self.longest)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """The number in its one form; ValidationError where it cannot be one."""
        value = super().to_python(value)
        try:
            return self.understand(value) if value else value
        except identifiers.NotAnIdentifier:
            raise ValidationError(self.refusal, code="not_an_identifier", params={"value": value}) from None

    def formfield(self, **kwargs):
        """A line in which the number can be written as documents write it, with dashes and its name."""
        return super().formfield(**{"max_length": None} | kwargs)

    def shape(self, column) -> str:
        """The SQL of the form that a filled column has."""
        raise NotImplementedError(f"{type(self).__name__} says which form its numbers have")

    def db_check(self, connection):
        """The form of the number, or nothing."""
        column = connection.ops.quote_name(self.column)
        return f"({column} = '' OR ({super().db_check(connection)} AND {self.shape(column)}))"


class ISBNField(IdentifierField):
    """An ISBN (ISO 2108), its ten or thirteen signs without dashes."""

    longest = 13
    refusal = _("“%(value)s” is not an ISBN: copy its 10 or 13 digits again, the last one checks the others.")
    understand = staticmethod(identifiers.isbn)

    def shape(self, column):
        """Ten or thirteen signs."""
        return f"length({column}) IN (10, 13)"


class ISSNField(IdentifierField):
    """An ISSN (ISO 3297), four signs, a dash and four more."""

    longest = 9
    refusal = _("“%(value)s” is not an ISSN: copy its 8 digits again, the last one checks the others.")
    understand = staticmethod(identifiers.issn)

    def shape(self, column):
        """Nine signs with the dash in the middle."""
        return f"length({column}) = 9 AND substr({column}, 5, 1) = '-'"


class DOIField(IdentifierField):
    """A DOI (ISO 26324) without its address: `10.1000/182`."""

    longest = 200
    refusal = _("“%(value)s” is not a DOI: it begins with “10.” and has a slash, such as 10.1000/182.")
    understand = staticmethod(identifiers.doi)

    def shape(self, column):
        """A prefix that begins with 10, a slash, and a suffix."""
        return f"substr({column}, 1, 3) = '10.' AND replace({column}, '/', '') <> {column}"


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
