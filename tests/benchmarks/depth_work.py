"""What the benchmark of depth does in a process of its own: `python -m tests.benchmarks.depth_work measure`.

The environment names the database (DATABASE_URL) and the data folder (ARCHIVE_DATA_DIR), as for the archive itself.
"""

import html.parser
import json
import os
import statistics
import sys
import time
from pathlib import Path

import django

from tests.benchmarks import processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PLAIN_HTTP", "1")
# Every answer is made anew.
os.environ["PAGE_CACHE_MB"] = "0"

TIMES = 5
COMMON, RARE = "US", "TV"
WORDS = {"rare": "wangari okonjo", "middling": "petrov", "very common": "president", "none": "qwertz"}
FILTERS = {
    "a common country": f"country={COMMON}",
    "a rare country": f"country={RARE}",
    "a visitor": "visitor=FR",
    "a host": "host=DE",
    "since": "since=1990",
    "until": "until=1850",
    "ten years": "since=1960&until=1969",
    "disputed": "evidence=disputed",
    "one source": "evidence=single",
    "several sources": "evidence=several",
    **{f"{how} word": f"q={word.replace(' ', '+')}" for how, word in WORDS.items()},
}
PAIRS = (
    ("a common country", "ten years"),
    ("a common country", "disputed"),
    ("a visitor", "a host"),
    ("a visitor", "since"),
    ("a host", "several sources"),
    ("since", "disputed"),
    ("very common word", "a common country"),
    ("very common word", "disputed"),
    ("middling word", "ten years"),
    ("rare word", "a visitor"),
)
# From these lists every order and the pages far from the first are asked for.
WALKED = {"all": "", "a common country": f"country={COMMON}", "very common word": "q=president"}
STEPS = 12


class Links(html.parser.HTMLParser):
    """The links of a page to others of its list, by what they say they are, and the orders that it offers."""

    def __init__(self, text):
        super().__init__()
        self.rels, self.between, self.sorts = {}, [], []
        self.in_paging = self.in_sorts = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note links, and the choices of the order."""
        found = dict(attributes)
        if tag == "nav":
            self.in_paging = "paging" in (found.get("class") or "")
        elif tag == "select":
            self.in_sorts = found.get("name") == "sort"
        elif tag == "option" and self.in_sorts and found.get("value"):
            self.sorts.append(found["value"])
        elif tag == "a" and self.in_paging and found.get("rel"):
            self.rels.setdefault(found["rel"], found["href"])
        elif tag == "a" and self.in_paging:
            self.between.append(found["href"])

    def handle_endtag(self, tag):
        """The pages end with their list of links."""
        if tag == "nav":
            self.in_paging = False


def measure():
    """Every page with the milliseconds of its work and those that pass, and the memory of the process after all."""
    from django.core.management import call_command
    from django.test import Client

    call_command("collectstatic", verbosity=0, interactive=False)
    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    for name, address in pages(client):
        found[name] = _measured(client, address)
    print(json.dumps({"pages": found, "MiB": _resident()}))


def pages(client):
    """(name, address) of every page that is asked for."""
    from archive.models import RECORD_TYPES

    yield "home", "/"
    for model in RECORD_TYPES:
        yield f"list of {model.address}", f"/{model.address}/"
    yield "list of discrepancies", "/discrepancies/"
    for name, query in FILTERS.items():
        yield f"visits, {name}", f"/visits/?{query}"
    for one, other in PAIRS:
        yield f"visits, {one}, {other}", f"/visits/?{FILTERS[one]}&{FILTERS[other]}"
    for name, query in WALKED.items():
        yield from _walked(client, name, f"/visits/?{query}")
    for how, word in WORDS.items():
        said = word.replace(" ", "+")
        yield f"search, {how} word", f"/search/?q={said}"
        yield f"search, {how} word, a country", f"/search/?q={said}&country={COMMON}"
    yield "search, misspelt", "/search/?q=presidnet"
    yield "search, words held together", "/search/?q=%22foreign+minister%22"
    yield "people, a middling word", "/people/?q=petrov"
    yield from _records()


def _walked(client, name, first):
    """Every order of a list; and pages far from its first, by the links that it offers."""
    links = _links(client, first)
    for sort in links.sorts:
        yield f"visits, {name}, by {sort}", f"{first}&sort={sort}"
    at = links.rels.get("last")
    for step in ("last page", "before the last", "before that"):
        if at is None:
            break
        yield f"visits, {name}, {step}", at
        at = _links(client, at).rels.get("prev")
    for address in links.between[-1:]:
        yield f"visits, {name}, a page between", address
    at = links.rels.get("next")
    for step in range(2, STEPS + 2):
        if at is None:
            return
        if step in (2, STEPS + 1):
            yield f"visits, {name}, page {step}", at
        at = _links(client, at).rels.get("next")


def _links(client, address):
    links = Links(client.get(address).content.decode())
    path = address.partition("?")[0]
    links.rels = {rel: _whole(path, href) for rel, href in links.rels.items()}
    links.between = [_whole(path, href) for href in links.between]
    return links


def _whole(path, href):
    return f"{path}{href}" if href.startswith("?") else href


def _records():
    """A visit with twenty citations, a person with many visits, a source that is cited time and again."""
    from django.db.models import Count

    from archive.models import Citation, Participation, Person, Source, Visit

    some = Visit.objects.published().order_by("pk")[:5000].values("pk")
    visit = Visit.objects.filter(pk__in=some).annotate(n=Count("citations")).filter(n=20).first()
    parts = Participation.objects.order_by("pk")[:5000].values("person")
    person = Person.objects.published().filter(pk__in=parts).annotate(n=Count("participations")).order_by("-n").first()
    cited = Citation.objects.order_by("pk")[:5000].values("source")
    source = Source.objects.published().filter(pk__in=cited).annotate(n=Count("cited_by")).order_by("-n").first()
    for name, record in (("a visit with 20 citations", visit), ("a person", person), ("a much cited source", source)):
        if record:
            yield f"record, {name}", record.get_absolute_url()


def _measured(client, address):
    """The medians, after one request that warms up."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    work, passed = [], []
    for _time in range(TIMES):
        begin, busy = time.perf_counter(), processes.busy()
        client.get(address)
        passed.append(1000 * (time.perf_counter() - begin))
        work.append(1000 * (processes.busy() - busy))
    return {"work": statistics.median(work), "passed": statistics.median(passed), "length": len(answer.content)}


def _resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024**2


WORK = {work.__name__: work for work in (measure,)}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
