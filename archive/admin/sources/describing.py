"""The form and the list of sources: what each kind needs, how the source is cited, its files and its links."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from archive.admin.documents.showing import file_of
from archive.admin.sources.files import FileInline
from archive.admin.sources.links import LinkFilter, in_list, on_form
from archive.admin.wording import active
from archive.models import Source, SourceKind
from archive.models.source_kinds import BY_KIND, DETAILS
from archive.sources import links
from archive.sources.references import reference
from archive.sources.serving import handed_over


class SourcePages:
    """On a source: the details of its kind, its reference in words, its files, and what became of its links."""

    together = (
        ("kind", "language"),
        ("volume", "issue", "pages"),
        ("publisher", "locality"),
        ("repository", "shelfmark"),
        ("isbn", "issn", "doi"),
    )

    class Media:
        css = {"all": ["archive/source.css"]}

    readonly_fields = ("states", "cited_as", "link_states")

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.inlines = [FileInline, *self.inlines]
        self.list_display = (*self.list_display, "link_states")
        self.list_filter = (*self.list_filter, LinkFilter)

    def get_urls(self):
        """With the files."""
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/files/<slug:sha256>/", guard(self.file_view), name="archive_source_file")
        return [own, *super().get_urls()]

    def file_view(self, request, object_id, sha256):
        """A file of a source, for those who may see the source."""
        source = self.get_object(request, unquote(object_id))
        if source is None or not self.has_view_or_change_permission(request, source):
            raise Http404
        return handed_over(request, file_of(source, sha256), public=False)

    def get_changelist(self, request, **kwargs):
        """A list whose lines know their links, all looked up at once."""
        base = super().get_changelist(request, **kwargs)

        class ChangeList(base):
            def get_results(self, request):
                super().get_results(request)
                rows = list(self.result_list)
                known = links.links_of(rows)
                for source in rows:
                    source.seen_links = known[source.pk]
                self.result_list = rows

        return ChangeList

    def get_fieldsets(self, request, obj=None):
        """With the reference, the links, and what the source states about other records."""
        found = super().get_fieldsets(request, obj)
        if obj is None:
            return found
        about = (_("How it is cited and found"), {"fields": ["cited_as", "link_states"]})
        return [found[0], about, *found[1:], (_("What this source states"), {"fields": ["states"]})]

    def render_change_form(self, request, context, *args, **kwargs):
        """With the details that the kind needs marked, and the table of all kinds for the script."""
        form = context["adminform"].form
        if "kind" in form.fields:
            chosen = form["kind"].value()
            needed = DETAILS[SourceKind(chosen)].needs if chosen in SourceKind.values else ()
            for name in {name for details in DETAILS.values() for name in details.needs}:
                # The script shows and hides the word when another kind is chosen.
                hidden = "" if name in needed else mark_safe(" hidden")
                marked = format_html('<span class="needed"{}> ({})</span>', hidden, _("needed"))
                form[name].label = format_html("{}{}", form[name].label, marked)
            context["kinds"] = {
                "uses": {kind.value: sorted(details.uses) for kind, details in DETAILS.items()},
                "needs": {kind.value: details.needs for kind, details in DETAILS.items()},
                "details": BY_KIND,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("Reference"))
    def cited_as(self, source):
        """The source as a bibliographic reference in the editor's language, and what its kind needs besides."""
        words = reference(source, active())
        lacks = DETAILS[SourceKind(source.kind)].lacks(source)
        if not lacks:
            return format_html('<p class="reference">{}</p>', words)
        names = ", ".join(str(Source._meta.get_field(name).verbose_name) for name in lacks)
        lacking = _("A document of this kind is found again by its %(names)s too.") % {"names": names}
        return format_html('<p class="reference">{}</p><p class="gap">{}</p>', words, lacking)

    @admin.display(description=_("Links"))
    def link_states(self, source):
        """What became of the source's addresses when they were last asked for."""
        if hasattr(source, "seen_links"):
            return in_list(source.seen_links)
        labels = {name: capfirst(str(Source._meta.get_field(name).verbose_name)) for name in links.COLUMNS}
        return on_form(links.links_of([source])[source.pk], labels)
