"""Columns whose cells hold several values, which stand in tables of their own: places, participations, parties."""

from collections import defaultdict
from operator import itemgetter

from django.db import models
from django.utils.translation import gettext as _

from archive import countries
from archive.models import Organization, Participation, Party, Person, Status, arc_name
from archive.models.sets import KeyList, blank, link
from archive.spreadsheets import widgets
from archive.spreadsheets.columns.base import Column, has_status
from archive.spreadsheets.territories import recognise
from archive.spreadsheets.widgets import SEPARATOR


class ManyColumn(Column):
    """A column whose values stand in a table of their own, one row for each part of the cell."""

    many = True
    through: type[models.Model]

    def __init__(self, attribute, widget):
        super().__init__(attribute=attribute, widget=widget)

    @property
    def paths(self):
        """Nothing of the row itself."""
        return ()

    def same(self, one, other):
        """The order of the parts means nothing."""
        return one == other or set(one.split(SEPARATOR)) == set(other.split(SEPARATOR))

    def shown_for(self, model, pks, public) -> dict[int, str]:
        """The canonical texts of many stored rows by primary key."""
        found = {}
        for pk, part, _row in self._in_order(model, pks, public):
            told = found.get(pk)
            if told is None:
                found[pk] = part
            elif part not in told or part not in told.split(SEPARATOR):
                found[pk] = f"{told}{SEPARATOR}{part}"
        return found

    def _in_order(self, model, pks, public):
        """The parts as they were written one after the other: put in order here, databases take twice as long."""
        return sorted(self.parts(model, pks, public), key=itemgetter(2))

    def store(self, model, wanted, change, links):
        """Make the rows of the table match the canonical texts `wanted`, {instance: text}, in sets.

        What the person who writes does not see stays as it is.
        """
        pks = {instance.pk: instance for instance in wanted}
        stored, gone = defaultdict(set), []
        parts = self._in_order(model, list(pks), False)
        unseen = links.sight.unseen(self, {part for _pk, part, _row in parts})
        for pk, part, row in parts:
            kept = part in unseen or (part in parts_in(wanted[pks[pk]]) and part not in stored[pk])
            stored[pk].add(part) if kept else gone.append(row)
        self.through._base_manager.filter(pk__in=gone).delete()
        fresh = [
            self.make(instance, part, links)
            for instance, text in wanted.items()
            for part in parts_in(text)
            if part not in stored[instance.pk]
        ]
        getattr(self.through, "objects", self.through._base_manager).bulk_create(fresh, batch_size=1000)

    def put(self, instance, text, links):
        """Nothing on the row itself: `store` writes the table."""

    def listed(self, text, links):
        """The unsaved rows that will hang on a new row."""
        return [self.unsaved(part, links) for part in parts_in(text)]

    def make(self, instance, part, links):
        """A row of the table that is not stored yet."""
        row = self.unsaved(part, links)
        row.record = instance
        return row


def parts_in(text):
    """The parts of a canonical text."""
    return text.split(SEPARATOR) if text else []


class ListColumn(ManyColumn):
    """A many-to-many link, by slugs: the places of a visit."""

    def __init__(self, field):
        self.target = field.remote_field.model
        self.through = field.remote_field.through
        self.here, self.there = field.m2m_field_name(), field.m2m_reverse_field_name()
        super().__init__(field.name, widgets.LinksWidget())
        self.field = field

    def forms(self):
        """What it links to."""
        yield _("Addresses (slugs) of %(types)s, several separated by “; ”.") % {
            "types": self.target._meta.verbose_name_plural
        }

    def parts(self, model, pks, public):
        """(row, slug, key of the link) of each link of these rows."""
        rows = self.through._base_manager.filter(**{f"{self.here}_id__in": KeyList(pks)})
        if public and has_status(self.target, ""):
            rows = rows.filter(**{f"{self.there}__status": Status.PUBLISHED})
        return rows.values_list(f"{self.here}_id", f"{self.there}__slug", "pk")

    def targets(self, text, row):
        """The records that the cell names."""
        return [(self.target, slug) for slug in parts_in(text)]

    def resolved(self, text, row, links):
        """The present slugs."""
        return SEPARATOR.join(dict.fromkeys(links.slug(self.target, slug) for slug in parts_in(text)))

    def listed(self, text, links):
        """The rows that a new row will link to."""
        return [links.get(self.target, slug) for slug in parts_in(text)]

    def make(self, instance, part, links):
        """A link that is not stored yet."""
        return self.through(**{f"{self.here}_id": instance.pk, f"{self.there}_id": links.get(self.target, part).pk})


class ParticipationsColumn(ManyColumn):
    """Who took part, `role: slug; role: slug`; those who stay keep their capacity."""

    through = Participation

    def __init__(self):
        super().__init__("participations", widgets.RolesWidget(Participation._meta.get_field("role")))

    def parts(self, model, pks, public):
        """(record, `role: slug`, key of the participation) of each participation in these records."""
        key = arc_name(model)
        rows = Participation._base_manager.filter(**{f"{key}_id__in": KeyList(pks)}).order_by()
        if public:
            rows = rows.filter(person__status=Status.PUBLISHED)
        for pk, role, slug, row in rows.values_list(f"{key}_id", "role", "person__slug", "pk"):
            yield pk, f"{role}: {slug}", row

    def targets(self, text, row):
        """The people."""
        return [(Person, part.partition(": ")[2]) for part in parts_in(text)]

    def resolved(self, text, row, links):
        """The same with the people's present slugs."""
        pairs = (part.partition(": ") for part in parts_in(text))
        return SEPARATOR.join(dict.fromkeys(f"{role}: {links.slug(Person, slug)}" for role, _colon, slug in pairs))

    def unsaved(self, part, links):
        """A participation in nothing yet."""
        role, _colon, slug = part.partition(": ")
        row = blank(Participation)
        link(row, Participation._meta.get_field("person"), links.get(Person, slug))
        row.role = role
        return row


class PartiesColumn(ManyColumn):
    """The parties of an agreement: country codes and slugs of organizations."""

    through = Party

    def __init__(self):
        super().__init__("parties", widgets.LinksWidget())

    def forms(self):
        """Countries and bodies side by side."""
        yield _(
            "Who concluded it: ISO 3166 codes of countries and addresses (slugs) of organizations, "
            "several separated by “; ”."
        )

    def parts(self, model, pks, public):
        """(agreement, code or slug, key of the party) of each party to these agreements."""
        rows = Party._base_manager.filter(agreement_id__in=KeyList(pks)).order_by()
        if public:
            rows = rows.filter(models.Q(organization=None) | models.Q(organization__status=Status.PUBLISHED))
        for pk, code, slug, row in rows.values_list("agreement_id", "country", "organization__slug", "pk"):
            yield pk, code or slug, row

    def targets(self, text, row):
        """The organizations, and whatever could be one."""
        return [(Organization, part) for part in parts_in(text) if part not in countries.CODES]

    def resolved(self, text, row, links):
        """Codes of countries and present slugs; a word that is no organization's slug may be a country's name."""
        return SEPARATOR.join(dict.fromkeys(self._resolved_part(part, links) for part in parts_in(text)))

    def _resolved_part(self, part, links):
        if part in countries.CODES:
            return part
        code = None if links.knows(Organization, part) else recognise(part)
        return code or links.slug(Organization, part)

    def make(self, instance, part, links):
        """A party that is not stored yet."""
        party = self.unsaved(part, links)
        party.agreement = instance
        return party

    def unsaved(self, part, links):
        """A party to nothing yet."""
        if part in countries.CODES:
            return Party(country=part)
        return Party(organization=links.get(Organization, part))
