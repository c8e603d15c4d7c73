"""Found words in the texts that hold them: which texts to show, and where in them the words stand."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from archive import text
from archive.public.drawing import shortened
from archive.templatetags.reading import Text

_WORD = re.compile(r"[\w'’ʼʻ`]+")


def words_of(said) -> list[str]:
    """The words of a text as they are written."""
    return _WORD.findall(said)


def speaking(forms, title, words):
    """The name forms that hold words of the query which the title does not: why the record was found."""
    missing = [readings for readings in words if not holds(title, readings)]
    told = {title}
    speaking = []
    for form in forms:
        if form.text not in told and any(holds(form.text, readings) for readings in missing):
            told.add(form.text)
            speaking.append(form)
    return speaking[:3]


def holds(said, readings) -> bool:
    return any(_begins(word, readings) for word in words_of(said))


def _begins(word, readings) -> bool:
    """Whether a word, in any folded reading, begins with one of the readings of a word of the query.

    A reading that ends with a space is a whole word.
    """
    return any(f"{variant} ".startswith(reading) for variant in text.fold_variants(word) for reading in readings)


def passage(summary: Text, words, most=200) -> str:
    """The beginning of a summary; where the words stand further on, the passage around the first of them."""
    value = summary.value.replace("\n", " ")
    place = next((m.start() for m in _WORD.finditer(value) if any(_begins(m[0], r) for r in words)), 0)
    if place < most - 40:
        return shortened(value, most)
    start = value.rfind(" ", 0, place - 60) + 1
    return "… " + shortened(value[start:], most)


def highlighted(said, words) -> str:
    """A text as HTML with every word that begins as a word of the query in <mark>."""
    parts, last = [], 0
    for match in _WORD.finditer(said):
        if any(_begins(match[0], readings) for readings in words):
            parts += [escape(said[last : match.start()]), format_html("<mark>{}</mark>", match[0])]
            last = match.end()
    return mark_safe("".join([*parts, escape(said[last:])]))  # noqa: S308 - every part is escaped above
