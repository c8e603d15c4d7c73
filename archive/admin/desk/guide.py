"""The guide for editors: one short text in each language of the archive, and which part of it a page is about."""

import re

from django.conf import settings
from django.template.loader import select_template
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

# The parts of the guide in their order: their address in it and their name.
SECTIONS = {
    "idea": gettext_lazy("Record and testimony"),
    "document": gettext_lazy("A document and what it says"),
    "stances": gettext_lazy("Stances"),
    "dates": gettext_lazy("Dates"),
    "publishing": gettext_lazy("Publishing and review"),
    "conflicts": gettext_lazy("When two people save"),
    "discrepancies": gettext_lazy("Where sources disagree"),
    "history": gettext_lazy("History and the way back"),
    "imports": gettext_lazy("Imports and their undo"),
    "merging": gettext_lazy("Duplicates and merging"),
    "keyboard": gettext_lazy("Keyboard and languages"),
}
# Which part a page is about, by the name of its address; the first that fits.
_ABOUT = (
    (r"archive_source_(enter|document)", "document"),
    (r"archive_(importbatch|savedmapping)_|_import$|_export$|archive-export", "imports"),
    (r"_duplicates$|_merge$|archive_merge_", "merging"),
    (r"archive_discrepancy_", "discrepancies"),
    (r"archive_(proposal|correction)_|_step$|archive_desk", "publishing"),
    (r"_conflict$", "conflicts"),
    (r"_(history|version|compare)$|archive_revision_|archive_recent", "history"),
    (r"archive_citation_", "stances"),
    (r"archive_\w+_(change|add)$", "idea"),
)


def section_of(view_name: str) -> str:
    """The part of the guide about the page of this address; empty where none is."""
    return next((section for pattern, section in _ABOUT if re.search(pattern, view_name)), "")


def link(request) -> dict:
    """The way from a page to the guide: its address, and the name of the part about that page."""
    match = request.resolver_match
    section = section_of(match.view_name) if match else ""
    address = reverse("admin:archive_guide") + (f"#{section}" if section else "")
    return {"address": address, "section": SECTIONS.get(section, "")}


def page(site, request):
    """The guide in the editor's language; in the archive's first language where it is not written in theirs."""
    codes = (get_language(), settings.LANGUAGE_CODE)
    template = select_template([f"admin/archive/guide/{code}.html" for code in codes])
    written_in = template.template.name.rpartition("/")[2].removesuffix(".html")
    context = {
        **site.each_context(request),
        "title": _("Guide for editors"),
        "sections": SECTIONS,
        "text": template.template.name,
        "written_in": written_in,
        "is_foreign": written_in != get_language(),
        "language_name": get_language_info(written_in)["name_translated"],
    }
    return TemplateResponse(request, "admin/archive/guide.html", context)
