"""What a harvester asks: a verb and its arguments, held against what the protocol allows (OAI-PMH 2.0, section 4)."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from archive.models import record_type

PREFIX = "oai_dc"
# For each verb: the arguments it must have, and those it may have.
ARGUMENTS = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
# Signs that no XML document may hold (XML 1.0, 2.2), so that no answer could repeat them.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class ProtocolError(Exception):
    """A request that the protocol refuses: `code` is the protocol's word for why, the sentence is for people."""

    def __init__(self, code, sentence):
        self.code = code
        super().__init__(sentence)


@dataclass(slots=True)
class Asked:
    """A request as it was understood: which records of which time, and after which one a list goes on."""

    verb: str
    # What the answer repeats: the arguments as they were given.
    given: dict[str, str]
    identifier: str = ""
    type: str = ""
    # Moments: from the first, until before the second.
    since: datetime | None = None
    before: datetime | None = None
    # The type and key of the last record of the part before, and how many went before.
    after: tuple[str, int] = ("", 0)
    cursor: int = 0
    # What a token repeats.
    kept: dict[str, str] = field(default_factory=dict)


def understood(request) -> Asked:
    """The request of a harvester; ProtocolError with the protocol's code for what it does not allow."""
    values = request.POST if request.method == "POST" else request.GET
    verbs = values.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise ProtocolError("badVerb", f"The verb must be one of {', '.join(ARGUMENTS)}, given once.")
    given = _given(verbs[0], values)
    asked = Asked(verbs[0], {"verb": verbs[0], **given}, given.get("identifier", ""))
    if "resumptionToken" in given:
        _resume(asked, given["resumptionToken"])
    else:
        _choose(asked, given)
    return asked


def _given(verb, values):
    """The arguments beside the verb: each allowed, once, none missing."""
    needed, allowed = ARGUMENTS[verb]
    given = {}
    for name in values:
        if name == "verb":
            continue
        if name not in (*needed, *allowed):
            raise ProtocolError("badArgument", f"{verb} takes no argument of this name; it takes {_listed(verb)}.")
        if len(values.getlist(name)) > 1:
            raise ProtocolError("badArgument", f"The argument {name} is given more than once.")
        if _NOT_XML.search(values[name]):
            raise ProtocolError("badArgument", f"The argument {name} has signs that XML does not know.")
        given[name] = values[name]
    if "resumptionToken" in given:
        if len(given) > 1:
            raise ProtocolError("badArgument", "resumptionToken stands alone: leave the other arguments out.")
        return given
    if missing := [name for name in needed if not given.get(name)]:
        raise ProtocolError("badArgument", f"{verb} needs {' and '.join(missing)}.")
    return given


def _listed(verb):
    needed, allowed = ARGUMENTS[verb]
    return ", ".join((*needed, *allowed)) or "none"


def _choose(asked, given):
    """Take the arguments of a list; what a later part of it needs is kept."""
    if "metadataPrefix" in given and given["metadataPrefix"] != PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"Records are to be had as {PREFIX} alone.")
    chosen = {name: given[name] for name in ("from", "until", "set") if name in given}
    since, until = chosen.get("from"), chosen.get("until")
    if since and until and len(since) != len(until):
        raise ProtocolError("badArgument", "from and until must be written alike: both as days or both as seconds.")
    asked.since = _moment("from", since) if since is not None else None
    asked.before = _moment("until", until, end=True) if until is not None else None
    if asked.since and asked.before and asked.since >= asked.before:
        raise ProtocolError("badArgument", "from is later than until.")
    if "set" in chosen:
        if record_type(chosen["set"]) is None:
            raise ProtocolError("noRecordsMatch", "There is no such set: ListSets names them.")
        asked.type = chosen["set"]
    asked.kept = chosen


def _moment(name, written, end=False) -> datetime:
    """A moment in UTC: the beginning of the day or second that was written, or, at the `end`, of the one after it."""
    try:
        if _DAY.fullmatch(written):
            moment, unit = datetime.combine(datetime.strptime(written, "%Y-%m-%d"), time(0), UTC), timedelta(days=1)
        elif _SECOND.fullmatch(written):
            moment, unit = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), timedelta(seconds=1)
        else:
            raise ValueError
    except ValueError:
        said = f"{name} must be a day such as 2026-11-22, or a second such as 2026-11-22T08:30:00Z."
        raise ProtocolError("badArgument", said) from None
    try:
        return moment + unit if end else moment
    except OverflowError:
        # The last day that there is: nothing comes after it.
        return moment


# A token says all that the next part of a list needs, so that nothing is kept for harvesters that never come back.


def token(asked, after, cursor) -> str:
    """What leads on from this record: URL-safe letters."""
    said = json.dumps({**asked.kept, "after": after, "cursor": cursor}, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _resume(asked, written):
    refused = ProtocolError("badResumptionToken", "This token was not made here: begin the list again.")
    try:
        said = json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        kept = {name: said[name] for name in ("from", "until", "set") if name in said}
        (address, key), cursor = said["after"], said["cursor"]
        well = all(isinstance(value, str) for value in (*kept.values(), address)) and record_type(address)
        if not well or not all(type(number) is int and 0 < number < 2**63 for number in (key, cursor)):
            raise refused
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        raise refused from None
    try:
        _choose(asked, kept)
    except ProtocolError:
        raise refused from None
    asked.after, asked.cursor = (address, key), cursor
