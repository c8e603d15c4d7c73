"""Who met whom: people joined by the visits, events, agreements and organizations that they share."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

from archive.models import Agreement, Event, Organization, OrganizationKind, Participation, Person, Posting, Visit
from archive.models.links import key_to

# In which record types people come together, and by which rows.
SHARED = {Visit: Participation, Event: Participation, Agreement: Participation, Organization: Posting}
# So many records, the latest, are looked through; and a crowd says nothing about any two of its people.
MOST_RECORDS = 1_000
A_CROWD = 40
# Bodies whose members meet, whenever they joined.
GROUPS = (OrganizationKind.FRIENDSHIP_GROUP, OrganizationKind.COMMISSION)


@dataclass(slots=True)
class Tie:
    """Two people, by their keys, and the records that they share."""

    people: tuple[int, int]
    records: list = field(default_factory=list)


@dataclass(slots=True)
class Company:
    """The people found, by key, the ties between them, and whether there were more records than were looked through."""

    people: dict[int, Person]
    ties: list[Tie]
    cut: bool = False


def company(asked, most) -> Company:
    """The `most` people with most ties among those who share a published record of the choice; few queries."""
    ties, cut = {}, False
    for model in asked.models:
        records = {record.pk: record for record in _records(asked, model)}
        cut = cut or len(records) == MOST_RECORDS
        for pk, pair in _pairs_of(model, records):
            ties.setdefault(pair, Tie(pair)).records.append(records[pk])
    kept = _foremost(ties.values(), most)
    people = Person.objects.published().defer("search_text", "note").in_bulk(kept)
    found = [tie for tie in ties.values() if people.keys() >= set(tie.people)]
    found.sort(key=lambda tie: (-len(tie.records), tie.people))
    return Company(people, found, cut)


def _records(asked, model):
    latest = f"-{model.dated_by}_earliest" if model.dated_by else "-pk"
    return asked.published(model).order_by(latest, "-pk").defer("search_text", "note")[:MOST_RECORDS]


def _pairs_of(model, records):
    """(key of a record, two people's keys) of the published people who came together in these records."""
    link = SHARED[model]
    key = key_to(link, model)
    rows = link.objects.published().filter(**{f"{key}__in": list(records)})
    terms = ("since_earliest", "until_latest") if link is Posting else ()
    found = defaultdict(dict)
    for pk, person, *term in rows.values_list(key, "person", *terms):
        found[pk].setdefault(person, []).append(term)
    for pk, people in found.items():
        for one, other in combinations(sorted(people), 2) if len(people) <= A_CROWD else ():
            if link is not Posting or _together(records[pk], people[one], people[other]):
                yield pk, (one, other)


def _together(organization, ones, others) -> bool:
    """Whether two people served at one time: in a group always, elsewhere where their terms are known to touch."""
    if organization.kind in GROUPS:
        return True
    return any(_touch(one, other) for one in ones for other in others)


def _touch(one, other) -> bool:
    return one[0] and other[0] and (not one[1] or one[1] >= other[0]) and (not other[1] or other[1] >= one[0])


def _foremost(ties, most):
    """The keys of the people who share most."""
    weight = defaultdict(int)
    for tie in ties:
        for pk in tie.people:
            weight[pk] += len(tie.records)
    return sorted(weight, key=lambda pk: (-weight[pk], pk))[:most]
