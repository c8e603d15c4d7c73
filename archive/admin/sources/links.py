"""Whether the links of sources still lead anywhere, as editors see it in the list and on the form."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import LinkOutcome
from archive.sources import links


class LinkFilter(admin.SimpleListFilter):
    """Sources with a link in a state: works, moved, dead, did not answer, not asked for, or never checked."""

    title = gettext_lazy("links")
    parameter_name = "links"

    def lookups(self, request, model_admin):
        """What is bad first."""
        first = (LinkOutcome.DEAD, LinkOutcome.UNREACHABLE, LinkOutcome.MOVED)
        rest = [outcome for outcome in LinkOutcome if outcome not in first]
        bad = [(outcome.value, outcome.label) for outcome in first]
        return [*bad, ("never", _("never checked")), *((outcome.value, outcome.label) for outcome in rest)]

    def queryset(self, request, queryset):
        """Those with a link in the chosen state."""
        known = {*LinkOutcome.values, "never"}
        return links.with_state(queryset, self.value()) if self.value() in known else queryset


def told(link) -> str:
    """What became of a link, in a few words with the day."""
    if link.check is None:
        return _("never checked")
    found = link.check
    words = found.get_outcome_display()
    words = f"{words} ({found.status})" if found.status and found.outcome != LinkOutcome.OK else words
    return _("%(outcome)s, %(day)s") % {"outcome": words, "day": _day(found.checked_at)}


def _day(time):
    return date_format(timezone.localtime(time), "SHORT_DATE_FORMAT")


def in_list(found) -> str:
    """The links of a source in a cell of the list."""
    lines = ((link.state, _copy(told(link)) if link.name == "archived_url" else told(link)) for link in found)
    return format_html_join(mark_safe("<br>"), '<span class="link-{}">{}</span>', lines)


def _copy(words):
    return _("copy: %(state)s") % {"state": words}


def on_form(found, labels) -> str:
    """The links of a source with all that is known of each."""
    if not found:
        return _("The source has no address on the web.")
    return format_html("<ul>{}</ul>", format_html_join("", "{}", ((_line(link, labels),) for link in found)))


def _line(link, labels):
    parts = [told(link)]
    if link.check is not None:
        if link.check.since < link.check.checked_at:
            parts.append(_("so since %(day)s") % {"day": _day(link.check.since)})
        if link.check.moved_to:
            parts.append(_("now at %(address)s") % {"address": link.check.moved_to})
        if link.check.detail:
            parts.append(_(link.check.detail))
    words = "; ".join(parts)
    return format_html('<li>{}: <span class="link-{}">{}</span></li>', labels[link.name], link.state, words)
