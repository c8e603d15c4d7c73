"""Citations: what one source says about one field of one record; and discrepancies, where two cannot both be true."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.arc import RECORD_ARC, OnRecord
from archive.models.base import Status
from archive.models.fields import ChoiceField, LineField, ProseField
from archive.models.guard import GuardedQuerySet
from archive.models.wording import label


class Stance(models.TextChoices):
    """What a testimony does to the accepted value."""

    SUPPORTS = "supports", _("supports")
    MORE_PRECISE = "more_precise", _("more precise")
    LESS_PRECISE = "less_precise", _("less precise")
    # Two periods that share some days and not others agree in part; neither word of precision fits.
    OVERLAPS = "overlaps", _("agrees in part")
    CONTRADICTS = "contradicts", _("contradicts")
    MENTIONS = "mentions", _("mentions")


class Rank(models.Func):
    """Where a testimony stands among those of its source: contradictions first, then by the type of the record.

    Its values are all written out, none is a parameter: SQLite finds the index only by the very same expression.
    """

    output_field = models.SmallIntegerField()

    def __init__(self, *columns):
        super().__init__(*(columns or ("stance", *RECORD_ARC)))

    def as_sql(self, compiler, connection, **_more):
        """The number of the type of record, behind all types where nothing is contradicted."""
        stance, *keys = (compiler.compile(column)[0] for column in self.get_source_expressions())
        which = " ".join(f"WHEN {key} IS NOT NULL THEN {number}" for number, key in enumerate(keys))
        return f"(CASE {stance} WHEN '{Stance.CONTRADICTS.value}' THEN 0 ELSE {len(keys)} END + CASE {which} END)", []


class CitationQuerySet(GuardedQuerySet):
    """Citations, and who may see them."""

    def published(self, along=()):
        """Published testimony of published sources; whether the record is published is for its caller to know.

        `along` are the keys of sources that count as published because they are about to be.
        """
        seen = Q(source__status=Status.PUBLISHED)
        return self.filter(seen | Q(source__in=along) if along else seen, status=Status.PUBLISHED)

    def of_source(self, source):
        """What readers see of the testimony of a source, in the order of its page: `rank`, `about` a record, key."""
        rows = self.about_published().filter(source=source).annotate(rank=Rank(), about=Coalesce(*RECORD_ARC))
        return rows.order_by("rank", "about", "pk")

    def _hung_on_visible(self, user):
        """Testimony that is not published belongs to those whose record it is about."""
        own = Q(pk__in=())
        for name in RECORD_ARC:
            records = self.model._meta.get_field(name).remote_field.model.objects
            own |= Q(**{f"{name}__in": records.keys_begun_by(user)})
        return super()._hung_on_visible(user).filter(Q(status=Status.PUBLISHED) | own)

    def about_published(self):
        """Published testimony of published sources about published records."""
        about = Q()
        for name in RECORD_ARC:
            about |= Q(**{f"{name}__status": Status.PUBLISHED})
        return self.published().filter(about)


class OnField(OnRecord):
    """A row about one field of the record that it hangs on."""

    class Meta(OnRecord.Meta):
        abstract = True

    @property
    def field_label(self):
        """The name of the field in words; as it is written, where the type has no such field or is not chosen yet."""
        model = self.arc_name and self._meta.get_field(self.arc_name).remote_field.model
        return label(model, self.field) if model and self.field in model.citable() else self.field


class Citation(OnField):
    """The testimony of one source about one field of one record."""

    # A source that testifies is evidence: it is withdrawn, never deleted.
    source = models.ForeignKey(
        "archive.Source", on_delete=models.PROTECT, db_index=False, related_name="cited_by", verbose_name=_("source")
    )
    field = LineField(_("field"), max_length=40, help_text=_("The field of the record that this testimony is about."))
    stated = ProseField(
        _("stated value"), blank=True, help_text=_("The value as the source states it, in its own language.")
    )
    stance = ChoiceField(
        _("stance"),
        max_length=12,
        choices=Stance,
        default=Stance.MENTIONS,
        help_text=_("Compared by the archive for dates, numbers, countries, links and names; yours for prose."),
    )
    locator = LineField(
        _("locator"), max_length=300, blank=True, help_text=_("Where in the source: section, paragraph, page.")
    )
    quotation = ProseField(_("quotation"), blank=True, help_text=_("The source's own words, as few as needed."))
    translation = ProseField(_("translation"), blank=True, help_text=_("The stated value or quotation in English."))
    note = ProseField(_("editors' note"), blank=True)
    status = ChoiceField(_("status"), max_length=10, choices=Status, default=Status.PUBLISHED)

    objects = CitationQuerySet.as_manager()

    class Meta(OnRecord.Meta):
        abstract = False
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        default_related_name = "citations"
        ordering = ["id"]
        # By record, and which sources speak of it; each holds only the testimony about its type.
        indexes = [
            models.Index(fields=["source", "field"], name="citation_by_source"),
            # As the page of a source tells it, whose testimony may be that of a whole archive.
            models.Index("source", "status", Rank(), Coalesce(*RECORD_ARC), "id", name="citation_in_order_of_source"),
            *(
                models.Index(
                    fields=[key, "source"], condition=Q(**{f"{key}__isnull": False}), name=f"citation_of_{key}"
                )
                for key in RECORD_ARC
            ),
        ]

    def __str__(self):
        return f"{self.source_id and self.source}, {self.field_label}: {self.stated[:60]}"

    @property
    def reading(self):
        """What tells this testimony from others about the same field, though its row be written anew."""
        return f"{self.source_id}: {self.stated or self.quotation}"

    def clean(self):
        """The field must be one of the record's own that can be cited."""
        super().clean()
        record = self.record
        if record is not None and self.field not in record.citable():
            raise ValidationError({"field": unknown_field(self.field, record)})


