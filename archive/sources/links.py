"""Whether the addresses of sources still lead anywhere: which are due, what became of asking, and what is shown."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.timezone import localtime

from archive.models import LinkCheck, LinkOutcome, PublishedRevision, Source
from archive.sources.asking import Manner, ask

# The columns of a source that lead to the web.
COLUMNS = ("url", "archived_url")
# So many addresses are asked for before their answers are stored.
SET = 40


@dataclass(frozen=True, slots=True)
class Link:
    """An address of a source, and what became of it when it was last asked for (None: never)."""

    name: str
    address: str
    check: LinkCheck | None

    @property
    def is_dead(self) -> bool:
        """Whether nothing is to be found there any more."""
        return self.check is not None and self.check.outcome == LinkOutcome.DEAD

    @property
    def state(self) -> str:
        """The outcome of the last look, or `never`."""
        return self.check.outcome if self.check else "never"


def links_of(sources) -> dict[int, list[Link]]:
    """The filled addresses of these sources by primary key, each with its last check: one query for any number."""
    named = [(source.pk, name, getattr(source, name)) for source in sources for name in COLUMNS]
    named = [entry for entry in named if entry[2]]
    checks = LinkCheck.objects.in_bulk({address for _pk, _name, address in named}, field_name="address")
    found = {source.pk: [] for source in sources}
    for pk, name, address in named:
        found[pk].append(Link(name, address, checks.get(address)))
    return found


def with_state(sources, state):
    """Of these sources, those with an address in this state: an outcome, or `never`."""
    wanted = Q()
    for name in COLUMNS:
        checks = LinkCheck.objects.filter(address=OuterRef(name))
        if state == "never":
            wanted |= ~Q(**{name: ""}) & ~Q(Exists(checks))
        else:
            wanted |= Q(Exists(checks.filter(outcome=state)))
    return sources.filter(wanted)


def due(before, most=None) -> list[str]:
    """The addresses last asked for before this time, those never asked for first; each once."""
    found = []
    for name in COLUMNS:
        addresses = Source._base_manager.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct()
        unseen = addresses.filter(~Exists(LinkCheck.objects.filter(address=OuterRef(name))))
        found += unseen[:most]
    for name in COLUMNS:
        old = LinkCheck.objects.filter(Exists(Source._base_manager.filter(**{name: OuterRef("address")})))
        old = old.filter(checked_at__lt=before).order_by(F("checked_at").asc())
        found += old.values_list("address", flat=True)[:most]
    return list(dict.fromkeys(found))[:most]


def check(addresses, manner=None) -> dict[str, LinkCheck]:
    """Ask for these addresses and keep what became of each; asking is the only part that takes long."""
    answers = ask(addresses, manner or Manner(private=settings.CHECK_LINKS_PRIVATE))
    known = LinkCheck.objects.in_bulk(list(answers), field_name="address")
    with transaction.atomic():
        found = {address: _kept(address, answer, known.get(address)) for address, answer in answers.items()}
        told = [address for address, check in found.items() if _as_told(check) != _as_told(known.get(address))]
        if any(Source.objects.published().filter(**{f"{name}__in": told}).exists() for name in COLUMNS):
            PublishedRevision.note()
    return found


def _as_told(check):
    """What readers of a source are told of a look at its address: what became of it, and on which day."""
    return check and (check.outcome, localtime(check.checked_at).date())


def _kept(address, answer, before):
    now = timezone.now()
    found = {
        "outcome": answer.outcome,
        "status": answer.status,
        "moved_to": answer.moved_to,
        "detail": answer.detail,
        "checked_at": now,
        "since": before.since if before and before.outcome == answer.outcome else now,
    }
    return LinkCheck.objects.update_or_create(address=address, defaults=found)[0]


def check_one_due() -> bool:
    """Ask for one address whose turn it is, where an operator lets the archive out; whether there was one."""
    if not settings.CHECK_LINKS:
        return False
    addresses = due(timezone.now() - timedelta(days=settings.CHECK_LINKS_EVERY_DAYS), most=1)
    return bool(addresses and check(addresses))


def forget_unused() -> int:
    """Delete the checks of addresses that no source has any more; how many."""
    used = (Exists(Source._base_manager.filter(**{name: OuterRef("address")})) for name in COLUMNS)
    rows = LinkCheck.objects.all()
    for exists in used:
        rows = rows.filter(~exists)
    return rows.delete()[0]
