"""Signposts for machines: typed links in the head of an answer (FAIR Signposting, level 1; RFC 8288)."""

import re

from django.conf import settings
from django.utils.translation import override

from archive.models.addresses import record_address, route_address
from archive.public.citing.address import permanent
from archive.public.linked import KINDS
from archive.public.site import origin
from archive.sources.serving import MEDIA_TYPES

# Licences by the beginning of how editors write them; a signpost must be an address.
_CREATIVE_COMMONS = re.compile(r"cc[ -]?(by(?:-(?:nc|nd|sa))*|zero|0)(?:[ -]([1-4]\.0))?$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+$")
_SCHEMA = "https://schema.org/"


def _page_of(request, record):
    """The page of a record in the archive's first language."""
    with override(settings.LANGUAGE_CODE):
        return request.build_absolute_uri(record.get_absolute_url())


def licence_address(words) -> str:
    """The address of a licence that is written as one, or as a Creative Commons licence is; empty for others."""
    words = words.strip()
    if _ADDRESS.match(words):
        return words
    found = _CREATIVE_COMMONS.match(re.sub(r"\s+", " ", words.lower().replace("cc-by", "cc by")))
    if not found:
        return ""
    kind, version = found.groups()
    if kind in ("zero", "0"):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://creativecommons.org/licenses/{kind}/{version or '4.0'}/"


def point_from_record(request, response, record, data, files=()) -> None:
    """On the page of a record: how to cite it, what it is, its licence, the list it is in, its files and its data.

    `data` is (media type, path) of each format in which it can be had.
    """
    site = origin(request)
    links = [(f"{site}{permanent(record)}", "cite-as", {})]
    links += [(f"{_SCHEMA}AboutPage", "type", {}), (f"{_SCHEMA}{KINDS.get(type(record), 'Observation')}", "type", {})]
    for media, path in data:
        address = f"{site}{path}"
        links += [(address, "describedby", {"type": media}), (address, "alternate", {"type": media})]
    links.append((f"{site}{route_address(f'{record.address}-list')}", "collection", {"type": "text/html"}))
    for file in files:
        at = f"{site}{record_address('sources-file', record.slug, file.sha256)}"
        links.append((at, "item", {"type": MEDIA_TYPES.get(file.kind, "application/octet-stream").partition(";")[0]}))
    licence = licence_address(getattr(record, "licence", ""))
    links += [(licence, "license", {})] if licence else []
    _add(response, links)


def point_to_record(request, response, record, relation) -> None:
    """On its data (`describes`) or a file of it (`collection`): the page of the record."""
    _add(response, [(_page_of(request, record), relation, {"type": "text/html"})])


def _add(response, links):
    written = (_written(*link) for link in links)
    response["Link"] = ", ".join([*filter(None, [response.get("Link", "")]), *written])


def _written(address, relation, attributes):
    """One link as the header has it; an address has no bracket, for Django and a browser write it percent-encoded."""
    quoted = address.replace("<", "%3C").replace(">", "%3E")
    return "; ".join([f"<{quoted}>", f'rel="{relation}"', *(f'{name}="{value}"' for name, value in attributes.items())])
