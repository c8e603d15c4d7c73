"""A visit's page: a journey."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Agreement
from archive.public.lines import direction
from archive.public.records.base import RecordPage, Section, published_moments
from archive.public.records.fetching import participants


class VisitPage(RecordPage):
    """From where to where, when, who travelled, who received them, where, why, and what was signed."""

    order = ("date", "visitor_country", "host_country", "participations", "places", "occasion", "purpose")
    labels = {
        "visitor_country": gettext_lazy("from"),
        "host_country": gettext_lazy("to"),
        "occasion": gettext_lazy("on the occasion of"),
    }
    links = ("occasion",)
    prefetches = (
        participants(),
        "places",
        Prefetch("agreements", Agreement.objects.published(), to_attr="seen_agreements"),
    )

    def lead(self):
        """The direction of the journey."""
        way = direction(self.record.visitor_country, self.record.host_country)
        return _("Visit, %(way)s") % {"way": way} if way else super().lead()

    def linked(self):
        """What was signed on the journey."""
        yield Section("signed", _("Signed during the visit"), published_moments(self.record.seen_agreements))
