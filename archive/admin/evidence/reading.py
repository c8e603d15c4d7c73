"""Makes an accepted value of a stated one: a date, a country, a number, words, or links to what it names."""

import functools

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from translated_fields import TranslatedField

from archive import amounts, countries
from archive.admin.wording import country_names, date_in_words
from archive.evidence import name_stance
from archive.models import Stance
from archive.models.fields import CountriesField, CountryField, EDTFField
from archive.models.links import LINKING, links
from archive.search import names_of

# The code of the error that a name means nothing in the archive.
UNKNOWN = "unknown"
# So many rows that share words with a name are looked at to find the one that bears it.
_LOOKED_AT = 50


@functools.cache
def link_of(model, name):
    """The links of a type under a field, one or several kinds (a party is a country or an organization); None."""
    return next((each for each in links(model) if each.field == name), None)


def is_list(model, name) -> bool:
    """Whether a field lists several things, so that each line of what is stated is a statement of its own."""
    link = link_of(model, name)
    return link is not None and link.through is not model


def role_field(model, name):
    """The column that says as what somebody is linked, where a field links people so; else None."""
    link = link_of(model, name)
    if link is None or link.through not in LINKING or not hasattr(link.through, "role"):
        return None
    return link.through._meta.get_field("role")


def can_be_accepted(model, name) -> bool:
    """Whether a stated value can become the accepted one as it stands; a choice among kinds is made on the form."""
    if link_of(model, name) is not None:
        return True
    if isinstance(getattr(model, name, None), TranslatedField):
        return name != "summary"
    return not model._meta.get_field(name).choices


def language_of(source) -> str:
    """The archive's language in which the words of a source stand; its first one where the source's is none of them."""
    code = source.language.partition("-")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]


def read(model, name, stated, language) -> dict:
    """The columns of a record for a stated value; ValidationError says what it cannot be read as."""
    if isinstance(getattr(model, name, None), TranslatedField):
        return {f"{name}_{language}": stated}
    column = model._meta.get_field(name)
    if isinstance(column, CountryField):
        return {name: _country(stated)}
    if isinstance(column, models.DecimalField):
        return {name: _number(stated)}
    return {name: column.to_python(stated)}


def _country(stated):
    code = countries.understand(stated)
    if code is None:
        raise ValidationError(_("“%(value)s” is not the name of a country.") % {"value": stated})
    return code


def _number(stated):
    said = amounts.understand(stated)
    if said is None:
        raise ValidationError(_("“%(value)s” states no number.") % {"value": stated})
    return said.value


def words(model, name, columns) -> str:
    """A value that was read, in the editor's language."""
    column, value = next(iter(columns.items()))
    if isinstance(getattr(model, name, None), TranslatedField):
        return value
    field = model._meta.get_field(column)
    if isinstance(field, EDTFField):
        return date_in_words(value)
    if isinstance(field, CountryField | CountriesField):
        return country_names(value)
    return format(value, "f") if isinstance(field, models.DecimalField) else str(value)


def named(target, stated, user, fresh=()):
    """The one row of a type, stored or among the `fresh` ones, that bears this name; else ValidationError."""
    rows = target.objects.matching(stated)
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    rows = list(rows.order_by("pk")[:_LOOKED_AT])
    names = names_of(target, [row.pk for row in rows])
    found = [row for row in rows if name_stance(stated, names[row.pk]) == Stance.SUPPORTS]
    found += [row for row in fresh if type(row) is target and name_stance(stated, _own_names(row)) == Stance.SUPPORTS]
    if len(found) == 1:
        return found[0]
    what = {"type": capfirst(target._meta.verbose_name), "name": stated}
    if found:
        raise ValidationError(_("%(type)s: several bear the name “%(name)s”; link the right one on the record.") % what)
    sentence = _("%(type)s: none bears the name “%(name)s”. Tick that it is new, or take the other tick away.")
    raise ValidationError(sentence % what, code=UNKNOWN)


def newly_named(target, stated, language):
    """An unsaved draft, or place, that bears the name which a source gives it."""
    stem = "name" if hasattr(target, "name") else "title"
    return target(**{f"{stem}_{language}": stated})


def _own_names(row):
    stem = "name" if hasattr(type(row), "name") else "title"
    return [text for text in (getattr(row, column) for column in getattr(type(row), stem).fields) if text]
