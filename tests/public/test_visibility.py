"""Nothing hidden shows on any page: drafts are planted everywhere, and all that a reader can reach is read."""

import io
import itertools
import zipfile

import pytest

from archive.models import Discrepancy
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_trade_figure,
    make_visit,
    name_form,
    post,
    take_part,
)
from tests.public.pages import Page
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db
LANGUAGES = ("", "/az", "/es")
PAGES = (
    *("/", "/timeline/", "/map/", "/network/", "/discrepancies/", "/search/", "/about/"),
    *(f"/{address}/" for address in ADDRESSES),
)
FILES = (
    "/sitemap.xml",
    "/robots.txt",
    "/developers/",
    "/new.atom",
    "/datapackage.zip",
    "/es/opensearch.xml",
    *(f"/{a}.{kind}" for a in ADDRESSES for kind in ("csv", "xlsx", "json")),
)
HIDDEN = ("draft", "in_review", "withdrawn")
# A country that only hidden records have to do with.
CANARY_COUNTRY = ("TV", "Tuvalu")
CANARY = "zzcanary"
_numbers = itertools.count(1)


def canary():
    """A word that stands nowhere else."""
    return f"{CANARY}{next(_numbers)}zz"


def named(make, **values):
    """What a record of this type is called, in canary words of every language, and everything else it says in words."""
    stem = {make_trade_figure: "goods"}.get(make, "name" if make in (make_person, make_organization) else "title")
    words = {f"{name}_{code}": canary() for name in (stem, "summary") for code in ("en", "az", "es")}
    return make(**{**words, "note": canary(), "slug": canary(), **values})


def hidden(address, status="draft", **values):
    """A record of a type that is not published, with name forms, testimony and a former address of its own."""
    record = named(MAKERS[address], status=status, **values)
    if hasattr(record, "names"):
        name_form(record, canary(), note=canary())
    cite(record, "summary", canary(), source=make_source())
    record = type(record).objects.get(pk=record.pk)
    record.slug = canary()
    with change(by=None, why=canary()):
        record.save()
    return record


def plant():
    """Published records of every type, with something hidden in every place where something can hang or be linked."""
    shown = {address: with_everything(address, 1) for address in ADDRESSES}
    for address, record in shown.items():
        record = type(record).objects.get(pk=record.pk)
        record.note = canary()
        with change(by=None, why=canary()):
            record.save()
        _hidden_testimony(record)
        for status in HIDDEN:
            hidden(address, status)
    _hidden_people(shown)
    _hidden_links(shown)
    return shown


def _hidden_testimony(record):
    field = record.dated_by or "summary"
    words = {name: canary() for name in ("quotation", "translation", "note", "locator")}
    cite(record, field, canary(), status="draft", **words)
    cite(record, field, canary(), source=hidden("sources"), **words)
    cite(record, "summary", "said", note=canary())
    if record.dated_by:
        _hidden_disagreement(record)


def _hidden_disagreement(record):
    # Only the hidden testimony contradicts here, so the disagreement is for editors alone.
    other = MAKERS[record.address](**{record.dated_by: "1950"})
    cite(other, record.dated_by, "1950")
    cite(other, record.dated_by, "1066", status="draft", quotation=canary())
    with change(by=None, why="test"):
        for row in Discrepancy.objects.filter(field=record.dated_by, is_public=False):
            row.public_note_en = canary()
            row.save()


def _hidden_people(shown):
    for address in ("visits", "events", "agreements"):
        take_part(hidden("people", country="TV"), shown[address], capacity_en=canary())
        cite(shown[address], "participations", "somebody", note=canary())
        take_part(shown["people"], hidden(address), role="host", capacity_en=canary())
    post(hidden("people"), shown["organizations"], title_en=canary(), note=canary())
    post(shown["people"], hidden("organizations", country="TV"), title_en=canary(), note=canary())


def _hidden_links(shown):
    place = make_place(name_en=canary(), country="TV")
    hidden("visits", occasion=shown["events"], host_country="TV")
    make_visit(occasion=hidden("events", place=place))
    hidden("events", part_of=shown["events"], countries="TV")
    make_event(part_of=hidden("events"))
    hidden("agreements", signed_during=shown["visits"])
    make_agreement(signed_during=hidden("visits"))
    make_party(shown["agreements"], organization=hidden("organizations", country="TV", place=place))
    make_party(hidden("agreements"), organization=shown["organizations"])
    hidden("trade", period=shown["trade"].period, exporter="TV", importer="FR")
    for address in ADDRESSES:
        cite(hidden(address), "summary", canary(), source=shown["sources"], quotation=canary())


