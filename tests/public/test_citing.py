"""A page says how to cite it in words, to reference managers, and by addresses that stay."""

import json
from urllib.parse import parse_qs

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from archive.models import RECORD_TYPES, Visit
from archive.public.citing import stamp
from archive.writing import change
from tests.factories import MAKERS, make_source, make_visit
from tests.public.pages import Page, page_of, text_of

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("address", list(MAKERS))
STATES = pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
SITE = "Archive of relations between countries"


def present(record):
    """The record as it is stored."""
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def journey():
    """A visit whose public face is of a known day."""
    visit = make_visit(slug="journey", title_en="A journey & more", title_es="Un viaje")
    Visit._base_manager.update(face_changed_at="2026-05-03T10:20:30.5Z")
    return visit


def citings(client, record, prefix=""):
    """The citations on a record's page by style."""
    page = page_of(client, record, prefix)
    [box] = page.all("details", class_="cite")
    return dict(zip(map(text_of, box.iter("dt")), map(text_of, box.iter("dd")), strict=True))


@pytest.mark.parametrize(
    ("prefix", "apa", "chicago", "mla"),
    [
        (
            "",
            "A journey & more. (2026, May 3). {site}. {at}",
            "“A journey & more.” {site}. Last modified May 3, 2026. {at}.",
            "“A journey & more.” {site}, 3 May 2026, {at}.",
        ),
        (
            "/es",
            "Un viaje. (2026, 3 de mayo). {site}. {at}",
            "«Un viaje». {site}. Última modificación: 3 de mayo de 2026. {at}.",
            "«Un viaje». {site}, 3 de mayo de 2026, {at}.",
        ),
        (
            "/az",
            "A journey & more. (2026, 3 may). {site}. {at}",
            "“A journey & more”. {site}. Son dəyişiklik: 3 may 2026. {at}.",
            "“A journey & more”. {site}, 3 may 2026, {at}.",
        ),
    ],
)
def test_a_page_is_cited_in_three_styles_in_the_language_of_the_reader(client, journey, prefix, apa, chicago, mla):
    page = page_of(client, journey, prefix)
    site = text_of(page.all("p", class_="site-name")[0])
    at = f"http://testserver{prefix}/visits/journey/versions/2026-05-03T10:20:30Z/"
    said = citings(client, journey, prefix)
    wanted = [style.format(site=site, at=at) for style in (apa, chicago, mla)]
    assert [said["APA 7"], said["Chicago 17"], said["MLA 9"]] == wanted


def test_a_title_in_another_language_is_marked_in_the_citation(client, journey):
    [box] = page_of(client, journey, "/az").all("details", class_="cite")
    assert [e.get("lang") for e in box.iter("cite") if text_of(e) == "A journey & more"] == ["en"]


def test_a_title_that_ends_with_a_sign_gets_no_stop(client):
    said = citings(client, make_visit(title_en="Whose visit?"))
    assert said["APA 7"].startswith("Whose visit? (")
    assert said["Chicago 17"].startswith("“Whose visit?” ")


@EVERY_TYPE
@pytest.mark.parametrize("prefix", ["", "/az", "/es"])
def test_the_page_leads_to_the_version_that_it_cites(client, address, prefix):
    record = present(MAKERS[address]())
    page = page_of(client, record, prefix)
    at = f"{prefix}/{address}/{record.slug}/versions/{stamp(record.face_changed_at)}/"
    assert at in page.links()
    assert Page(client, at).status == 200
    assert not list(page.faults())


@pytest.mark.parametrize(
    ("asked", "prefix"), [("es-MX,es;q=0.9,en;q=0.5", "/es"), ("az", "/az"), ("fr", ""), ("", ""), ("de,en", "")]
)
@EVERY_TYPE
def test_the_address_without_a_language_leads_to_the_page_in_the_reader_s(client, address, asked, prefix):
    record = present(MAKERS[address]())
    response = client.get(f"/id/{address}/{record.slug}", headers={"accept-language": asked})
    assert (response.status_code, response["Location"]) == (303, f"{prefix}/{address}/{record.slug}/")
    assert "Accept-Language" in response["Vary"]
    at = f"versions/{stamp(record.face_changed_at)}"
    response = client.get(f"/id/{address}/{record.slug}/{at}", headers={"accept-language": asked})
    assert (response.status_code, response["Location"]) == (303, f"{prefix}/{address}/{record.slug}/{at}/")


@EVERY_TYPE
@STATES
def test_the_address_of_what_is_not_published_leads_nowhere(client, address, status):
    record = MAKERS[address](status=status)
    nonsense = client.get(f"/id/{address}/nonsense")
    response = client.get(f"/id/{address}/{record.slug}")
    assert (response.status_code, response.content) == (404, nonsense.content)


def test_a_former_address_leads_on(client):
    visit = present(make_visit(slug="before"))
    with change(by=None, why="test"):
        visit.slug = "after"
        visit.save()
    assert client.get("/id/visits/before")["Location"] == "/visits/after/"
    at = stamp(present(visit).face_changed_at)
    response = client.get(f"/visits/before/versions/{at}/")
    assert (response.status_code, response["Location"]) == (301, f"/visits/after/versions/{at}/")
    assert client.get("/id/nothing/before").status_code == 404


