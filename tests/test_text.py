import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import address_of, clean, fold, fold_variants, words_for_index


def test_fold_meets_spellings_with_and_without_diacritics():
    assert {fold(t) for t in ("İlham", "ILHAM", "ilham", "Ilham", "ılham")} == {"ilham"}
    assert fold("José López Portillo") == fold("JOSE LOPEZ PORTILLO") == "jose lopez portillo"
    assert fold("Đ.Muxtarov") == "d muxtarov"
    assert fold("Şuşa, Gəncə") == "susa gence"


def test_schwa_is_read_both_as_e_and_as_a():
    assert fold_variants("Əliyev") == {"eliyev", "aliyev"}
    assert {"hesenov", "hasanov"} <= fold_variants("Həsənov")
    assert len(fold_variants("ə" * 20)) == 2


def test_index_words_hold_each_reading_once():
    assert words_for_index(["Heydər Əliyev", "Heydar Aliyev", None]) == "heydar heyder aliyev eliyev"


def test_clean_keeps_one_stored_form():
    assert clean("  Cafe\u0301\u00a0 \u200bde\u202e x\x00 ") == "Café de x"
    assert clean("a \r\n b\n", lines=True) == "a\n b"


@given(st.text())
def test_clean_is_final_and_normal(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in once)


@given(st.text())
def test_fold_is_final_and_plain(text):
    once = fold(text)
    assert fold(once) == once
    assert not any(unicodedata.combining(c) for c in once)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Əliyev, İlham", "eliyev-ilham"),
        ("Иванов Пётр Сергеевич", "ivanov-petr-sergeevich"),
        ("Щербаков Юрий", "shcherbakov-yuriy"),
        ("Зүлфүгаров Ајдын", "zulfugarov-aydyn"),
        ("Αθήνα", "athina"),
        ("თბილისი", "tbilisi"),
        ("Groß & Söhne", "gross-sohne"),
        ("北京", ""),
    ],
)
def test_an_address_is_made_of_plain_letters_of_any_alphabet_that_has_them(text, address):
    assert address_of(text) == address
