"""Sources that disagree about a field are decided beside it, on the record's form: which value, and what is told."""

from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.admin.evidence.beside import accepted_words
from archive.admin.evidence.sides import side_of, values_of
from archive.admin.forms import GuardedForm
from archive.models import Citation, Discrepancy, DiscrepancyState, Record
from archive.models.links import key_to
from archive.models.wording import label
from archive.review import Action, may
from archive.review.settling import settle
from archive.text import clean

# What is chosen where it is not the testimony whose value the record takes.
LATER, KEEP, NEVER = "", "keep", "never"
_STATES = {LATER: DiscrepancyState.OPEN, NEVER: DiscrepancyState.UNRESOLVABLE}


@dataclass(slots=True)
class Decision:
    """An open discrepancy of a record as it stands on the record's form."""

    discrepancy: Discrepancy
    accepted: str
    # The testimonies, each with the value that the record would take from it; those that say the same once.
    sides: list
    chosen: str = LATER
    # The public note by language, and the languages in words.
    notes: dict = field(default_factory=dict)
    error: str = ""
    values: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The beginning of the names of its inputs."""
        return f"decision-{self.discrepancy.field}"

    @property
    def texts(self) -> list:
        """(code, language, note) for each language."""
        return [(code, name, self.notes.get(code, "")) for code, name in settings.LANGUAGES]

    @property
    def has_changed(self) -> bool:
        """Whether anything was decided or written."""
        stored = {code: getattr(self.discrepancy, f"public_note_{code}") for code in self.notes}
        return self.chosen != LATER or self.notes != stored

    @property
    def settled(self) -> dict:
        """The decision as it is stored."""
        state = _STATES.get(self.chosen, DiscrepancyState.RESOLVED)
        notes = {f"public_note_{code}": note for code, note in self.notes.items()}
        return {"field": self.discrepancy.field, "state": state, **notes}


class RecordForm(GuardedForm):
    """The form of a record, on which what its sources disagree about is decided, too."""

    # The state of the proposal that the form was opened on, if it was.
    proposal_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    about_itself = (*GuardedForm.about_itself, "proposal_seen")
    # Who decides: whose names links may mean, and whether it is theirs to decide here.
    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # All of the record's, where they are decided here; else nobody has asked for them yet.
        self.discrepancies = self._found() if self._decides() else None
        # As they were sent; a form that is only shown lays them out with the testimony that the page fetches anyway.
        self.decisions = {row.field: self._sent(row) for row in self._open()} if self.is_bound else {}

    def _decides(self):
        stored = isinstance(self.instance, Record) and self.instance.pk
        return bool(stored and self.user and may(self.user, Action.CHANGE, self.instance))

    def _found(self):
        key = key_to(Discrepancy, type(self.instance))
        return list(Discrepancy.objects.filter(**{key: self.instance.pk}).order_by("pk"))

    def _open(self):
        return [row for row in self.discrepancies or () if row.state == DiscrepancyState.OPEN]

    def _sent(self, row):
        about = Citation.objects.filter(**{key_to(Citation, type(self.instance)): self.instance.pk}, field=row.field)
        return self._typed(row, list(about.select_related("source").order_by("pk")))

    def decision_on(self, name, citations) -> Decision | None:
        """The decision on one field as it stands on the form, by its testimony; None where there is none to take."""
        if self.is_bound:
            return self.decisions.get(name)
        return next((self._typed(row, citations) for row in self._open() if row.field == name), None)

    def _typed(self, row, citations):
        accepted = accepted_words(self.instance, row.field)
        sides = {}
        for citation in citations:
            # They know their record without fetching it again.
            citation.record = self.instance
            side = side_of(citation, accepted, self.user)
            if side.value and not side.is_accepted:
                sides.setdefault(side.value, side)
        found = Decision(row, accepted, list(sides.values()))
        for code, _language in settings.LANGUAGES:
            stored = getattr(row, f"public_note_{code}")
            typed = self.data.get(f"{found.name}-note-{code}", stored) if self.is_bound else stored
            found.notes[code] = clean(typed, lines=True)
        found.chosen = self.data.get(found.name, LATER) if self.is_bound else LATER
        return found

    def clean(self):
        """Each decision names a value that can be taken, and tells readers why."""
        cleaned = super().clean()
        for name, decision in self.decisions.items():
            try:
                self._judge(decision)
            except ValidationError as error:
                decision.error = " ".join(error.messages)
                field = label(type(self.instance), name)
                self.add_error(None, _("%(field)s: %(error)s") % {"field": field, "error": decision.error})
        return cleaned

    def _judge(self, decision):
        if decision.chosen == LATER:
            return
        if not any(decision.notes.values()):
            raise ValidationError(
                _("Write the public note: it tells readers why this value was chosen, or why none can be.")
            )
        if decision.chosen in (KEEP, NEVER):
            return
        side = next((side for side in decision.sides if str(side.citation.pk) == decision.chosen), None)
        if side is None:
            raise ValidationError(_("The testimony that you chose is gone: choose again."))
        decision.values = values_of(side.citation, self.user)
        if set(decision.values) & set(self.changed_data):
            raise ValidationError(_("You chose one value and wrote another in the field: leave one of them."))

    def take_decided(self):
        """Put the values that were chosen into the record; whether there were any."""
        values = {}
        for decision in self.decisions.values():
            values |= decision.values
        for name, value in values.items():
            setattr(self.instance, name, value)
        return bool(values)

    def settle(self):
        """Write, inside an open change, how the discrepancies stand now; the decisions that were written."""
        found = [decision.settled for decision in self.decisions.values() if decision.has_changed]
        if found:
            settle(self.instance, found, by=self.user)
        return found
