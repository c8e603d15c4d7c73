"""What hangs on records, as lists of its own: citations, postings, participations, name forms."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from archive.admin.base import GuardedAdmin
from archive.admin.forms import CitationForm
from archive.admin.wording import date_in_words
from archive.models import RECORD_TYPES, Citation, NameForm, Participation, Posting, Record, Source
from archive.models.base import Slugged
from archive.models.sets import Scanned, keys
from archive.models.wording import label
from archive.review import Action, may

# So many keys that a search finds of one type are looked up, each in an index. Where there are more, the rows are gone
# through in the order of the list, of which the first are enough.
_FEW = 5000


class HangingAdmin(GuardedAdmin):
    """Rows that hang on records: found by the names of the records they link."""

    search_fields = ("pk",)
    ordering = ("-pk",)

    def links(self):
        """The foreign keys to records and places."""
        return [f for f in self.model._meta.fields if f.is_relation and issubclass(f.remote_field.model, Slugged)]

    def get_queryset(self, request):
        """What hangs on records that this person may see."""
        return super().get_queryset(request).visible_to(request.user)

    def history_view(self, request, object_id, extra_context=None):
        """Who changed the row when, for those who may read the history of its record."""
        row = self.get_object(request, unquote(object_id))
        # What a source is cited for is the history of the record, not of the source.
        about = [field.name for field in self.links() if field.remote_field.model is not Source]
        linked = [getattr(row, name) for name in about] if row is not None else []
        if not all(may(request.user, Action.HISTORY, each) for each in linked if isinstance(each, Record)):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_list_select_related(self, request):
        """A line names the records that it links."""
        return [f.name for f in self.links()]

    def get_search_results(self, request, queryset, search_term):
        """Those whose records are found by the term; in each record type's own index, without joins."""
        if not search_term.strip():
            return queryset, False
        found, by_type, many = Q(pk__in=[]), {}, {}
        for field in self.links():
            model = field.remote_field.model
            if model not in by_type:
                by_type[model] = _matching(model, search_term)
            if isinstance(by_type[model], QuerySet):
                many[f"{field.name}_scanned"] = Scanned(F(field.name))
                found |= Q(**{f"{field.name}_scanned__in": by_type[model]})
            elif by_type[model]:
                found |= Q(**{f"{field.name}__in": keys(by_type[model])})
        return queryset.alias(**many).filter(found), False

    def get_fieldsets(self, request, obj=None):
        """On a stored row only the record that it hangs on stands, of all that it could hang on."""
        arc = getattr(self.model, "ARC", ())
        unused = {name for name in arc if obj is not None and name != obj.arc_name}
        fields = [f.name for f in self.model._meta.fields if f.editable and not f.primary_key and f.name not in unused]
        return [(None, {"fields": fields})]

    @admin.display(description=_("Record"))
    def of_record(self, row):
        """The record that the row hangs on."""
        return row.record


def _matching(model, term):
    """The keys of the rows of a type that a term finds: a list; where they are many, a query."""
    rows = model.objects.matching(term).order_by().values_list("pk", flat=True)
    few = list(rows[: _FEW + 1])
    return few if len(few) <= _FEW else rows


def all_citable():
    """Every field that a citation of any type may speak of, with its name in words."""
    return {name: label(model, name) for model in RECORD_TYPES for name in model.citable()}


class FieldFilter(admin.SimpleListFilter):
    """Citations by the field that they speak of: of all that can be cited, so that no list is read for the choices."""

    title = _("field")
    parameter_name = "field"

    def lookups(self, request, model_admin):
        """Every citable field by its name in words."""
        return sorted(all_citable().items(), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        """Those about the chosen field."""
        return queryset.filter(field=self.value()) if self.value() else queryset


class CitationAdmin(HangingAdmin):
    form = CitationForm
    list_display = ("of_record", "field_name", "stated", "stance", "source", "locator", "status")
    list_filter = ("stance", "status", FieldFilter)
    narrowed_by = ("source__id__exact",)
    # The latest first. What is alike is found by filters and words: to sort by a column would mean to read all
    # testimony of the archive for one page.
    sortable_by = ()

    @admin.display(description=_("Field"))
    def field_name(self, citation):
        """The field in words."""
        return citation.field_label

    def response_post_save_add(self, request, obj):
        """Back to the record's page, where that is where the editor came from."""
        if request.GET.get("_back") == "record":
            name = obj.record._meta.model_name
            return HttpResponseRedirect(reverse(f"admin:archive_{name}_change", args=[obj.record.pk]))
        return super().response_post_save_add(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The name of a field is a choice in words."""
        if db_field.name != "field":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.ChoiceField(
            choices=lambda: [("", "---------"), *sorted(all_citable().items(), key=lambda pair: pair[1])],
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
        )


class PostingAdmin(HangingAdmin):
    list_display = ("person", "role", "organization", "from_date", "to_date")
    list_filter = ("role",)

    @admin.display(description=_("Since"), ordering="since_earliest")
    def from_date(self, posting):
        """When the office began, in words."""
        return date_in_words(posting.since)

    @admin.display(description=_("Until"), ordering="until_latest")
    def to_date(self, posting):
        """When the office ended, in words."""
        return date_in_words(posting.until)


class ParticipationAdmin(HangingAdmin):
    list_display = ("person", "role", "of_record")
    list_filter = ("role",)


class NameFormAdmin(HangingAdmin):
    list_display = ("text", "language", "script", "kind", "of_record")
    list_filter = ("kind", "language", "script")


admin.site.register(Citation, CitationAdmin)
admin.site.register(Posting, PostingAdmin)
admin.site.register(Participation, ParticipationAdmin)
admin.site.register(NameForm, NameFormAdmin)
