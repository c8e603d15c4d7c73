"""How wide a text is drawn is measured in the letters of the pages, and what is too long is cut to its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.public.letters import SANS, SERIF, fitted, length_of, wrapped

TEXTS = st.text(st.sampled_from("abc MWil.,Əəğıöş–(АЯ漢 "), max_size=60)


def test_wide_letters_are_wider_than_narrow_ones_and_size_scales():
    assert length_of("MMMM", 12) > 2 * length_of("iiii", 12)
    assert length_of("Əliyev", 24) == pytest.approx(2 * length_of("Əliyev", 12))
    assert length_of("", 12) == 0
    assert length_of("Events", 14, SERIF) != length_of("Events", 14, SANS)


def test_figures_are_all_as_wide():
    assert length_of("1111", 12) == length_of("8888", 12)


def test_a_sign_that_the_letters_lack_still_has_a_width():
    assert length_of("漢", 10) > length_of("Я", 10) > 0


@given(TEXTS, st.floats(1, 300))
def test_what_is_fitted_has_room(text, room):
    found = fitted(text, room, 12.5)
    assert found == text or length_of(found, 12.5) <= room + 1e-6
    assert text.startswith(found.rstrip("…").rstrip())


@pytest.mark.parametrize(
    ("text", "room", "found"),
    [
        ("A visit to the capital", 500, "A visit to the capital"),
        ("A visit to the capital", 80, "A visit to …"),
        ("Jo Hernandez-Montenegro", 80, "Jo Hernan…"),
    ],
)
def test_a_text_is_cut_between_words_or_within_a_long_one(text, room, found):
    assert fitted(text, room, 12.5) == found


@given(TEXTS, st.floats(20, 300))
def test_lines_hold_every_word_in_order_and_no_more_than_their_room(text, room):
    lines = wrapped(text, room, 12.5)
    assert " ".join(lines).split() == text.split()
    assert all(length_of(line, 12.5) <= room or " " not in line for line in lines)
