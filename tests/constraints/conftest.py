import pytest

from tests.constraints.rows import one_of_each


@pytest.fixture
def every_row():
    """The key of one stored row of each model."""
    return one_of_each()
