"""An event's page."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from archive.models import Event, Visit
from archive.public.records.base import RecordPage, Section, published_moments
from archive.public.records.fetching import participants
from archive.templatetags.reading import chosen


class EventPage(RecordPage):
    """When and where, who took part, what it belongs to, and the visits made on its occasion."""

    order = ("date", "place", "countries", "part_of", "participations")
    links = ("place", "part_of")
    prefetches = (
        participants(),
        Prefetch("parts", Event.objects.published(), to_attr="seen_parts"),
        Prefetch("visits", Visit.objects.published(), to_attr="seen_visits"),
    )

    def lead(self):
        """The kind of happening."""
        return _("Event: %(kind)s") % {"kind": chosen(self.record, "kind")}

    def linked(self):
        """Its parts, and the visits made on its occasion."""
        yield Section("parts", _("Parts"), published_moments(self.record.seen_parts))
        yield Section("visits", _("Visits on this occasion"), published_moments(self.record.seen_visits))
