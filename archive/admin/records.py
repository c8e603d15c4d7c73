"""The admin of every record type, registered from the one list: a class says only what its type has of its own."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from translated_fields import TranslatedField

from archive.admin import history
from archive.admin.base import SluggedAdmin
from archive.admin.documents import DocumentPages
from archive.admin.evidence import EvidencePages
from archive.admin.evidence.deciding import RecordForm
from archive.admin.filters import CountryFilter, GapFilter, UncheckedFilter
from archive.admin.identity import IdentityPages
from archive.admin.inlines import inlines_of
from archive.admin.review import ConflictPages, ProposalPages, StandingPages, VersionPages
from archive.admin.sources import SourcePages
from archive.admin.wording import country_names, date_in_words
from archive.models import (
    RECORD_ARC,
    RECORD_TYPES,
    Agreement,
    Citation,
    Event,
    Organization,
    Person,
    Record,
    Source,
    Status,
    TradeFigure,
    Visit,
)
from archive.review import Action, may
from archive.writing import NotDeletable


def dated_column(model):
    """The column of a list that says when, sorted by the earliest day."""

    @admin.display(description=gettext_lazy("Date"), ordering=f"{model.dated_by}_earliest")
    def dated(record):
        return date_in_words(getattr(record, model.dated_by))

    return dated


def countries_of(record, lookups) -> str:
    """The names of the countries that a record names itself or through its links, each once."""
    found = {}
    for lookup in lookups:
        rows = [record]
        *steps, column = lookup.split("__")
        for step in steps:
            linked = [getattr(row, step) for row in rows]
            rows = [r for each in linked if each is not None for r in (each.all() if hasattr(each, "all") else [each])]
        for row in rows:
            found.update(dict.fromkeys(code for code in getattr(row, column).split("; ") if code))
    return country_names("; ".join(found))


class RecordAdmin(
    IdentityPages, EvidencePages, ProposalPages, ConflictPages, StandingPages, VersionPages, SluggedAdmin
):
    """A record type: its list with standing and gaps, its form with the evidence beside each field, its history."""

    form = RecordForm
    ordering = ("-updated_at", "-pk")
    # Fields that stand on one line of the form; all others have a line of their own.
    together = ()

    def __init__(self, model, admin_site):
        has_kind = ["kind"] if hasattr(model, "kind") else []
        dated = [dated_column(model)] if model.dated_by else []
        self.inlines = inlines_of(model)
        countries, by_country = (["in_countries"], [CountryFilter]) if model.COUNTRY_LOOKUPS else ([], [])
        self.list_display = ("__str__", *dated, *countries, *has_kind, "status", "evidence", "gaps")
        self.list_filter = ("status", "evidence", GapFilter, UncheckedFilter, *has_kind, *by_country)
        super().__init__(model, admin_site)

    def get_queryset(self, request):
        """What this person may see; anything else does not exist for them."""
        return super().get_queryset(request).visible_to(request.user)

    def has_change_permission(self, request, obj=None):
        """Whether this person may open the form: to change the record, or to propose a change of it."""
        if obj is None or not super().has_change_permission(request):
            return super().has_change_permission(request)
        return may(request.user, Action.CHANGE, obj) or may(request.user, Action.PROPOSE, obj)

    def get_list_prefetches(self):
        """The links through which a line names its countries."""
        return sorted({lookup.rpartition("__")[0] for lookup in self.model.COUNTRY_LOOKUPS} - {""})

    @admin.display(description=gettext_lazy("Countries"))
    def in_countries(self, record):
        """The countries that the record lies between."""
        return countries_of(record, self.model.COUNTRY_LOOKUPS)

    @admin.display(description=gettext_lazy("Gaps"))
    def gaps(self, record):
        """How many facts lack a citation or a source that supports them."""
        return record.uncited + record.unsupported or ""

    def view_on_site(self, record):
        """The readers' page."""
        return record.get_absolute_url()

    def get_fieldsets(self, request, obj=None):
        """The name first, then what the type states, then the summary and the record's standing."""
        own = [
            line for line in self.lines() if set(line).isdisjoint({"status", "slug", "note", *Record.summary.fields})
        ]
        rest = {"fields": [tuple(Record.summary.fields), "note", "slug"]}
        return [(None, {"fields": own}), (gettext_lazy("Summary and address"), rest)]

    def lines(self):
        """The columns of the type as lines of the form: languages of one text side by side, others one by one."""
        texts = [t for t in vars_of(self.model) if isinstance(t, TranslatedField)]
        groups = [tuple(t.fields) for t in texts] + [tuple(line) for line in self.together]
        group_of = {name: group for group in groups for name in group}
        columns = [
            f for f in (*self.model._meta.fields, *self.model._meta.many_to_many) if f.editable and not f.auto_created
        ]
        names = [f.name for f in columns]
        leading = [n for n in names if n.startswith(("title_", "name_"))]
        return list(dict.fromkeys(group_of.get(n, (n,)) for n in (*leading, *names)))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the testimony about each field beside it."""
        if obj is not None:
            self.lay_out_testimony(request, context, obj)
            context |= self.standing_context(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        """Every version of the record."""
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_view_or_change_permission(request, record):
            return super().history_view(request, object_id, extra_context)
        if not may(request.user, Action.HISTORY, record):
            raise PermissionDenied
        return history.page(self, request, record)

    def has_delete_permission(self, request, obj=None):
        """What readers have seen is withdrawn, never deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or may(request.user, Action.DELETE, obj))

    def delete_view(self, request, object_id, extra_context=None):
        """A published record leads back to its form with the sentence that says what to do."""
        record = self.get_object(request, unquote(object_id))
        if record and super().has_delete_permission(request) and not self.has_delete_permission(request, record):
            self.message_user(request, str(NotDeletable(record)), messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_change", args=[record.pk]))
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs, request):
        """A published record among those chosen protects itself, with the sentence that says what to do."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        seen = [o for o in objs if o.status in (Status.PUBLISHED, Status.WITHDRAWN)]
        if seen and super().has_delete_permission(request):
            lacking = lacking - {self.opts.verbose_name}
        return found, counts, lacking, [*protected, *(str(NotDeletable(record)) for record in seen)]


def vars_of(model):
    """Everything that a model and its bases define, nearest first."""
    return [value for base in model.__mro__ for value in vars(base).values()]


class PersonAdmin(RecordAdmin):
    together = (("born", "died"),)


class OrganizationAdmin(RecordAdmin):
    together = (("country", "host_country"), ("founded", "dissolved"))


class EventAdmin(RecordAdmin):
    pass


class VisitAdmin(RecordAdmin):
    together = (("visitor_country", "host_country"),)


class AgreementAdmin(RecordAdmin):
    together = (("signed", "in_force", "ended"),)


class TradeFigureAdmin(RecordAdmin):
    together = (("exporter", "importer"), ("amount", "currency"))


class SourceAdmin(SourcePages, DocumentPages, RecordAdmin):
    @admin.display(description=gettext_lazy("Cited by"))
    def states(self, source):
        """The first statements that cite the source, and the way to all."""
        rows = Citation.objects.filter(source=source).select_related(*RECORD_ARC).order_by("-pk")[:20]
        address = reverse("admin:archive_citation_changelist")
        lines = (
            (reverse("admin:archive_citation_change", args=[row.pk]), f"{row.record} · {row.field}: {row.stated[:80]}")
            for row in rows
        )
        items = format_html_join("", '<li><a href="{}">{}</a></li>', lines)
        return format_html(
            '<ul>{}</ul><a href="{}?source__id__exact={}">{}</a>', items, address, source.pk, _("All statements")
        )


ADMINS = {
    Person: PersonAdmin,
    Organization: OrganizationAdmin,
    Event: EventAdmin,
    Visit: VisitAdmin,
    Agreement: AgreementAdmin,
    TradeFigure: TradeFigureAdmin,
    Source: SourceAdmin,
}

for record_type in RECORD_TYPES:
    admin.site.register(record_type, ADMINS.get(record_type, RecordAdmin))
