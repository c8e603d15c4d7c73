"""Search over everything that is published, on one page, grouped by type."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import search as index
from archive import text
from archive.models import RECORD_TYPES
from archive.public.context import page
from archive.public.facets import is_too_many
from archive.public.finding.groups import groups_of
from archive.public.finding.meaning import meant
from archive.public.finding.narrowing import Narrowed, in_all
from archive.reader import for_one_reader
from archive.templatetags.reading import sentence_case


@require_safe
@for_one_reader
def search(request):
    """What matches `q`, of every type: every word must be there, by its beginning, letters folded; phrases whole."""
    narrowed = Narrowed(request.GET, request.path)
    words = index.words(narrowed.words)
    counts = narrowed.counts()
    total = in_all(counts)
    groups = groups_of(narrowed, counts, words)
    chosen = list(narrowed.chosen())
    is_unknown = words and not (total.number or chosen or narrowed.problems)
    context = page(
        request,
        title=_("Search: %(query)s") % {"query": narrowed.words} if narrowed.words else _("Search"),
        description=_("Search over people, organizations, events, visits, agreements, trade and sources."),
        asked=narrowed.words,
        written={name: value for name, value in narrowed.written.items() if value},
        understood=bool(words),
        problems=narrowed.problems if words else [],
        shortened=_is_shortened(request.GET.get("q", "")),
        groups=groups,
        total=total.number,
        is_all=total.is_all,
        chosen=chosen,
        facets=narrowed.facets(counts),
        too_many_for_facets=narrowed.most if is_too_many(narrowed.readings, total) else 0,
        suggestions=[(way, narrowed.link("q", way)) for way in (meant(narrowed.words) if is_unknown else ())],
        lists=[
            (f"{model.address}-list", sentence_case(str(model._meta.verbose_name_plural))) for model in RECORD_TYPES
        ],
    )
    return render(request, "archive/search.html", context)


def _is_shortened(written):
    """Whether more was asked for than is looked for."""
    asked = text.clean(written[: 2 * index.MOST_LETTERS])
    return len(asked) > index.MOST_LETTERS or len(asked.split()) > index.MOST_WORDS
