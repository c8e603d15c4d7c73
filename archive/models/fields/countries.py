"""Countries by their ISO 3166 codes, one or several."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive import countries
from archive.models.fields.texts import CheckedMixin, LineField

NOT_A_COUNTRY = _("“%(value)s” is not a country: write its ISO 3166 code or its name.")


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
