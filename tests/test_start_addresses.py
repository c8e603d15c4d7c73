"""Where `start` is told to listen."""

import pytest
from django.core.management import CommandError

from archive.management.commands.start import is_loopback, parse_bind


@pytest.mark.parametrize(
    "bind", ["8000", "127.0.0.1", "127.0.0.1:", ":8000", "127.0.0.1:http", "::1:8000", "127.0.0.1:70000"]
)
def test_an_address_that_is_none_is_refused_with_an_example(bind):
    with pytest.raises(CommandError, match="8000"):
        parse_bind(bind)


@pytest.mark.parametrize(
    ("bind", "host", "port", "loopback"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000, True),
        ("[::1]:80", "::1", 80, True),
        ("localhost:1", "localhost", 1, True),
        ("0.0.0.0:8000", "0.0.0.0", 8000, False),
        ("archive.example:443", "archive.example", 443, False),
    ],
)
def test_an_address_is_split_and_known_as_this_machines_own_or_not(bind, host, port, loopback):
    assert parse_bind(bind) == (host, port)
    assert is_loopback(host) is loopback
