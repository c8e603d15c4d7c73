"""The form of a correction: which statement, what it should say, the source, the reason, and how to answer."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Correction, CorrectionContact
from archive.public.corrections.guard import sealed
from archive.public.values import field_label
from archive.templatetags.reading import sentence_case
from archive.text import clean

# So much of what a statement says now is read in the list of statements.
_SHOWN = 80


class Prose(forms.CharField):
    """Text of several lines in its stored form, as long as its column."""

    widget = forms.Textarea

    def __init__(self, column, **kwargs):
        most = Correction._meta.get_field(column).max_length
        rows = {"rows": 3, "maxlength": most}
        super().__init__(max_length=most, strip=False, widget=forms.Textarea(attrs=rows), **kwargs)

    def to_python(self, value):
        """Cleaned before its length is judged: a browser sends two signs for the end of a line."""
        return clean(super().to_python(value), lines=True)


class CorrectionForm(forms.Form):
    """What a reader says about one statement of a published record; `shown` is its page."""

    use_required_attribute = True
    field = forms.ChoiceField(required=False, label=gettext_lazy("Which statement"))
    proposed = Prose(
        "proposed",
        label=gettext_lazy("What it should say"),
        error_messages={"required": gettext_lazy("Write what it should say.")},
    )
    source_words = Prose(
        "source_words",
        label=gettext_lazy("The source"),
        help_text=gettext_lazy("Where it can be read: title, date and page, or the address of a web page."),
        error_messages={"required": gettext_lazy("Name a source: without one the editors cannot follow you.")},
    )
    reason = Prose("reason", required=False, label=gettext_lazy("Why, if the source alone does not tell"))
    wants_answer = forms.BooleanField(
        required=False,
        label=gettext_lazy("I would like a public answer"),
        help_text=gettext_lazy(
            "What the editors answer then stands on the page of the record for everybody; what you write here does not."
        ),
    )
    email = forms.EmailField(
        required=False,
        max_length=CorrectionContact._meta.get_field("email").max_length,
        label=gettext_lazy("E-mail address, for questions"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # No reader sees it; what fills in every field of a form gives itself away.
    topic = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, shown, data=None, initial=None):
        self.shown = shown
        choices = list(_statements(shown))
        if (initial or {}).get("field") not in dict(choices):
            initial = None
        super().__init__(data, initial=initial, label_suffix="", prefix=None)
        self.fields["field"].choices = choices
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def clean_topic(self):
        """Empty, as it was left by whoever does not see it."""
        if self.cleaned_data["topic"]:
            raise forms.ValidationError(_("Leave this empty: it tells machines from people."))
        return ""

    def fresh(self) -> str:
        """The seal of a form that is opened now."""
        return sealed(self.shown.record)

    def correction(self) -> dict:
        """What is stored of a valid form, but for the e-mail address."""
        names = ("field", "proposed", "source_words", "reason", "wants_answer")
        return {name: self.cleaned_data[name] for name in names}


def _statements(shown):
    """(field, its name and what the page says in it now) of everything that a source can speak of."""
    model = type(shown.record)
    said = {statement.field: _words(statement) for statement in reversed(shown.statements)}
    for name in ("title", "name"):
        said[name] = shown.title.value
    said["summary"] = shown.summary.value
    yield "", _("something else on the page")
    for name in model.citable():
        label = sentence_case(shown.labels.get(name) or field_label(model, name))
        words = Truncator(said.get(name, "")).chars(_SHOWN)
        yield name, _("%(statement)s: %(words)s") % {"statement": label, "words": words} if words else label


def _words(statement):
    if statement.disagreement is not None:
        return statement.disagreement.accepted.value
    return "; ".join(value.text.value for value in statement.values)
