"""For developers: every address by an example that works, with its parameters, formats and limits."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive.models import RECORD_TYPES
from archive.public.context import page
from archive.public.developers import examples
from archive.public.developers.told import limits, parameters
from archive.public.harvest.arguments import ARGUMENTS
from archive.public.harvest.verbs import A_PART
from archive.public.site import host, origin
from archive.templatetags.reading import listed


@dataclass(frozen=True, slots=True)
class Part:
    """Some addresses of one sort: what they have in common, and examples of them."""

    key: str
    heading: str
    words: str
    examples: list[examples.Example]


# (key, heading, what they have in common, the examples) of each part of the page.
PARTS = (
    ("pages", gettext_lazy("Pages"), gettext_lazy("Each page stands in each language."), examples.pages),
    (
        "lists",
        gettext_lazy("Lists as data"),
        gettext_lazy("A list's address with a suffix and the same parameters: all that it finds, not one page of it."),
        examples.list_data,
    ),
    (
        "records",
        gettext_lazy("A record as data"),
        gettext_lazy(
            "All that readers may know of a record, with every testimony; a former address leads to the present one."
        ),
        examples.record_data,
    ),
    (
        "whole",
        gettext_lazy("Everything at once"),
        gettext_lazy(
            "All that is published as one file: with a sheet for each type, or as CSV tables with their schema."
        ),
        examples.whole,
    ),
    (
        "drawings",
        gettext_lazy("Drawings"),
        gettext_lazy(
            "Each drawing as a file, with the type, country, since and until of its page; 404 where nothing is drawn."
        ),
        examples.drawings,
    ),
    (
        "feeds",
        gettext_lazy("Feeds and the calendar"),
        gettext_lazy("Atom feeds in each language; a calendar of every day that is known, each year again."),
        examples.feeds,
    ),
    ("oai", "OAI-PMH 2.0", gettext_lazy("Every record in Dublin Core; the sets are the types."), examples.harvest),
    (
        "finding",
        gettext_lazy("For browsers and robots"),
        gettext_lazy("What tells machines where everything is."),
        examples.maps,
    ),
)


@require_safe
def developers(request):
    """The page, its examples made from what is published; one query for each type."""
    latest = filter(None, map(_latest, RECORD_TYPES))
    known = examples.Known({type(record): record for record in latest}, host(request))
    parts = [Part(key, str(heading), str(words), list(made(known))) for key, heading, words, made in PARTS]
    context = page(
        request,
        title=_("For developers"),
        description=_("Every address of the archive's data by an example: lists, records, feeds, OAI-PMH, limits."),
        parts=[part for part in parts if part.examples],
        parameters=list(parameters()),
        verbs=[(verb, listed(f"{name}=" for name in (*must, *may))) for verb, (must, may) in ARGUMENTS.items()],
        limits=[*limits(), _("OAI-PMH gives %(number)s records at a time.") % {"number": A_PART}],
        pointed=known.record.get_absolute_url() if known.record else "",
        origin=origin(request),
    )
    return render(request, "archive/developers.html", context)


def _latest(model):
    """The record that changed last, which an index tells."""
    return model.objects.published().order_by("-face_changed_at").only("slug", "face_changed_at").first()
