"""Whatever two records are and whatever hangs on them: a merge loses no testimony, and its undo is exact."""

import pytest
from django.conf import settings as project
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from archive import snapshot
from archive.models import Citation, NameForm, Participation, Posting
from archive.models.fields import (
    CountriesField,
    CountryField,
    DOIField,
    EDTFField,
    ISBNField,
    ISSNField,
    LineField,
    ProseField,
)
from archive.models.links import key_to
from archive.review import identity
from archive.writing import change
from tests.factories import cite, name_form, post, take_part
from tests.identity.dumps import differences, dump
from tests.identity.world import TYPES, disagree, furnish, make, share

pytestmark = pytest.mark.django_db

TEXTS = st.sampled_from(["", "One text", "Another text", "Bir mətn", "Üçüncü"])
DATES = st.sampled_from(["", "1992", "1992-01", "1992-01-14", "1993", "1992~"])
COUNTRIES = st.sampled_from(["", "FR", "DE"])
NUMBERS = {
    ISBNField: st.sampled_from(["", "9780306406157", "0306406152"]),
    ISSNField: st.sampled_from(["", "0317-8471", "2049-3630"]),
    DOIField: st.sampled_from(["", "10.1000/182", "10.1000/183"]),
}


def _strategy(column):
    if isinstance(column, EDTFField):
        return DATES
    if isinstance(column, CountryField):
        return COUNTRIES
    if type(column) in NUMBERS:
        return NUMBERS[type(column)]
    return TEXTS if isinstance(column, LineField | ProseField) and not isinstance(column, CountriesField) else None


# Columns of which a random text would not be a value.
_LEFT = {"slug", "url", "archived_url", "currency", "exporter", "importer", "language", "period"}


def columns(model):
    """The columns that may hold any of the values above; the English name or title is always there."""
    first = project.LANGUAGES[0][0]
    needed = {f"name_{first}", f"title_{first}"}
    found = {f.name: _strategy(f) for f in snapshot.columns(model) if f.name not in _LEFT | needed}
    return {name: strategy for name, strategy in found.items() if strategy is not None}


@st.composite
def scenes(draw):
    """A type, the values of two records, which value is taken of each column, and the testimony about both."""
    address = draw(st.sampled_from(TYPES))
    model = _model(address)
    values = [draw(st.fixed_dictionaries(columns(model))) for _record in range(2)]
    choices = draw(st.dictionaries(st.sampled_from(sorted(columns(model))), st.sampled_from(["stays", "goes", "both"])))
    citable = getattr(model, "citable", tuple)()
    said = st.tuples(
        st.sampled_from(citable or ("",)),
        st.sampled_from(["", "1992", "1993-05", "One text", "FR"]),
        st.sampled_from(["supports", "contradicts", "mentions"]),
        st.booleans(),
    )
    return address, values, choices, [draw(st.lists(said, max_size=4)) for _record in range(2)]


def _model(address):
    from archive.models import RECORD_TYPES, Place

    return next(model for model in (*RECORD_TYPES, Place) if model.address == address)


def build(scene):
    """Both records of a scene, furnished, with its testimony, some of it from a source that both have; one change."""
    address, values, _choices, testimony = scene
    with change(by=None):
        shared = share()
        records = [furnish(make(address, **each), shared) for each in values]
        if address != "places":
            for record, said in zip(records, testimony, strict=True):
                for name, stated, stance, is_shared in said:
                    cite(record, name, stated, source=shared["source"] if is_shared else None, stance=stance)
    return [type(record).objects.get(pk=record.pk) for record in records]


def rolled_back(test):
    """Run the body of one example in a transaction that is taken back."""

    def run(*args):
        with transaction.atomic():
            test(*args)
            transaction.set_rollback(True)

    return run


# Shrinking a scene of a whole archive takes longer than reading it.
EXAMPLES = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


# Where the merge empties a value, an editor's word for what supports it cannot be computed again.
EMPTIED = ("events", [{"date": "1992"}, {"date": ""}], {"date": "goes"}, [[], []])


@EXAMPLES
@given(scenes())
@example(EMPTIED)
def test_a_merge_and_its_undo_are_exact_whatever_there_is(scene):
    rolled_back(_merge_and_undo)(scene)


