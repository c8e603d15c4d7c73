"""The calendar of anniversaries: every day in the archive that is known to the day, each year again (RFC 5545)."""

from datetime import timedelta

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from archive import dates
from archive.models import Person
from archive.public.moments import TOLD, Moment, dated_fields, is_known
from archive.public.site import host
from archive.spreadsheets.exporting.answers import begun
from archive.templatetags.reading import dated, sentence_case, titled, translated

MEDIA = "text/calendar; charset=utf-8"
_AT_ONCE = 500
# A source's own date is nobody's anniversary; a person's birth and death are.
CELEBRATED = (*TOLD, Person)


@require_safe
def anniversaries(request):
    """The days as one calendar, written while it is read: each an event of a day that comes again every year."""
    response = StreamingHttpResponse(begun(request, _written(request, get_language())), content_type=MEDIA)
    response["Content-Disposition"] = 'inline; filename="anniversaries.ics"'
    return response


def _written(request, language):
    """The calendar in pieces: its head with the first event, each other event, its end."""
    head, end = _frame(language)
    events = _events(request, language)
    yield head + next(events, b"")
    yield from events
    yield end


def _events(request, language):
    for model in CELEBRATED:
        for name in dated_fields(model):
            for record in _known(model, name):
                # What is written while it is sent is written outside the request, which knew the language.
                with override(language):
                    event = _event(request, Moment(record, name))
                yield event.to_ical()


def _frame(language):
    calendar = Calendar()
    calendar.add("prodid", "-//archive of relations between countries//anniversaries//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Anniversaries: %(site)s") % {"site": _("Archive of relations between countries")})
    calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    head, end, rest = calendar.to_ical().partition(b"END:VCALENDAR")
    return head, end + rest


def _known(model, name):
    """The published records whose date begins on a known day, by that day; without what a calendar does not show."""
    # An interval of known days begins on one; whatever else has one first day alone is such a day.
    rows = model.objects.published().filter(**{f"{name}_earliest__isnull": False})
    rows = rows.order_by(f"{name}_earliest", "slug").defer("search_text", "note")
    return (record for record in rows.iterator(_AT_ONCE) if is_known(getattr(record, name)))


def _event(request, moment):
    record, day = moment.record, moment.earliest
    event = Event()
    event.add("uid", f"{record.address}/{record.slug}/{moment.field}@{host(request)}")
    event.add("dtstamp", record.face_changed_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("rrule", {"freq": "yearly"})
    event.add("summary", _summary(moment))
    event.add("description", "\n".join(filter(None, (dated(moment.date), str(translated(record, "summary"))))))
    event.add("url", request.build_absolute_uri(record.get_absolute_url()))
    event.add("categories", [sentence_case(str(record._meta.verbose_name))])
    event.add("transp", "TRANSPARENT")
    return event


def _summary(moment):
    """The year, so that whoever reads it in another one knows which anniversary it is, and what came to pass."""
    name = str(titled(moment.record))
    what = f"{sentence_case(str(moment.what))}: {name}" if moment.what else name
    return f"{what} ({dates.words(f'{moment.earliest.year:04}', get_language())})"
