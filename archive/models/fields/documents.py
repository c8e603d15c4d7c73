"""Numbers by which documents are known: ISBN, ISSN, DOI."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive import identifiers
from archive.models.fields.texts import LineField


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
