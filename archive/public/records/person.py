"""A person's page: a life in order."""

from django.utils.translation import gettext as _

from archive.models import Participation
from archive.models.participation import OnOccasion
from archive.public.records.base import RecordPage, Section, first_day, in_time, moment, names_of
from archive.public.records.named import names_section
from archive.public.records.paged import MOST_IN_TIME, Parts
from archive.public.records.terms import figure_of, posting_moment, postings
from archive.public.turning import turned
from archive.templatetags.reading import Text, amount, chosen, country, public, sentence_case, translated


class PersonPage(RecordPage):
    """Offices, visits, meetings, agreements and events in order of time; names in every language and script."""

    order = ("country", "born", "died", "postings")
    prefetches = (
        "names",
        postings(showing="organization"),
    )

    def lead(self):
        """The person's country."""
        where = country(self.record.country)
        return _("Person, %(country)s") % {"country": where} if where else super().lead()

    def state_postings(self):
        """Offices stand in the life, with their testimony; a disagreement about them stands here."""
        self.offices = [self._office(posting) for posting in self.record.seen_postings]
        self.offices += self.unplaced("postings")
        yield self.remaining("postings")

    def linked(self):
        """The life, and the names."""
        life = in_time([*self.offices, *self._parts()])
        yield Section("life", _("Life in the archive"), life, figure_of(self.record, "organization"))
        yield names_section(self)

    def _office(self, posting):
        names = [*names_of(posting.organization), *(getattr(posting, c) for c in type(posting).title.fields)]
        notes = self.testimony.notes_naming("postings", [name for name in names if name])
        return posting_moment(posting, posting.organization, notes)

    def _parts(self):
        self.parts = Parts(self.record)
        self.turned = turned(self.parts, self.query)
        if not self.parts.in_time:
            self.beyond = _(
                "More than %(count)s records name this person: they are told in the order in which they were entered."
            ) % {"count": amount(MOST_IN_TIME)}
        linked = Participation.objects.select_related(*OnOccasion.ARC).filter(pk__in=self.turned.keys)
        for part in linked:
            record = public(part.record)
            if record is not None:
                lead = Text(sentence_case(chosen(part, "role")))
                yield first_day(record), moment(record, lead=lead, capacity=translated(part, "capacity"))
