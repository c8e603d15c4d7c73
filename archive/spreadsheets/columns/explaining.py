"""What a column holds, in words for editors: its meaning, its form, and the values that it can take."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from archive import countries
from archive.spreadsheets import widgets
from archive.text import fold

# Lists of words that are longer than this are no help to read.
_MOST_WORDS = 30


def explained(column) -> str:
    """One to three sentences about a column, in the active language."""
    return " ".join(filter(None, [_meaning(column.field), *column.forms(), _form(column.widget)]))


def allowed(column) -> list[str]:
    """The values that a column of one value can take, in order; nothing where they are without number."""
    if type(column.widget) is widgets.CountryWidget:
        return sorted(countries.CODES)
    if isinstance(column.widget, widgets.ChoiceWidget) and not column.many:
        return [str(value) for value, _label in column.widget.field.flatchoices if value]
    return []


def _meaning(field):
    """The field's own words: its title, and the help that its form gives."""
    if field is None:
        return ""
    title, own = str(field.verbose_name), str(getattr(field, "help_text", ""))
    language = next((name for code, name in settings.LANGUAGES if field.name.endswith(f"_{code}")), "")
    title += f" ({language})" if language else ""
    return f"{title[:1].upper()}{title[1:]}." + (f" {own}" if own and fold(own) != fold(title) else "")


def _form(widget):
    for kind, form in _FORMS:
        if isinstance(widget, kind):
            return form(widget)
    return ""


def _date(widget):
    return _(
        "A date in EDTF: 1992, 1992-05, 1992-05-14, an interval 1992-05-14/1992-05-20, about 1992~, uncertain 1992?, "
        "open 2007/.. (days as people write them are understood too)."
    )


def _country(widget):
    return _("The ISO 3166 code of a country, such as FR; its name is understood too.")


def _countries(widget):
    return _("ISO 3166 codes of countries, several separated by “; ”: FR; IT. Names are understood too.")


def _choice(widget):
    words = [f"{value} ({label})" for value, label in widget.field.flatchoices if value]
    return _("One of: %(words)s.") % {"words": ", ".join(words)} if len(words) <= _MOST_WORDS else ""


def _roles(widget):
    words = ", ".join(str(value) for value, _label in widget.field.flatchoices)
    return _(
        "Role and address of each person, several separated by “; ”: visitor: doe-john. The roles are: %(words)s."
    ) % {"words": words}


def _number(widget):
    if isinstance(widget.field, models.IntegerField):
        return ""
    return _("A number, with a point for decimals.")


# The first that fits.
_FORMS = (
    (widgets.DateWidget, _date),
    (widgets.CountriesWidget, _countries),
    (widgets.CountryWidget, _country),
    (widgets.RolesWidget, _roles),
    (widgets.ChoiceWidget, _choice),
    (widgets.NumberWidget, _number),
)
