"""How a source is cited: in each language, for each kind, in words and in the files that reference managers read."""

import json

import pybtex.database
import pytest
import rispy
from django.utils import translation

from archive.models import Source, SourceKind
from archive.public import bibliography
from archive.sources.references import SHAPES, reference
from archive.sources.terms import TERMS

ARTICLE = {
    "kind": "article", "language": "en", "title_en": "Oil and distance", "title_es": "Petróleo y distancia",
    "authors": "Ruiz, Ana; Məmmədov, Elşən", "container": "Journal of Far Relations", "volume": "12", "issue": "3",
    "published": "1998-05", "pages": "45–67", "issn": "0317-8471", "doi": "10.1000/182",
    "url": "https://example.org/a", "accessed": "2024-05-03",
}  # fmt: skip
BOOK = {
    "kind": "book", "language": "es", "title_es": "Historia", "authors": "Ibarra, Luis; Iglesias, Inés",
    "series": "Estudios", "volume": "7", "edition": "2.ª ed.", "locality": "Bogotá", "publisher": "Planeta",
    "published": "1998~", "isbn": "9780306406157", "archived_url": "https://example.net/x",
}  # fmt: skip
NEWS = {
    "kind": "news", "language": "fr", "title_en": "A meeting", "container": "Le Journal", "locality": "Lyon",
    "published": "1992-01-14", "pages": "3",
}  # fmt: skip
TREATY = {
    "kind": "treaty", "title_en": "Treaty of peace", "locality": "Geneva", "published": "1992-01-14",
    "series": "United Nations Treaty Series", "volume": "1833", "issue": "31363", "pages": "3",
}  # fmt: skip
LETTER = {
    "kind": "archival", "title_en": "Letter to the minister", "authors": "Ruiz, Ana", "published": "1978",
    "repository": "National Archive", "shelfmark": "Fond 12, box 3", "locality": "Vienna",
}  # fmt: skip
SPEECH = {
    "kind": "speech", "title_en": "On peace", "authors": "Ruiz, Ana", "occasion": "General Assembly, 53rd session",
    "locality": "New York", "published": "1998-09-24",
}  # fmt: skip
PAGE = {"kind": "webpage", "title_en": "Who are we?", "publisher": "A Ministry", "url": "https://example.org/",
        "accessed": "2024-05"}  # fmt: skip
FIGURES = {"kind": "statistics", "title_en": "Trade", "publisher": "A Bureau", "locality": "Oslo", "published": "2024"}
ENTRY = {"kind": "encyclopedia", "title_en": "Relations", "container": "Encyclopaedia", "volume": "Vol. II"}

