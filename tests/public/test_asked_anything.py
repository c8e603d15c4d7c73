"""Whatever is written behind an address, it answers: HEAD as GET, other methods refused, nonsense without a failure."""

import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import transaction

from archive.public.citing import stamp
from archive.public.harvest.arguments import ARGUMENTS
from tests.factories import make_place, make_visit
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db
DRAWN = ("timeline", "map", "network", "trade")
PAGES = (
    *("/", "/timeline/", "/map/", "/network/", "/discrepancies/", "/search/", "/developers/", "/about/"),
    *(f"/{address}/" for address in ADDRESSES),
)
FILES = (
    *("/changes.atom", "/new.atom", "/opensearch.xml", "/anniversaries.ics", "/sitemap.xml", "/robots.txt"),
    *("/datapackage.zip", "/archive.json", "/sitemap-visits-1.xml", "/oai?verb=Identify"),
    *(f"/{name}.{kind}" for name in DRAWN for kind in ("svg", "png")),
    *(f"/{address}.{kind}" for address in ADDRESSES for kind in ("csv", "json", "xlsx", "ods")),
)
OF_A_RECORD = (
    *("/visits/{s}/", "/es/visits/{s}/", "/visits/{s}/correct/", "/visits/{s}/versions/{v}/"),
    *("/visits/{s}/versions/{v}/difference/", "/id/visits/{s}", "/id/visits/{s}/versions/{v}"),
    *(f"/visits/{{s}}.{kind}" for kind in ("json", "jsonld", "bib", "ris", "csl.json")),
    *(f"/people/{{p}}/terms.{kind}" for kind in ("svg", "png")),
)
PARAMETERS = (
    *("q", "type", "country", "visitor", "host", "kind", "since", "until", "after", "decade", "language", "evidence"),
    *("sort", "page", "state", "columns", "field", "nonsense"),
)
HOSTILE = (
    *(
        "",
        " ",
        "\x01",
        "\ufffe",
        "\ufffd",
        "\u202e",
        "𝔘" * 300,
        "é" * 3000,
        "9" * 40,
        "-1",
        "0",
        "1e999",
        "٣",
        "²",
        "∞",
    ),
    *("0000", "9999", "[1992,", "2026-13-45", "9999-12-31/..", "-9999", "1992-01-14,visits,x,date", ",,,", "1,2,3,4"),
    *(
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        '"',
        '"""',
        "%",
        "\\",
        "AND",
        "NEAR(a b)",
        "a*",
        "date__sources",
        "-pk",
    ),
    *(
        "status",
        "note",
        "visits",
        "people",
        "../..",
        "{x}",
        "{{ x }}",
        "null",
        "AZ; MX",
        "zz-zz",
        "x-klingon",
        "evidence",
    ),
)
# What is narrowed by parameters.
NARROWED = (
    *("/timeline/", "/map/", "/network/", "/search/", "/visits/", "/sources/", "/trade/", "/discrepancies/"),
    *("/visits.json", "/timeline.svg", "/map.svg", "/network.svg", "/trade.svg"),
)
PARTS = 4
# What a question about an answer must tell as the answer does.
HEAD = (
    *("Content-Type", "Content-Disposition", "Content-Language", "Vary", "Link", "Location", "Cache-Control"),
    *("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Content-Length"),
)
NOT_THERE = (
    *("/visits/{}/", "/visits/{}.json", "/id/visits/{}", "/people/{}/terms.svg", "/visits/{}/correct/", "/{}/"),
    *("/{}.csv", "/sitemap-{}-1.xml", "/visits/{}/versions/2026-01-01T00:00:00Z/", "/id/{}/one"),
)


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker):
    """Something behind every address, made once; the names that stand in addresses."""
    with django_db_blocker.unblock(), transaction.atomic():
        for address in ADDRESSES:
            with_everything(address, 1)
        place = make_place(latitude=51, longitude=4, country="BE")
        visit = make_visit(slug="one", date="1995", visitor_country="FR", places=[place])
        visit.refresh_from_db()
        yield {"s": visit.slug, "v": stamp(visit.face_changed_at), "p": with_everything("people", 1).slug}
        transaction.set_rollback(True)


def addresses(things):
    return [*PAGES, *FILES, *(address.format(**things) for address in OF_A_RECORD)]


