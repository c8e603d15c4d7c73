"""Which of our columns a heading means: by name, by title in any language of the archive, by alias or mapping."""

import re
from collections import Counter

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from archive.spreadsheets.reading import UnreadableFile
from archive.spreadsheets.widgets import nearest
from archive.text import fold

_LANGUAGE_END = re.compile(f"_({'|'.join(code for code, _name in settings.LANGUAGES)})$")


def known_headings(resource) -> dict[str, str]:
    """Every folded heading that is understood, with the name of its column; earlier ones win."""
    names = [column.column_name for column in resource.columns()]
    found = {fold(name): name for name in names}
    for heading, name in resource.ALIASES.items():
        found.setdefault(fold(heading), name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for heading, name in _titles(resource, language):
                found.setdefault(fold(heading), name)
    for name in names:
        # A bare `title` means the first language's column.
        found.setdefault(fold(_LANGUAGE_END.sub("", name)), name)
    return found


def _titles(resource, language):
    for column in resource.columns():
        if column.field is None:
            continue
        title = str(column.field.verbose_name)
        end = _LANGUAGE_END.search(column.column_name)
        if end is None:
            yield title, column.column_name
        else:
            yield f"{title} {end[1]}", column.column_name
            if end[1] == language:
                yield title, column.column_name


def recognise(resource, sheet, mapping=None) -> list:
    """For each heading of the sheet its column, or None where the editor set it aside.

    `mapping` is {"Their heading": "our_column"}, with an empty column for what is set aside; a heading that is empty
    is called by its letter, `A`. UnreadableFile names what is unknown, repeated or empty.
    """
    headings = [heading or letter(place) for place, heading in enumerate(sheet.headings)]
    mapping = {fold(theirs): ours for theirs, ours in (mapping or {}).items()}
    _check_mapping(resource, headings, mapping)
    known = known_headings(resource) | mapping
    unknown = [h for h in headings if fold(h) not in known]
    if unknown:
        raise UnreadableFile(_unknown_sentence(sheet, unknown, resource))
    names = [known[fold(heading)] for heading in headings]
    _refuse_repeated(headings, names)
    columns = {column.column_name: column for column in resource.columns()}
    return [columns.get(name) for name in names]


def letter(place: int) -> str:
    """The letters of a column by its place from 0: A, B … Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _check_mapping(resource, headings, mapping):
    names = [column.column_name for column in resource.columns()]
    folded = {fold(heading) for heading in headings}
    for theirs, ours in mapping.items():
        if ours and ours not in names:
            raise UnreadableFile(
                _("The mapping names the column “%(name)s”, which this sheet does not have.") % {"name": ours}
                + nearest(ours, names)
            )
        if theirs not in folded:
            raise UnreadableFile(
                _("The mapping names the heading “%(name)s”, which the file does not have.") % {"name": theirs}
                + nearest(theirs, folded)
            )


def _unknown_sentence(sheet, unknown, resource):
    known = known_headings(resource)
    hints = []
    for heading in unknown[:10]:
        place = sheet.headings.index(heading) if heading in sheet.headings else -1
        if place < 0:
            hints.append(_("column %(letter)s has no heading") % {"letter": heading})
        else:
            hints.append(f"“{heading}”" + nearest(fold(heading), known).replace("\n", " "))
    names = ", ".join(column.column_name for column in resource.columns())
    return _(
        "These headings are not known: %(headings)s. Give them the name of a column (%(columns)s), "
        "or map them or set them aside."
    ) % {"headings": "; ".join(hints), "columns": names}


def _refuse_repeated(headings, names):
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            both = "”, “".join(h for h, n in zip(headings, names, strict=True) if n == name)
            raise UnreadableFile(
                _("The headings “%(headings)s” both mean the column %(name)s: keep one of them.")
                % {"headings": both, "name": name}
            )
