"""The permanent addresses of a record: without a language, and of the version that somebody read."""

from datetime import UTC, datetime

from archive.models.addresses import record_address

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def stamp(moment) -> str:
    """A moment as it stands in the address of a version: to the second, in UTC."""
    return moment.astimezone(UTC).strftime(_FORM)


def moment_of(text: str) -> datetime | None:
    """The moment of such a part of an address; None where it is no moment."""
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def version_address(record) -> str:
    """The page, in the active language, of a published record as readers see it now."""
    return record_address(f"{record.address}-version", record.slug, stamp(record.face_changed_at))


def permanent(record) -> str:
    """The address of a record in no language, which leads each reader to the page in theirs."""
    return record_address("permanent", record.slug, before=(record.address,))
