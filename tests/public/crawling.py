"""All that a reader can reach: by the addresses that everybody knows, by links, and by a harvester's tokens."""

import io
import re
import zipfile

from archive.public.citing import stamp
from tests.public.pages import Page
from tests.public.scenes import ADDRESSES

LANGUAGES = ("", "/az", "/es")
DRAWINGS = ("timeline", "map", "network", "trade", "people/{people}/terms", "organizations/{organizations}/terms")
# What each language has: pages, feeds, the calendar, drawings.
READ = (
    *("/", "/timeline/", "/map/", "/network/", "/discrepancies/", "/search/", "/about/", "/developers/"),
    *(f"/{address}/" for address in ADDRESSES),
    *("/changes.atom", "/new.atom", "/opensearch.xml", "/anniversaries.ics"),
    *(f"/{drawing}.{kind}" for drawing in DRAWINGS for kind in ("svg", "png")),
    # A hidden word, one like it, and what only hidden records have to do with.
    *(f"/search/?q={words}" for words in ("said", "zzcanari1zz", "zzcanari1zz+said")),
    *("/search/?q=19*&country=FR", "/search/?q=said&decade=1900", "/timeline/?since=1900&until=1910"),
)
# What stands once, in no language.
TAKEN = (
    *("/sitemap.xml", "/sitemap-pages-1.xml", "/robots.txt", "/healthz", "/readyz", "/datapackage.zip"),
    *(f"/archive.{kind}" for kind in ("json", "xlsx", "ods")),
    *(f"/sitemap-{address}-1.xml" for address in ADDRESSES),
    *(
        f"/{a}.{kind}{q}"
        for a in ADDRESSES
        for kind in ("csv", "xlsx", "ods", "json")
        for q in ("", "?columns=evidence")
    ),
    *(f"/oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats")),
    *(f"/oai?verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")),
    *(f"/oai?verb=ListRecords&metadataPrefix=oai_dc&set={address}" for address in ADDRESSES),
)
# Of each record, in each language and in none.
OF_A_RECORD = (
    "/{a}/{s}/",
    "/{a}/{s}/versions/{v}/",
    "/{a}/{s}/versions/{v}/difference/",
    "/{a}/{s}/correct/?field=summary",
)
ONCE_OF_A_RECORD = (
    *(f"/{{a}}/{{s}}.{kind}" for kind in ("json", "jsonld", "bib", "ris", "csl.json")),
    *("/id/{a}/{s}", "/id/{a}/{s}/versions/{v}"),
    "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{a}/{s}",
)
TOKEN = re.compile(r"<resumptionToken[^>]*>([^<]+)</resumptionToken>")


def known(shown, languages=LANGUAGES):
    """The addresses that every reader knows, and those of the records shown."""
    slugs = {address: record.slug for address, record in shown.items()}
    yield from (f"{prefix}{page}".format(**slugs) for prefix in languages for page in READ)
    yield from TAKEN
    for address, record in shown.items():
        at = {"a": address, "s": record.slug, "v": stamp(record.face_changed_at)}
        yield from (f"{prefix}{page}".format(**at) for prefix in languages for page in OF_A_RECORD)
        yield from (page.format(**at) for page in ONCE_OF_A_RECORD)


def is_followed(link) -> bool:
    """Whether a link leads to something else than files of the house, another field of a form, or a filter more."""
    return not link.startswith(("/static/", "/admin/")) and "/correct/" not in link and link.count("=") < 2


def crawl(client, addresses, wanted=is_followed):
    """(address, answer) of these and of everything that can be reached by links from them, tokens included."""
    waiting = list(addresses)
    seen = set(waiting)
    while waiting:
        url = waiting.pop()
        page = Page(client, url)
        yield url, page.response
        kind = page.response.headers["Content-Type"]
        links = []
        if page.status == 200 and kind.startswith("text/html"):
            links = filter(wanted, page.links())
        elif url.startswith("/oai"):
            verb = url.partition("verb=")[2].partition("&")[0]
            tokens = TOKEN.findall(page.response.content.decode())
            links = [f"/oai?verb={verb}&resumptionToken={token}" for token in tokens]
        fresh = set(links) - seen
        seen |= fresh
        waiting += fresh


def everything_in(response) -> str:
    """All that an answer says, headers and the parts of a packed file included, in lower case."""
    content = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return f"{response.headers}\n{content.decode('utf-8', 'replace')}".casefold()
