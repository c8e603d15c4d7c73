"""Stores testimonies as citations, in sets, inside an open change, which finds their stances and discrepancies."""

import functools
from collections import defaultdict

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from archive import amounts, countries, dates, evidence
from archive.models import Citation, Stance, arc_name
from archive.models.sets import blank, insert_rows, link, prepare
from archive.spreadsheets.resources import RecordResource, batched, resource_for
from archive.spreadsheets.testimony.saying import NOT_SAID, as_said, of_their_records
from archive.text import clean


def store(change, type, source, found) -> int:
    """Cite the source for these testimonies, (primary key, row number, testimonies) of each row of a sheet.

    The number of citations made: none is where the same source already states the same of the same field. Queries are
    a fixed number for each 2,000 rows. The stances and discrepancies are found by the change as it closes.
    """
    resource, made = resource_for(type), 0
    for some in batched((pk, number, said) for pk, number, said in found if said):
        # What is stored is told in one language, whoever imports.
        with translation.override(settings.LANGUAGE_CODE):
            by_model = _by_model(resource, some)
            rows = [row for model, said in by_model.items() for row in _fresh(model, source, as_said(model, said))]
        prepare(rows)
        insert_rows(rows)
        for row in rows:
            row.touched_by(change)
        made += len(rows)
    return made


def with_new(model, source, rows) -> list[list[Citation]]:
    """For each new record of a type, (row number, testimonies), the unsaved citations that will hang on it."""
    found = [[] for _row in rows]
    said = [(place, number, one) for place, (number, several) in enumerate(rows) for one in several]
    with translation.override(settings.LANGUAGE_CODE):
        for place, row in _made(model, source, as_said(model, said), defaultdict(set)):
            found[place].append(row)
    return found


def _by_model(resource, rows):
    """The testimonies by the type of record that they are about: (primary key, row number, testimony)."""
    if not issubclass(resource, RecordResource):
        return of_their_records(resource, rows)
    return {resource.model(): [(pk, number, one) for pk, number, said in rows for one in said]}


def _fresh(model, source, said):
    """A citation for each testimony about a stored record that the source has not given yet, unsaved."""
    key = arc_name(model)
    known = _known(model, key, source, {pk for pk, _number, _one in said})
    for pk, row in _made(model, source, said, known):
        setattr(row, f"{key}_id", pk)
        yield row


def _made(model, source, said, known):
    """(record, unsaved citation) of each testimony whose meaning is not `known` yet of its record and field."""
    field, locator = Citation._meta.get_field("source"), functools.lru_cache(maxsize=1)(_locator)
    for record, number, one in said:
        meaning = meaning_of(model, one.field, one.stated)
        if one.stated == NOT_SAID or meaning in known[record, one.field]:
            continue
        known[record, one.field].add(meaning)
        row = blank(Citation)
        link(row, field, source)
        row.field, row.stated, row.locator = one.field, one.stated, locator(number)
        # Where the archive can compare, it does; of prose, what was taken over is supported.
        row.stance = Stance.SUPPORTS if one.taken else Stance.MENTIONS
        yield record, row


def _known(model, key, source, pks):
    """What the source states already, by record and field."""
    found = defaultdict(set)
    rows = Citation._base_manager.filter(source=source, **{f"{key}__in": pks})
    for pk, field, stated in rows.values_list(f"{key}_id", "field", "stated"):
        found[pk, field].add(meaning_of(model, field, stated))
    return found


def meaning_of(model, field, stated):
    """What a statement means, where two wordings may mean the same: the date, number or countries, else the words."""
    compare = evidence.comparison(model, field)
    found = None
    if compare is evidence.date_stance:
        try:
            found = dates.understand(stated)
        except dates.InvalidDate:
            found = None
    elif compare is evidence.amount_stance:
        found = amounts.understand(stated)
    elif compare is evidence.country_stance:
        codes = frozenset(countries.understand(part) for part in stated.split(";"))
        found = None if None in codes else codes
    if found is not None:
        return found
    return clean(stated, lines=True).casefold()


def _locator(number):
    return number if isinstance(number, str) else _("row %(number)s") % {"number": f"{number:g}"}