def _merge_and_undo(scene):
    stays, goes = build(scene)
    before = dump()
    merge = identity.merge(stays, goes, by=None, choices=scene[2])
    merge.refresh_from_db()
    assert identity.undo(merge, by=None) == []
    assert differences(before, dump()) == []


@EXAMPLES
@given(scenes())
def test_a_merge_loses_no_testimony_name_part_or_office(scene):
    rolled_back(_lose_nothing)(scene)


def _lose_nothing(scene):
    stays, goes = build(scene)
    # What a source states of itself, it states of the one that it has become.
    own = {goes.pk: stays.pk} if scene[0] == "sources" else {}
    said = {(row[0], own.get(row[1], row[1]), *row[2:]) for record in (stays, goes) for row in _said(record)}
    names = {text for record in (stays, goes) for text in _names(record)}
    identity.merge(stays, goes, by=None, choices=scene[2])
    now = type(stays).objects.get(pk=stays.pk)
    missing = {each for each in said if not any(_is_said_by(each, other) for other in _said(now))}
    assert missing == set()
    assert names <= _names(now)


def _said(record):
    """Everything that hangs on a record, without what it hangs on."""
    found = set()
    for model, names in (
        (Citation, ("source_id", "field", "stated", "locator", "quotation", "translation", "note", "status")),
        (Participation, ("person_id", "role", "capacity_en")),
        (Posting, ("organization_id", "role", "since", "until")),
        (NameForm, ("text", "language")),
    ):
        key = key_to(model, type(record))
        if key:
            rows = model.objects.filter(**{key: record.pk})
            found |= {(model.__name__, *values) for values in rows.values_list(*(n for n in names if n != f"{key}_id"))}
    return found


def _is_said_by(one, other):
    """Whether all that one row says stands in another, which may say more where it says nothing."""
    return len(one) == len(other) and all(a == b or a == "" for a, b in zip(one, other, strict=True))


def _names(record):
    if not hasattr(record, "names"):
        return set()
    shown = {getattr(record, name) for name in type(record).name.fields}
    return (shown | set(record.names.values_list("text", flat=True))) - {""}


@EXAMPLES
@given(scenes(), st.data())
def test_what_was_edited_since_survives_the_undo(scene, data):
    rolled_back(_edit_since)(scene, data)


def _edit_since(scene, data):
    stays, goes = build(scene)
    merge = identity.merge(stays, goes, by=None, choices=scene[2])
    now = type(stays).objects.get(pk=stays.pk)
    edited = data.draw(st.sets(st.sampled_from([f.name for f in _proses(type(stays))]), max_size=3))
    with change(by=None):
        for name in edited:
            setattr(now, name, "Written since.")
        now.save()
    since = cite(now, "summary", "said since") if hasattr(now, "citations") else name_form(now, "Since")
    identity.undo(merge, by=None)
    now.refresh_from_db()
    assert {getattr(now, name) for name in edited} <= {"Written since."}
    since.refresh_from_db()
    assert since.record == now
    assert type(stays).objects.filter(pk=goes.pk).exists()


def _proses(model):
    return [f for f in snapshot.columns(model) if isinstance(f, ProseField)]


def test_several_merges_undone_last_first_leave_everything_as_it_was():
    with change(by=None):
        shared = share()
        people = [furnish(make("people", born=f"195{n}"), shared) for n in range(4)]
        post(people[0], shared["organization"], role="minister")
        take_part(people[1], shared["visit"], role="host")

    # The people are made once, which takes longest; each example leaves them as they were.
    @EXAMPLES
    @given(st.permutations(range(4)), st.booleans())
    def in_any_order(order, is_decided):
        rolled_back(_several)(people, order, is_decided)

    in_any_order()


def _several(people, order, is_decided):
    if is_decided:
        disagree(people[2], "born", "1952", "1960", public_note_en="Decided.")
    before, merges = dump(), []
    first, *others = order
    for other in others:
        pair = [type(people[0]).objects.get(pk=people[n].pk) for n in (first, other)]
        merges.append(identity.merge(*pair, by=None))
    for merge in reversed(merges):
        assert identity.undo(merge, by=None) == []
    assert differences(before, dump()) == []
