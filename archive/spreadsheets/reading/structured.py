"""JSON: a list of objects, alone or as the first list of an object."""

import json

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import Sheet, UnreadableFile, table
from archive.spreadsheets.reading.delimited import decoded


class _Repeated(ValueError):
    pass


def read_json(content: bytes, file_name: str):
    """The sheet of a JSON file; numbers keep their digits, and rows are numbered from 1 as the objects of the list."""
    text = decoded(content)
    try:
        data = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except _Repeated as error:
        raise UnreadableFile(_("The key “%(key)s” stands twice in one object: keep one.") % {"key": error}) from None
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            _("The file is not JSON that can be read: look at line %(line)s, column %(column)s.")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except RecursionError:
        raise UnreadableFile(_("The JSON is nested too deeply: a sheet is a list of plain objects.")) from None
    objects = _list_in(data)
    return table(_rows(objects), file_name, content) if objects else Sheet("", [], [], file_name, content)


def _once(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found


def _list_in(data):
    rows = data if isinstance(data, list) else None
    if isinstance(data, dict):
        rows = next((value for value in data.values() if isinstance(value, list)), None)
    if rows is None or not all(isinstance(row, dict) for row in rows):
        raise UnreadableFile(_('The JSON is not a list of objects: write [{"slug": …}, …], one object for each row.'))
    return rows


def _rows(objects):
    headings = list(dict.fromkeys(key for row in objects for key in row))
    yield 0, list(headings)
    for number, row in enumerate(objects, 1):
        yield number, [_text(row.get(key), number, key) for key in headings]


def _text(value, number, key):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "; ".join(value)
    if isinstance(value, str):
        return value
    raise UnreadableFile(
        _(
            "The value of “%(key)s” in object %(number)s is an object or a nested list: "
            "write a text, a number or a list of texts."
        )
        % {"key": key, "number": number}
    )
