"""The forms of a name as a section of a page."""

from django.utils.translation import gettext as _

from archive.public.records.base import Moment, Section
from archive.templatetags.reading import Text, active, language_name, locale


def names_section(page) -> Section:
    """The name in every language, then its other forms, each with its language, script and kind."""
    record = page.record
    forms = {}
    for column in type(record).name.fields:
        code = column.removeprefix("name_")
        if getattr(record, column):
            forms[getattr(record, column), code] = language_name(code)
    for form in record.names.all():
        words = (language_name(form.language), script(form.script), form.get_kind_display(), form.note)
        forms[form.text, form.language] = ", ".join(word for word in words if word)
    return Section("names", _("Names"), [_form(text, code, words) for (text, code), words in forms.items()])


def script(code) -> str:
    """The name of a script (ISO 15924) in the reader's language; nothing for Latin, which needs no word."""
    return "" if code in ("", "Latn") else locale().scripts.get(code, code)


def _form(text, code, words):
    return Moment("", "", Text(text, "" if code == active() else code), detail=Text(words))
