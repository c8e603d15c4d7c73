"""An archive in which every text that somebody can enter is a script, and the pages that show some of it.

The suite opens of each type the record and one page more, a different one for each; `python -m tests.attacks.scripts`
opens all.
"""

import os
from urllib.parse import quote

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from archive.models import Correction, Proposal, Revision
from archive.models.fields import BoundedProseField, LineField, ProseField
from archive.public.citing.address import version_address
from archive.public.corrections.guard import a_token
from archive.review import Role, corrections, propose
from archive.writing import change
from tests.admin import importing
from tests.browser.kinds import change_a_day_later
from tests.factories import keep_file
from tests.history import unprotected
from tests.public.scenes import ADDRESSES, with_everything

# Out of attributes, elements, titles, styles, strings of scripts and templates; all of them call `hit`.
SCRIPTS = (
    "\"'><img src=x onerror=hit()><script>hit()</script>{{constructor.constructor('hit()')()}}",
    "</title></textarea></script></style><svg/onload=hit()>",
    "javascript:hit()//'-hit()-\"-hit()<script>hit()</script>",
    '<a href=javascript:hit() onfocus=hit() autofocus>x</a><iframe srcdoc="<script>parent.hit()</script>">',
)
# What calls nothing and is to be read on the pages that show one of them.
CALL = "hit()"
ADDRESS = f"https://example.org/{SCRIPTS[0].replace(' ', '/')}"
# Columns whose words are the archive's own, keys to something, or computed.
OWN_WORDS = {
    *("slug", "type", "facet", "value", "face", "headings", "field", "language", "script", "currency"),
    *("token", "sha256", "seal", "seen", "record_type", "sender", "key"),
}
QUERIES = (
    *("/search/?q={}", "/visits/?q={}&sort={}&since={}", "/az/people/?country={}&decade={}", "/timeline/?since={}"),
    *("/map/?type={}", "/network/?focus={}", "/discrepancies/?state={}", "/trade/?exporter={}", "/{}/"),
    *("/visits/{}/", "/timeline.svg?type={}", "/sources/?language={}&kind={}"),
)
ASKED_BY_EDITORS = (
    *("/admin/archive/visit/?q={}&o={}", "/admin/archive/citation/?q={}", "/admin/changes/?by={}&since={}"),
    *("/admin/archive/revision/?q={}", "/admin/archive/visit/add/?title_en={}&date={}", "/admin/{}/"),
    *("/admin/archive/person/duplicates/?state={}", "/admin/autocomplete/?term={}", "/admin/archive/visit/{}/change/"),
)
ALL = "SCRIPTS" in os.environ
# Pages of a table that show little but their own words.
BARE = ("add of", "export of", "delete of", "history of")
OF_A_RECORD = ("history", "delete", "merge")
FOR_READERS = (
    *("/", "/es/timeline/", "/map/", "/network/", "/trade/", "/az/discrepancies/", "/search/?q=img"),
    *("/timeline.svg", "/map.svg", "/network.svg", "/trade.svg"),
)


def filled(queries) -> list[str]:
    """Addresses whose parameters and parts are scripts."""
    return [query.replace("{}", quote(SCRIPTS[n % len(SCRIPTS)], safe="")) for n, query in enumerate(queries)]


def furnish() -> dict:
    """A record of each type with everything on it, and what readers and editors have to say of it; nothing hostile."""
    found = {address: with_everything(address, 1) for address in ADDRESSES}
    visit, source = found["visits"], found["sources"]
    said = {"proposed": "a", "source_words": "b", "reason": "c", "language": "en", "field": "date"}
    for number in range(2):
        corrections.receive(visit, f"somebody {number}", token=a_token(), wants_answer=True, **said)
    keep_file(source, "chronicle.txt", f"{SCRIPTS[0]}\n\n{SCRIPTS[1]}\n".encode(), description="a")
    proposer = get_user_model().objects.create_user("proposer", is_staff=True)
    proposer.groups.add(Group.objects.get(name=Role.EDITOR))
    snapshot = Revision.objects.filter(visit=visit).latest("number").snapshot
    propose(visit, snapshot | {"purpose_en": SCRIPTS[1], "title_es": SCRIPTS[0]}, by=proposer, why=SCRIPTS[3])
    change_a_day_later(visit)
    return {address: type(record).objects.get(pk=record.pk) for address, record in found.items()}


