"""What the parameters of a list's address take, and what a reader is told about a value that is not understood."""

import datetime

import django_filters
from babel import Locale, UnknownLocaleError
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import countries, dates, search


class WordsField(forms.CharField):
    """Words to look for; something must be left of them when signs are taken away."""

    def clean(self, value):
        words = super().clean(value)
        if words and not search.words(words):
            raise forms.ValidationError(
                _("“%(value)s” has no letters or digits to look for: write a word or a name."), params={"value": words}
            )
        return words


class CountryField(forms.CharField):
    """A country by its ISO 3166 code or its name in any of the archive's languages."""

    def clean(self, value):
        written = super().clean(value)
        code = countries.understand(written) if written else ""
        if code is None:
            raise forms.ValidationError(
                _("“%(value)s” is not the name of a country: choose one from the list, or write its ISO 3166 code."),
                params={"value": written},
            )
        return code


class DateField(forms.CharField):
    """A date as people type it, or EDTF."""

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return None
        try:
            return dates.parse(dates.understand(written))
        except dates.InvalidDate as error:
            raise forms.ValidationError(_(error.message), params=error.params) from None


class DecadeField(forms.CharField):
    """A decade by any of its years: `1990`, or `1994`; the value is its first year."""

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return None
        year = int(written) if written.isascii() and written.isdigit() and len(written) <= 4 else 0
        if year < datetime.MINYEAR:
            raise forms.ValidationError(
                _("“%(value)s” is not a decade: write its first year, such as 1990."), params={"value": written}
            )
        return year - year % 10


class LanguageField(forms.CharField):
    """A language by its BCP 47 code."""

    def clean(self, value):
        written = super().clean(value)
        try:
            if written:
                Locale.parse(written, sep="-")
        except (UnknownLocaleError, ValueError):
            raise forms.ValidationError(
                _("“%(value)s” is not the code of a language: write one such as en."), params={"value": written}
            ) from None
        return written


class WordField(forms.ChoiceField):
    """One of a few words."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("“%(value)s” is not one of the choices: choose one from the list.")
    }


class WordsFilter(django_filters.Filter):
    """Takes words to look for."""

    field_class = WordsField


class CountryFilter(django_filters.Filter):
    """Takes a country."""

    field_class = CountryField


class DateFilter(django_filters.Filter):
    """Takes a date in any form that the archive understands."""

    field_class = DateField


class DecadeFilter(django_filters.Filter):
    """Takes a decade."""

    field_class = DecadeField


class LanguageFilter(django_filters.Filter):
    """Takes a language."""

    field_class = LanguageField


class WordFilter(django_filters.Filter):
    """Takes one of a few words."""

    field_class = WordField