def crawl(client):
    """(address, answer) of everything that can be reached by links from the addresses that every reader knows."""
    waiting = [*(f"{prefix}{page}" for prefix in LANGUAGES for page in PAGES), *FILES]
    seen = set(waiting)
    while waiting:
        url = waiting.pop()
        page = Page(client, url)
        yield url, page.response
        if page.status == 200 and page.response.headers["Content-Type"].startswith("text/html"):
            fresh = {link for link in page.links() if not link.startswith(("/static/", "/admin/"))} - seen
            seen |= fresh
            waiting += fresh


def everything_in(response) -> str:
    """All that an answer says, headers and the parts of a packed file included, in lower case."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return f"{response.headers}\n{content.decode('utf-8', 'replace')}".casefold()


@pytest.fixture
def shown():
    """The planted archive."""
    return plant()


def test_no_page_that_a_reader_can_reach_shows_anything_hidden(client, shown):
    client.raise_request_exception = False
    wrong, seen = [], set()
    for url, response in crawl(client):
        seen.add(url)
        said = everything_in(response)
        # The address without a language leads to the page in the reader's.
        if response.status_code != (303 if url.startswith("/id/") else 200):
            wrong.append(f"{url}: {response.status_code}")
        wrong += [f"{url}: {word}" for word in (CANARY, CANARY_COUNTRY[1].casefold()) if word in said]
    assert not wrong, "\n".join(wrong)
    for record in shown.values():
        assert f"/es/{record.address}/{record.slug}/" in seen


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_looking_for_a_hidden_word_answers_as_looking_for_nonsense(client, shown, prefix):
    # As like as can be: the hidden one must not be what is meant by the other.
    words = ["Draft Xyzzyqua", "Draft Xyzzyquo"]
    for status in HIDDEN:
        make_person(name_en=words[0], status=status)
    for path in ("/search/", *(f"/{address}/" for address in ADDRESSES)):
        answers = [client.get(f"{prefix}{path}", {"q": word.split()[1]}).content.decode() for word in words]
        assert answers[0].replace("Xyzzyqua", "*") == answers[1].replace("Xyzzyquo", "*")


def test_a_country_that_only_hidden_records_concern_narrows_like_one_that_none_does(client, shown):
    for address in ADDRESSES:
        bodies = [client.get(f"/{address}/", {"country": code}).content.decode() for code in ("TV", "NR")]
        assert bodies[0].replace("Tuvalu", "*").replace("TV", "*") == bodies[1].replace("Nauru", "*").replace("NR", "*")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("status", HIDDEN)
def test_the_address_of_a_hidden_record_answers_as_one_that_never_was(client, address, status):
    record = hidden(address, status)
    former = record.former_slugs.get().slug
    for form in ("{}/", "{}", "{}.json", "{}.jsonld", "{}.bib", "{}/?page=2"):
        for prefix in LANGUAGES if form.endswith("/") else ("",):
            answers = [
                client.get(f"{prefix}/{address}/{form.format(slug)}") for slug in (record.slug, former, "nonsense")
            ]
            known = [
                (a.status_code, a.content, a.headers.get("Location", "").replace("nonsense", "*")) for a in answers
            ]
            slugs = (record.slug, former)
            assert [(s, c, at.replace(slug, "*")) for (s, c, at), slug in zip(known, slugs, strict=False)] == [
                known[2]
            ] * 2


def test_what_is_published_later_appears_and_what_is_withdrawn_goes(client):
    visit = make_visit()
    person = make_person(name_en="Jane Doe", status="draft")
    take_part(person, visit)
    for status, there in (("published", True), ("withdrawn", False)):
        person = type(person).objects.get(pk=person.pk)
        person.status = status
        with change(by=None, why="test"):
            person.save()
        for url in (f"/visits/{visit.slug}/", "/visits/", "/people/"):
            assert ("Jane Doe" in Page(client, url).main) is there
