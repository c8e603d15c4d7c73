"""What the editors' pages call fields and values, in the active language."""

from django.utils.text import capfirst
from django.utils.translation import get_language
from translated_fields import TranslatedField

from archive import countries, dates

# Letters that follow another letter in a language's own order; CLDR's rules, without the ICU library.
_OWN_LETTERS = {
    "az": {"ç": "c", "ə": "e", "ğ": "g", "x": "h", "ı": "h\uffff", "q": "k", "ö": "o", "ş": "s", "ü": "u"},
    "es": {"ñ": "n"},
}
_BARE = str.maketrans("áéíóúâêîôûàèåãë", "aeiouaeiouaeaae")


def active() -> str:
    """The code of the language that the editor reads."""
    return get_language() or "en"


def label(model, name) -> str:
    """The name of a field of a record type: a column, a translated text, a link or what hangs on the record."""
    described = getattr(model, name, None)
    if isinstance(described, TranslatedField):
        return capfirst(str(described.short_description))
    field = model._meta.get_field(name)
    return capfirst(str(field.related_model._meta.verbose_name_plural if field.auto_created else field.verbose_name))


def date_in_words(edtf) -> str:
    """An EDTF text in words; the text itself where it is none."""
    try:
        return dates.words(edtf, active()) if edtf else ""
    except dates.InvalidDate:
        return edtf


def country_names(codes) -> str:
    """The names of countries from their codes, `AT; BE` as `Austria, Belgium`."""
    return ", ".join(countries.name(code, active()) for code in codes.split("; ") if code)


def alphabetical(word, language) -> str:
    """A key that sorts words by the alphabet of a language: ə after e, ñ after n in Spanish."""
    own = _OWN_LETTERS.get(language, {})
    lowered = word.replace("İ", "i").replace("I", "ı" if language == "az" else "i").lower()
    return "".join(f"{own[c]}\uffff" if c in own else c.translate(_BARE) for c in lowered)
