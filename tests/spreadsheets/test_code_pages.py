"""A file that is not in Unicode is read where one code page alone makes sense of its letters, and never damaged."""

import pytest

from archive.spreadsheets import UnreadableFile, read


def first_cells(text, page, **options):
    """The cells of the only row of a CSV file in a code page."""
    (row,) = read(f"slug,title_en\n{text}\n".encode(page), "visits.csv", **options).rows
    return row.cells


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("España y Perú,México", "windows-1252"),
        ("Göteborg,Düsseldorf", "windows-1252"),
        ("People’s “Republic” – 1992–1995,don’t", "windows-1252"),
        ("Türkiye,Muğla ışığı", "windows-1254"),
        ("İlham çağrışım,ığüşöç", "windows-1254"),
        ("Москва,моя земля", "windows-1251"),
    ],
)
def test_letters_that_make_sense_in_one_code_page_alone_are_read(text, page):
    assert first_cells(text, page) == text.split(",")


@pytest.mark.parametrize(
    ("text", "page", "readings"),
    [
        ("Muğla,x", "windows-1254", ["“Muğla” in windows-1254", "“Muðla” in windows-1252"]),
        ("Łódź,x", "windows-1250", ["“Łódź” in windows-1250"]),
        ("Ереван,x", "windows-1251", ["“Ереван” in windows-1251", "windows-1253"]),
        ("Αθήνα,x", "windows-1253", ["“Αθήνα” in windows-1253"]),
        ("España,x", "macintosh", ["“España” in macintosh"]),
        ("María,x", "macintosh", ["“María” in macintosh", "“Mar’a” in windows-1252"]),
        ("москва,x", "koi8-r", ["koi8-r"]),
    ],
)
def test_letters_that_could_be_others_are_refused_with_every_reading(text, page, readings):
    with pytest.raises(UnreadableFile, match="Line 2 is not in UTF-8") as refusal:
        first_cells(text, page)
    assert all(reading in str(refusal.value) for reading in readings)
    assert first_cells(text, page, encoding=page) == text.split(",")


def test_a_file_in_utf_8_is_not_read_as_a_code_page():
    with pytest.raises(UnreadableFile, match="The file is in UTF-8, not in WINDOWS-1252: leave the encoding out"):
        first_cells("Bakı,x", "utf-8", encoding="windows-1252")
