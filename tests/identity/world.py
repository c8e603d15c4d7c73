"""Pairs of records of every type with everything attached that a type can carry, and others that link to both."""

from archive.models import Discrepancy, DiscrepancyState, Visit
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)

# The types that can be merged, by address.
TYPES = (*MAKERS, "places")


def make(address, **values):
    """A record, or a place, by its address."""
    return make_place(**values) if address == "places" else MAKERS[address](**values)


def furnish(record, shared):
    """Hang on a record all that its type can carry, some of it the same for every record that is furnished so."""
    name, hangs = record._meta.model_name, _HANGS.get(record._meta.model_name)
    with change(by=None):
        if name != "place":
            cite(record, record.citable()[0], "something", stance="mentions", source=shared["source"])
            cite(record, record.citable()[0], f"of {record.slug}", stance="supports", quotation="as it says")
            cite(record, "summary", "", stance="supports")
        if hangs:
            hangs(record, shared)
    return type(record).objects.get(pk=record.pk)


@change(by=None)
def share():
    """What pairs of records have in common."""
    return {
        "source": make_source(),
        "person": make_person(),
        "organization": make_organization(),
        "visit": make_visit(title_en="A visit of many"),
        "place": make_place(),
    }


def _person(record, shared):
    name_form(record, "Shared form", language="en")
    name_form(record, f"Form of {record.slug}")
    post(record, shared["organization"], since="1992", until="1995" if record.pk % 2 else "")
    post(record, make_organization(), role="head")
    take_part(record, shared["visit"], capacity_en="guest" if record.pk % 2 else "")
    take_part(record, make_agreement(), role="signatory")
    take_part(record, make_event(), role="observer")


def _organization(record, shared):
    name_form(record, "Shared form", language="en")
    post(shared["person"], record, since="1999")
    make_party(make_agreement(), organization=record)
    with change(by=None):
        record.place = shared["place"]
        record.save()


def _place(record, shared):
    name_form(record, "Shared form", language="en")
    make_organization(place=record)
    make_event(place=record)
    make_agreement(place=record)
    make_visit(places=[record, shared["place"]])
    with change(by=None):
        shared["visit"].places.add(record)
        Visit.objects.get(pk=shared["visit"].pk).save()


def _event(record, shared):
    take_part(shared["person"], record, role="host")
    make_event(part_of=record)
    make_visit(occasion=record)


def _visit(record, shared):
    take_part(shared["person"], record, role="host")
    make_agreement(signed_during=record)
    with change(by=None):
        record.places.set([shared["place"], make_place()])
        record.save()


def _agreement(record, shared):
    take_part(shared["person"], record, role="signatory")
    make_party(record, "FR")
    make_party(record, organization=shared["organization"])


def _source(record, shared):
    cite(shared["visit"], "title", "A visit", source=record)
    cite(shared["visit"], "title", f"As {record.slug} says", source=record)
    cite(record, "url", "its own", source=record)


_HANGS = {
    "person": _person,
    "organization": _organization,
    "place": _place,
    "event": _event,
    "visit": _visit,
    "agreement": _agreement,
    "source": _source,
}


def disagree(record, field, one, other, **values):
    """Two testimonies that exclude each other, and what the editors decided of it."""
    cite(record, field, one)
    cite(record, field, other)
    with change(by=None):
        row = Discrepancy.objects.get(**{record._meta.model_name: record}, field=field)
        row.state = DiscrepancyState.RESOLVED
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


__all__ = ["TYPES", "disagree", "furnish", "make", "share"]
