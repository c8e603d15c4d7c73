"""Sources: the documents that testify."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.base import Titled
from archive.models.fields import ChoiceField, EDTFField, LineField, WebAddressField


class SourceKind(models.TextChoices):
    """What sort of document a source is."""

    ARTICLE = "article", _("article")
    ENCYCLOPEDIA = "encyclopedia", _("encyclopedia article")
    OFFICIAL = "official", _("official text")
    WEBPAGE = "webpage", _("web page")
    BOOK = "book", _("book")
    NEWS = "news", _("news report")
    TREATY = "treaty", _("treaty text")
    STATISTICS = "statistics", _("statistics")
    ARCHIVAL = "archival", _("archival document")
    DATASET = "dataset", _("data set")
    OTHER = "other", _("other")


class Source(Titled):
    """A document that states something about records, described as librarians describe it."""

    address = "sources"
    FACTS = ("title", "authors", "publisher", "published")
    PROSE = ("summary", "language", "kind", "url")
    dated_by = "published"

    kind = ChoiceField(_("kind"), max_length=20, choices=SourceKind, default=SourceKind.OTHER, db_index=True)
    language = LineField(
        _("language"), max_length=7, blank=True, help_text=_("BCP 47 code of the document's language, such as en.")
    )
    authors = LineField(
        _("authors"), max_length=300, blank=True, help_text=_("Family name, given name; several separated by “; ”.")
    )
    publisher = LineField(_("publisher"), max_length=300, blank=True)
    published = EDTFField(_("published"))
    url = WebAddressField(_("address on the web"), max_length=500, blank=True)
    archived_url = WebAddressField(_("archived copy"), max_length=500, blank=True)
    accessed = EDTFField(_("accessed"))
    file = models.FileField(_("file"), upload_to="sources/", blank=True)
    sha256 = LineField(_("SHA-256 of the file"), max_length=64, blank=True, editable=False)
    licence = LineField(_("licence"), max_length=200, blank=True)

    class Meta(Titled.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        default_related_name = "sources"
        indexes = [models.Index(fields=["status", "slug"], name="source_by_slug")]
