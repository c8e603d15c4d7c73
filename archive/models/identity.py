"""Identity: by what records are known as perhaps one, what editors said of such pairs, and the merges they made."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.arc import arc_key, exactly_one
from archive.models.fields import ChoiceField, LineField, ProseField
from archive.models.rules import within

# The types that come in from many hands under many names, so that one may be there twice.
COMPARED = ("person", "organization", "about_source", "place")


def _is_a_pair() -> Q:
    """The condition that both ends are set, of one type, the smaller key first."""
    pairs = Q()
    for name in COMPARED:
        pairs |= Q(**{f"{name}__lt": F(f"other_{name}")})
    return exactly_one(COMPARED) & exactly_one([f"other_{name}" for name in COMPARED]) & pairs


class NameKey(models.Model):
    """A folded form under which a record is compared with others: those that share one may be the same."""

    ARC = COMPARED

    # Empty for a name without a letter, which is like no other.
    key = LineField(_("key"), max_length=100, blank=True, db_index=True)
    # The version of the record that was compared; for a place, which has none, a checksum of its words.
    mark = models.BigIntegerField(_("mark"))

    class Meta:
        verbose_name = _("key of a name")
        verbose_name_plural = _("keys of names")
        default_related_name = "name_keys"
        constraints = [models.CheckConstraint(condition=exactly_one(COMPARED), name="name_key_has_one_record")]

    def __str__(self):
        return self.key


class LikenessState(models.TextChoices):
    """What is known of two records that look alike."""

    LIKELY = "likely", _("perhaps the same")
    DIFFERENT = "different", _("different")


class Likeness(models.Model):
    """Two records of one type that may be the same, with the reasons; or that an editor said are different."""

    ARC = (*COMPARED, *(f"other_{name}" for name in COMPARED))

    state = ChoiceField(_("state"), max_length=9, choices=LikenessState, default=LikenessState.LIKELY)
    # From 0 to 100, and why: [[reason, detail]].
    score = models.PositiveSmallIntegerField(_("likeness"), default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("said by")
    )
    said_by_name = LineField(_("said by"), max_length=150, blank=True)
    said_at = models.DateTimeField(_("said at"), null=True)
    why = ProseField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        ordering = ["-score", "id"]
        indexes = [models.Index(fields=["state", "-score", "id"], name="likeness_by_score")]
        constraints = [
            models.CheckConstraint(condition=_is_a_pair(), name="likeness_is_a_pair"),
            within("score", 0, 100, "likeness_score_is_a_percentage"),
            *(
                models.UniqueConstraint(fields=[name, f"other_{name}"], name=f"likeness_once_{name}")
                for name in COMPARED
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()} ({self.score})"


class MergeState(models.TextChoices):
    """How far a merge has come."""

    PROPOSED = "proposed", _("waiting")
    DONE = "done", _("merged")
    RETURNED = "returned", _("returned")
    TAKEN_BACK = "taken_back", _("taken back")
    UNDONE = "undone", _("undone")


class Merge(models.Model):
    """Two records of one type that are one: which stays, which goes, what was chosen, and each row that was written."""

    # It outlives both records, so it holds their keys and names instead of links.
    record_type = LineField(_("type"), max_length=40)
    stays_pk = models.BigIntegerField(editable=False)
    stays_slug = LineField(_("stays"), max_length=120)
    stays_name = LineField(_("stays"), max_length=300)
    goes_pk = models.BigIntegerField(editable=False)
    goes_slug = LineField(_("goes"), max_length=120)
    goes_name = LineField(_("goes"), max_length=300)
    state = ChoiceField(_("state"), max_length=10, choices=MergeState, default=MergeState.PROPOSED, db_index=True)
    # {column: "goes" or "both"}, where it is not the value of the one that stays; and a checksum of what was seen.
    choices = models.JSONField(_("choices"), default=dict)
    seen = LineField(_("seen"), max_length=64, blank=True)
    # [{model, pk, before, after}] of every row, and what the undo left as it was.
    journal = models.JSONField(default=dict, editable=False)
    kept = models.JSONField(_("kept"), default=list, editable=False)
    reason = ProseField(_("reason"), blank=True)
    # The names stay when the accounts go.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    author_name = LineField(_("author"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("reviewer")
    )
    reviewer_name = LineField(_("reviewer"), max_length=150, blank=True)
    answer = ProseField(_("answer"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    undone_by_name = LineField(_("undone by"), max_length=150, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-id"]
        indexes = [models.Index(fields=["record_type", "stays_pk"], name="merge_by_record")]

    def __str__(self):
        return f"{self.goes_name} → {self.stays_name}"


# Both ends of a likeness are of one type, the smaller key first.
for _name in COMPARED:
    NameKey.add_to_class(_name, arc_key(_name, models.CASCADE))
    Likeness.add_to_class(_name, arc_key(_name, models.CASCADE, related_name="+", db_index=False))
    Likeness.add_to_class(f"other_{_name}", arc_key(_name, models.CASCADE, related_name="+"))
