"""What every page of the editors' door does: writes inside one change, finds folded words, never a query per row."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, connection
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.forms import GuardedForm
from archive.admin.listing import QuickLists
from archive.admin.sheets import SheetPages
from archive.admin.widgets import FIELDS, AutocompleteMany, EDTFInput, KnownAutocompleteSelect
from archive.models import Discrepancy, open_change
from archive.models.base import Slugged
from archive.review import Mixed, NotAllowed, Unexplained, write_or_propose
from archive.text import clean
from archive.writing import NotDeletable, Stale


def links_to_slugged(model, without=()):
    """The names of a model's links to records and places, each an autocomplete."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return [
        f.name
        for f in fields
        if f.is_relation and f.editable and f.name not in without and issubclass(f.remote_field.model, Slugged)
    ]


class FieldsOfTheArchive:
    """Form fields for the archive's own columns, for admins and inlines alike."""

    formfield_overrides = FIELDS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A text that stands in several languages says in which."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        language = getattr(db_field, "_translated_field_language_code", None)
        if field and language:
            field.label = format_lazy("{name} ({language})", name=field.label, language=language)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            # Another record is deleted on its own page, where what it takes along is shown.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A link is an autocomplete that does not fetch again what the page has fetched."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocompleteSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """So are several links."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = AutocompleteMany(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class GuardedAdmin(FieldsOfTheArchive, SheetPages, QuickLists, admin.ModelAdmin):
    """Anything that is written inside a change: every POST is one change, whatever it saves or deletes."""

    form = GuardedForm
    list_per_page = 50
    change_list_template = "admin/archive/change_list.html"
    change_form_template = "admin/archive/change_form.html"

    def __init__(self, model, admin_site):
        self.autocomplete_fields = links_to_slugged(model)
        super().__init__(model, admin_site)

    def get_urls(self):
        """With the answer to how a date is understood while it is typed."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_understood"
        return [path("understood/", self.admin_site.admin_view(self.understood_view), name=name), *super().get_urls()]

    def understood_view(self, request):
        """The reading of `?date=` in the editor's language, as JSON."""
        return JsonResponse({"sentence": EDTFInput().sentence(request.GET.get("date", "")[:200])})

    def in_change(self, request, write):
        """Run a view that writes inside one change; what the archive refuses becomes a message, never an error page."""
        if open_change.get() is not None:
            # A page that opened the change itself decides what becomes of it.
            return write()
        why = clean(request.POST.get("why", ""))[:300]
        try:
            return self.written(request, *write_or_propose(write, by=request.user, why=why))
        except (NotAllowed, NotDeletable, Mixed) as refusal:
            return self.refused(request, refusal)
        except (Stale, IntegrityError):
            # Somebody came between: read again, so that the form itself says so and keeps what was typed.
            forget_messages(request)
        try:
            return self.written(request, *write_or_propose(write, by=request.user, why=why))
        except (Stale, NotAllowed, NotDeletable, Mixed) as refusal:
            return self.refused(request, refusal)

    def written(self, request, answer, proposals):
        """The answer to a write; where it became proposals, with the word that it waits for somebody else."""
        if proposals:
            forget_messages(request)
            names = ", ".join(f"“{proposal.record}”" for proposal in proposals)
            sentence = _(
                "Readers see %(records)s, so your change waits for a reviewer; what is published stays as it is."
            )
            self.message_user(request, sentence % {"records": names}, messages.SUCCESS)
        return answer

    def refused(self, request, refusal):
        """Back to the page with the sentence of the refusal."""
        forget_messages(request)
        self.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form to add or change."""
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if request.method != "POST":
            return view()
        try:
            return self.in_change(request, view)
        except Unexplained as refusal:
            # The form comes back as it was typed, and asks for the reason.
            forget_messages(request)
            request.archive_unexplained = str(refusal)
            return view()

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form knows whether the reason must be given."""
        found = super().get_form(request, obj, change, **kwargs)
        found.unexplained = getattr(request, "archive_unexplained", "")
        return found

    def delete_view(self, request, object_id, extra_context=None):
        """The question whether to delete, and the deletion."""
        return self.deed(request, partial(super().delete_view, request, object_id, extra_context))

    def changelist_view(self, request, extra_context=None):
        """The list, with its actions."""
        shown = {**self.sheet_context(request), **(extra_context or {})}
        return self.deed(request, partial(super().changelist_view, request, shown))

    def deed(self, request, view):
        """The answer of a view without a form; a POST is one change, for which the page asks the reason besides."""
        try:
            return self.in_change(request, view) if request.method == "POST" else view()
        except Unexplained as refusal:
            return self.refused(request, refusal)

    def get_object(self, request, object_id, from_field=None):
        """The row; while it is being written, no other writer may come between."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and open_change.get() and connection.features.has_select_for_update:
            list(self.model._base_manager.select_for_update().filter(pk=found.pk).values_list("pk"))
            found = super().get_object(request, object_id, from_field)
        return found

    def save_model(self, request, obj, form, change):
        """Save what has changed; an untouched form makes no new version."""
        if not change or form.changed_data:
            super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        """What a deletion takes along; discrepancies, which nobody deletes by hand, go with their record."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return found, counts, lacking - {Discrepancy._meta.verbose_name}, protected

    def render_change_form(self, request, context, *args, **kwargs):
        """With the stored value below each field that a colleague has saved differently."""
        context["adminform"].form.show_stored()
        return super().render_change_form(request, context, *args, **kwargs)


def forget_messages(request):
    """Drop the messages of a write that did not come about."""
    messages.get_messages(request)._queued_messages.clear()


class SluggedAdmin(GuardedAdmin):
    """Records and places: found by the folded words of their names."""

    search_fields = ("search_text",)
    search_help_text = gettext_lazy("The beginnings of words, in any order and without diacritics.")

    def page_about(self, request, record, template, title, **context):
        """A page of its own about one record, under the trail of the record's pages."""
        shown = {"object": record, "module_name": str(self.opts.verbose_name_plural), **context}
        return self.page(request, template, title, **shown)

    def get_search_results(self, request, queryset, search_term):
        """Those whose folded words begin with each word of the term."""
        return queryset.matching(search_term), False
