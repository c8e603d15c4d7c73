"""What can be read of a source beside the form: its text, its pictures, or the way to its files."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import Http404
from django.utils.translation import gettext as _

from archive.models import RECORD_ARC, Citation, FileKind
from archive.sources.content import PICTURES, READABLE
from archive.sources.files import opened

_MOST_LETTERS = 400_000
_MOST_STATEMENTS = 100
# What stands in a page of the web and is not read by anybody; and where its lines end.
_UNREAD = {"script", "style", "head", "template", "noscript"}
_LINES = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article"}


@dataclass(slots=True)
class Document:
    """A source as it stands beside the form: the text of one file, the pictures, and all files."""

    text: str = ""
    files: list = field(default_factory=list)
    pictures: list = field(default_factory=list)
    missing: list = field(default_factory=list)


def shown(source) -> Document:
    """What of a source can stand on the page itself."""
    found = Document(files=list(source.files.all()))
    found.pictures = [file for file in found.files if file.kind in PICTURES]
    for file in found.files:
        if file.kind in READABLE and not found.text:
            text = _text_of(file)
            if text is None:
                found.missing.append(_("The file “%(name)s” is not there any more.") % {"name": file.name})
            else:
                found.text = text
    return found


def _text_of(file):
    """The beginning of a file that can be read as text, without what stands in it as code; None where it is gone."""
    try:
        with opened(file.sha256) as stored:
            text = stored.read(_MOST_LETTERS).decode("utf-8", errors="replace")
    except OSError:
        return None
    return _words_of(text) if file.kind == FileKind.HTML else text


class _Words(HTMLParser):
    """The text of a page of the web, a line for each paragraph."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.unread = [], []

    def handle_starttag(self, tag, attrs):
        if tag in _UNREAD:
            self.unread.append(tag)
        elif tag in _LINES:
            self.found.append("\n\n")

    def handle_endtag(self, tag):
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()

    def handle_data(self, data):
        if not self.unread:
            self.found.append(data)


def _words_of(page) -> str:
    words = _Words()
    words.feed(page)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.found).split("\n\n"))
    return "\n\n".join(filter(None, lines))


def file_of(source, sha256):
    """A file of a source by its checksum; 404 where the source has no such file."""
    found = source.files.filter(sha256=sha256).first()
    if found is None:
        raise Http404
    return found


def stated_already(source):
    """The statements for which a source is cited, the latest first."""
    rows = Citation.objects.filter(source=source).select_related(*RECORD_ARC).order_by("-pk")
    return rows[:_MOST_STATEMENTS]
