"""One record that a document touches, as a form: which record, and for each of its fields what the document says."""

from dataclasses import dataclass, field

from django import forms
from django.contrib.admin.sites import site
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.documents.storing import checked
from archive.admin.evidence import accepted_words
from archive.admin.evidence.reading import (
    UNKNOWN,
    can_be_accepted,
    is_list,
    language_of,
    link_of,
    named,
    newly_named,
    read,
    role_field,
)
from archive.admin.widgets import KnownAutocompleteSelect
from archive.evidence import is_weighed
from archive.models import Citation, Stance, arc_name
from archive.models.agreement import Party
from archive.models.wording import label
from archive.review import Action, may
from archive.text import clean

_NARROW = {"rows": 1, "class": "vLargeTextField"}
# What an editor may say that prose does to the accepted text.
_STANCES = [("", "---------"), *Stance.choices]


def text(name, lines=False, **options):
    """A text that need not be filled in."""
    widget = forms.Textarea(attrs=_NARROW) if lines else forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(label=name, required=False, widget=widget, **options)


@dataclass(slots=True)
class Statement:
    """A line of the form: one field of the record, what the archive accepts, and what the document says."""

    name: str
    label: str
    accepted: str
    fields: dict = field(default_factory=dict)
    is_list: bool = False


@dataclass(slots=True)
class Entry:
    """What a document says about one record, ready to be stored."""

    record: object
    is_new: bool
    # Rows that link, by field: (linked row or country code, role).
    links: dict = field(default_factory=dict)
    citations: list = field(default_factory=list)
    # Drafts and places that the document names and the archive did not have, each with the words that name it.
    named: list = field(default_factory=list)


