"""Found words are marked however they are written, and only they."""

from html import unescape

import pytest

from archive.public.finding.marking import highlighted, holds, passage
from archive.search import words
from archive.templatetags.reading import Text


def marked(said, query, language=""):
    """What is marked of a text."""
    html = highlighted(Text(said, language), words(query))
    return [unescape(part.partition("</mark>")[0]) for part in html.split("<mark>")[1:]]


@pytest.mark.parametrize(
    ("said", "query", "parts"),
    [
        ("Şuşa şəhəri", "shusha", ["Şuşa"]),
        ("Şuşa şəhəri", "susa SAHARI", ["Şuşa", "şəhəri"]),
        ("Heydər Əliyev", "Aliyev heyd", ["Heydər", "Əliyev"]),
        ("Gerhard Müller", "mueller", ["Müller"]),
        ("Nagorno-Karabakh talks", "karabakh", ["Karabakh"]),
        ("Abdul-Aziz bin Saud", "abdulaziz", ["Abdul-Aziz"]),
        ("Abdul-Aziz bin Saud", "abdul-aziz", ["Abdul", "Aziz"]),
        ("Shane O’Neil", "o'neil", ["O’Neil"]),
        ("Visit to L'Aquila", "aquila", ["L'Aquila"]),
        ("i̇lham", "ilham", ["i̇lham"]),
        ("مُحَمَّد", "محمد", ["مُحَمَّد"]),
        ("state visit, statement", '"state visit"', ["state", "visit"]),
        ("Guest of honour", "quest", []),
    ],
)
def test_a_found_word_is_marked_as_it_is_written(said, query, parts):
    assert marked(said, query) == parts


def test_a_letter_of_another_sound_is_marked_in_its_own_language_alone():
    assert marked("Cavid Quliyev", "javid guliyev", "az") == ["Cavid", "Quliyev"]
    assert marked("Cavid Quliyev", "javid guliyev", "es") == []


def test_signs_of_html_are_never_part_of_a_page():
    assert highlighted(Text("<b>Baku & “Şuşa”"), words("baku susa")) == (
        "&lt;b&gt;<mark>Baku</mark> &amp; “<mark>Şuşa</mark>”"
    )


def test_a_passage_begins_before_the_first_found_word():
    said = Text("x " * 300 + "a delegation met " + "y " * 300)
    assert "delegation met" in passage(said, words("delegation"))
    assert passage(said, words("nothing")).startswith("x x")
    assert holds(said, ["deleg"])
    assert not holds(said, ["elegation"])
