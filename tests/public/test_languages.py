"""Every page speaks the language of its address, but for names, quotations and what is marked as another language."""

import xml.etree.ElementTree as ET
from functools import cache
from urllib.parse import urlsplit

import html5lib
import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from archive.models import RECORD_TYPES, Correction
from archive.public import errors
from archive.public.corrections import guard
from archive.public.lines.kinds import MOST_PEOPLE
from archive.review import corrections
from archive.templatetags.reading import amount, is_translated, language_name
from tests.factories import (
    MAKERS,
    make_agreement,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_trade_figure,
    make_visit,
    post,
    take_part,
)
from tests.public.correcting import sealed
from tests.public.pages import Page, text_of
from tests.public.speaking import LANGUAGES, asked_in_vain, foreign, names, said, shown, words
from tests.test_fixtures import archive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
DRAWN = ("timeline", "map", "network")
# What a search and the filters answer: found, not found, misspelt, narrowed, not understood.
ASKED = (
    *("search/?q=Aliyev", "search/?q=quillfeather", "search/?q=Aliyef", "search/?q=%21%21", "search/?q=%22heydar+x%22"),
    *(
        "search/?q=m&type=visits&country=MX&decade=2010",
        "search/?q=m&type=x&country=x&decade=x",
        "search/?q=" + "b+" * 99,
    ),
    *(f"{page}/?since=1992&until=2012&type=visits&country=MX" for page in DRAWN),
    *(f"{page}/?since=x&until=x&type=x&country=x" for page in DRAWN),
    *(f"{page}/?since=1400&until=1401" for page in DRAWN),
    *("timeline/?since=1992&until=1993", "discrepancies/?state=open", "discrepancies/?state=resolved"),
    *(f"{a}/?q=x&country=x&visitor=x&host=x&kind=x&decade=x&language=x&since=x&until=x&evidence=x" for a in MAKERS),
    *(f"{a}/?country=MX&since=1992&until=2030&evidence=single&decade=2010&sort=-title" for a in MAKERS),
    *("nowhere/", "visits/nowhere/"),
)
FILES = ("changes.atom", "new.atom", "opensearch.xml", *(f"{name}.svg" for name in (*DRAWN, "trade")))

__all__ = ["archive"]


def home_of(language):
    return "/" if language == LANGUAGES[0] else f"/{language}/"


def of_sitemap(client, language):
    """The addresses of the sitemap that are in a language."""
    tree = ET.fromstring(client.get("/sitemap.xml").getvalue())
    found = [e.text.removeprefix("http://testserver") for e in tree.iter() if e.tag.endswith("}loc")]
    others = tuple(home_of(code) for code in LANGUAGES[1:] if code != language)
    return [path for path in found if path.startswith(home_of(language)) and not path.startswith(others)]


def addresses(client, language):
    """Every page of the sitemap, then what search and filters answer, files with words, forms and versions."""
    home = home_of(language)
    yield from of_sitemap(client, language)
    yield from (f"{home}{rest}" for rest in (*ASKED, *FILES))
    for model in RECORD_TYPES:
        slug = model.objects.published().order_by("slug").values_list("slug", flat=True)[0]
        page = Page(client, f"{home}{model.address}/{slug}/")
        version = next(link for link in page.links() if "/versions/" in link and not link.startswith("/id/"))
        yield from (f"{page.url}correct/", version, f"{version}difference/")


def document(client, address):
    """The document of an answer, whether a page or a file."""
    page = Page(client, address)
    assert page.status in (200, 404), address
    if page.response["Content-Type"].startswith("text/html"):
        return page.root
    return ET.fromstring(page.response.content)


@cache
def read(language):
    """({address: its document}, the texts that no catalogue has) of all that a reader reaches in a language."""
    client = Client()
    with asked_in_vain(language) as texts, translation.override(language):
        return {address: document(client, address) for address in addresses(client, language)}, texts


