"""Unites two records inside an open change: what hangs on the one that goes, and every link to it, is moved."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from archive import evidence
from archive.evidence.stances import SUPPORTING
from archive.models import (
    Citation,
    Discrepancy,
    FormerSlug,
    Likeness,
    LikenessState,
    NameForm,
    NameKey,
    Place,
    Record,
    Revision,
    Stance,
)
from archive.models.links import key_to
from archive.models.sets import save_columns
from archive.review.identity.comparing import NotMergeable, Taken, chosen, sides
from archive.review.identity.journal import Journal, stored, tell
from archive.review.identity.rows import Dropped, decided_columns, known, relations, unlike

# These are not moved with the rest: history stays with the address, and the others have rules of their own.
_APART = (Revision, NameKey, Likeness, Discrepancy)


class Uniting:
    """The work of one merge."""

    def __init__(self, change, stays, goes, choices):
        self.change, self.stays, self.goes, self.choices = change, stays, goes, choices
        self.model = type(stays)
        self.journal = Journal()
        self.dropped: list[Dropped] = []
        self.moved = {}

    def run(self):
        """Move everything, then let go of the one that goes."""
        self.journal.keep([self.stays, self.goes])
        if isinstance(self.goes, Record):
            # Its last version, with all that hangs on it still.
            self.change.forget([self.goes], merged=True)
        names = self._names()
        self._state_what_is_given_up()
        for model, key in relations(self.model):
            if model not in _APART:
                self._move(model, key)
        self._move_discrepancies()
        self._move_differences()
        self._accept()
        self._keep_names(names)
        self._keep_address()
        self.journal.delete([self.goes])
        self._tell()

    def _accept(self):
        """Write the chosen values into the record that stays."""
        names = []
        for side in sides(self.stays, self.goes):
            taken = chosen(side, self.choices)
            value = {Taken.STAYS: side.stays, Taken.GOES: side.goes}.get(taken, f"{side.stays}\n\n{side.goes}")
            if side.field.is_relation and value in (self.stays.pk, self.goes.pk) and self._is_own(side.field):
                # A record is not part of itself.
                value = None
            if value != side.field.value_from_object(self.stays):
                setattr(self.stays, side.field.attname, value)
                names.append(side.field.name)
        try:
            self.stays.validate_constraints()
        except ValidationError as error:
            raise NotMergeable(" ".join(error.messages)) from None
        save_columns([self.stays], names)

    def _is_own(self, field):
        return field.remote_field.model is self.model

    def _move(self, model, key):
        """Hang on the record that stays, or link to it, whatever hung on or linked to the one that goes."""
        there = {known(row, key): row for row in stored(model).filter(**{key: self.stays.pk})}
        moved, filled, gone = [], [], []
        for row in stored(model).filter(**{key: self.goes.pk}).order_by("pk"):
            if model is self.model and row.pk in (self.stays.pk, self.goes.pk):
                continue
            self.journal.keep([row])
            tell(self.change, row, gone=True)
            twin = there.setdefault(known(row, key), row)
            if twin is row:
                setattr(row, f"{key}_id", self.stays.pk)
                moved.append(row)
            else:
                filled += self._fill(twin, row)
                gone.append(row)
        self.journal.delete(gone)
        self.journal.update(moved, [f"{key}_id"])
        for row in (*moved, *filled):
            tell(self.change, row)
        if moved or gone:
            self.moved[model, key] = len(moved) + len(gone)

    def _fill(self, twin, row):
        """Take from a row what its twin does not say; what both say differently is noted."""
        fills, dropped = unlike(twin, row)
        self.dropped += dropped
        if not fills:
            return []
        self.journal.keep([twin])
        for field in fills:
            setattr(twin, field.attname, field.value_from_object(row))
        save_columns([twin], [field.name for field in fills])
        return [twin]

    def _state_what_is_given_up(self):
        """Where two values differ, write down what each testimony says that has supported its value without words."""
        for side in sides(self.stays, self.goes):
            name = _citable_name(self.model, side.field.name)
            if side.differs and name and chosen(side, self.choices) is not Taken.BOTH:
                for record, value in ((self.stays, side.stays), (self.goes, side.goes)):
                    is_taken = (record is self.stays) == (chosen(side, self.choices) is Taken.STAYS)
                    self._state(record, name, _in_words(record, side.field, value), is_taken)

    def _state(self, record, name, words, is_taken):
        rows = Citation._base_manager.filter(**{key_to(Citation, self.model): record.pk}, field=name)
        changed = []
        for row in rows.filter(stance__in=SUPPORTING):
            self.journal.keep([row])
            before = (row.stated, row.stance)
            row.stated = row.stated or words
            if not is_taken and not evidence.is_weighed(self.model, name):
                # It has supported the other wording; what it does to this one an editor says.
                row.stance = Stance.MENTIONS
            if (row.stated, row.stance) != before:
                changed.append(row)
                tell(self.change, row)
        save_columns(changed, ["stated", "stance"])

    def _names(self):
        """(text, language) of the names under which both records went."""
        columns = [(f"name_{code}", code) for code, _language in settings.LANGUAGES]
        records = (self.stays, self.goes) if key_to(NameForm, self.model) else ()
        return [(getattr(r, column), code) for r in records for column, code in columns if getattr(r, column)]

    def _keep_names(self, names):
        """A name that is not shown any more becomes a form of the name."""
        key = key_to(NameForm, self.model)
        if not key:
            return
        there = set(NameForm._base_manager.filter(**{key: self.stays.pk}).values_list("text", "language"))
        there |= {(getattr(self.stays, f"name_{code}"), code) for code, _language in settings.LANGUAGES}
        fresh = [name for name in dict.fromkeys(names) if name not in there]
        rows = [NameForm(**{f"{key}_id": self.stays.pk}, text=text, language=code) for text, code in fresh]
        self.journal.add(NameForm.objects.bulk_create(rows))

    def _keep_address(self):
        """The address of the record that goes leads to the one that stays."""
        key = key_to(FormerSlug, self.model)
        row, is_new = FormerSlug._base_manager.get_or_create(slug=self.goes.slug, **{f"{key}_id": self.stays.pk})
        if is_new:
            self.journal.add([row])

    def _move_discrepancies(self):
        """Of a disagreement known of both, the words of the one that stays are kept; where it has none, the other's."""
        key = key_to(Discrepancy, self.model)
        if not key:
            return
        there = {row.field: row for row in Discrepancy._base_manager.filter(**{key: self.stays.pk})}
        self.journal.keep(there.values())
        for row in Discrepancy._base_manager.filter(**{key: self.goes.pk}):
            self.journal.keep([row])
            twin = there.get(row.field)
            if twin is None:
                setattr(row, f"{key}_id", self.stays.pk)
                self.journal.update([row], [f"{key}_id"])
                continue
            if _is_explained(row) and not _is_explained(twin):
                for name in decided_columns():
                    setattr(twin, name, getattr(row, name))
                self.journal.update([twin], decided_columns())
            self.journal.delete([row])

    def _move_differences(self):
        """What was said to be different from the one that goes is different from the one that stays."""
        key = key_to(NameKey, self.model)
        if not key:
            return
        other = f"other_{key}"
        for row in Likeness.objects.filter(models.Q(**{key: self.goes.pk}) | models.Q(**{other: self.goes.pk})):
            ends = {getattr(row, f"{key}_id"), getattr(row, f"{other}_id")} - {self.goes.pk}
            low, high = sorted((*ends, self.stays.pk)) if ends else (None, None)
            pair = {f"{key}_id": low, f"{other}_id": high}
            if row.state == LikenessState.DIFFERENT:
                self.journal.keep([row])
            if low == high or row.state != LikenessState.DIFFERENT:
                row.delete()
                continue
            Likeness.objects.filter(**pair, state=LikenessState.LIKELY).delete()
            if Likeness.objects.filter(**pair).exists():
                row.delete()
                continue
            for name, value in pair.items():
                setattr(row, name, value)
            self.journal.update([row], [f"{key}_id", f"{other}_id"])

    def _tell(self):
        """The record that stays has a new version; the one that goes has none any more."""
        if self.model is Place:
            self.change.authorities[Place].discard(self.goes.pk)
            self.change.touch_authority(Place, self.stays.pk)
            return
        self.change.touch(self.stays)
        for touched in (self.change.saved, self.change.hung_on):
            touched[self.model].pop(self.goes.pk, None)


def _is_explained(discrepancy) -> bool:
    """Whether readers are told why a value was chosen."""
    return any(getattr(discrepancy, name) for name in Discrepancy.public_note.fields)


def _citable_name(model, column):
    """The field that a citation names for a column: `title` for `title_en`; None where none can."""
    stems = (column, *(column.removesuffix(f"_{code}") for code, _l in settings.LANGUAGES))
    citable = getattr(model, "citable", tuple)()
    return next((stem for stem in stems if stem in citable), None)


def _in_words(record, field, value) -> str:
    return str(getattr(record, field.name)) if field.is_relation else str(value)
