"""The forms of the editors' door: what was typed is never lost to somebody else's save, nor stored twice."""

import hashlib
import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import snapshot
from archive.admin.history import difference
from archive.admin.widgets import EDTFInput, KnownAutocompleteSelect
from archive.admin.wording import date_in_words
from archive.evidence import comparison
from archive.models import Citation, FormerSlug, Place, Record, Revision, arc_name
from archive.models.base import Slugged
from archive.models.links import key_to

# What of an account changes by itself, whenever its owner signs in.
_BY_ITSELF = {"last_login"}


def version_of(row) -> str:
    """What tells this version of a row from others: a record's revision number, else a checksum of all of it.

    Of a place that is its names too, of an account its groups and rights.
    """
    if isinstance(row, Record):
        return str(row.revision)
    if isinstance(row, Place):
        return snapshot.checksum(snapshot.take(Place, [row.pk])[row.pk])
    columns = {f.attname: str(getattr(row, f.attname)) for f in row._meta.concrete_fields if f.name not in _BY_ITSELF}
    for field in row._meta.many_to_many:
        columns[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True))
    return hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()


class SeenForm(forms.ModelForm):
    """A form that knows which version it was opened on, and writes over no other."""

    # The version that the editor has read.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    stale = False
    # Fields that say something of the save, not of the row.
    about_itself = ("seen",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = version_of(self.instance)

    @cached_property
    def changed_data(self):
        """The names of changed fields; what is said of the save alone changes nothing."""
        return [name for name in super().changed_data if name not in self.about_itself]

    def clean(self):
        """Refuse to write over what somebody else has saved since the form was opened."""
        cleaned = super().clean()
        # Not every form of Django's gives them back.
        cleaned = self.cleaned_data if cleaned is None else cleaned
        stored = self.initial.get("seen")
        if stored and cleaned.get("seen") != stored:
            self.stale = True
            read = cleaned.get("seen")
            # Saving again after having read the warning is a decision.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = stored
            raise ValidationError(stale_sentence(self.instance, read), code="stale")
        return cleaned

    def show_stored(self) -> None:
        """Where it is stale, let each field that differs show below it what is stored now."""
        if self.stale:
            for name in self.changed_data:
                self[name].stored = stored_words(self[name])


class GuardedForm(SeenForm):
    """A form of the archive's own rows, which gives the reason for the change."""

    why = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Kept in the history, for the next editor: what is changed and why."),
    )
    # Why the form was asked for once more, where a change of what readers see lacked its reason.
    unexplained = ""
    about_itself = ("why", "seen")

    def clean(self):
        """Ask for the reason where it is lacking."""
        if self.unexplained:
            self.add_error("why", self.unexplained)
        return super().clean()

    def _post_clean(self):
        super()._post_clean()
        row = self.instance
        if isinstance(row, Slugged) and row._state.adding and not row.slug and not self.errors:
            self._take_address_from_title(row)
        elif isinstance(row, Slugged) and not row._state.adding and not row.slug:
            # An address is permanent: an emptied one is left as it was.
            row.slug = self.initial.get("slug") or type(row)._base_manager.values_list("slug", flat=True).get(pk=row.pk)
        if isinstance(row, Slugged) and "slug" in self.changed_data and "slug" not in self.errors:
            self._leave_old_addresses(row)

    def _leave_old_addresses(self, row):
        """An address that led to another record leads there for ever: it is not given to this one."""
        key = key_to(FormerSlug, type(row))
        former = FormerSlug._base_manager.filter(slug=row.slug, **{f"{key}__isnull": False}).exclude(**{key: row.pk})
        found = former.select_related(key).first()
        if found:
            sentence = _("The address “%(slug)s” leads to “%(record)s”, which had it before: choose another.")
            self.add_error("slug", sentence % {"slug": row.slug, "record": getattr(found, key)})

    def _take_address_from_title(self, row):
        stem = row.slug_stem()
        # A second press on Save, too, comes here: it must not make a second record.
        if type(row)._base_manager.filter(slug=stem).exists():
            sentence = _(
                "The address “%(slug)s”, made from the title, is taken: see if this is the same, or write another."
            )
            self.add_error("slug", sentence % {"slug": stem})


def stale_sentence(row, read) -> str:
    """Who changed a row since it was read, when, and what; `read` is the version that the form was opened on."""
    facts = _("Somebody else has changed this in the meantime.")
    if isinstance(row, Record):
        versions = Revision.objects.filter(**{arc_name(type(row)): row.pk})
        last = versions.order_by("-number").first()
        before = versions.filter(number=int(read)).first() if str(read).isdecimal() else None
        if last:
            facts = _("On %(time)s this was changed by %(name)s.") % {
                "name": last.author_name or _("the archive itself"),
                "time": date_format(localtime(last.created_at), "SHORT_DATETIME_FORMAT"),
            }
        if last and before:
            keys = difference(type(row), before.snapshot, last.snapshot)
            facts += " " + _("Changed meanwhile: %(fields)s.") % {"fields": ", ".join(c.label for c in keys) or "–"}
    return f"{facts} " + _(
        "Nothing was saved, and what you typed is still here; below a field that differs stands what is stored now. "
        "To store your version all the same, save again."
    )


def stored_words(bound) -> str:
    """The stored value of a form's field, as an editor reads it."""
    value, field = bound.initial, bound.field
    if value in (None, "", []):
        return _("empty")
    if hasattr(field, "queryset"):
        keys = [getattr(v, "pk", v) for v in (value if isinstance(value, list | tuple) else [value])]
        return ", ".join(str(row) for row in field.queryset.filter(pk__in=keys))
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    return date_in_words(value) if isinstance(field.widget, EDTFInput) else str(value)


class CitationForm(GuardedForm):
    """A testimony by itself: pressing Save twice stores it once."""

    # What makes two testimonies about one record the same.
    saying = ("source", "field", "stated", "locator", "quotation", "translation")

    def clean(self):
        """Refuse a new one that says what a stored one says."""
        cleaned, row = super().clean(), self.instance
        record = next((name for name in Citation.ARC if cleaned.get(name)), None)
        if row._state.adding and record and cleaned.get("source"):
            said = {name: cleaned.get(name, "") for name in (*self.saying, record)}
            if Citation._base_manager.filter(**said).exists():
                raise ValidationError(_("This very testimony is there already: look at the record's page."))
        return cleaned


class RowForm(forms.ModelForm):
    """One row of an inline; its look-ups already know the linked rows, which the inline has fetched in one query."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            select = getattr(field.widget, "widget", field.widget)
            if self.instance.pk and isinstance(select, KnownAutocompleteSelect):
                select.known = getattr(self.instance, name)


class CitationRowForm(RowForm):
    """One testimony; its stance is the editor's to say only where the archive does not compare."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        about = row.arc_name and Citation._meta.get_field(row.arc_name).related_model
        if row.pk and row.stated and "stance" in self.fields and comparison(about, row.field):
            self.fields["stance"].disabled = True
