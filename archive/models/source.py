"""Sources: the documents that testify, described as librarians describe them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.alphabet import by_alphabet
from archive.models.base import Titled
from archive.models.fields import ChoiceField, DOIField, EDTFField, ISBNField, ISSNField, LineField, WebAddressField
from archive.models.heading import in_time


class SourceKind(models.TextChoices):
    """What sort of document a source is."""

    ARTICLE = "article", _("article")
    ENCYCLOPEDIA = "encyclopedia", _("encyclopedia article")
    OFFICIAL = "official", _("official text")
    WEBPAGE = "webpage", _("web page")
    BOOK = "book", _("book")
    NEWS = "news", _("news report")
    TREATY = "treaty", _("treaty text")
    SPEECH = "speech", _("speech")
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
        _("authors"),
        max_length=300,
        blank=True,
        help_text=_("Family name, given name; several separated by “; ”. Of a speech, who gave it."),
    )
    container = LineField(
        _("appeared in"),
        max_length=300,
        blank=True,
        help_text=_("The title of the journal, newspaper, encyclopedia or site."),
    )
    series = LineField(_("series"), max_length=200, blank=True, help_text=_("Such as a treaty series."))
    volume = LineField(_("volume"), max_length=40, blank=True)
    issue = LineField(_("issue or number"), max_length=40, blank=True)
    pages = LineField(_("pages"), max_length=60, blank=True, help_text=_("Such as 45–67."))
    edition = LineField(_("edition"), max_length=100, blank=True, help_text=_("In the words of the document."))
    publisher = LineField(_("publisher"), max_length=300, blank=True)
    locality = LineField(
        _("place"), max_length=200, blank=True, help_text=_("Where it was published, signed, given or is kept.")
    )
    published = EDTFField(_("published"))
    occasion = LineField(_("occasion"), max_length=300, blank=True, help_text=_("At which a speech was given."))
    repository = LineField(_("kept by"), max_length=300, blank=True, help_text=_("The archive or library."))
    shelfmark = LineField(
        _("shelfmark"), max_length=300, blank=True, help_text=_("Collection, series, box, folder and sheet.")
    )
    isbn = ISBNField(_("ISBN"), blank=True)
    issn = ISSNField(_("ISSN"), blank=True)
    doi = DOIField(_("DOI"), blank=True)
    url = WebAddressField(_("address on the web"), max_length=500, blank=True)
    archived_url = WebAddressField(_("archived copy"), max_length=500, blank=True)
    accessed = EDTFField(_("accessed"))
    licence = LineField(_("licence"), max_length=200, blank=True)

    class Meta(Titled.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        default_related_name = "sources"
        indexes = [
            models.Index(fields=["status", "slug"], name="source_by_slug"),
            *by_alphabet("source"),
            *in_time("source", "published", "kind"),
        ]
