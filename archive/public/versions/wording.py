"""The time of a version in words."""

from babel.dates import format_time
from django.utils.translation import gettext as _

from archive.templatetags.reading import dated, locale


def in_words(moment) -> str:
    """A moment (UTC) as a day and a time, in the active language."""
    time = format_time(moment, format="HH:mm:ss", locale=locale())
    return _("%(day)s, %(time)s UTC") % {"day": dated(moment.date().isoformat()), "time": time}
