"""The words in which a testimony is kept: names instead of slugs, and what a posting or a name says of its record."""

from collections import defaultdict
from dataclasses import replace

from archive import countries
from archive.models import (
    NameForm,
    Organization,
    Participation,
    ParticipationRole,
    Person,
    Posting,
    PostingRole,
    first_filled,
)
from archive.models.links import links
from archive.spreadsheets.links import Links
from archive.spreadsheets.testimony.dividing import Testimony

# The testimony of a row that is no more, or that names nobody: there is nothing to cite.
NOT_SAID = ""


def as_said(model, said):
    """The testimonies, (key, row number, testimony), with the names of what they link to: a slug is only ours."""
    targets = {link.field: link.target for link in links(model)}
    wanted = [(key, number, one, targets.get(one.field)) for key, number, one in said]
    known = Links()
    known.look_up((target, _slug(one)) for _key, _number, one, target in wanted if target and not _is_said(one))
    named = {
        pair: _named(known, *pair)
        for pair in {(target, one.stated) for _key, _number, one, target in wanted if target and not _is_said(one)}
    }
    return [
        (key, number, replace(one, stated=named[target, one.stated]) if target and not _is_said(one) else one)
        for key, number, one, target in wanted
    ]


def _is_said(one):
    return isinstance(one, _Said) or one.stated in countries.CODES


def _slug(one):
    return one.stated.rpartition(": ")[2]


def _named(known, target, stated):
    role, _colon, slug = stated.rpartition(": ")
    row = known.get(target, slug)
    name = str(row) if row is not None else slug
    return f"{name}, {ParticipationRole(role).label}" if role else name


class _Said(Testimony):
    """A testimony in its final words."""

    __slots__ = ()


def of_their_records(resource, rows):
    """The testimonies of rows that hang on records, as what they say of these: {model: [(key, row number, …)]}."""
    say = {Posting: _of_posting, Participation: _of_participation, NameForm: _of_name}.get(resource.model())
    if say is None:
        return {}
    ways = {Posting: ("person", "organization"), Participation: ("person", *Participation.ARC),
            NameForm: ("person", "organization")}  # fmt: skip
    stored = resource.model()._base_manager.select_related(*ways[resource.model()]).in_bulk([pk for pk, *_ in rows])
    found = defaultdict(list)
    for pk, number, said in rows:
        row = stored.get(pk)
        taken = all(one.taken for one in said)
        for record, field, words in say(row, _Stated(row, said)) if row else ():
            found[type(record)].append((record.pk, number, _Said(field, words, taken)))
    return found


class _Stated:
    """A stored row as a source states it: what it does not state is as stored."""

    def __init__(self, row, said):
        self.row = row
        self.said = {one.field: one.stated for one in said}

    def text(self, name):
        """The stated text of a plain column, or the stored one."""
        return self.said.get(name) or getattr(self.row, name)

    def words(self, name):
        """The stated text of a translated column, or the stored one."""
        return self.said.get(name) or first_filled(self.row, name)


def _of_posting(posting, stated):
    office = stated.words("title") or str(PostingRole(stated.text("role")).label)
    since, until = stated.text("since"), stated.text("until")
    period = f"{since} – {until}".strip() if until else since
    for record, other in ((posting.person, posting.organization), (posting.organization, posting.person)):
        words = (office, str(other)) if record is posting.person else (str(other), office)
        yield record, "postings", ", ".join(filter(None, (*words, period)))


def _of_participation(part, stated):
    words = stated.words("capacity")
    role = stated.said.get("role")
    label = str(ParticipationRole(role).label) if role and role != part.role else ""
    yield part.record, "participations", ", ".join(filter(None, (str(part.person), label, words)))


def _of_name(form, stated):
    if form.place_id is None and isinstance(form.record, Person | Organization):
        yield form.record, "name", stated.text("text")
