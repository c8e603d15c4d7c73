"""Holds testimony against records: stances towards accepted values, disagreements of sources, what nobody attests."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from archive import amounts, countries, dates
from archive.models import Citation, Discrepancy, DiscrepancyState, Evidence, Stance, Status, arc_name
from archive.models.fields import CountriesField, CountryField, EDTFField
from archive.models.links import key_to, links
from archive.models.sets import update_rows
from archive.search import names_of
from archive.text import fold_variants

SUPPORTING = {Stance.SUPPORTS, Stance.MORE_PRECISE, Stance.LESS_PRECISE, Stance.OVERLAPS}
_BY_COMPARISON = {
    dates.Comparison.SAME: Stance.SUPPORTS,
    dates.Comparison.MORE_PRECISE: Stance.MORE_PRECISE,
    dates.Comparison.LESS_PRECISE: Stance.LESS_PRECISE,
    dates.Comparison.OVERLAPPING: Stance.OVERLAPS,
    dates.Comparison.DISJOINT: Stance.CONTRADICTS,
}


# What one stated value does to one accepted value. Each function returns a Stance, or None where the archive cannot
# tell and the editor's own word stands.


def date_stance(stated: str, accepted: str) -> Stance | None:
    """By the days that each can mean: `1992` against `1992-01-14` is less precise, disjoint periods contradict."""
    try:
        return _BY_COMPARISON[dates.compare(dates.understand(stated), accepted)]
    except dates.InvalidDate:
        return None


def amount_stance(stated: str, accepted) -> Stance | None:
    """Equal numbers support; the accepted number rounded is less precise, a number that rounds to it more precise."""
    said = amounts.understand(stated)
    if said is None:
        return None
    if said.value == accepted:
        return Stance.SUPPORTS
    low, high = said.bounds
    if low <= accepted <= high:
        return Stance.LESS_PRECISE
    unit = accepted.normalize().as_tuple().exponent
    if unit > 0 and said.value.scaleb(-unit).to_integral_value().scaleb(unit) == accepted:
        return Stance.MORE_PRECISE
    return Stance.CONTRADICTS


def country_stance(stated: str, accepted: str) -> Stance | None:
    """The same country supports, another contradicts; `accepted` may hold several codes."""
    parts = [countries.understand(part) for part in stated.split(";")]
    if not all(parts):
        return None
    return Stance.SUPPORTS if set(parts) <= set(accepted.split("; ")) else Stance.CONTRADICTS


def name_stance(stated: str, names) -> Stance | None:
    """A known form supports; fewer words are less precise, more are more precise; no word in common contradicts."""
    said = fold_variants(stated)
    known = {reading for name in names for reading in fold_variants(name)}
    if said & known:
        return Stance.SUPPORTS
    pairs = [(set(a.split()), set(b.split())) for a in said for b in known]
    if any(_within(a, b) for a, b in pairs):
        return Stance.LESS_PRECISE
    if any(_within(b, a) for a, b in pairs):
        return Stance.MORE_PRECISE
    return None if any(a & b for a, b in pairs) else Stance.CONTRADICTS


def _within(few: set[str], many: set[str]) -> bool:
    # An initial stands for a word: "i muxtarov" lies within "ilqar muxtarov". Some whole word must be shared.
    words = {w for w in few if len(w) > 1}
    initials = few - words
    return bool(words) and words <= many and all(any(w.startswith(i) for w in many) for i in initials)


# What is compared with what, for the fields of a record type.


@dataclass(slots=True)
class Accepted:
    """The accepted values of one record that testimony is held against."""

    record: models.Model
    names: list[str]
    # By field: the names of each linked record, or the codes of linked countries.
    linked: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    parties: list[str] = field(default_factory=list)

    def filled(self, name: str) -> bool:
        """Whether the record states anything in this field."""
        if name in link_fields(type(self.record)):
            return bool(self.linked.get(name)) or (name == "parties" and bool(self.parties))
        columns = [f"{name}_{code}" for code, _language in settings.LANGUAGES]
        return any(
            getattr(self.record, c, None) not in (None, "")
            for c in (f"{name}_id", name, *columns)
            if hasattr(self.record, c)
        )

    def stance(self, name: str, stated: str) -> Stance | None:
        """What a stated value does to what is accepted in a field; None where only an editor can say."""
        if not stated or not self.filled(name):
            return None
        if name in link_fields(type(self.record)):
            return self._link_stance(name, stated)
        if name == "name":
            found = name_stance(stated, self.names)
            # Bodies are called by what they are as often as by their names; only a person's can be plainly another's.
            person = type(self.record).__name__ == "Person"
            return found if person or found is not Stance.CONTRADICTS else None
        compare = comparison(type(self.record), name)
        return compare(stated, getattr(self.record, name)) if compare else None

    def _link_stance(self, name, stated):
        if name == "parties" and countries.understand(stated) in self.parties:
            return Stance.SUPPORTS
        found = {name_stance(stated, names) for names in self.linked[name]}
        return next((s for s in (Stance.SUPPORTS, Stance.MORE_PRECISE, Stance.LESS_PRECISE) if s in found), None)


def link_fields(model) -> set[str]:
    """The fields of a record type that link it to other records."""
    return {link.field for link in links(model)}


def comparison(model, name):
    """The function that compares stated with accepted values of a plain column; None for prose, which editors judge."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(column, EDTFField):
        return date_stance
    if isinstance(column, CountryField | CountriesField):
        return country_stance
    return amount_stance if isinstance(column, models.DecimalField) else None


