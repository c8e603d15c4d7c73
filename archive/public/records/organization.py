"""An organization's page: what it is, and the people in it over time."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from archive.models import Party, Status
from archive.public.records.base import RecordPage, Section, in_time, names_of, published_moments
from archive.public.records.named import names_section
from archive.public.records.terms import figure_of, posting_moment, postings
from archive.templatetags.reading import chosen, country, sentence_case


class OrganizationPage(RecordPage):
    """What sort of body, where, since when; its people over time; its agreements; its names."""

    order = ("country", "host_country", "place", "founded", "dissolved", "postings")
    links = ("place",)
    prefetches = (
        "names",
        postings(showing="person"),
        Prefetch(
            "party_to",
            Party.objects.filter(agreement__status=Status.PUBLISHED).select_related("agreement"),
            to_attr="seen_parties",
        ),
    )

    def lead(self):
        """The kind of body, and whose it is."""
        kind = sentence_case(chosen(self.record, "kind"))
        where = country(self.record.country)
        return _("%(kind)s, %(country)s") % {"kind": kind, "country": where} if where else kind

    def state_postings(self):
        """People stand in a section of their own, with their testimony; a disagreement about them stands here."""
        self.people = [self._person(posting) for posting in self.record.seen_postings]
        self.people += self.unplaced("postings")
        yield self.remaining("postings")

    def linked(self):
        """The people over time, the agreements, the names."""
        yield Section("people", _("People over time"), in_time(self.people), figure_of(self.record, "person"))
        agreements = [party.agreement for party in self.record.seen_parties]
        yield Section("agreements", _("Party to"), published_moments(agreements))
        yield names_section(self)

    def _person(self, posting):
        notes = self.testimony.notes_naming("postings", names_of(posting.person))
        return posting_moment(posting, posting.person, notes)
