"""What two states of a record's page say differently, field by field."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.templatetags.reading import sentence_case


class Difference(NamedTuple):
    """One part of a page that says something else now: its lines then and now; empty where it said nothing."""

    label: str
    then: list[str]
    now: list[str]


def differences(then, now) -> list[Difference]:
    """The parts of two pages of one record that differ, in the order of the page: values and testimony in words."""
    before, after = _parts(then), _parts(now)
    found = []
    for key in dict.fromkeys((*after, *before)):
        one, other = before.get(key, []), after.get(key, [])
        if one != other:
            found.append(Difference(key[-1], one, other))
    return found


def _parts(page) -> dict[tuple, list[str]]:
    """The lines of a page by (field, label)."""
    found = {
        ("title", _("Title")): [str(page.title), *map(_told, page.title_notes)],
        ("summary", _("Summary")): [str(page.summary), *map(_told, page.summary_notes)],
    }
    for statement in page.statements:
        lines = found.setdefault((statement.field, statement.label), [])
        for value in statement.values:
            lines += [_value(value), *map(_told, value.notes)]
        lines += map(_told, statement.notes)
        if statement.disagreement:
            lines += [statement.disagreement.state, str(statement.disagreement.note)]
    for section in page.sections:
        if section.key == "names":
            lines = (" · ".join(filter(None, (str(m.text), str(m.detail)))) for m in section.moments)
            found[section.key, sentence_case(section.heading)] = list(lines)
    return {key: [line for line in lines if line] for key, lines in found.items()}


def _value(value):
    return ", ".join(filter(None, (str(value.text), str(value.detail))))


def _told(note):
    """What a source states, as a line."""
    said = note.citation.stated or note.citation.quotation
    return ": ".join(filter(None, (f"{note.source}, {note.citation.locator}".rstrip(", "), said, note.stance_word)))
