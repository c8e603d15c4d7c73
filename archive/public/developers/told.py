"""What the lists of the archive can be asked, and how much is given at once."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import search as index
from archive.models import RECORD_TYPES
from archive.public import feeds, sitemap
from archive.public.filters import PAGE, filter_of
from archive.templatetags.reading import amount, listed

# What the parameters of lists take; their names are those of the filters themselves.
PARAMETERS = {
    "q": gettext_lazy("words, folded: letters with and without marks are the same"),
    "country": gettext_lazy("a country by its ISO 3166 code or by its name"),
    "visitor": gettext_lazy("the country from which a visit went out, by its code or name"),
    "host": gettext_lazy("the country that was visited, or that hosts, by its code or name"),
    "kind": gettext_lazy("one of the kinds of the type, as they stand in the JSON"),
    "decade": gettext_lazy("a decade by its first year, such as 1990"),
    "language": gettext_lazy("the language of a source that speaks of the record, by its BCP 47 code"),
    "since": gettext_lazy("a date in EDTF, such as 1992, 1992-01 or 1992-01-14: from then on"),
    "until": gettext_lazy("a date in EDTF: up to then"),
    "evidence": gettext_lazy("how well a record is attested: disputed, single or several"),
    "sort": gettext_lazy("the order: date, -date, title or -title"),
    "page": gettext_lazy("the number of a page of the list; not of its data, which is whole"),
    "columns": gettext_lazy("of data alone: evidence adds the sources of each fact"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the lists and of their data: what it takes, and which types have it."""

    name: str
    words: str
    types: str


def parameters():
    """Every parameter of the lists and of their data, with the types that have it."""
    for name, words in PARAMETERS.items():
        types = [model for model in RECORD_TYPES if name in _filters(model)]
        everywhere = len(types) in (0, len(RECORD_TYPES))
        named = listed(str(model._meta.verbose_name_plural) for model in types)
        yield Parameter(name, str(words), _("all") if everywhere else named)


def _filters(model):
    """The filters that the list of a type has."""
    return filter_of(model)({}, queryset=model.objects.none()).filters


def limits():
    """How much is given at once and taken in, in sentences."""
    yield _("A list shows %(number)s records a page; as data it is whole.") % {"number": amount(PAGE)}
    yield _("A search takes %(letters)s characters and %(words)s words; what is more is left out.") % {
        "letters": index.MOST_LETTERS,
        "words": index.MOST_WORDS,
    }
    yield _("A feed has %(number)s entries.") % {"number": amount(feeds.LATEST)}
    yield _("A sitemap of more than %(number)s records is divided into files.") % {"number": amount(sitemap.A_FILE)}
    hour, day = settings.CORRECTIONS_MOST["address"]
    yield _("From one address %(hour)s corrections an hour and %(day)s a day are taken in.") % {
        "hour": hour,
        "day": day,
    }
    yield _("Whoever asks for more than the archive can give is answered 429, with Retry-After in seconds.")
