"""Drawings read back: the SVG of a file or of a page, and the shapes in it."""

import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

from tests.public.pages import Page

SVG = "{http://www.w3.org/2000/svg}"


def drawing_of(client, address):
    """The drawing within a file: what stands there is in its own units, from 0."""
    response = client.get(address)
    assert response.status_code == 200
    return ET.fromstring(response.content).find(f"{SVG}svg")


def drawings_on(client, address):
    """The drawings of a page, one a width."""
    return [svg for svg in children(Page(client, address).root, "svg") if "drawing" in svg.get("class", "")]


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def children(element, tag):
    """The elements below, whether the document names the namespace of SVG or not."""
    return [found for found in element.iter() if found.tag in (tag, f"{SVG}{tag}")]


def marks(svg):
    """The rectangles of each thing that is drawn, as (kind, left, right, height), by the last part of its address."""
    found = {}
    for link in children(svg, "a"):
        rectangles = [(r.get("class"), *numbers(r, "x", "width", "height")) for r in children(link, "rect")]
        name = urlsplit(link.get("href")).path.rstrip("/").rpartition("/")[2]
        found[name] = [(kind, x, x + width, height) for kind, x, width, height in rectangles]
    return found
