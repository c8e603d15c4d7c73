"""Terms of office as moments of a life, or of an organization."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from archive import dates
from archive.models import Posting
from archive.public.records.base import Moment
from archive.templatetags.reading import Text, active, dated, sentence_case, titled, translated


def postings(*, showing):
    """The published postings with the `person` or `organization` that they show, and every form of its name."""
    rows = Posting.objects.published().select_related(showing).prefetch_related(f"{showing}__names")
    return Prefetch("postings", rows, to_attr="seen_postings")


def term(posting) -> str:
    """When somebody held an office, in words."""
    since, until = posting.since, posting.until
    if since and until:
        try:
            return dates.words(f"{since}/{until}", active())
        except dates.InvalidDate:
            return _("%(since)s to %(until)s") % {"since": dated(since), "until": dated(until)}
    if since:
        return _("from %(since)s") % {"since": dated(since)}
    return _("until %(until)s") % {"until": dated(until)} if until else ""


def office(posting) -> Text:
    """What the person is there: the title of the office, or the role in a word."""
    said = translated(posting, "title")
    return said if said.value else Text(sentence_case(posting.get_role_display()))


def posting_moment(posting, linked, notes) -> tuple:
    """(first day, Moment) of an office, linking to the organization or the person."""
    day = posting.since_earliest or posting.until_earliest
    year = f"{day.year:04}" if day else ""
    return day, Moment(
        term(posting), year, titled(linked), linked.get_absolute_url(), detail=office(posting), notes=tuple(notes)
    )
