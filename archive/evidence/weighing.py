"""The stances, discrepancies and counts of many records at once."""

from collections import defaultdict
from dataclasses import dataclass

from archive import amounts, countries, dates
from archive.evidence.accepting import Accepted, accepted, comparison, is_weighed
from archive.evidence.stances import SUPPORTING, amount_stance, country_stance, date_stance
from archive.models import Citation, Discrepancy, DiscrepancyState, Evidence, Source, Stance, Status, arc_name
from archive.models.fields import CountryField
from archive.models.links import key_to
from archive.models.sets import insert_rows, keys, prepare, update_rows


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
    if len(citations) < 2:
        return False
    different = list({(c.stated, c.stance): c for c in citations}.values())
    return any(cannot_both_be_true(model, name, a, b) for i, a in enumerate(different) for b in different[i + 1 :])


def weigh(model, pks) -> None:
    """Compute anew, in sets, the stances of these records' citations, their discrepancies and their counts."""
    pks = list(pks)
    key = key_to(Citation, model)
    by_field = defaultdict(lambda: defaultdict(list))
    restated = defaultdict(list)
    stored = _stored(key, pks)
    known = accepted(model, pks, {citation.about for citation in stored})
    for citation in stored:
        stance = known[citation.about].weighed(citation.field, citation.stated)
        if stance and stance != citation.stance:
            citation.stance = stance
            restated[stance].append(citation.pk)
        by_field[citation.about][citation.field].append(citation)
    for stance, some in restated.items():
        Citation._base_manager.filter(pk__in=keys(some)).update(stance=stance)
    published = {pk for pk, facts in known.items() if facts.record.status == Status.PUBLISHED}
    disputed = _note_discrepancies(model, pks, by_field, published)
    _count(model, known, by_field, disputed)


def _contradicted(model, name, citations) -> bool:
    """Whether a testimony excludes the accepted value; of prose that is an editor's word already."""
    return is_weighed(model, name) and any(c.stance == Stance.CONTRADICTS for c in citations)


@dataclass(slots=True)
class _Testimony:
    """As much of a citation as is weighed: of an import there are hundreds of thousands."""

    about: int
    pk: int
    source_id: int
    field: str
    stated: str
    quotation: str
    stance: str
    status: str
    source: Source = None

    reading = Citation.reading


def _stored(key, pks) -> list[_Testimony]:
    """The testimonies about records by this key, in their order, with their sources, each source once."""
    rows = Citation._base_manager.filter(**{f"{key}__in": keys(pks)}).order_by("pk")
    columns = ("pk", "source_id", "field", "stated", "quotation", "stance", "status")
    citations = [_Testimony(*row) for row in rows.values_list(f"{key}_id", *columns)]
    sources = Source._base_manager.only("status").in_bulk({citation.source_id for citation in citations})
    for citation in citations:
        citation.source = sources[citation.source_id]
    return citations


def is_public(citation: Citation) -> bool:
    """Whether readers may see a testimony, its record being published."""
    return citation.status == Status.PUBLISHED and citation.source.status == Status.PUBLISHED


def supported(model, pk) -> set[str]:
    """The fields of a record that published testimony supports, by the stances now stored."""
    rows = Citation.objects.published().filter(**{key_to(Citation, model): pk}, stance__in=SUPPORTING)
    return set(rows.values_list("field", flat=True))


def _note_discrepancies(model, pks, by_field, published) -> set[int]:
    """Open what is new, drop what is gone and was never written about; the keys of records that are disputed.

    `published` are the keys of records that readers see, and with them that published testimony disagrees.
    """
    key = arc_name(model)
    stored = {
        (getattr(d, f"{key}_id"), d.field): d for d in Discrepancy._base_manager.filter(**{f"{key}__in": keys(pks)})
    }
    found = {}
    for pk, fields in by_field.items():
        for name, citations in fields.items():
            # What contradicts the accepted value is for the editors to settle, even where no other source speaks of it.
            if disagree(model, name, citations) or _contradicted(model, name, citations):
                found[pk, name] = disagree(model, name, [c for c in citations if is_public(c)])
    _open_again(stored, by_field)
    fresh = [
        Discrepancy(**{f"{key}_id": pk}, field=name, is_public=public and pk in published)
        for (pk, name), public in found.items()
        if (pk, name) not in stored
    ]
    prepare(fresh)
    insert_rows(fresh)
    gone = [row for where, row in stored.items() if where not in found and _is_untouched(row)]
    Discrepancy._base_manager.filter(pk__in=[row.pk for row in gone]).delete()
    seen = {where for where, public in found.items() if public and where[0] in published}
    _show(stored, seen, {row.pk for row in gone})
    return {pk for (pk, _name), public in found.items() if public}


def _open_again(stored, by_field):
    """Open those settled ones about which new testimony contradicts the accepted value; remember what was weighed."""
    changed = []
    for (pk, name), row in stored.items():
        if row.state == DiscrepancyState.OPEN:
            if row.settled is not None:
                row.settled = None
                changed.append(row)
            continue
        citations = by_field[pk][name]
        if row.settled is None:
            row.settled = sorted({c.reading for c in citations})
            changed.append(row)
        elif any(c.stance == Stance.CONTRADICTS and c.reading not in row.settled for c in citations):
            row.state, row.settled = DiscrepancyState.OPEN, None
            row.resolved_by_id = row.resolved_at = None
            changed.append(row)
    Discrepancy._base_manager.bulk_update(changed, ["state", "settled", "resolved_by", "resolved_at"])


def _is_untouched(discrepancy) -> bool:
    """Whether no editor has settled a discrepancy or written about it."""
    written = any(getattr(discrepancy, column) for column in Discrepancy.public_note.fields)
    return discrepancy.state == DiscrepancyState.OPEN and not written


def _show(stored, seen, gone):
    """Let readers see the discrepancies that published testimony alone makes about published records, and no others."""
    for public in (True, False):
        changed = [
            row.pk
            for where, row in stored.items()
            if row.pk not in gone and (where in seen) is public and row.is_public is not public
        ]
        if changed:
            Discrepancy._base_manager.filter(pk__in=changed).update(is_public=public)


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


def gaps(model, pks=None, along=()) -> dict[int, Gaps]:
    """The gaps in the published evidence of these records (all of the type without `pks`).

    `along` are the keys of sources that count as published because they will be, together with the records.
    """
    pks = list(model._base_manager.values_list("pk", flat=True) if pks is None else pks)
    key = key_to(Citation, model)
    by_field = defaultdict(lambda: defaultdict(list))
    published = Citation.objects.published(along).filter(**{f"{key}__in": keys(pks)})
    for citation in published:
        by_field[getattr(citation, f"{key}_id")][citation.field].append(citation)
    return {pk: gaps_of(facts, by_field[pk]) for pk, facts in accepted(model, pks).items()}
