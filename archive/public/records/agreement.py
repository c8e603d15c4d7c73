"""An agreement's page: a document with the dates of its life."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from archive.models import Party
from archive.public.records.base import RecordPage, listed_values, names_of
from archive.public.records.fetching import participants
from archive.public.statements import Value
from archive.templatetags.reading import Text, chosen, country, public, sentence_case, titled, translated


class AgreementPage(RecordPage):
    """Signed, in force and ended; between whom, where, on which visit, by whom, about what."""

    order = ("signed", "in_force", "ended", "parties", "place", "signed_during", "participations", "subjects")
    labels = {"in_force": gettext_lazy("in force from")}
    links = ("place", "signed_during")
    prefetches = (
        participants(),
        Prefetch(
            "parties",
            Party.objects.select_related("organization").prefetch_related("organization__names"),
            to_attr="seen_parties",
        ),
    )

    def lead(self):
        """The kind of instrument."""
        return sentence_case(chosen(self.record, "kind"))

    def state_parties(self):
        """The countries and published organizations that concluded it."""
        values = [
            self._party(party) for party in self.record.seen_parties if party.country or public(party.organization)
        ]
        yield self.state("parties", values)

    def state_subjects(self):
        """The subjects, each a value."""
        yield self.state("subjects", listed_values(translated(self.record, "subjects")))

    def _party(self, party):
        if party.country:
            notes = self.testimony.notes_naming("parties", [country(party.country)])
            return Value(Text(country(party.country)), notes=tuple(notes))
        body = party.organization
        notes = self.testimony.notes_naming("parties", names_of(body))
        return Value(titled(body), body.get_absolute_url(), notes=tuple(notes))
