"""JSON: a list of objects, alone or as the first list of an object."""

import json
import re

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import Sheet, UnreadableFile
from archive.spreadsheets.reading.delimited import decoded
from archive.spreadsheets.reading.tables import table

# Half of a letter beyond the first 65,536: no text can hold it, and no database takes it.
_HALF = re.compile("[\ud800-\udfff]")
_DAMAGED = "\ufffd"


class _Repeated(ValueError):
    pass


def read_json(content: bytes, file_name: str, encoding=None, sink=None):
    """The sheet of a JSON file; numbers keep their digits, and rows are numbered from 1 as the objects of the list."""
    return _sheet(_list_in(_data(content, encoding)), "", file_name, content, sink)


def read_json_lists(content: bytes, file_name: str, encoding=None, new_sink=list):
    """One sheet for each list of objects in the file, by its key."""
    data = _data(content, encoding)
    if not isinstance(data, dict):
        return [_sheet(_list_in(data), "", file_name, content, new_sink())]
    lists = {key: rows for key, rows in data.items() if isinstance(rows, list) and rows}
    if not lists:
        raise _no_list()
    return [_sheet(_list_in(rows), key, file_name, content, new_sink()) for key, rows in lists.items()]


def _sheet(objects, name, file_name, content, sink):
    if not objects:
        return Sheet(name, [], [], file_name, content)
    return table(_rows(objects), file_name, content, name, heading_row=0, sink=sink)


def _data(content, encoding):
    text = decoded(content, encoding)
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except _Repeated as error:
        raise UnreadableFile(_("The key “%(key)s” stands twice in one object: keep one.") % {"key": error}) from None
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            _("The file is not JSON that can be read: look at line %(line)s, column %(column)s.")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except RecursionError:
        raise UnreadableFile(_("The JSON is nested too deeply: a sheet is a list of plain objects.")) from None


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
        raise _no_list()
    return rows


def _no_list():
    return UnreadableFile(_('The JSON is not a list of objects: write [{"slug": …}, …], one object for each row.'))


def _rows(objects):
    headings = list(dict.fromkeys(key for row in objects for key in row))
    yield 0, [_HALF.sub(_DAMAGED, heading) for heading in headings]
    for number, row in enumerate(objects, 1):
        yield number, [_text(row.get(key), number, key) for key in headings]


def _text(value, number, key):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "; ".join(value)
    if isinstance(value, str):
        return _HALF.sub(_DAMAGED, value)
    raise UnreadableFile(
        _(
            "The value of “%(key)s” in object %(number)s is an object or a nested list: "
            "write a text, a number or a list of texts."
        )
        % {"key": key, "number": number}
    )