CITED = {
    "article": (
        ARTICLE,
        "Ruiz, Ana, and Elşən Məmmədov. “Oil and distance”. Journal of Far Relations, vol. 12, no. 3 (May 1998), "
        "pp. 45–67. ISSN 0317-8471. https://doi.org/10.1000/182 https://example.org/a (accessed 3 May 2024).",
        "Ruiz, Ana və Elşən Məmmədov. “Oil and distance”. Journal of Far Relations, cild 12, № 3 (may 1998), "
        "səh. 45–67. ISSN 0317-8471. https://doi.org/10.1000/182 https://example.org/a (müraciət tarixi: 3 may 2024).",
        "Ruiz, Ana y Elşən Məmmədov. «Oil and distance» [Petróleo y distancia]. Journal of Far Relations, vol. 12, "
        "n.º 3 (mayo de 1998), pp. 45–67. ISSN 0317-8471. https://doi.org/10.1000/182 https://example.org/a "
        "(consultado el 3 de mayo de 2024).",
    ),
    "book": (
        BOOK,
        "Ibarra, Luis, and Inés Iglesias. Historia. Estudios, vol. 7. 2.ª ed. Bogotá: Planeta, about 1998. "
        "ISBN 9780306406157. Archived at https://example.net/x",
        "Ibarra, Luis və Inés Iglesias. Historia. Estudios, cild 7. 2.ª ed. Bogotá: Planeta, təxminən 1998. "
        "ISBN 9780306406157. Arxiv nüsxəsi: https://example.net/x",
        "Ibarra, Luis e Inés Iglesias. Historia. Estudios, vol. 7. 2.ª ed. Bogotá: Planeta, hacia 1998. "
        "ISBN 9780306406157. Archivado en https://example.net/x",
    ),
    "news": (
        NEWS,
        "“A meeting”. Le Journal (Lyon), 14 January 1992, p. 3.",
        "“A meeting”. Le Journal (Lyon), 14 yanvar 1992, səh. 3.",
        "«A meeting». Le Journal (Lyon), 14 de enero de 1992, p. 3.",
    ),
    "treaty": (
        TREATY,
        "Treaty of peace. Geneva, 14 January 1992. United Nations Treaty Series, vol. 1833, no. 31363, p. 3.",
        "Treaty of peace. Geneva, 14 yanvar 1992. United Nations Treaty Series, cild 1833, № 31363, səh. 3.",
        "Treaty of peace. Geneva, 14 de enero de 1992. United Nations Treaty Series, vol. 1833, n.º 31363, p. 3.",
    ),
    "archive item": (
        LETTER,
        *["Ruiz, Ana. “Letter to the minister”, 1978. Fond 12, box 3, National Archive, Vienna."] * 2,
        "Ruiz, Ana. «Letter to the minister», 1978. Fond 12, box 3, National Archive, Vienna.",
    ),
    "speech": (
        SPEECH,
        "Ruiz, Ana. “On peace” (speech). General Assembly, 53rd session, New York, 24 September 1998.",
        "Ruiz, Ana. “On peace” (çıxış). General Assembly, 53rd session, New York, 24 sentyabr 1998.",
        "Ruiz, Ana. «On peace» (discurso). General Assembly, 53rd session, New York, 24 de septiembre de 1998.",
    ),
    "web page": (
        PAGE,
        "“Who are we?” A Ministry, n.d. https://example.org/ (accessed May 2024).",
        "“Who are we?” A Ministry, tarixi göstərilməyib. https://example.org/ (müraciət tarixi: may 2024).",
        "«Who are we?» A Ministry, s. f. https://example.org/ (consultado en mayo de 2024).",
    ),
    "statistics": (FIGURES, *["A Bureau. Trade. Oslo, 2024."] * 3),
    "encyclopedia": (
        ENTRY,
        "“Relations”. In Encyclopaedia, Vol. II. N.d.",
        "“Relations”. Kitabda: Encyclopaedia, Vol. II. Tarixi göstərilməyib.",
        "«Relations». En Encyclopaedia, Vol. II. S. f.",
    ),
}


@pytest.mark.parametrize(("name", "language"), [(name, code) for name in CITED for code in ("en", "az", "es")])
def test_each_kind_is_cited_in_each_language(name, language):
    values, *cited = CITED[name]
    with translation.override(language):
        found = str(reference(Source(slug="a", **values), language))
    assert found == cited[("en", "az", "es").index(language)]


def test_every_kind_has_its_shape_and_needs_no_more_than_a_title():
    assert set(SHAPES) == set(SourceKind)
    for kind in SourceKind:
        for language in TERMS:
            words = str(reference(Source(slug="a", kind=kind, title_en="Alone"), language))
            assert "Alone" in words
            assert "None" not in words
            assert not any(mark in words for mark in (" ,", "..", " .", ",,", "()", ": ,")), words


def test_works_are_set_apart_titles_carry_their_language_and_lead_on_and_nothing_runs():
    source = Source(slug="a", **{**ARTICLE, "container": "<script>alert(1)</script>"})
    with translation.override("es"):
        words = reference(source, "es", leads_to="/es/sources/a/", short=True).html
    assert '«<a href="/es/sources/a/" lang="en">Oil and distance</a>» [Petróleo y distancia]' in words
    assert '<cite lang="en">&lt;script&gt;alert(1)&lt;/script&gt;</cite>' in words
    assert "doi.org" not in words
    assert "example.org" not in words


