"""What every record type shares: its identity, its standing, its evidence, and the rule that it is saved in one way."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.addresses import record_address
from archive.models.alphabet import AlphabeticalOrder, order_columns
from archive.models.fields import ChoiceField, LineField, ProseField, SearchField
from archive.models.guard import Guarded, GuardedQuerySet
from archive.models.sets import Scanned, keys
from archive.text import address_of, fold

# So many keys of somebody's own records are looked up before the records: of few, no database then reads many.
_FEW = 1000
# So many addresses are tried at once for a new row, then more at a time.
_FIRST_TRIED, _MOST_TRIED = 8, 2000


class Status(models.TextChoices):
    """Where a record stands between first draft and readers."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Evidence(models.TextChoices):
    """How well a record is attested, counted from its published citations."""

    NONE = "none", _("no source")
    SINGLE = "single", _("one source")
    SEVERAL = "several", _("several sources")
    DISPUTED = "disputed", _("sources disagree")


def fit_for_address(slug):
    """ValidationError, with one that would do, unless a slug can stand in an address for ever."""
    if not re.fullmatch(r"[a-z0-9_]+(?:-+[a-z0-9_]+)*", slug):
        like = address_of(slug) or "a-title"
        raise ValidationError(
            _("“%(value)s” cannot be an address: write small letters a–z, digits and hyphens, such as “%(slug)s”."),
            params={"value": slug, "slug": like},
        )


class SluggedQuerySet(GuardedQuerySet):
    """Rows known by their slug and found by their words."""

    def get_by_natural_key(self, slug):
        """The row that a fixture or a sheet names."""
        return self.get(slug=slug)

    def matching(self, query):
        """Those whose folded words begin with each word of the query, in any order; all where the query has no word."""
        return self.filter(search_text__matches=query) if fold(query) else self.all()


