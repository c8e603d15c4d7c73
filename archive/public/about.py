"""What the archive is, how its evidence works, and how it can be cited and taken away."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive.models import RECORD_TYPES, DiscrepancyState, Stance
from archive.public.context import page
from archive.public.lists import FORMATS
from archive.spreadsheets.exporting import WHOLE_FORMATS
from archive.templatetags.reading import dated, sentence_case

STANCES = {
    Stance.SUPPORTS: gettext_lazy("The source states the same as the archive accepts."),
    Stance.MORE_PRECISE: gettext_lazy(
        "The source says more than the archive accepts, and nothing against it: a day within the accepted month."
    ),
    Stance.LESS_PRECISE: gettext_lazy(
        "The source says less, and nothing against it: a year, where the archive accepts a day in it."
    ),
    Stance.OVERLAPS: gettext_lazy("The stated and the accepted period share some days, and each has days of its own."),
    Stance.CONTRADICTS: gettext_lazy("The stated and the accepted value cannot both be true."),
    Stance.MENTIONS: gettext_lazy("The source speaks of the matter; nothing in it can be compared."),
}
STATES = {
    DiscrepancyState.OPEN: gettext_lazy(
        "The editors have not settled it. What the archive accepts for the time being is marked."
    ),
    DiscrepancyState.RESOLVED: gettext_lazy("The editors have settled it; a note gives the reason."),
    DiscrepancyState.UNRESOLVABLE: gettext_lazy("The sources at hand cannot settle it; a note says why."),
}
# How a date is kept (EDTF), one example of each kind; the words are made by the archive itself.
DATES = (
    "2012-08-21",
    "2012-08-21/2012-08-23",
    "1978-05",
    "1992",
    "1992~",
    "1992?",
    "199X",
    "2007/..",
    "[1992-01-14,1992-02-10]",
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the archive uses, and what it means."""

    word: str
    meaning: str


@require_safe
def about(request):
    """The page makes no query: it describes what holds for every record."""
    context = page(
        request,
        title=_("About"),
        description=_("What the archive is, how its evidence works, how to cite it and how to take its data."),
        stances=[Term(str(stance.label), str(meaning)) for stance, meaning in STANCES.items()],
        states=[Term(str(state.label), str(meaning)) for state, meaning in STATES.items()],
        dates=[Term(edtf, dated(edtf)) for edtf in DATES],
        disputes=reverse("discrepancies"),
        changes=reverse("changes"),
        downloads=[*map(_downloads_of, RECORD_TYPES), _whole_archive()],
    )
    return render(request, "archive/about.html", context)


def _downloads_of(model):
    label = sentence_case(str(model._meta.verbose_name_plural))
    return label, [(kind.upper(), reverse(f"{model.address}-download", args=[kind])) for kind in FORMATS]


def _whole_archive():
    files = [(kind.upper(), reverse("archive-download", args=[kind])) for kind in WHOLE_FORMATS]
    return _("The whole archive"), [*files, (_("Data package"), reverse("data-package"))]