def of_page(record):
    """What every format must tell of the page of a record."""
    record = present(record)
    at = f"http://testserver/{record.address}/{record.slug}/versions/{stamp(record.face_changed_at)}/"
    return record, str(record), record.face_changed_at.date(), at


@pytest.mark.parametrize("address", [a for a in MAKERS if a != "sources"])
def test_a_record_is_read_by_reference_managers_with_the_same_values(client, address):
    record, title, day, at = of_page(MAKERS[address]())
    entry = parse_string(client.get(f"/{address}/{record.slug}.bib").content.decode(), "bibtex").entries[record.slug]
    assert entry.fields["title"].strip("{}") == title
    assert (entry.fields["year"], entry.fields["url"]) == (str(day.year), at)
    assert entry.fields["howpublished"] == SITE
    [entry] = rispy.loads(client.get(f"/{address}/{record.slug}.ris").content.decode())
    assert (entry["type_of_reference"], entry["title"], entry["urls"]) == ("ELEC", title, [at])
    assert (entry["year"], entry["date"]) == (str(day.year), day.strftime("%Y/%m/%d"))
    [item] = json.loads(client.get(f"/{address}/{record.slug}.csl.json").content)
    assert (item["type"], item["title"], item["URL"]) == ("webpage", title, at)
    assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}


def cited_by_processor(item):
    """The item in the style that comes with the processor, as plain text."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    [line] = bibliography.bibliography()
    return str(line)


@EVERY_TYPE
def test_a_processor_of_styles_cites_every_record(client, address):
    record, title, _day, _at = of_page(MAKERS[address]())
    [item] = json.loads(client.get(f"/{address}/{record.slug}.csl.json").content)
    assert title in cited_by_processor(item)


@EVERY_TYPE
@STATES
def test_what_is_not_published_has_no_reference(client, address, status):
    record = MAKERS[address](status=status)
    for kind in ("bib", "ris", "csl.json"):
        assert client.get(f"/{address}/{record.slug}.{kind}").status_code == 404


def test_letters_that_tex_would_read_survive(client):
    make_visit(slug="one", title_en="Oil & gas: 100% of {all} $_#")
    entry = parse_string(client.get("/visits/one.bib").content.decode(), "bibtex").entries["one"]
    assert entry.fields["title"] == r"{Oil \& gas: 100\% of \{all\} \$\_\#}"


def tags(page):
    """The `citation_*` tags of a page."""
    found = {}
    for meta in page.all("meta"):
        if meta.get("name", "").startswith("citation_"):
            found.setdefault(meta.get("name"), []).append(meta.get("content"))
    return found


def context_object(page):
    """The COinS of a page, taken apart."""
    [span] = page.all("span", class_="Z3988")
    return parse_qs(span.get("title"))


@pytest.mark.parametrize("address", [model.address for model in RECORD_TYPES if model.address != "sources"])
def test_a_page_describes_itself_to_reference_managers(client, address):
    record, title, day, at = of_page(MAKERS[address]())
    page = page_of(client, record)
    assert tags(page)["citation_title"] == [title]
    assert tags(page)["citation_publication_date"] == [day.strftime("%Y/%m/%d")]
    assert tags(page)["citation_public_url"] == [at]
    told = context_object(page)
    assert told["ctx_ver"] == ["Z39.88-2004"]
    assert (told["rft.title"], told["rft.identifier"], told["rft.date"]) == ([title], [at], [day.isoformat()])


def test_the_page_of_a_source_describes_the_document(client):
    source = make_source(
        title_en="On letters",
        kind="article",
        language="en",
        authors="Doe, Jane; Roe, Richard",
        container="Journal of Letters",
        volume="12",
        issue="3",
        pages="45–67",
        published="2012-08-21",
        doi="10.1000/182",
        issn="2049-3630",
    )
    page = page_of(client, source)
    found = tags(page)
    assert found["citation_author"] == ["Doe, Jane", "Roe, Richard"]
    assert found["citation_journal_title"] == ["Journal of Letters"]
    assert (found["citation_firstpage"], found["citation_lastpage"]) == (["45"], ["67"])
    assert (found["citation_publication_date"], found["citation_doi"]) == (["2012/08/21"], ["10.1000/182"])
    told = context_object(page)
    assert told["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"]
    assert (told["rft.atitle"], told["rft.jtitle"]) == (["On letters"], ["Journal of Letters"])
    assert told["rft.au"] == ["Doe, Jane", "Roe, Richard"]
    assert told["rft_id"] == ["info:doi/10.1000/182"]


@pytest.mark.parametrize(("kind", "form"), [("book", "book"), ("encyclopedia", "book"), ("treaty", "dc")])
def test_documents_of_other_kinds_are_described_too(client, kind, form):
    page = page_of(client, make_source(title_en="On letters", kind=kind, published="2012", container="Letters"))
    assert context_object(page)["rft_val_fmt"] == [f"info:ofi/fmt:kev:mtx:{form}"]
    assert context_object(page)["rft.date"] == ["2012"]
