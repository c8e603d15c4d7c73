"""How a stated value stands to the accepted one, for each cell of a preview."""

import pytest

from archive.spreadsheets import resource_for
from archive.spreadsheets.testimony import stance

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sheet", "column", "before", "after", "expected"),
    [
        ("visits", "date", "1992-01-14", "1992", "less_precise"),
        ("visits", "date", "1992", "1992-01-14", "more_precise"),
        ("visits", "date", "1992", "1993", "contradicts"),
        ("visits", "date", "", "1993", None),
        ("visits", "date", "1992", "", None),
        ("visits", "host_country", "DE", "FR", "contradicts"),
        ("visits", "title_en", "One", "Other", None),
        ("visits", "places", "a; b", "b", "supports"),
        ("visits", "places", "a", "b", None),
        ("visits", "note", "a", "b", None),
        ("people", "name_en", "Ann Doe", "Jorge Castro", "contradicts"),
        ("people", "name_az", "Ann Doe", "A. Doe", "less_precise"),
        ("organizations", "name_en", "Embassy", "Mission", None),
        ("trade", "amount", "7200000", "7000000", "contradicts"),
        ("trade", "amount", "7200000", "7200000.00", "supports"),
        ("events", "countries", "DE; FR", "FR", "supports"),
        ("postings", "since", "1992", "1993", None),
    ],
)
def test_the_stance_of_a_cell_is_told_without_a_query(
    sheet, column, before, after, expected, django_assert_num_queries
):
    with django_assert_num_queries(0):
        found = stance(resource_for(sheet), column, before, after)
    assert (found and found.value) == expected


def test_a_known_form_of_a_name_is_no_contradiction():
    found = stance(resource_for("people"), "name_en", "Jorge Castro", "Xorxe Kastro", names=["Xorxe Kastro"])
    assert found == "supports"
