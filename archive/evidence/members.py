"""Which of several records that a field links to no testimony attests, though it attests the others."""

from collections import defaultdict

from archive import countries
from archive.evidence.accepting import Accepted, accepted, link_fields
from archive.evidence.stances import SUPPORTING, name_stance
from archive.models import Citation
from archive.models.links import key_to
from archive.models.sets import keys


def unattested(model, pks, along=()) -> dict[int, list[tuple[str, str]]]:
    """(field, name) of each linked record or country that no supporting testimony names, by primary key of the record.

    Testimony that names none of those linked speaks of all of them ("both nations"). `along` as for `gaps`.
    """
    pks = list(pks)
    key = key_to(Citation, model)
    rows = Citation.objects.published(along).filter(
        **{f"{key}__in": keys(pks)}, field__in=[name for name in model.FACTS if name in link_fields(model)]
    )
    said = defaultdict(lambda: defaultdict(list))
    for citation in rows.filter(stance__in=SUPPORTING):
        said[getattr(citation, f"{key}_id")][citation.field].append(citation.stated)
    # Most records have one linked record in a field, if any: what is true of the field is true of that.
    known = accepted(model, said) if said else {}
    return {pk: _unnamed(facts, said[pk]) for pk, facts in known.items()}


def _unnamed(facts: Accepted, said) -> list[tuple[str, str]]:
    found = []
    for name, stated in said.items():
        members = _members(facts, name)
        named = [{i for i, member in enumerate(members) if _names(text, member)} for text in stated]
        if len(members) > 1 and all(named):
            left = set(range(len(members))).difference(*named)
            found += [(name, _called(members[i])) for i in sorted(left)]
    return found


def _members(facts, name) -> list[list[str] | str]:
    """The names of each linked record, and the codes of countries."""
    return [*facts.linked.get(name, ()), *(facts.parties if name == "parties" else ())]


def _names(text, member) -> bool:
    if isinstance(member, str):
        return countries.understand(text) == member
    return bool(text) and name_stance(text, member) in SUPPORTING


def _called(member) -> str:
    return member if isinstance(member, str) else next(iter(member), "")
