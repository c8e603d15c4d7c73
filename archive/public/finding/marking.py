"""Found words in the texts that hold them: which texts to show, and where in them the words stand."""

from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from archive import text
from archive.public.letters import shortened
from archive.templatetags.reading import Text, active


def speaking(forms, title: Text, words):
    """The name forms that hold words of the query which the title does not: why the record was found."""
    missing = [readings for readings in words if not holds(title, readings)]
    told = {title.value}
    speaking = []
    for form in forms:
        called = Text(form.text, form.language)
        if form.text not in told and any(holds(called, readings) for readings in missing):
            told.add(form.text)
            speaking.append(form)
    return speaking[:3]


def holds(said: Text, readings) -> bool:
    """Whether a word of a text begins, in any way to write it, with one of the readings of a word of the query."""
    return next(_places(said, [readings]), None) is not None


def passage(summary: Text, words, most=200) -> str:
    """The beginning of a summary; where the words stand further on, the passage around the first of them."""
    value = summary.value.replace("\n", " ")
    place, _end = next(_places(summary._replace(value=value), words), (0, 0))
    if place < most - 40:
        return shortened(value, most)
    start = value.rfind(" ", 0, place - 60) + 1
    return "… " + shortened(value[start:], most)


def highlighted(said: Text, words) -> str:
    """A text as HTML with every word that begins as a word of the query in <mark>."""
    parts, last = [], 0
    for start, end in _places(said, words):
        parts += [escape(said.value[last:start]), format_html("<mark>{}</mark>", said.value[start:end])]
        last = end
    return mark_safe("".join([*parts, escape(said.value[last:])]))  # noqa: S308 - every part is escaped above


def _places(said, words):
    """Where in a text the words of a query stand: (start, end) of each; what is joined as a whole if no part is one."""
    language = said.lang or active()
    for unit in text.units_as_written(said.value):
        if unit[0].isalpha():
            if _begins(unit[0], words, language):
                yield unit.span()
            continue
        parts = text.words_as_written(unit[0])
        found = [p for p in parts if _begins(p[0], words, language)]
        if not found and len(parts) > 1 and _begins(unit[0], words, language):
            yield unit.span()
        yield from ((unit.start() + p.start(), unit.start() + p.end()) for p in found)


def _begins(word, words, language) -> bool:
    """Whether a word, in any way to write it, begins with a word of the query; one that ends with a space is whole."""
    written = _written(word, language)
    return any(way.startswith(reading) for readings in words for reading in readings for way in written)


@lru_cache(maxsize=8192)
def _written(word, language):
    """The folded ways to write a word, each with the space after it: titles have many of their words in common."""
    return {f"{way} " for line in text.lines_in(word, language) for way in line.split()}
