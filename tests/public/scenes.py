"""Records with so many of everything that can hang on them or be linked to them."""

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
    make_trade_figure,
    make_visit,
    name_form,
    post,
    take_part,
)

ADDRESSES = tuple(MAKERS)


def with_everything(address, many):
    """A record of a type with `many` of each thing that its page can show."""
    with change(by=None, why="test"):
        # A new type without a scene of its own is looked at bare.
        record = SCENES.get(address, lambda _many: MAKERS[address]())(many)
        cite_everything(record, many)
    return record


def cite_everything(record, many):
    """`many` testimonies about each field that can be cited; those about the record's date contradict each other."""
    sources = [make_source(language="es") for _number in range(many)]
    for field in type(record).citable():
        for number, source in enumerate(sources):
            stated = str(1900 + number) if field == record.dated_by else f"{field} {number}"
            cite(record, field, stated, source=source, quotation=f"quoted {number}", translation=f"translated {number}")


def _person(many):
    person = make_person(country="FR", born="1900")
    for number in range(many):
        name_form(person, f"Form {number}", language="ru", script="Cyrl")
        body = make_organization()
        name_form(body, f"Body {number}")
        post(person, body, since="1950", until="1960")
        for occasion in (make_visit(date="1970"), make_event(), make_agreement()):
            take_part(person, occasion, role="met", capacity_en="envoy")
    return person


def _organization(many):
    body = make_organization(country="FR", place=make_place(), founded="1900")
    for number in range(many):
        name_form(body, f"Form {number}")
        post(make_person(), body, since="1950")
        make_party(make_agreement(signed="1970"), organization=body)
    return body


def _event(many):
    event = make_event(date="1900", place=make_place(), part_of=make_event(), countries="BE; FR")
    for _number in range(many):
        take_part(_known_person(), event)
        make_event(part_of=event)
        make_visit(occasion=event)
    return event


def _visit(many):
    visit = make_visit(
        places=[make_place() for _number in range(many)],
        date="1900",
        occasion=make_event(),
        visitor_country="FR",
        host_country="BE",
    )
    for _number in range(many):
        for role in ("head_of_delegation", "visitor", "host", "met"):
            take_part(_known_person(), visit, role=role)
        make_agreement(signed_during=visit)
    return visit


def _agreement(many):
    agreement = make_agreement(
        signed="1900", place=make_place(), signed_during=make_visit(), subjects_en="trade; culture"
    )
    make_party(agreement, country="FR")
    for _number in range(many):
        take_part(_known_person(), agreement, role="signatory")
        make_party(agreement, organization=make_organization())
    return agreement


def _trade_figure(many):
    for _number in range(many):
        make_trade_figure(period="1900", amount=5, currency="USD")
    return make_trade_figure(
        period="1900", exporter="FR", importer="BE", amount=7, currency="USD", goods_en="wine; coal"
    )


def _source(many):
    source = make_source(published="1900", language="fr", authors="Doe, Jane", url="https://example.org/")
    for _number in range(many):
        for make in MAKERS.values():
            cite(make(), "summary", "said", source=source)
    return source


def _known_person():
    person = make_person()
    name_form(person, f"{person.name_en} the Elder")
    return person


SCENES = {
    "people": _person,
    "organizations": _organization,
    "events": _event,
    "visits": _visit,
    "agreements": _agreement,
    "trade": _trade_figure,
    "sources": _source,
}