def test_a_title_in_neither_language_is_marked_with_the_one_it_is_in():
    source = Source(slug="a", kind="book", language="fr", title_az="Tarix")
    with translation.override("es"):
        assert '<cite lang="az">Tarix</cite>' in reference(source, "es").html


def test_a_place_in_the_document_follows_its_reference():
    found = reference(Source(slug="a", **ARTICLE), "en", short=True)
    assert str(found.at("p. 47")).endswith("(May 1998), pp. 45–67: p. 47.")
    assert found.at("") == found
    assert str(reference(Source(slug="a", kind="webpage", title_en="Why?"), "en").at("end")) == "“Why?” N.d.: end."


def test_of_many_makers_the_first_stands_for_all():
    source = Source(slug="a", kind="book", title_en="T", authors="A, B; C, D; E, F; G, H")
    assert str(reference(source, "en")).startswith("A, B et al. ")
    assert str(reference(source, "az")).startswith("A, B və b. ")


# The same in the formats of reference managers.

EVERY = [ARTICLE, BOOK, NEWS, TREATY, LETTER, SPEECH, PAGE, FIGURES, ENTRY]


@pytest.mark.parametrize("values", EVERY, ids=lambda values: values["kind"])
def test_what_is_written_is_read_back(values):
    source = Source(slug="the-source", **values)
    (entry,) = rispy.loads(bibliography.ris(source))
    assert entry["title"] == bibliography.own_title(source)
    assert entry.get("authors", []) == [name for name in values.get("authors", "").split("; ") if name]
    for key, name in (("volume", "volume"), ("number", "issue"), ("edition", "edition"), ("publisher", "publisher"),
                      ("place_published", "locality"), ("doi", "doi"), ("call_number", "shelfmark")):  # fmt: skip
        assert entry.get(key, "") == values.get(name, ""), name
    book = pybtex.database.parse_string(bibliography.bibtex(source), "bibtex").entries["the-source"]
    for key, name in (("volume", "volume"), ("number", "issue"), ("series", "series"), ("doi", "doi"), ("isbn", "isbn"),
                      ("address", "locality")):  # fmt: skip
        assert book.fields.get(key, "") == values.get(name, ""), name
    item = json.loads(json.dumps(bibliography.csl(source)))
    for key, name in (("container-title", "container"), ("volume", "volume"), ("DOI", "doi"), ("ISBN", "isbn"),
                      ("archive", "repository"), ("archive_location", "shelfmark"),
                      ("event-title", "occasion")):  # fmt: skip
        assert item.get(key, "") == values.get(name, ""), name


def test_kinds_are_given_the_types_that_reference_managers_know():
    def types(values):
        source = Source(slug="a", **values)
        entry = pybtex.database.parse_string(bibliography.bibtex(source), "bibtex").entries["a"].type
        return rispy.loads(bibliography.ris(source))[0]["type_of_reference"], entry, bibliography.csl(source)["type"]

    assert types(ARTICLE) == ("JOUR", "article", "article-journal")
    assert types(BOOK) == ("BOOK", "book", "book")
    assert types(NEWS) == ("NEWS", "article", "article-newspaper")
    assert types(SPEECH) == ("HEAR", "misc", "speech")
    assert types(TREATY) == ("LEGAL", "misc", "treaty")
    assert types(LETTER) == ("UNPB", "unpublished", "manuscript")


def test_pages_are_the_first_and_the_last():
    entry = rispy.loads(bibliography.ris(Source(slug="a", **ARTICLE)))[0]
    assert (entry["start_page"], entry["end_page"]) == ("45", "67")
    assert "pages = {45--67}" in bibliography.bibtex(Source(slug="a", **ARTICLE))
    assert bibliography.csl(Source(slug="a", **ARTICLE))["page"] == "45-67"