# The indexes by record and by source serve in place of those that Django would make of each key, most of them empty.
for _key in RECORD_ARC:
    Citation._meta.get_field(_key).db_index = False


def hold_fields(types_by_arc_name):
    """Let the database refuse a citation of a field that its record's type does not have."""
    real = Q()
    for name, model in types_by_arc_name.items():
        real &= Q(**{f"{name}__isnull": True}) | Q(field__in=model.citable())
    Citation._meta.constraints.append(
        models.CheckConstraint(
            condition=real,
            name="citation_field_is_real",
            violation_error_message=_("A citation speaks of a field that its record has: choose one from the list."),
        )
    )


def unknown_field(name, record):
    """The sentence for a citation of a field that the record's type does not have."""
    return _("“%(field)s” is not a field of a %(type)s that can be cited: choose one of %(fields)s.") % {
        "field": name,
        "type": record._meta.verbose_name,
        "fields": ", ".join(record.citable()),
    }


class DiscrepancyState(models.TextChoices):
    """How far the editors have come with a disagreement of sources."""

    OPEN = "open", _("open")
    RESOLVED = "resolved", _("resolved")
    UNRESOLVABLE = "unresolvable", _("unresolvable")


class DiscrepancyQuerySet(GuardedQuerySet):
    """Discrepancies, and who may see them."""

    def published(self):
        """Those that readers see: while published testimony about a published record disagrees."""
        return self.filter(is_public=True)


class Discrepancy(OnField):
    """Testimonies about one field of one record that cannot all be true, or one that contradicts the accepted value."""

    field = LineField(_("field"), max_length=40)
    state = ChoiceField(
        _("state"), max_length=12, choices=DiscrepancyState, default=DiscrepancyState.OPEN, db_index=True
    )
    public_note = TranslatedField(
        ProseField(_("public note"), blank=True, help_text=_("Why the accepted value was chosen; readers see it."))
    )
    # Kept as testimony is weighed, with the record's own standing: to look that up for all would take a join a type.
    is_public = models.BooleanField(_("seen by readers"), default=False, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True, editable=False)
    # The testimonies that were weighed when it was settled, as `reading` tells them apart; what comes later is new.
    settled = models.JSONField(null=True, blank=True, editable=False)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta(OnRecord.Meta):
        abstract = False
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        default_related_name = "discrepancies"
        ordering = ["id"]
        unique_together = [(key, "field") for key in RECORD_ARC]
        # Those that readers see, by state.
        indexes = [models.Index(fields=["state", "id"], condition=Q(is_public=True), name="discrepancy_seen_by_state")]

    def __str__(self):
        return f"{self.record}: {self.field_label}"
