"""What records are sorted by in each language's order of letters: computed columns beside their titles and names."""

import functools

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.fields import OrderField
from archive.text import alphabetical


class AlphabeticalOrder:
    """Brings one computed column for each of the archive's languages: `sorted_en`, `sorted_az` …"""

    def contribute_to_class(self, cls, name):
        """Add the columns to a model."""
        for code, _language in settings.LANGUAGES:
            column = OrderField(_("place in the alphabet"), editable=False, blank=True, default="")
            column.contribute_to_class(cls, f"{name}_{code}")


def order_columns(model) -> tuple[str, ...]:
    """The columns of a model that its alphabetical orders are kept in; none where it has no title."""
    return tuple(column for column, _language, _sources in _ordered(model))


def order_column(model, language) -> str | None:
    """The column by which a model is sorted for readers of a language; None where it has no title."""
    return next((column for column, code, _sources in _ordered(model) if code == language), None)


def put_in_order(row) -> bool:
    """Compute the place of a row in the order of each language, by the title that its readers see; whether it moved."""
    values, moved = row.__dict__, False
    for column, language, sources in _ordered(type(row)):
        code, title = next(((code, values[name]) for code, name in sources if values[name]), (language, ""))
        place = _place(title, language, code == language)
        if values[column] != place:
            values[column], moved = place, True
    return moved


# A new record asks for each title as often as there are languages, and many come again at the close of its change.
@functools.lru_cache(maxsize=4096)
def _place(title, language, is_own):
    return alphabetical(title, language, is_own=is_own)


def by_alphabet(model_name) -> list[models.Index]:
    """The indexes from which a page of the published records of a type is read in the order of each language."""
    return [
        models.Index(fields=["status", f"sorted_{code}", "id"], name=f"{model_name}_by_title_{code}")
        for code, _language in settings.LANGUAGES
    ]


@functools.cache
def _ordered(model):
    """(column, language, its columns of the title with their languages, the one in this language first) for each."""
    names = {field.name for field in model._meta.concrete_fields}
    codes = [code for code, _language in settings.LANGUAGES if f"sorted_{code}" in names]
    stem = "name" if hasattr(model, "name") else "title"
    return tuple(
        (f"sorted_{code}", code, [(c, f"{stem}_{c}") for c in sorted(codes, key=lambda c: c != code)]) for code in codes
    )