class BlockForm(forms.Form):
    """What one document says about one record of a type, chosen or new."""

    locator = text(
        gettext_lazy("Where in the document"),
        max_length=300,
        help_text=gettext_lazy("For every line below that does not say otherwise: section, paragraph, page."),
    )

    def __init__(self, model, source, user, *args, **kwargs):
        self.model, self.source, self.user = model, source, user
        super().__init__(*args, **kwargs)
        self.stem = next((stem for stem in ("title", "name") if hasattr(model, stem)), None)
        # Where the title is a fact, the document's own words for it are typed once, in its line.
        self.has_title = self.stem is not None and self.stem not in model.FACTS
        rows = model.objects.visible_to(user)
        key = Citation._meta.get_field(arc_name(model))
        widget = KnownAutocompleteSelect(key, site)
        self.fields["record"] = forms.ModelChoiceField(
            rows, label=capfirst(model._meta.verbose_name), required=False, widget=widget
        )
        if self.has_title:
            self.fields["title"] = text(_("Title of a new draft"), max_length=300)
        self.chosen = self._chosen()
        widget.known = self.chosen
        for name in model.citable():
            self._add_line(name)

    @property
    def type_name(self):
        """What the type is called."""
        return capfirst(self.model._meta.verbose_name)

    @property
    def chosen_address(self):
        """The page of the chosen record."""
        return reverse(f"admin:archive_{self.model._meta.model_name}_change", args=[self.chosen.pk])

    @property
    def stance_address(self):
        """Where a stated value is compared while it is typed."""
        return reverse(f"admin:archive_{self.model._meta.model_name}_stance")

    @property
    def will_propose(self):
        """Whether readers see the chosen record, so that what is entered waits for a reviewer."""
        return self.chosen is not None and not may(self.user, Action.CHANGE, self.chosen)

    def _chosen(self):
        value = self.data.get(self.add_prefix("record")) if self.is_bound else self.initial.get("record")
        number = str(getattr(value, "pk", value) or "")
        if not number.isdecimal() or len(number) > 18:
            return None
        return self.fields["record"].queryset.filter(pk=number).first()

    def _add_line(self, name):
        self.fields[f"{name}-stated"] = text(label(self.model, name), lines=True)
        self.fields[f"{name}-quotation"] = text(_("Its own words"), lines=True)
        self.fields[f"{name}-translation"] = text(_("In English"), lines=True)
        self.fields[f"{name}-locator"] = text(_("Where, if elsewhere"), max_length=300)
        if can_be_accepted(self.model, name) and not (self.has_title and name == self.stem):
            empty = self.chosen is None or not accepted_words(self.chosen, name)
            self.fields[f"{name}-accept"] = forms.BooleanField(
                label=_("make it the accepted value"), required=False, initial=empty
            )
        if link_of(self.model, name) is not None:
            self.fields[f"{name}-new"] = forms.BooleanField(
                label=_("it is new: make a draft where the archive has none of this name"), required=False
            )
        role = role_field(self.model, name)
        if role is not None:
            self.fields[f"{name}-role"] = forms.ChoiceField(
                label=_("as"), choices=role.choices, required=False, initial=role.get_default()
            )
        if not is_weighed(self.model, name):
            self.fields[f"{name}-stance"] = forms.ChoiceField(label=_("Stance"), choices=_STANCES, required=False)

    def lines(self):
        """The statements, each with its form fields by what they are."""
        for name in self.model.citable():
            accepted = accepted_words(self.chosen, name) if self.chosen else ""
            parts = ("stated", "quotation", "translation", "locator", "accept", "new", "role", "stance")
            bound = {part: self[f"{name}-{part}"] for part in parts if f"{name}-{part}" in self.fields}
            yield Statement(name, label(self.model, name), accepted, bound, is_list(self.model, name))

    def says(self, name, part):
        """What was typed into a part of a line."""
        return self.cleaned_data.get(f"{name}-{part}") or ""

    @property
    def is_empty(self):
        """Whether nothing was typed into this block at all."""
        return not any(self.says(name, part) for name in self.model.citable() for part in ("stated", "quotation"))

    def clean(self):
        """A record is chosen or named, and this person may write about it."""
        cleaned = super().clean()
        if self.is_empty:
            if cleaned.get("record") or cleaned.get("title"):
                raise ValidationError(_("Write what the document says about it, or take it from the page."))
            return cleaned
        record = cleaned.get("record")
        if record is not None and not (may(self.user, Action.CHANGE, record) or may(self.user, Action.PROPOSE, record)):
            raise ValidationError(_("You may not change “%(record)s”.") % {"record": record})
        if record is None and self.has_title and not cleaned.get("title"):
            self.add_error("title", _("Choose a record above, or write the title of a new draft."))
        return cleaned

    def new_record(self):
        """The unsaved draft with the values to accept, or the stored record; errors stand beside their lines."""
        record = self.cleaned_data.get("record") or self.model()
        language = language_of(self.source)
        if record._state.adding and self.has_title:
            setattr(record, f"{self.stem}_{language}", self.cleaned_data["title"])
        for name in self._accepted(record):
            if link_of(self.model, name) is None:
                try:
                    for column, value in read(self.model, name, self.says(name, "stated"), language).items():
                        setattr(record, column, value)
                except ValidationError as error:
                    self.add_error(f"{name}-stated", error)
        return record

    def _accepted(self, record):
        """The fields whose stated value is to be the accepted one; a value that is there is not written over here."""
        for name in self.model.citable():
            if not (self.says(name, "accept") and self.says(name, "stated")):
                continue
            taken = "" if record._state.adding or is_list(self.model, name) else accepted_words(record, name)
            if taken:
                sentence = _("“%(value)s” is accepted now: change it on the record's page, or take the tick away.")
                self.add_error(f"{name}-stated", sentence % {"value": taken})
            else:
                yield name

    def entry(self, record, fresh) -> Entry:
        """All that is to be stored; `fresh` are the new drafts of the page, which names may mean, too."""
        found = Entry(record, record._state.adding)
        for name in self.model.citable():
            found.citations += self._citations(name)
            if self.says(name, "accept") and self.says(name, "stated") and link_of(self.model, name) is not None:
                try:
                    found.links[name] = [self._linked(name, stated, fresh, found) for stated in self._stated(name)]
                except ValidationError as error:
                    self.add_error(f"{name}-stated", error)
        return found

    def _stated(self, name):
        stated = clean(self.says(name, "stated"), lines=True)
        return [line.strip() for line in stated.splitlines() if line.strip()] if is_list(self.model, name) else [stated]

    def _linked(self, name, stated, fresh, entry):
        link, kinds = link_of(self.model, name), role_field(self.model, name)
        role = self.says(name, "role") or (kinds.get_default() if kinds else "")
        if link.through is Party:
            try:
                return read(Party, "country", stated, "")["country"], role
            except ValidationError:
                pass
        try:
            return named(link.target, stated, self.user, fresh), role
        except ValidationError as error:
            if error.code != UNKNOWN or not self.says(name, "new"):
                raise
        return self._made(link.target, stated, name, fresh, entry), role

    def _made(self, target, stated, name, fresh, entry):
        row = newly_named(target, stated, language_of(self.source))
        try:
            checked(row)
        except ValidationError as error:
            raise ValidationError(error.messages) from None
        entry.named.append((row, self._naming(target, stated, name)))
        # Another line may name the same.
        fresh.append(row)
        return row

    def _naming(self, target, stated, name):
        """The document as witness for the name of what it names; none where the type does not ask for one."""
        stem = "name" if hasattr(target, "name") else "title"
        if stem not in getattr(target, "FACTS", ()):
            return None
        return Citation(
            source=self.source, field=stem, stated=stated, stance=Stance.SUPPORTS, locator=self._where(name)
        )

    def _where(self, name):
        return self.says(name, "locator") or self.cleaned_data.get("locator", "")

    def _citations(self, name):
        quotation, stance = self.says(name, "quotation"), self.says(name, "stance")
        stated = self._stated(name)
        if not any(stated) and not quotation:
            return []
        if not stance:
            stance = Stance.SUPPORTS if self.says(name, "accept") else Stance.MENTIONS
        shared = {
            "field": name,
            "source": self.source,
            "stance": stance,
            "locator": self._where(name),
            "quotation": quotation,
            "translation": self.says(name, "translation"),
        }
        return [Citation(stated=each, **shared) for each in stated]
