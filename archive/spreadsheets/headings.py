"""Which of our columns a heading means: by name, by title in any language of the archive, by alias or mapping."""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.spreadsheets.columns import evidence_names
from archive.spreadsheets.reading import UnreadableFile
from archive.spreadsheets.widgets import nearest
from archive.text import fold

# So many rows are looked at for headings under lines of title.
_LOOKED_AT = 20
# The column in which a workbook of errors says what to do; a repaired one comes back with it.
WHAT_TO_DO = gettext_lazy("What to do")
_LANGUAGE_END = re.compile(f"_({'|'.join(code for code, _name in settings.LANGUAGES)})$")


def known_headings(resource) -> dict[str, str]:
    """Every folded heading that is understood, with the name of its column; earlier ones win.

    The evidence columns of an export stand there as they are written, and mean nothing on import. See `meaning`.
    """
    names = [column.column_name for column in resource.columns()]
    found = {fold(name): name for name in names}
    for heading, name in resource.ALIASES.items():
        found.setdefault(fold(heading), name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for heading, name in [*_titles(resource, language), (str(WHAT_TO_DO), "")]:
                found.setdefault(fold(heading), name)
    for name in names:
        # A bare `title` means the first language's column.
        found.setdefault(fold(without_language(name)), name)
    return found | {name: "" for both in evidence_names(resource.model()).values() for name in both}


def meaning(known, heading) -> str | None:
    """The name of the column that a heading means; empty for what an import leaves alone, None where it is unknown."""
    return known.get(fold(heading), known.get(heading))


def without_language(name: str) -> str:
    """`title` for the column `title_en`."""
    return _LANGUAGE_END.sub("", name)


def _titles(resource, language):
    for column in resource.columns():
        # Anybody's file may have an “ID”, which is not the key of a row of ours.
        if column.field is None or getattr(column.field, "primary_key", False):
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
    mapping = {fold(theirs): ours for theirs, ours in (mapping or {}).items()}
    _check_mapping(resource, sheet, mapping)
    names = _named(resource, sheet, known_headings(resource) | mapping)
    _refuse_repeated(titles(sheet), names)
    columns = {column.column_name: column for column in resource.columns()}
    return [columns.get(name) for name in names]


def left_to_recognise(resource, sheet, mapping) -> dict[str, str]:
    """{our column: their heading} for each heading that no recipe of a Mapping uses and that is not set aside."""
    used = {fold(h) for recipes in mapping.columns.values() for recipe in recipes for h in recipe.headings()}
    used |= {fold(heading) for heading in (mapping.rows.headings() if mapping.rows else ())}
    places = places_of(sheet)
    taken = {places[heading] for heading in used if heading in places}
    aside = {fold(heading) for heading in mapping.set_aside}
    _refuse_missing(mapping.set_aside, places.keys() | set(map(fold, titles(sheet))))
    known = known_headings(resource) | dict.fromkeys(aside, "")
    if "*" in mapping.set_aside:
        return {}
    aside_places = {places[heading] for heading in aside if heading in places}
    left = [i for i in range(len(sheet.headings)) if i not in taken | aside_places]
    names = _named(resource, sheet, known, left)
    made = list(mapping.columns)
    found = [*zip((titles(sheet)[i] for i in left), names, strict=True), *((name, name) for name in made)]
    _refuse_repeated([heading for heading, _name in found], [name for _heading, name in found])
    return {name: heading for heading, name in found[: len(left)] if name}


def titles(sheet) -> list[str]:
    """The headings of a sheet, those that are empty by their letter."""
    return [heading or letter(place) for place, heading in zip(_places(sheet), sheet.headings, strict=True)]


def _places(sheet):
    return sheet.places if len(sheet.places) == len(sheet.headings) else range(len(sheet.headings))


def places_of(sheet) -> dict[str, int]:
    """Where each heading stands among the cells of a row: folded, an empty one by its letter, and any as `column C`."""
    places = {fold(f"column {letter(place)}"): i for i, place in enumerate(_places(sheet))}
    seen = Counter(map(fold, titles(sheet)))
    return places | {fold(heading): i for i, heading in enumerate(titles(sheet)) if seen[fold(heading)] == 1}


def below_titles(resource, sheet, mapping=None):
    """The sheet as it is, or, where its headings say nothing, from the first row down that holds headings we know."""
    known = set(known_headings(resource)) | {fold(theirs) for theirs in mapping or ()}
    if any(fold(heading) in known for heading in sheet.headings if heading):
        return sheet
    for place, row in enumerate(islice(sheet.rows, _LOOKED_AT)):
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) > 1 and sum(fold(cell) in known for cell in filled) * 2 > len(filled):
            headings = [" ".join(cell.split()) for cell in row.cells]
            return replace(
                sheet,
                headings=headings,
                rows=sheet.rows[place + 1 :],
                heading_row=row.number,
                places=range(len(headings)),
            )
    return sheet