def check(response, address):
    """An answer that a reader can make something of: no failure, and a document that is whole."""
    assert response.status_code in (200, 301, 303, 400, 404), address
    content = response.getvalue()
    assert b"Traceback" not in content
    assert b"<script>alert" not in content
    kind = response.headers["Content-Type"]
    if "/xml" in kind or "+xml" in kind:
        ET.fromstring(content)
    if response.status_code in (400, 404):
        assert kind.startswith("text/html")


@pytest.mark.parametrize("part", range(PARTS))
def test_nonsense_in_every_parameter_at_once_is_no_failure(client, things, part):
    # Each nonsense is written behind every fifth address, another fifth for each.
    for number, value in list(enumerate(HOSTILE))[part::PARTS]:
        query = "&".join(f"{name}={quote(value)}" for name in PARAMETERS)
        for address in addresses(things)[number % 5 :: 5]:
            check(client.get(f"{address}{'&' if '?' in address else '?'}{query}"), f"{address} {value!r}")


@pytest.mark.parametrize("name", PARAMETERS)
def test_nonsense_in_one_parameter_is_no_failure(client, things, name):
    for number, value in enumerate(HOSTILE):
        address = NARROWED[(number + PARAMETERS.index(name)) % len(NARROWED)]
        check(client.get(address, {"q": "visit", name: value}), f"{address} {name} {value!r}")


@pytest.mark.parametrize("verb", ARGUMENTS)
def test_nonsense_in_every_argument_of_a_harvester_is_refused_in_xml(client, things, verb):
    for value in HOSTILE:
        for name in ("identifier", "metadataPrefix", "from", "until", "set", "resumptionToken", "verb", "x\x02"):
            asked = {"verb": verb, "metadataPrefix": "oai_dc", name: value}
            answers = [client.post("/oai", {**asked, "identifier": value})]
            # A longer address the server itself refuses.
            if len(urlencode(asked)) < settings.ADDRESS_MOST_LETTERS:
                answers.append(client.get("/oai", asked))
            for answer in answers:
                assert answer.status_code == 200, asked
                ET.fromstring(answer.content)


def test_a_nul_that_a_harvester_sends_is_refused_before_it_is_looked_at(client, things):
    sent = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:testserver:visits/\0"}
    assert client.post("/oai", sent).status_code == 400


def test_a_nul_behind_any_address_is_refused(client, things):
    for address in addresses(things):
        for name in ("q", "identifier", "page"):
            assert client.get(f"{address}{'&' if '?' in address else '?'}{name}=a%00b").status_code == 400, address


def test_a_question_about_an_answer_has_its_status_and_head(client, things):
    for address in addresses(things):
        given, asked = client.get(address), client.head(address)
        assert asked.status_code == given.status_code, address
        for name in HEAD:
            assert asked.headers.get(name) == given.headers.get(name), f"{address} {name}"


@pytest.mark.parametrize("address", ["/anniversaries.ics", "/datapackage.zip", "/archive.xlsx", "/visits.csv"])
def test_a_question_about_a_long_answer_reads_nothing(client, things, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.head(address).getvalue() == b""


def test_nothing_is_sent_put_or_deleted(client, things):
    for address in addresses(things):
        for method in ("put", "patch", "delete", "post"):
            if method == "post" and ("/correct/" in address or address.startswith("/oai")):
                continue
            answer = getattr(client, method)(address)
            assert (answer.status_code, "GET" in answer["Allow"]) == (405, True), f"{method} {address}"


def test_every_answer_is_guarded_and_no_reader_is_told_from_another(client, things):
    for address in addresses(things):
        answer = client.get(address)
        assert "default-src 'none'" in answer["Content-Security-Policy"], address
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
        assert answer["Referrer-Policy"] == "same-origin"
        assert not answer.cookies
        # Only what leads on to a page in the reader's language depends on who asks.
        varies = {part.strip() for part in answer.get("Vary", "").split(",")} - {"", "Accept-Encoding"}
        assert varies == ({"Accept-Language", "Cookie"} if address.startswith("/id/") else set()), address


@pytest.mark.parametrize("form", NOT_THERE)
def test_what_is_not_there_is_answered_alike_whatever_it_is_called(client, form):
    answers = [client.get(form.format(name)) for name in ("nonsense", "one-more", "x" * 300)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1