def strange(root, language, others, known):
    """The texts of a document that hold words of another language without saying so."""
    for lang, text in said(root):
        found = words(known.sub(" ", text)) & others if lang == language else ()
        if found:
            yield text, sorted(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_says_anything_in_another_language_unmarked(language):
    others, known = foreign(language), names()
    assert len(others) > 1000
    found = {address: list(strange(root, language, others, known)) for address, root in read(language)[0].items()}
    assert len(found) > 150
    assert {address: texts for address, texts in found.items() if texts} == {}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_text_of_a_page_is_asked_for_in_vain(language):
    assert read(language)[1] == set()


def parsed(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def sent(client, address, **written):
    """What is answered to a correction in the words of no language, with these written otherwise."""
    given = {"form": sealed(client, address), "proposed": "1992", "source_words": "1, 2", "wants_answer": "on"}
    return client.post(address, given | written, follow=True)


def taking_part(client, language, editor):
    """The answers to a reader who takes part, from the form that was filled in wrongly to too many of them."""
    visit = make_visit(date="1992")
    at = f"{home_of(language)}visits/{visit.slug}/correct/"
    yield sent(client, at, proposed="", source_words="", email="x", topic="x", field="nonsense")
    yield sent(client, at, form="x")
    yield sent(client, at, proposed="1" * 9999, email=f"{'x' * 999}@example.org")
    yield sent(client, at)
    for state, seen in (("accepted", None), ("declined", "decided")):
        correction = Correction.objects.get()
        seen = seen and correction.decided_at
        corrections.decide(correction, state, {language: "1"}, by=editor, seen=seen)
        yield client.get(f"{home_of(language)}corrections/{correction.token}/")
        yield client.get(f"{home_of(language)}visits/{visit.slug}/")
    yield from (sent(client, at) for _more in range(3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_taking_part_is_answered_in_the_language_of_the_page(client, admin_user, language, monkeypatch, settings):
    monkeypatch.setattr(guard, "_is_fresh", lambda _seal: False)
    settings.CORRECTIONS_MOST = {"address": (2, 2), "all": (9, 9)}
    with asked_in_vain(language) as missing:
        answers = list(taking_part(client, language, admin_user))
    assert {200, 403, 429} <= {answer.status_code for answer in answers}
    others, known = foreign(language), names()
    assert [list(strange(parsed(answer), language, others, known)) for answer in answers] == [[]] * len(answers)
    assert missing == set() or language == LANGUAGES[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_speak_the_language_of_the_address(language):
    request = RequestFactory().get(home_of(language))
    with translation.override(language), asked_in_vain(language) as missing:
        answers = [
            errors.bad_request(request),
            errors.permission_denied(request),
            errors.page_not_found(request),
            errors.csrf_failure(request),
            errors.server_error(request),
        ]
    assert [answer.status_code for answer in answers] == [400, 403, 404, 403, 500]
    others, known = foreign(language), names()
    assert [list(strange(parsed(answer), language, others, known)) for answer in answers] == [[]] * 5
    assert missing == set() or language == LANGUAGES[0]


@pytest.mark.parametrize("address", MAKERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_text_is_missing_the_reader_sees_which_language_it_is_shown_in(client, address, language):
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    model = next(model for model in RECORD_TYPES if model.address == address)
    stem = next((stem for stem in ("title", "name") if is_translated(model, stem)), "summary")
    given = {f"{stem}_en": "", f"{stem}_{other}": "Quillfeather plover", f"summary_{other}": "Quillfeather summary."}
    if model.dated_by:
        given[model.dated_by] = "1992"
    record = MAKERS[address](**given)
    with translation.override(language):
        word = translation.gettext("in %(language)s") % {"language": language_name(other)}
    for rest in (f"{address}/{record.slug}/", f"{address}/", "search/?q=plover", "timeline/", "discrepancies/", ""):
        page = Page(client, f"{home_of(language)}{rest}")
        texts = [(lang, text) for lang, text in seen(page) if "Quillfeather" in text]
        assert {lang for lang, _text in texts} <= {other}, rest
        # The name of a person or an organization needs no word for its language.
        assert word in page.main or stem == "name" or not texts, rest
    assert word in Page(client, f"{home_of(language)}{address}/{record.slug}/").main


def seen(page):
    """(language, text) of what stands on a page; drawings are for the eye alone, and a table says the same."""
    body = page.root.find("body")
    for parent in list(body.iter()):
        for drawing in parent.findall("{*}svg"):
            parent.remove(drawing)
    return shown(body, page.root.get("lang"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_under_a_title_in_a_list_is_marked_too(client, language):
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    missing = {"name_en": "", f"name_{other}": "Quill & <i>"}
    person, body, place = make_person(**missing), make_organization(**missing), make_place(**missing)
    post(person, body, **{f"title_{other}": "Quill & <i> of office"})
    visit = make_visit(places=[place])
    for traveller in (person, *(make_person(**missing) for _number in range(MOST_PEOPLE))):
        take_part(traveller, visit)
    make_party(make_agreement(place=place), organization=body)
    for rest in ("people/", "visits/", "agreements/"):
        texts = [(lang, text) for lang, text in seen(Page(client, f"{home_of(language)}{rest}")) if "Quill" in text]
        assert {lang for lang, _text in texts} == {other}, rest
        assert all("Quill & <i>" in text for _lang, text in texts), rest


# How a language writes a day, an amount, two countries, and one and two of a kind.
WRITTEN = {
    "en": ("21 August 2012", "1,234,567.5 US dollars", "France to Belgium", "1 visit", "2 visits", "12,345"),
    "az": ("21 avqust 2012", "1.234.567,5 ABŞ dolları", "Fransa → Belçika", "1 səfər", "2 səfər", "12.345"),
    "es": ("21 de agosto de 2012", "1.234.567,5 dólares estadounidenses", "de Francia a Bélgica", "1 visita",
           "2 visitas", "12.345"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_numbers_countries_and_plurals_are_written_as_in_the_language(client, language):
    day, money, countries, one, two, number = WRITTEN[language]
    make_visit(date="2012-08-21", visitor_country="FR", host_country="BE")
    make_trade_figure(amount="1234567.5", currency="USD")
    home = home_of(language)
    found = Page(client, f"{home}visits/?country=FR").main
    assert day in found
    assert countries in found
    assert one in found
    assert money in Page(client, f"{home}trade/").main
    make_visit(visitor_country="FR")
    assert two in Page(client, f"{home}visits/?country=FR").main
    with translation.override(language):
        assert amount(12345) == number


def test_countries_to_choose_stand_in_the_order_of_the_readers_alphabet(client):
    for code in ("HR", "IR", "CZ", "DK", "UZ"):
        make_visit(visitor_country=code, date="1992", places=[make_place(latitude="1", longitude="1")])
    wanted = ["Çexiya", "Danimarka", "Xorvatiya", "İran", "Özbəkistan"]
    for rest in ("visits/", "map/", "network/"):
        select = next(e for e in Page(client, f"/az/{rest}").all("select") if e.get("name") == "country")
        options = [text_of(e) for e in select]
        assert [text for text in options if text in wanted] == wanted, rest


def is_of_machines(path):
    """Whether an address is the same in every language: data, feeds of machines, and permanent ones."""
    return "." in path.rpartition("/")[2] or path.startswith(("/id/", "/oai", "/healthz", "/readyz", "/static/"))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_language_chosen_stays(language):
    left = {
        (address, path)
        for address, root in read(language)[0].items()
        for element in root.iter()
        if element.tag in ("a", "form") and not element.get("hreflang")
        for path in [urlsplit(element.get("href") or element.get("action") or "").path]
        if path.startswith("/") and not path.startswith(home_of(language)) and not is_of_machines(path)
    }
    # Among its examples the page for developers has the first page in the other languages.
    homes = {home_of(code) for code in LANGUAGES if code != language}
    assert left == {(f"{home_of(language)}developers/", home) for home in homes}