def _named(resource, sheet, known, places=None):
    """The column of each heading; UnreadableFile names those that are not known."""
    headings = titles(sheet)
    places = range(len(headings)) if places is None else places
    unknown = [i for i in places if meaning(known, headings[i]) is None]
    if unknown:
        raise UnreadableFile(_unknown_sentence(sheet, unknown, resource))
    return [meaning(known, headings[i]) for i in places]


def letter(place: int) -> str:
    """The letters of a column by its place from 0: A, B … Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _check_mapping(resource, sheet, mapping):
    names = [column.column_name for column in resource.columns()]
    for ours in mapping.values():
        if ours and ours not in names:
            raise UnreadableFile(
                _("The mapping names the column “%(name)s”, which this sheet does not have.") % {"name": ours}
                + nearest(ours, names)
            )
    _refuse_missing(mapping, {fold(heading) for heading in titles(sheet)})


def refuse_ambiguous(heading, sheet):
    """UnreadableFile where a heading that a mapping names stands over several columns."""
    columns = [
        letter(p) for p, title in zip(_places(sheet), titles(sheet), strict=True) if fold(title) == fold(heading)
    ]
    if len(columns) > 1:
        raise UnreadableFile(
            _("The heading “%(name)s” stands over the columns %(columns)s: say which one, as “column %(first)s”.")
            % {"name": heading, "columns": ", ".join(columns), "first": columns[0]}
        )


def _refuse_missing(theirs, folded):
    for heading in theirs:
        if heading != "*" and fold(heading) not in folded:
            raise UnreadableFile(
                _("The mapping names the heading “%(name)s”, which the file does not have.") % {"name": heading}
                + nearest(fold(heading), folded)
            )


def _unknown_sentence(sheet, unknown, resource):
    known = [heading for heading, name in known_headings(resource).items() if name]
    hints = []
    for i in unknown[:10]:
        heading = sheet.headings[i]
        if heading:
            hints.append(f"“{heading}”" + nearest(fold(heading), known).replace("\n", " "))
        else:
            hints.append(_no_heading(sheet, i))
    if len(unknown) > 10:
        hints.append(_("and %(count)s more") % {"count": len(unknown) - 10})
    names = ", ".join(column.column_name for column in resource.columns())
    return _(
        "These headings are not known: %(headings)s. Give them the name of a column (%(columns)s), "
        "or map them or set them aside."
    ) % {"headings": "; ".join(hints), "columns": names}


def _no_heading(sheet, i):
    merged = sheet.merged.get(list(_places(sheet))[i])
    sentence = _("column %(letter)s has no heading")
    if merged:
        sentence = _("column %(letter)s has no heading of its own, the cell of “%(merged)s” is merged over it")
    return sentence % {"letter": titles(sheet)[i], "merged": merged}


def _refuse_repeated(headings, names):
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            both = "”, “".join(h for h, n in zip(headings, names, strict=True) if n == name)
            raise UnreadableFile(
                _("The headings “%(headings)s” both mean the column %(name)s: keep one of them.")
                % {"headings": both, "name": name}
            )
