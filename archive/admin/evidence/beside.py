"""Evidence beside a form: what sources state about each field, where they disagree, what nobody attests."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from translated_fields import TranslatedField

from archive.admin.wording import country_names, date_in_words
from archive.evidence import SUPPORTING, comparison, is_public, link_fields
from archive.models import Citation, Discrepancy, Status, arc_name, first_filled
from archive.models.fields import CountriesField, CountryField, EDTFField
from archive.models.links import key_to
from archive.models.wording import label
from archive.review import UNSEEN


@dataclass(slots=True)
class Testimony:
    """All that sources state about one field of one record."""

    field: str
    label: str
    citations: list
    discrepancy: Discrepancy | None
    is_uncited: bool
    is_unsupported: bool
    # About a text in several languages: it belongs to the whole line of the form.
    spans: bool = False
    # Whether the archive holds what is typed against the testimony, and whether readers see the value.
    is_compared: bool = False
    is_public: bool = False
    # A change that was just sent would leave the value without support.
    loses_support: bool = False
    # The discrepancy as it is decided on this form, where it may be.
    decision: object = None
    # Where a citation of this field is entered without a script.
    address: str = ""

    def __bool__(self):
        return bool(self.citations or self.discrepancy or self.is_uncited or self.address)


def testimony_of(record, is_filled, discrepancies, shown) -> dict[str, Testimony]:
    """The testimony about each citable field of a record, in two queries; `is_filled(name)` says if it has a value.

    `discrepancies` are the record's, where they are at hand already, else None; `shown` are the keys of the citations
    that the reader of the page may see, None for all.
    """
    model = type(record)
    hanging = {key_to(Citation, model): record.pk}
    by_field, disputes = defaultdict(list), {}
    rows = Citation.objects.filter(**hanging).select_related("source").order_by("pk")
    for number, citation in enumerate(row for row in rows if shown is None or row.pk in shown):
        citation.number = number
        by_field[citation.field].append(citation)
    for discrepancy in Discrepancy.objects.filter(**hanging) if discrepancies is None else discrepancies:
        disputes[discrepancy.field] = discrepancy
    return {
        name: _testimony(record, name, by_field[name], disputes.get(name), is_filled(name)) for name in model.citable()
    }


def _testimony(record, name, citations, discrepancy, filled):
    model = type(record)
    factual = filled and name in model.FACTS
    # What only editors see of a draft is published with it: the gate counts it so, too.
    public = [c for c in citations if is_public(c) or record.status != Status.PUBLISHED and will_be_public(c)]
    supported = any(c.stance in SUPPORTING for c in public)
    return Testimony(
        name,
        label(model, name),
        citations,
        discrepancy,
        is_uncited=factual and not public,
        is_unsupported=factual and bool(public) and not supported,
        is_compared=name in model.FACTS and (comparison(model, name) is not None or name in link_fields(model)),
        is_public=record.status == Status.PUBLISHED,
    )


def will_be_public(citation) -> bool:
    """Whether a testimony comes before readers when its source is published together with its record."""
    return citation.status == Status.PUBLISHED and citation.source.status in UNSEEN


def address_to_cite(record, name) -> str:
    """The page on which a citation of one field of a record is entered; from there the way leads back here."""
    query = {arc_name(type(record)): record.pk, "field": name, "_back": "record"}
    return f"{reverse('admin:archive_citation_add')}?{urlencode(query)}"


def lay_out(record, form, inline_admin_formsets, may_cite=False, losing=()) -> list[Testimony]:
    """Put each testimony on the form's field or inline that it is about; return those that have no place there.

    `losing` are the fields whose values would lose their last support by what was just sent.
    """
    formsets = {each.formset.prefix: each for each in inline_admin_formsets}
    homeless = []
    shown = shown_of(formsets["citations"].formset) if "citations" in formsets else None
    found = testimony_of(record, lambda name: is_filled(record, name, formsets), form.discrepancies, shown)
    for name, testimony in found.items():
        testimony.address = address_to_cite(record, name) if may_cite else ""
        testimony.loses_support = name in losing
        testimony.decision = form.decision_on(name, testimony.citations)
        columns = [c for c in (name, *(f"{name}_{code}" for code, _name in settings.LANGUAGES)) if c in form.fields]
        if columns:
            testimony.spans = columns[-1] != name
            form[columns[-1]].testimony = testimony
        elif name in formsets:
            formsets[name].testimony = testimony
        elif testimony:
            homeless.append(testimony)
    return homeless


def shown_of(formset) -> set[int] | None:
    """The keys of the citations that the formset shows its reader; None where it shows all."""
    if formset.shows_all:
        return None
    return {form.instance.pk for form in formset.initial_forms}


def is_filled(record, name, formsets) -> bool:
    """Whether a record states anything in a field: a column, one of its languages, a link, or what hangs on it."""
    if name in formsets:
        return formsets[name].formset.initial_form_count() > 0
    if name in {field.name for field in record._meta.many_to_many}:
        return bool(getattr(record, name).all())
    columns = (f"{name}_id", *(f"{name}_{code}" for code, _name in settings.LANGUAGES))
    column = next((c for c in columns if hasattr(record, c)), None)
    if column is None:
        return getattr(record, name) not in (None, "")
    return any(getattr(record, c, None) not in (None, "") for c in columns)


def accepted_words(record, name) -> str:
    """The accepted value of a field as an editor reads it."""
    model = type(record)
    if isinstance(getattr(model, name, None), TranslatedField):
        return first_filled(record, name)
    field = model._meta.get_field(name)
    if field.auto_created or field.many_to_many:
        return "; ".join(map(str, getattr(record, name).all()))
    value = getattr(record, name)
    if isinstance(field, EDTFField):
        return date_in_words(value)
    if isinstance(field, CountryField | CountriesField):
        return country_names(value)
    return "" if value is None else str(value)
