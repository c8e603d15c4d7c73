"""What the editors have answered to readers who proposed that a record say something else."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from archive.models import Correction, CorrectionState
from archive.public.values import field_label
from archive.templatetags.reading import Text, dated, translated

# A page shows so many answers, the latest.
MOST = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that its reader asked to be public: its day, what it is about, the decision, and its words."""

    when: str
    about: str
    accepted: bool
    text: Text


def answered():
    """The public answers about a record; what readers themselves wrote is not even fetched."""
    rows = Correction.objects.answered().defer("proposed", "source_words", "reason", "token")
    return Prefetch("corrections", rows[:MOST], to_attr="seen_answers")


def answers_to_readers(record) -> list[Answer]:
    """The public answers about a record for which they are fetched; none for a version of the past."""
    return [_answer(correction, type(record)) for correction in getattr(record, "seen_answers", ())]


def _answer(correction, model):
    return Answer(
        when=dated(localtime(correction.decided_at).date().isoformat()),
        about=field_label(model, correction.field) if correction.field else _("the record as a whole"),
        accepted=correction.state == CorrectionState.ACCEPTED,
        text=translated(correction, "answer"),
    )
