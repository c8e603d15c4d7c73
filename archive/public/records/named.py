"""The forms of a name as a section of a page."""

from django.utils.translation import gettext as _

from archive.public.records.base import Moment, Section
from archive.templatetags.reading import Text, active, as_entered, chosen, language_name, locale, sentence_case


def names_section(page) -> Section:
    """The name in every language, then its other forms: the language and script, the form, its kind and its note."""
    record = page.record
    found = {}
    for column in type(record).name.fields:
        code = column.removeprefix("name_")
        if name := getattr(record, column):
            found[name, code] = _form(name, code)
    for form in record.names.all():
        found[form.text, form.language] = _form(
            form.text, form.language, script(form.script), chosen(form, "kind"), form.note
        )
    return Section("names", _("Names"), list(found.values()))


def script(code) -> str:
    """The name of a script (ISO 15924) in the reader's language; nothing for Latin, which needs no word."""
    return "" if code in ("", "Latn") else locale().scripts.get(code, code)


def _form(text, code, written="", kind="", note=""):
    language = ", ".join(word for word in (language_name(code) if code else "", written) if word)
    name = Text(text, "" if code == active() else code, is_name=True)
    return Moment(sentence_case(language), "", name, detail=Text(kind), remark=as_entered(note))
