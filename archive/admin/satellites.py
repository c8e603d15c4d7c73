"""What hangs on records, as lists of its own: citations, postings, participations, name forms."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from archive.admin.base import GuardedAdmin
from archive.admin.wording import date_in_words, label
from archive.models import RECORD_TYPES, Citation, NameForm, Participation, Posting, Record
from archive.models.base import Slugged


class HangingAdmin(GuardedAdmin):
    """Rows that hang on records: found by the names of the records they link."""

    search_fields = ("pk",)
    ordering = ("-pk",)

    def links(self):
        """The foreign keys to records and places."""
        return [f for f in self.model._meta.fields if f.is_relation and issubclass(f.remote_field.model, Slugged)]

    def get_queryset(self, request):
        """What hangs on records that this person may see."""
        rows = super().get_queryset(request)
        if request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}"):
            return rows
        for field in self.links():
            target = field.remote_field.model
            if issubclass(target, Record):
                seen = Q(**{f"{field.name}__in": target.objects.visible_to(request.user).values("pk")})
                rows = rows.filter(seen | Q(**{f"{field.name}__isnull": True}))
        return rows

    def get_list_select_related(self, request):
        """A line names the records that it links."""
        return [f.name for f in self.links()]

    def get_search_results(self, request, queryset, search_term):
        """Those whose records are found by the term; in each record type's own index, without joins."""
        if not search_term.strip():
            return queryset, False
        found = Q()
        for field in self.links():
            found |= Q(**{f"{field.name}__in": field.remote_field.model.objects.matching(search_term).values("pk")})
        return queryset.filter(found), False

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


def all_citable():
    """Every field that a citation of any type may speak of, with its name in words."""
    return {name: label(model, name) for model in RECORD_TYPES for name in model.citable()}


class CitationAdmin(HangingAdmin):
    list_display = ("of_record", "field_name", "stated", "stance", "source", "locator", "status")
    list_filter = ("stance", "status", "field")

    @admin.display(description=_("Field"), ordering="field")
    def field_name(self, citation):
        """The field in words."""
        return label(type(citation.record), citation.field)

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
