"""Asks for addresses on the web, one host at a time, and never within the operator's own network: no models here.

Redirections are followed by hand, so that each stop is looked up and judged before anybody connects to it; the
connection then goes to the very number that was judged.
"""

import asyncio
import ipaddress
import socket
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils.translation import gettext_noop

USER_AGENT = "archive-link-check/1.0 (checks whether cited documents can still be found)"
_MOST_STOPS = 6
_MOST_HOSTS = 8
# What HEAD is answered with by servers that only know GET, or that keep programs away.
_ASK_AGAIN = {400, 403, 404, 405, 406, 410, 429, 500, 501, 503}
# Answers that say something about the asker or the moment, and nothing about the document.
_NOT_NOW = {401, 403, 405, 406, 407, 408, 421, 425, 429}
_PERMANENT = {301, 308}
# Kept as they stand here, and shown in the editor's language.
_OTHER_SCHEME = gettext_noop("only addresses that begin with http or https are asked for")
_PRIVATE = gettext_noop("it lies within a private network")
_TOO_LATE = gettext_noop("no answer in time")
_ENDLESS = gettext_noop("it leads from one address to the next without end")
# Numbers of IPv4 within IPv6 (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Manner:
    """How addresses are asked for: seconds for one step and for all of one address, and between two of one host."""

    private: bool = False
    step: float = 10
    whole: float = 30
    pause: float = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking: `ok`, `moved`, `dead`, `unreachable` or `refused`, the HTTP status, and where to."""

    outcome: str
    status: int | None = None
    moved_to: str = ""
    detail: str = ""


class _NotAsked(Exception):
    """An address that is not asked for, with the reason."""


def ask(addresses, manner=None) -> dict[str, Answer]:
    """The answers of these addresses: several hosts side by side, each host's addresses one after the other."""
    return asyncio.run(_ask_all(dict.fromkeys(addresses), manner or Manner()))


async def _ask_all(addresses, manner):
    by_host = defaultdict(list)
    for address in addresses:
        by_host[_host_of(address)].append(address)
    few, found = asyncio.Semaphore(_MOST_HOSTS), {}

    async def ask_host(some):
        async with few:
            for number, address in enumerate(some):
                await asyncio.sleep(manner.pause if number else 0)
                found[address] = await _ask_one(address, manner)

    # Proxies and passwords of the operator's environment are nothing that an editor's address should reach.
    await asyncio.gather(*(ask_host(some) for some in by_host.values()))
    return found


def _host_of(address):
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


async def _ask_one(address, manner) -> Answer:
    try:
        async with asyncio.timeout(manner.whole):
            return await _follow(address, manner)
    except _NotAsked as reason:
        return Answer("refused", detail=str(reason))
    except TimeoutError:
        return Answer("unreachable", detail=_TOO_LATE)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        return Answer("unreachable", detail=f"{type(error).__name__}: {error}"[:200].strip(": "))


async def _follow(address, manner) -> Answer:
    """Ask, and go on to wherever the answer leads."""
    stop, is_permanent = address.partition("#")[0], True
    for _number in range(_MOST_STOPS):
        status, leads_to = await _status_of(stop, manner)
        if not (300 <= status < 400 and leads_to):
            return _judged(status, stop if is_permanent and stop != address.partition("#")[0] else "")
        is_permanent = is_permanent and status in _PERMANENT
        stop = urljoin(stop, leads_to).partition("#")[0]
    return Answer("unreachable", status, detail=_ENDLESS)


def _judged(status, moved_to) -> Answer:
    if 200 <= status < 300 or status == 304:
        return Answer("moved" if moved_to else "ok", status, moved_to[:500])
    if 400 <= status < 500 and status not in _NOT_NOW:
        return Answer("dead", status)
    return Answer("unreachable", status)


async def _status_of(address, manner) -> tuple[int, str]:
    """The status of one stop and the address that it leads to, asked with HEAD and, where that says little, GET."""
    target = await _Target.of(address, manner)
    limits = httpx.Timeout(manner.step)
    async with httpx.AsyncClient(timeout=limits, trust_env=False, follow_redirects=False, http2=False) as client:
        try:
            status, leads_to = await target.asked(client, "HEAD")
        except httpx.RemoteProtocolError:
            status, leads_to = 501, ""
        if status in _ASK_AGAIN:
            status, leads_to = await target.asked(client, "GET")
    return status, leads_to


@dataclass(frozen=True, slots=True)
class _Target:
    """One stop: its address, and the same with the number of the host that was looked up and judged."""

    url: httpx.URL
    number: str

    @classmethod
    async def of(cls, address, manner):
        """The stop of an address; _NotAsked where it must not be asked for."""
        url = httpx.URL(address)
        if url.scheme not in ("http", "https") or not url.host:
            raise _NotAsked(_OTHER_SCHEME)
        port = url.port or (443 if url.scheme == "https" else 80)
        numbers = await _numbers_of(url.raw_host.decode("ascii"), port)
        if not manner.private and not all(map(_is_public, numbers)):
            raise _NotAsked(_PRIVATE)
        return cls(_without_password(url), numbers[0])

    async def asked(self, client, method):
        """The status of the answer and where it leads; nothing of its content is read."""
        request = client.build_request(
            method,
            self.url.copy_with(host=self.number),
            headers={
                "Host": self.url.netloc.decode("ascii"),
                "User-Agent": USER_AGENT,
                "Accept": "*/*",
                "Range": "bytes=0-0",
            },
            extensions={"sni_hostname": self.url.raw_host.decode("ascii")},
        )
        answer = await client.send(request, stream=True)
        await answer.aclose()
        # A server that has less than nothing to give of the range has the document all the same.
        status = 200 if answer.status_code == 416 else answer.status_code
        return status, answer.headers.get("location", "")


def _without_password(url):
    """The address without the name and password that may stand in it."""
    return url.copy_with(username=None, password=None) if url.userinfo else url


async def _numbers_of(host, port) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(where[0] for *_rest, where in found))


def _is_public(number) -> bool:
    """Whether a number of the internet belongs to everybody: not private, loopback or multicast."""
    found = ipaddress.ip_address(number.partition("%")[0])
    # An IPv4 number in an IPv6 dress, and those that lead through a translator, are judged by what is inside.
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    teredo = getattr(found, "teredo", None)
    if found.version == 6 and found in _TRANSLATED:
        inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return all(n.is_global and not n.is_multicast for n in (inside or found, *(teredo or ())))