def poison(made) -> dict:
    """Write scripts into all that is stored; the records as they are now."""
    for record in made.values():
        _poison_record(record)
    with unprotected():
        for model in apps.get_app_config("archive").get_models():
            texts, done = _texts(model), [record.pk for record in made.values() if type(record) is model]
            if texts and model._meta.managed:
                model._base_manager.exclude(pk__in=done).update(**texts)
        for user in get_user_model().objects.all():
            names = {"first_name": SCRIPTS[0][:150], "last_name": SCRIPTS[1], "username": f"{SCRIPTS[2]}{user.pk}"}
            type(user).objects.filter(pk=user.pk).update(**names)
    return {address: type(record).objects.get(pk=record.pk) for address, record in made.items()}


def _texts(model) -> dict:
    """The columns in which somebody can write, each with a script as far as it has room."""
    columns = [c for c in model._meta.concrete_fields if type(c) in (LineField, ProseField, BoundedProseField)]
    free = [c for c in columns if not (c.name in OWN_WORDS or c.unique or c.choices)]
    return {c.name: SCRIPTS[n % len(SCRIPTS)][: c.max_length] for n, c in enumerate(free)}


def _poison_record(record):
    """As an editor would, so that it is found, listed and kept as a version too."""
    with change(by=None, why=SCRIPTS[0]):
        record = type(record).objects.get(pk=record.pk)
        texts = _texts(type(record)) | ({"url": ADDRESS[:500]} if hasattr(record, "url") else {})
        for name, text in texts.items():
            setattr(record, name, text)
        record.save()


def one_by_one(number, first, *others) -> list[str]:
    """The first address, and of the others all, or the one whose turn it is."""
    return [first, *(others if ALL else (others[number % len(others)],))]


def of_readers(before, made) -> list[str]:
    """Of each type its list, its record, its version, the form for a correction, and what has changed since before."""
    found = [*FOR_READERS, *filled(QUERIES), *(c.get_absolute_url() for c in Correction.objects.all()[:1])]
    for number, record in enumerate(made.values()):
        at, language = record.get_absolute_url(), ("", "/az", "/es")[number % 3]
        changed = f"{version_address(before[record.address])}difference/"
        listed, version = f"{language}/{record.address}/", version_address(record)
        found += one_by_one(number, at, changed, listed, version, f"{at}correct/")
        found += [f"{at}terms.svg"] if record.address in ("people", "organizations") else []
    return found


def of_editors(pages, made) -> list[str]:
    """Of the pages of the admin, by name, those that show texts; of each type the pages of a record; what is asked."""
    found = [address for name, address in pages.items() if ALL or not name.startswith(BARE)] + filled(ASKED_BY_EDITORS)
    for number, record in enumerate(made.values()):
        name = f"admin:archive_{record._meta.model_name}"
        first, *others = (reverse(f"{name}_{page}", args=[record.pk]) for page in OF_A_RECORD)
        version = reverse(f"{name}_version", args=[record.pk, 1])
        found += one_by_one(
            number, first, *others, f"{reverse(f'{name}_compare', args=[record.pk])}?from=1&to=2", version
        )
    proposals = Proposal.objects.values_list("pk", flat=True)
    return found + [reverse("admin:archive_proposal_page", args=[pk]) for pk in proposals]


def bring_a_sheet(client):
    """Bring a sheet whose name, headings and cells are scripts; the pages on the way to its end, while it goes it."""
    cells = ['"{}"'.format(text.replace('"', '""')) for text in SCRIPTS]
    headings = ",".join(["title_en", "date", "slug", cells[0], cells[1]])
    rows = [[cells[1], "1992", "one", cells[2], cells[3]], [cells[0], cells[2], cells[3], "", ""]]
    text = "\n".join([headings, *(",".join(row) for row in rows)])
    yield importing.upload(client, text, name=f"{SCRIPTS[0].replace('/', '')}.csv")["Location"]
    yield importing.step("columns")
    form = importing.page(client, "columns").context["form"]
    importing.send(client, "columns", importing.filled(form), keep_as=SCRIPTS[2][:100])
    yield from (importing.step(name) for name in ("change", "problems", "names", "columns"))
    yield from (reverse(f"admin:archive_{name}") for name in ("importbatch_changelist", "savedmapping_changelist"))
