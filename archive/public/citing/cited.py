"""What a citation of a page names: its title, where it stands, of when it is, and its address."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from archive.public.citing.address import version_address
from archive.templatetags.reading import Text, active, titled


@dataclass(frozen=True, slots=True)
class Cited:
    """A page of the archive as one version of it is cited; `address` is absolute."""

    key: str
    title: Text
    site: str
    day: date
    address: str

    @property
    def language(self) -> str:
        """The language of the page (BCP 47)."""
        return active()


def cited(record, request) -> Cited:
    """The present version of a published record's page in the active language."""
    address = request.build_absolute_uri(version_address(record))
    site = _("Archive of relations between countries")
    return Cited(record.slug, titled(record), site, record.face_changed_at.date(), address)
