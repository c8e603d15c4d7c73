"""The readers' templates: safe, in the reader's language, and apart from the admin's."""

import pytest
from django.template import engines
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from archive.models import RECORD_TYPES
from archive.models.addresses import record_address, route_address
from archive.public.templating import COUNTED, counted, template_for
from archive.reader import active, same_reader
from archive.sources.references import reference
from tests.factories import make_source

WRITTEN = {"en": "Note 1: &lt;b&gt;", "az": "Haşiyə 1: &lt;b&gt;", "es": "Nota 1: &lt;b&gt;"}


def written(template, **context):
    return engines["jinja2"].from_string(template).render(context)


@pytest.mark.parametrize("language", WRITTEN)
def test_what_is_put_into_a_sentence_is_escaped_and_the_sentence_is_not(language):
    with override(language):
        found = written('{{ _("Note %(number)s: %(source)s") % {"number": 1, "source": source} }}', source="<b>")
    assert found == WRITTEN[language]
    assert written("{{ _('<a href=\"%(changes)s\">') % {'changes': at} }}", at='"x') == '<a href="&#34;x">'


def test_a_value_outside_a_sentence_is_escaped_too():
    assert written("{{ value }}", value="<script>") == "&lt;script&gt;"
    assert written("{{ value|paragraphs }}", value="<b>\n\nnext") == "<p>&lt;b&gt;</p>\n\n<p>next</p>"
    assert written('{{ counted("answers", count=2, shown=2, asked=asked) }}', asked="<b>").count("&lt;b&gt;") == 1


def test_the_admin_keeps_the_templates_in_its_folder():
    assert get_template("admin/archive/index.html").backend is engines["django"]
    assert get_template("admin/index.html").backend is engines["django"]
    assert get_template("archive/about.html").backend is engines["jinja2"]
    assert get_template("404.html").backend is engines["jinja2"]


@pytest.mark.parametrize("model", RECORD_TYPES)
def test_a_type_has_its_own_template_or_the_shared_one(model):
    own = {"source": "archive/source_detail.html"}
    assert template_for(model, "detail") == own.get(model._meta.model_name, "archive/record_detail.html")
    assert template_for(model, "list") == "archive/record_list.html"


@pytest.mark.parametrize("language", ["en", "az", "es"])
@pytest.mark.parametrize("model", RECORD_TYPES)
def test_an_address_is_the_one_that_the_routes_give(model, language):
    with override(language):
        for slug in ("a-visit", "ən-yeni"):
            assert record_address(f"{model.address}-detail", slug) == reverse(f"{model.address}-detail", args=[slug])
            assert record_address(f"{model.address}-data", slug, "json") == f"/{model.address}/{quoted(slug)}.json"
        assert route_address(f"{model.address}-list") == reverse(f"{model.address}-list")
    at = reverse("permanent", args=[model.address, "a-visit"])
    assert record_address("permanent", "a-visit", before=(model.address,)) == at


def quoted(slug):
    return slug.replace("ə", "%C9%99")


@pytest.mark.parametrize("name", COUNTED)
def test_a_counted_sentence_has_a_value_for_each_of_its_places(name):
    values = {"shown": "7", "more": "7", "days": "7", "asked": "x", "first": "1990", "last": "1999"}
    assert all("%" not in counted(name, count=count, **values) for count in (1, 7))


def test_what_is_counted_is_said_in_the_number():
    assert counted("people", count=1, shown=1) == "1 person"
    assert counted("people", count=7, shown=7) == "7 people"


def test_the_reader_is_the_same_within_and_another_after():
    with override("az"):
        with same_reader(), override("es"):
            assert active() == "az"
        assert active() == "az"
    with override("es"):
        assert active() == "es"


@pytest.mark.django_db
def test_a_reference_follows_what_its_source_says():
    source = make_source(title_en="First title", language="en")
    before = str(reference(source, "en"))
    source.title_en = "Second title"
    assert before.replace("First", "Second") == str(reference(source, "en"))
    assert reference(source, "en") != reference(source, "en", leads_to="/there/")
