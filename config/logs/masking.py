"""Text for a log: no secret stands in it, and nothing in it can be taken for a line of its own."""

import re

_HIDDEN = "…"
_SECRET = r"[\w-]*(?:token|secret|passw|csrf|otp|session|seal|signature|cookie|credential)[\w-]*"
# Names of values that are nobody else's.
_NAME = re.compile(_SECRET, re.IGNORECASE)
# Such names with their values, in addresses and in what looks like one; short names only where a parameter has them.
_PARAMETER = re.compile(
    rf"""(?ix) \b (?P<name> (?:{_SECRET}) ["']? \s* [=:] \s* ["']? | (?:[\w-]*key|code|auth|authorization) =)
    [^\s&"',;)}}\]]+"""
)
# Of an address with a password: user and password.
_USER = re.compile(r"(?<=://)[^/\s@]+@")
# Where a reader finds the decision on their correction.
_CORRECTION = re.compile(r"(?<=/corrections/)[^/\s?\"']+")
# Names in addresses have small letters alone: a long piece with capitals and figures was made so that none guesses it.
_TOKEN = re.compile(r"(?<=/)(?=[\w-]*[A-Z])(?=[\w-]*[a-z0-9])[A-Za-z0-9_-]{20,}(?=[/\s?\"']|$)")
# C0 and C1, line and paragraph separators, and what turns the direction of writing (Unicode 16, 23.1 and 23.2).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without_secrets(text) -> str:
    """The text without values of secret parameters, tokens in paths, and users and passwords of addresses."""
    text = _USER.sub(f"{_HIDDEN}@", text)
    text = _CORRECTION.sub(_HIDDEN, text)
    text = _TOKEN.sub(_HIDDEN, text)
    return _PARAMETER.sub(rf"\g<name>{_HIDDEN}", text)


def masked(name, value):
    """What may be told of a value of this name: nothing of a secret one, and of all others what is none."""
    if isinstance(value, dict):
        return {str(inner): masked(str(inner), one) for inner, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(name, one) for one in value]
    if _NAME.fullmatch(name) and value not in (None, "", True, False):
        return _HIDDEN
    return without_secrets(value) if isinstance(value, str) else value


def on_one_line(text) -> str:
    """The text with control characters written as `\\n`, `\\x1b` or `\\u2028`."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
