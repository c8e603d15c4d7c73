"""A document is its own witness for its title, its authors and its date: cited once, where the source is described."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.evidence import accepted_words
from archive.admin.evidence.deciding import RecordForm
from archive.models import Citation, Source, Stance
from archive.text import clean


class SourceForm(RecordForm):
    """The form of a source, which says where the document itself states what is typed here."""

    own_locator = forms.CharField(
        label=gettext_lazy("Where the document says so"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "Title, authors, publisher and date are taken from the document itself: say where they stand in it, "
            "such as its heading, title page or imprint. Left empty, each of them needs a citation of its own."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.setdefault("own_locator", _("the document itself"))

    def witness(self):
        """Cite the document, inside an open change, for each of its facts that nothing is cited for yet."""
        source, where = self.instance, clean(self.cleaned_data.get("own_locator", ""))
        cited = set(Citation.objects.filter(about_source=source).values_list("field", flat=True)) if where else ()
        for name in Source.FACTS if where else ():
            accepted = accepted_words(source, name)
            if accepted and name not in cited:
                # Dates stand as they were typed, which is how the document has them.
                stated = clean(self.data.get(self.add_prefix(name), ""), lines=True) or accepted
                shared = {"source": source, "field": name, "stated": stated, "locator": where}
                Citation(about_source=source, stance=Stance.SUPPORTS, **shared).save()