def accepted(model, pks) -> dict[int, Accepted]:
    """The accepted values of these records, with the names of all that they link to, in a fixed number of queries."""
    records = model._base_manager.filter(pk__in=pks)
    names = names_of(model, pks) if hasattr(model, "name") else {}
    found = {r.pk: Accepted(r, names.get(r.pk, [])) for r in records}
    for link in links(model):
        pairs = [(here, there) for here, there in link.pairs(pks) if here in found]
        targets = names_of(link.target, {there for _here, there in pairs})
        for here, there in pairs:
            found[here].linked[link.field].append(targets[there])
    if hasattr(model, "parties"):
        parties = model.parties.rel.related_model._base_manager.filter(agreement__in=pks).exclude(country="")
        for pk, code in parties.values_list("agreement", "country"):
            found[pk].parties.append(code)
    return found


# Weighing: the stances, discrepancies and counts of many records at once.


def cannot_both_be_true(model, name, one: Citation, other: Citation) -> bool:
    """Whether two testimonies about one field exclude each other."""
    compare = comparison(model, name)
    if compare is date_stance:
        return _disjoint_dates(one.stated, other.stated)
    if compare is amount_stance:
        a, b = amounts.understand(one.stated), amounts.understand(other.stated)
        return bool(a and b) and (a.bounds[1] < b.bounds[0] or b.bounds[1] < a.bounds[0])
    if compare is country_stance and isinstance(model._meta.get_field(name), CountryField):
        a, b = countries.understand(one.stated), countries.understand(other.stated)
        return bool(a and b) and a != b
    return {one.stance, other.stance} & SUPPORTING != set() and Stance.CONTRADICTS in {one.stance, other.stance}


def _disjoint_dates(one, other):
    try:
        return dates.compare(dates.understand(one), dates.understand(other)) is dates.Comparison.DISJOINT
    except dates.InvalidDate:
        return False


def disagree(model, name, citations) -> bool:
    """Whether any two of these testimonies about one field exclude each other."""
    different = list({(c.stated, c.stance): c for c in citations}.values())
    return any(cannot_both_be_true(model, name, a, b) for i, a in enumerate(different) for b in different[i + 1 :])