class Slugged(Guarded):
    """Something with a permanent readable key, found by its folded words: a record or a place."""

    # The segment of its public address and the name of its sheet: plural, English, permanent.
    address = ""

    slug = LineField(
        _("address"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("Permanent: the last part of the record's address. Left empty, it is made from the title."),
        error_messages={"unique": _("Another record has this address already: choose another.")},
        validators=[fit_for_address],
    )
    search_text = SearchField(editable=False, blank=True, default="")

    objects = SluggedQuerySet.as_manager()

    class Meta(Guarded.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        """Save inside an open change; a slug is made from the name where none is given, an old one leads here still."""
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)
        former = getattr(self, "_stored_slug", None)
        if former and former != self.slug:
            self.former_slugs.get_or_create(slug=former)
        self._stored_slug = self.slug

    @classmethod
    def from_db(cls, db, field_names, values):
        """Remember the stored slug, so that a changed one leaves a redirect."""
        row = super().from_db(db, field_names, values)
        row._stored_slug = row.slug if "slug" in field_names else None
        return row

    def natural_key(self):
        """Fixtures and sheets know it by its slug."""
        return (self.slug,)

    def free_slug(self):
        """A slug made from the name that no row of the type has, or had: an old address leads where it led."""
        stem, start, count = self.slug_stem(), 1, _FIRST_TRIED
        while True:
            # Asked for by themselves: no database looks up in an index, whatever its order, how an address begins.
            tried = [stem if number == 1 else f"{stem}-{number}" for number in range(start, start + count)]
            taken = self._taken_among(tried)
            free = next((slug for slug in tried if slug not in taken), None)
            if free:
                return free
            start, count = start + count, min(count * 4, _MOST_TRIED)

    def _taken_among(self, slugs) -> set[str]:
        former = type(self).former_slugs.rel
        old = former.related_model._base_manager.exclude(**{former.field.name: None}).filter(slug__in=slugs)
        taken = set(type(self)._base_manager.filter(slug__in=slugs).values_list("slug", flat=True))
        return taken | set(old.values_list("slug", flat=True))

    def slug_stem(self):
        """The slug that the name or title gives, whatever the active language; not yet looked up."""
        with translation.override(settings.LANGUAGE_CODE):
            return address_of(str(self))[:100].strip("-") or self.address


class RecordQuerySet(SluggedQuerySet):
    """Records, and who may see them."""

    def published(self, is_known=False):
        """What every reader may see; where rows are asked for by their keys, `is_known`, no index is asked for that.

        Most records are published: SQLite, which may know nothing of that, would look through them all instead.
        """
        if is_known:
            return self.alias(standing=Scanned(models.F("status"))).filter(standing=Status.PUBLISHED)
        return self.filter(status=Status.PUBLISHED)

    def visible_to(self, user):
        """What this person may see: all for those who may view the type in the admin, else what is published or own."""
        opts = self.model._meta
        if user is None or not user.is_active or not user.is_authenticated:
            return self.published()
        if user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return self.all()
        return self.filter(models.Q(status=Status.PUBLISHED) | models.Q(pk__in=self.keys_begun_by(user)))

    def begun_by(self, user):
        """Those whose first version this person made; one query looks up their keys, where these are few."""
        made = self.keys_begun_by(user)
        few = [row for (row,) in made.values_list(self.model.revisions.rel.field.attname)[: _FEW + 1]]
        return self.filter(pk__in=keys(few) if len(few) <= _FEW else made)

    def keys_begun_by(self, user):
        """The keys alone of the records begun by this person, as a query of its own, read from an index."""
        versions = self.model.revisions.rel
        key = versions.field.name
        made = versions.related_model._base_manager.filter(number=1, author=user, **{f"{key}__isnull": False})
        return made.order_by().values(key)


class Record(Slugged):
    """One entry of a record type: what the editors accept, with its permanent address and its standing."""

    # Fields that state a fact and so need evidence when filled; and those that a citation may speak of besides.
    FACTS: tuple[str, ...] = ()
    PROSE: tuple[str, ...] = ("summary",)
    # The field that dates the record in lists and on the timeline, if it has one.
    dated_by = ""
    # Countries that place the record between two countries: plain columns and look-ups through links.
    COUNTRY_LOOKUPS: tuple[str, ...] = ()

    status = ChoiceField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    summary = TranslatedField(ProseField(_("summary"), blank=True))
    note = ProseField(_("editors' note"), blank=True, help_text=_("For editors only; never shown to readers."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # Editors' lists begin with what was changed last.
    updated_at = models.DateTimeField(_("changed"), auto_now=True, db_index=True)
    # Readers are told when what they see of it changed last, not when editors saved it; a draft has no face.
    published_at = models.DateTimeField(_("first published"), null=True, editable=False, db_index=True)
    face = LineField(_("checksum of what readers see"), max_length=64, blank=True, default="", editable=False)
    face_changed_at = models.DateTimeField(_("changed for readers"), null=True, editable=False, db_index=True)
    # The keys of the headings under which readers find it; a draft stands under none.
    headings = LineField(_("headings"), max_length=4000, blank=True, default="", editable=False)
    evidence = ChoiceField(
        _("evidence"), max_length=8, choices=Evidence, default=Evidence.NONE, editable=False, db_index=True
    )
    uncited = models.PositiveSmallIntegerField(_("facts without a citation"), default=0, editable=False)
    unsupported = models.PositiveSmallIntegerField(_("facts that no source supports"), default=0, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta(Slugged.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        """Save inside an open change, which writes the revision number."""
        if not self._state.adding and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            # The number in memory may be old by now; only the closing UPDATE, which checks it, writes it.
            kept = {
                "revision", "created_at", "published_at", "face", "face_changed_at", "headings", "evidence",
                "uncited", "unsupported", "search_text", *order_columns(type(self)),
            }  # fmt: skip
            kwargs["update_fields"] = [
                f.name for f in self._meta.concrete_fields if f.name not in kept and not f.primary_key
            ]
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """The page of the record in the active language."""
        return record_address(f"{self.address}-detail", self.slug)

    def touched_by(self, change, gone=False):
        """A record is its own concern."""
        change.touch(self, gone=gone)

    @classmethod
    def citable(cls):
        """Every field that a citation of this type may speak of, facts first."""
        return (*cls.FACTS, *cls.PROSE)


def first_filled(record, name):
    """A translated text in the active language, else in the first of the archive's languages that has it."""
    field = getattr(type(record), name)
    active = getattr(record, name)
    return active or next((t for t in (getattr(record, column) for column in field.fields) if t), "")


def in_some_language(name, sentence):
    """The constraint that a translated text is there in at least one language."""
    filled = models.Q()
    for code, _language in settings.LANGUAGES:
        filled |= ~models.Q(**{f"{name}_{code}": ""})
    return models.CheckConstraint(condition=filled, name=f"%(class)s_has_{name}", violation_error_message=sentence)


class Titled(Record):
    """A record that goes by a title in the archive's languages."""

    title = TranslatedField(LineField(_("title"), max_length=300, blank=True))
    sorted = AlphabeticalOrder()

    class Meta(Record.Meta):
        abstract = True
        constraints = [in_some_language("title", _("Write the title in at least one language."))]

    def __str__(self):
        return first_filled(self, "title") or self.slug


class Named(Record):
    """A record that goes by a name, with other forms of it beside."""

    name = TranslatedField(LineField(_("name"), max_length=300, blank=True))
    sorted = AlphabeticalOrder()

    class Meta(Record.Meta):
        abstract = True
        constraints = [in_some_language("name", _("Write the name in at least one language."))]

    def __str__(self):
        return first_filled(self, "name") or self.slug
