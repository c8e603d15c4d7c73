"""Headings are recognised in many words, mapped, or named: never dropped silently."""

import pytest
from django.utils import translation

from archive.models import Visit
from archive.spreadsheets import UnreadableFile
from archive.spreadsheets.headings import known_headings, meaning
from archive.spreadsheets.resources import resource_for
from archive.text import fold
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Title", "title_en"),
        ("TITLE (az)", "title_az"),
        ("visitor", "visitor_country"),
        ("Host country", "host_country"),
        ("title_es", "title_es"),
    ],
)
def test_headings_are_recognised_by_name_title_and_alias(heading, column):
    value = "MX" if "country" in column else "A"
    found = planned("visits", f"{heading},slug\n{value},a\n")
    assert column in found.rows[0].cells


def test_titles_of_columns_in_the_editors_language_are_recognised():
    with translation.override("es"):
        title = str(Visit._meta.get_field("title_es").verbose_name)
    known = known_headings(resource_for("visits"))
    assert known[fold(f"{title} es")] == "title_es"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slug,titel_en\na,b", "These headings are not known: “titel_en” Did you mean “title en”?"),
        ("slug,,x\na,b,c", "column B has no heading"),
        ("title_en,date,date\na,1992,1993", "The headings “date”, “date” both mean the column date"),
        ("title,title_en\na,b", "The headings “title”, “title_en” both mean the column title_en"),
    ],
)
def test_headings_that_are_unknown_empty_or_repeated_are_named(text, sentence):
    with pytest.raises(UnreadableFile) as refusal:
        planned("visits", text)
    assert sentence in str(refusal.value)


def test_a_mapping_gives_headings_a_meaning_or_sets_them_aside():
    text = "Wer,Wohin,Bemerkung,\nA,MX,x,y\n"
    found = planned("visits", text, mapping={"wer": "title_en", "Wohin": "host_country", "Bemerkung": "", "D": ""})
    assert found.rows[0].cells == {"slug": ("", "a"), "title_en": ("", "A"), "host_country": ("", "MX")}
    with pytest.raises(
        UnreadableFile,
        match="names the column “host_contry”, which this sheet does not have. Did you mean “host_country”",
    ):
        planned("visits", text, mapping={"Wer": "host_contry"})
    with pytest.raises(
        UnreadableFile, match="names the heading “wehr”, which the file does not have. Did you mean “wer”"
    ):
        planned("visits", text, mapping={"Wehr": "title_en"})


def test_the_number_of_a_row_in_somebodys_file_is_not_taken_for_the_key_of_a_row_of_ours():
    known = known_headings(resource_for("postings"))
    assert meaning(known, "ID") is None
    assert meaning(known, "key") == "key"
