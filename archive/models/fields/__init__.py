"""Columns of the archive: text in one stored form, lengths and choices held by the database, countries, EDTF dates."""

from archive.models.fields.countries import (
    NOT_A_COUNTRY,
    CountriesField,
    CountryField,
)
from archive.models.fields.documents import (
    DOIField,
    IdentifierField,
    ISBNField,
    ISSNField,
)
from archive.models.fields.edtf import (
    EarliestField,
    EDTFField,
    LatestField,
)
from archive.models.fields.numbers import (
    NOT_A_NUMBER,
    NumberField,
)
from archive.models.fields.texts import (
    BoundedProseField,
    CheckedMixin,
    ChoiceField,
    LineField,
    MailField,
    OrderField,
    ProseField,
    SearchField,
    WebAddressField,
)

__all__ = [
    "BoundedProseField",
    "CheckedMixin",
    "ChoiceField",
    "CountriesField",
    "CountryField",
    "DOIField",
    "EDTFField",
    "EarliestField",
    "ISBNField",
    "ISSNField",
    "IdentifierField",
    "LatestField",
    "LineField",
    "MailField",
    "NOT_A_COUNTRY",
    "NOT_A_NUMBER",
    "NumberField",
    "OrderField",
    "ProseField",
    "SearchField",
    "WebAddressField",
]