def weigh(model, pks) -> None:
    """Compute anew, in sets, the stances of these records' citations, their discrepancies and their counts."""
    pks = list(pks)
    known = accepted(model, pks)
    key = key_to(Citation, model)
    by_field = defaultdict(lambda: defaultdict(list))
    restated = []
    for citation in Citation._base_manager.filter(**{f"{key}__in": pks}).select_related("source").order_by("pk"):
        pk = getattr(citation, f"{key}_id")
        stance = known[pk].stance(citation.field, citation.stated)
        if stance and stance != citation.stance:
            citation.stance = stance
            restated.append(citation)
        by_field[pk][citation.field].append(citation)
    update_rows(restated, ["stance"])
    disputed = _note_discrepancies(model, pks, by_field)
    _count(model, known, by_field, disputed)


def is_public(citation: Citation) -> bool:
    """Whether readers may see a testimony, its record being published."""
    return citation.status == Status.PUBLISHED and citation.source.status == Status.PUBLISHED


def _note_discrepancies(model, pks, by_field) -> set[int]:
    """Open what is new, drop what is gone and was never written about; the keys of records disputed before readers."""
    key = arc_name(model)
    stored = {(getattr(d, f"{key}_id"), d.field): d for d in Discrepancy._base_manager.filter(**{f"{key}__in": pks})}
    found = {}
    for pk, fields in by_field.items():
        for name, citations in fields.items():
            if len(citations) > 1 and disagree(model, name, citations):
                found[pk, name] = disagree(model, name, [c for c in citations if is_public(c)])
    fresh = [
        Discrepancy(**{f"{key}_id": pk}, field=name, is_public=public)
        for (pk, name), public in found.items()
        if (pk, name) not in stored
    ]
    Discrepancy._base_manager.bulk_create(fresh)
    for where, row in stored.items():
        gone = where not in found
        if (
            gone
            and row.state == DiscrepancyState.OPEN
            and not any(getattr(row, c) for c in Discrepancy.public_note.fields)
        ):
            Discrepancy._base_manager.filter(pk=row.pk).delete()
        elif row.is_public != found.get(where, False):
            Discrepancy._base_manager.filter(pk=row.pk).update(is_public=found.get(where, False))
    return {pk for (pk, _name), public in found.items() if public}


def _count(model, known, by_field, disputed):
    changed = []
    for pk, facts in known.items():
        public = {name: [c for c in citations if is_public(c)] for name, citations in by_field[pk].items()}
        gaps = gaps_of(facts, public)
        sources = {c.source_id for citations in public.values() for c in citations}
        standing = Evidence.NONE if not sources else Evidence.SINGLE if len(sources) == 1 else Evidence.SEVERAL
        counts = (Evidence.DISPUTED if pk in disputed else standing, len(gaps.uncited), len(gaps.unsupported))
        record = facts.record
        if counts != (record.evidence, record.uncited, record.unsupported):
            record.evidence, record.uncited, record.unsupported = counts
            changed.append(record)
    update_rows(changed, ["evidence", "uncited", "unsupported"])


@dataclass(frozen=True, slots=True)
class Gaps:
    """The filled factual fields of a record that no published source speaks of, and those that none supports."""

    uncited: list[str]
    unsupported: list[str]


def gaps_of(facts: Accepted, by_field) -> Gaps:
    """What is missing in the evidence of one record, from its citations by field."""
    filled = [name for name in facts.record.FACTS if facts.filled(name)]
    uncited = [name for name in filled if not by_field.get(name)]
    supported = {name for name in filled if any(c.stance in SUPPORTING for c in by_field.get(name, ()))}
    return Gaps(uncited, [name for name in filled if name not in supported and name not in uncited])


def gaps(model, pks=None) -> dict[int, Gaps]:
    """The gaps in the published evidence of these records (all of the type without `pks`)."""
    pks = list(model._base_manager.values_list("pk", flat=True) if pks is None else pks)
    key = key_to(Citation, model)
    by_field = defaultdict(lambda: defaultdict(list))
    published = Citation.objects.published().filter(**{f"{key}__in": pks})
    for citation in published:
        by_field[getattr(citation, f"{key}_id")][citation.field].append(citation)
    return {pk: gaps_of(facts, by_field[pk]) for pk, facts in accepted(model, pks).items()}
