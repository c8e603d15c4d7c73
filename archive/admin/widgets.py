"""Form fields of the editors' pages: dates and countries say how they were understood, and look-ups query once."""

import functools

from django import forms
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.db import models
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from archive import countries, dates
from archive.admin.wording import active, country_names, date_in_words
from archive.models.fields import NOT_A_COUNTRY, CountriesField, CountryField, EDTFField, ProseField
from archive.text import alphabetical


class UnderstoodInput(AdminTextInputWidget):
    """A line of text that the archive reads, with its reading in words below."""

    def reading(self, value):
        """The value in words; empty where it cannot be read."""
        raise NotImplementedError

    def sentence(self, value) -> str:
        """“understood as …”; empty where the value cannot be read."""
        reading = self.reading(value) if value else ""
        return _("understood as %(reading)s") % {"reading": reading} if reading else ""

    def render(self, name, value, attrs=None, renderer=None):
        """The input, and what it was understood as."""
        field = super().render(name, value, attrs, renderer)
        sentence = self.sentence(value)
        described = (attrs or {}).get("id", "")
        return format_html('{}<output class="understood" for="{}">{}</output>', field, described, sentence)


class EDTFInput(UnderstoodInput):
    """A date in EDTF or as people type it."""

    def __init__(self, attrs=None):
        super().__init__({"class": "vTextField edtf", "spellcheck": "false", **(attrs or {})})

    def reading(self, value):
        """The date in words of the editor's language."""
        try:
            return date_in_words(dates.understand(str(value)))
        except dates.InvalidDate:
            return ""


class CountriesInput(UnderstoodInput):
    """Several countries by code or name."""

    def reading(self, value):
        """The names of the countries, where each part is one."""
        codes = [countries.understand(part) for part in str(value).split(";") if part.strip()]
        return country_names("; ".join(codes)) if all(codes) else ""


@functools.cache
def country_choices(language):
    """Codes with names in a language, in the order of its alphabet."""
    named = ((code, countries.name(code, language)) for code in countries.CODES)
    return [("", "---------"), *sorted(named, key=lambda pair: alphabetical(pair[1], language))]


@functools.cache
def country_options(language):
    """The choices with names as HTML, made once: a form with twenty parties lists every country twenty times."""
    return [(code, conditional_escape(name)) for code, name in country_choices(language)]


class CountrySelect(forms.Select):
    """A choice among all countries, without a template for each of them."""

    def render(self, name, value, attrs=None, renderer=None):
        """The select with its options."""
        options = "".join(
            f'<option value="{code}"{" selected" if code == (value or "") else ""}>{words}</option>'
            for code, words in country_options(active())
        )
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(attrs), mark_safe(options))


class CountryChoiceField(forms.ChoiceField):
    """A country chosen by its name in the editor's language, stored by its code."""

    default_error_messages = {"invalid_choice": NOT_A_COUNTRY}

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(choices=lambda: country_choices(active()), **kwargs)


class KnownAutocompleteSelect(AutocompleteSelect):
    """An autocomplete that is told the linked row it shows, so that twenty rows of an inline cost no twenty queries."""

    known = None

    def optgroups(self, name, value, attr=None):
        """The one option now chosen."""
        if self.known is None or [str(v) for v in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known.pk, str(self.known), {str(self.known.pk)}, len(options)))
        return [(None, options, 0)]


class AutocompleteMany(AutocompleteSelectMultiple):
    """Several look-ups in one; each is taken away by itself: a button for all has no place within a list."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Without the button that clears all."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


FIELDS = {
    models.URLField: {"assume_scheme": "https"},
    EDTFField: {"widget": EDTFInput},
    CountriesField: {"widget": CountriesInput},
    CountryField: {"form_class": CountryChoiceField, "widget": CountrySelect},
    ProseField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
}
