"""When the server gives a thread to a request."""

import pytest

from config.server import COLLECTED, is_whole

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    ("came", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (HEAD + b"Content-Length: 3\r\n\r\nab", False),
        (HEAD + b"content-length:3\r\n\r\nabc", True),
        (HEAD + b"Content-Length: 99999999\r\n\r\nab", False),
        (HEAD + b"Content-Length: 99999999\r\n\r\n" + b"a" * COLLECTED, True),
        (HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", True),
        (b"a" * COLLECTED, True),
    ],
)
def test_a_request_is_handed_over_when_it_is_whole_or_too_long_to_wait_for(came, whole):
    assert is_whole(came) is whole
