"""What hangs on a record, edited on the record's own page: one inline for every type of record it can hang on."""

from functools import partial

from django import forms
from django.contrib import admin
from django.db.models import UniqueConstraint
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive.admin.base import FieldsOfTheArchive, links_to_slugged
from archive.admin.forms import CitationRowForm, RowForm
from archive.models import Citation, NameForm, Participation, Party, Posting, Record
from archive.models.conditions import holds
from archive.models.links import key_to
from archive.models.wording import label
from archive.review import Action, may


class HangingFormSet(BaseInlineFormSet):
    """Rows that know their record without fetching it again; `reader` is whoever the page is for."""

    reader = None

    @cached_property
    def shows_all(self) -> bool:
        """Whether the reader sees every row of the record."""
        return not self.instance.pk or sees_inside(self.reader, self.instance)

    def get_queryset(self):
        """The rows; on somebody else's record those alone that name nothing which this person may not see."""
        if not hasattr(self, "_queryset") and not self.shows_all:
            self.queryset = self.queryset.visible_to(self.reader)
        return super().get_queryset()

    def validate_unique(self):
        """Among the rows, what the model's constraints hold besides Django's own look at `unique_together`."""
        super().validate_unique()
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.condition is not None:
                self._refuse_twice(constraint)

    def _refuse_twice(self, constraint):
        seen, names = set(), [self.model._meta.get_field(name).attname for name in constraint.fields]
        for form in self.forms:
            row = form.instance
            if form in self.deleted_forms or not form.is_valid():
                continue
            if not holds(constraint.condition, partial(getattr, row)):
                continue
            values = tuple(getattr(row, name) for name in names)
            if values in seen:
                form.add_error(constraint.fields[-1], constraint.get_violation_error_message())
            seen.add(values)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if self.instance.pk:
            setattr(form.instance, self.fk.name, self.instance)
        return form


class CitationFormSet(HangingFormSet):
    """Testimonies; `losing` names the fields whose values would lose their last support by this save."""

    losing = ()

    def clean(self):
        """Ask first, where no source would support a value that readers see."""
        super().clean()
        if self.losing:
            sentence = _(
                "No source would support what readers are told any more: %(fields)s. "
                "Cite a source beside the field, or confirm the value there and write the reason below."
            )
            raise forms.ValidationError(sentence % {"fields": ", ".join(self.losing)}, code="loses_support")


class HangingInline(FieldsOfTheArchive, admin.StackedInline):
    """Rows of one satellite; a class names the satellite and its fields."""

    form = RowForm
    formset = HangingFormSet
    template = "admin/archive/edit_inline/stacked.html"
    extra = 0

    def __init__(self, parent_model, admin_site):
        self.fk_name = key_to(self.model, parent_model)
        arc = getattr(self.model, "ARC", ())
        # Seen from one end of its arc, a row shows no other end of it.
        self.autocomplete_fields = links_to_slugged(self.model, without=arc if self.fk_name in arc else [self.fk_name])
        super().__init__(parent_model, admin_site)

    def get_queryset(self, request):
        """The rows with their links, in one query."""
        return super().get_queryset(request).select_related(*self.autocomplete_fields)

    def get_formset(self, request, obj=None, **kwargs):
        """Rows for this reader."""
        found = super().get_formset(request, obj, **kwargs)
        found.reader = request.user
        return found

    def get_fieldsets(self, request, obj=None):
        """The lines of a row; editors' notes are for those who see the record from inside."""
        if obj is None or sees_inside(request.user, obj):
            return ((None, {"fields": self.lines()}),)
        lines = (line if isinstance(line, str) else tuple(n for n in line if n != "note") for line in self.lines())
        return ((None, {"fields": tuple(line for line in lines if line != "note")}),)

    def lines(self):
        """The fields of a row, line by line."""
        raise NotImplementedError


class NameInline(HangingInline):
    """The forms of a name."""

    model = NameForm

    def lines(self):
        """The form of the name, and where it belongs."""
        return (("text", "language", "script", "kind", "note"),)


class PostingInline(HangingInline):
    """The offices of a person, or in an organization."""

    model = Posting

    def lines(self):
        """The other end of the posting first."""
        other = "organization" if self.fk_name == "person" else "person"
        return ((other, "role", "since", "until"), tuple(Posting.title.fields), "note")


class ParticipationInline(HangingInline):
    """People's parts."""

    model = Participation

    def lines(self):
        """The other end of the participation first: the person, or on a person's page one of the occasions."""
        other = Participation.ARC if self.fk_name is None else ("person",)
        return ((*other, "role"), tuple(Participation.capacity.fields))


class PartyInline(HangingInline):
    """The parties to an agreement."""

    model = Party

    def lines(self):
        """A country or an organization."""
        return (("country", "organization"),)


class CitationInline(HangingInline):
    """The testimony about a record; the field is chosen from those that its type can have cited."""

    model = Citation
    form = CitationRowForm
    formset = CitationFormSet

    def lines(self):
        """Of what, by whom, what and where; then its words and what it does to the accepted value."""
        return (
            ("field", "source", "stated", "locator"),
            ("quotation", "translation", "stance", "status", "note"),
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The name of a field is a choice in words."""
        if db_field.name != "field":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [("", "---------"), *((name, label(self.parent_model, name)) for name in self.parent_model.citable())]
        return forms.ChoiceField(choices=choices, label=capfirst(db_field.verbose_name), help_text=db_field.help_text)


def sees_inside(user, row) -> bool:
    """Whether somebody sees a record with its drafts and notes, as its history shows them; a place has no history."""
    if user is None or isinstance(row, Record):
        return user is None or may(user, Action.HISTORY, row)
    return user.has_perm(f"{row._meta.app_label}.view_{row._meta.model_name}")


INLINES = (NameInline, PartyInline, ParticipationInline, PostingInline, CitationInline)


def inlines_of(model):
    """The inlines of everything that can hang on a model."""
    return [inline for inline in INLINES if hasattr(model, inline.model._meta.default_related_name)]
