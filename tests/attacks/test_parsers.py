"""What reads people's writing answers or refuses with its own exception, whatever is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacks.nonsense import VALUES
from tests.attacks.parsers import PARSERS

SIGNS = "0123456789-~?%/.,:;[]{}()XYSEe'\"*&|!<>=+ \t\u200b\u0301\u0660\u00b2isbnjanvarçəı"


@pytest.mark.parametrize("name", PARSERS)
def test_no_nasty_value_breaks_a_parser(name):
    for values in VALUES:
        for value in values:
            PARSERS[name](value)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(alphabet=SIGNS, max_size=30)))
def test_no_text_breaks_a_parser(name, text):
    PARSERS[name](text)
