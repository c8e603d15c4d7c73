from decimal import Decimal

import pytest

from archive import amounts


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("US$7.2 million", 7_200_000),
        ("7,2 milyon", 7_200_000),
        ("7,2 millones de dólares", 7_200_000),
        ("3.8 billion", 3_800_000_000),
        ("4 mil millones", 4_000_000_000),
        ("7 200 000", 7_200_000),
        ("7,200,000", 7_200_000),
        ("7.200.000", 7_200_000),
        ("7.200.000,50", Decimal("7200000.50")),
        ("7,200,000.50", Decimal("7200000.50")),
        ("-5", -5),
        ("0", 0),
    ],
)
def test_a_number_is_read_as_it_was_meant(stated, value):
    assert amounts.understand(stated).value == value


def test_a_rounded_statement_carries_its_precision():
    assert amounts.understand("7.2 million").bounds == (7_150_000, 7_250_000)
    assert amounts.understand("7,200,000").bounds == (7_200_000, 7_200_000)


def test_words_state_no_number():
    assert amounts.understand("several") is None
