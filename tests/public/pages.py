"""Pages as a reader gets them: asked for over HTTP, parsed strictly, read as text."""

from collections import Counter
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import html5lib


class Page:
    """One answer of the public site."""

    def __init__(self, client, url):
        self.url = url
        self.response = client.get(url)
        self.status = self.response.status_code

    @cached_property
    def root(self):
        """The document; html5lib.html5parser.ParseError where it is not HTML."""
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.response.content.decode())

    @property
    def main(self) -> str:
        """The text of the page's own part, with single spaces."""
        return text_of(self.root.find(".//main"))

    def all(self, tag, **attributes):
        """The elements with this tag and these attributes; `class_` matches one of several classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            e for e in self.root.iter(tag) if all(value in e.get(name, "").split() for name, value in wanted.items())
        ]

    def links(self):
        """The addresses on this site that the page leads to, links of the head included, without fragments."""
        found = {e.get("href") for tag in ("a", "link") for e in self.root.iter(tag)} - {None}
        whole = (urlsplit(urljoin(f"http://testserver{self.url}", href)) for href in sorted(found))
        return [f"{u.path}?{u.query}" if u.query else u.path for u in whole if u.netloc == "testserver"]

    def faults(self):
        """Sentences about what is wrong with the document beyond its grammar: ids, references, landmarks."""
        ids = Counter(e.get("id") for e in self.root.iter() if e.get("id") is not None)
        yield from (f"id “{name}” stands {count} times" for name, count in ids.items() if count > 1 or not name)
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for element in self.root.iter():
                yield from (f"{name} leads to no id: {to}" for to in element.get(name, "").split() if to not in ids)
        for tag in ("h1", "main"):
            if len(self.all(tag)) != 1:
                yield f"{len(self.all(tag))} elements {tag}"
        yield from (f"inline style on {e.tag}" for e in self.root.iter() if e.get("style") or e.tag == "style")
        yield from (f"inline script: {text_of(e)[:40]}" for e in self.root.iter("script") if not e.get("src"))


def text_of(element) -> str:
    """The text of an element and of all in it, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def page_of(client, record, prefix=""):
    """The page of a record in the language of a prefix."""
    return Page(client, f"{prefix}/{record.address}/{record.slug}/")


def main_of(client, record, prefix=""):
    """The text of a record's page."""
    return page_of(client, record, prefix).main


def titles(page):
    """The titles of the entries of a list, in order."""
    return [text_of(e) for e in page.all("a", class_="entry-title")]


def listed(client, url):
    """The titles that a list shows."""
    return titles(Page(client, url))
