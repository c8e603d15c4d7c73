"""A process killed while it imports or undoes leaves all of it or nothing, and the work can be done again."""

import os

import pytest

from tests.benchmarks import processes
from tests.benchmarks.killing import Killing


@pytest.fixture(scope="module")
def killing(tmp_path_factory, database_address):
    """A database of its own beside the tests' one: other processes write it, and die."""
    folder = tmp_path_factory.mktemp("killing")
    here = database_address if database_address.startswith("postgres") else f"sqlite:///{folder}/x"
    return Killing(processes.new_database(here, f"killing_{os.getpid()}"), folder, rows=400)


@pytest.mark.parametrize("number", range(3))
def test_an_import_killed_while_it_writes_is_there_as_a_whole_or_not_at_all(killing, number):
    killing.import_killed(number)


@pytest.mark.parametrize("number", range(2))
def test_an_undo_killed_while_it_writes_is_done_as_a_whole_or_not_at_all(killing, number):
    killing.undo_killed(number)
