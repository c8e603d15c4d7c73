"""An archive in which every text that somebody can enter is a script, and the pages that show some of it."""

from urllib.parse import quote

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import RECORD_TYPES, Correction, ImportBatch, Proposal, Revision
from archive.models.fields import LineField, ProseField
from archive.public.citing.address import version_address
from archive.public.corrections.guard import a_token
from archive.review import corrections, propose
from archive.writing import change
from tests.browser.kinds import change_a_day_later
from tests.browser.test_policy import pages_of_the_admin
from tests.factories import keep_file
from tests.history import unprotected
from tests.public.scenes import ADDRESSES, with_everything

# Out of attributes, elements, titles, styles, strings of scripts and templates; all of them call `hit`.
SCRIPTS = (
    "\"'><img src=x onerror=hit()><script>hit()</script>{{constructor.constructor('hit()')()}}",
    "</title></textarea></script></style><svg/onload=hit()>",
    "javascript:hit()//'-hit()-\"-hit()<!--<script>hit()</script>",
    "<a href=javascript:hit() onfocus=hit() autofocus>x</a><iframe srcdoc=\"<script>parent.hit()</script>\">",
)
# What calls nothing and is to be read on the pages that show one of them.
CALL = "hit()"
ADDRESS = f"https://example.org/{SCRIPTS[0].replace(' ', '/')}"
# Columns whose words are the archive's own, keys to something, or computed.
OWN_WORDS = {
    *("slug", "type", "facet", "value", "face", "headings", "field", "language", "script", "currency", "token"),
    *("sha256", "seal", "seen", "record_type", "sender", "key", "kind", "countries", "between", "isbn", "issn", "doi"),
}
QUERIES = (
    *("/search/?q={}", "/visits/?q={}&sort={}&since={}", "/az/people/?country={}&decade={}", "/timeline/?since={}"),
    *("/map/?type={}", "/network/?focus={}", "/discrepancies/?state={}", "/trade/?exporter={}", "/{}/"),
    *("/visits/{}/", "/oai?verb={}&identifier={}", "/timeline.svg?type={}", "/sources/?language={}&kind={}"),
)
ASKED_BY_EDITORS = (
    *("/admin/archive/visit/?q={}&o={}", "/admin/archive/citation/?q={}", "/admin/archive/recent/?by={}&since={}"),
    *("/admin/archive/revision/?q={}", "/admin/archive/visit/add/?title_en={}&date={}", "/admin/{}/"),
    *("/admin/archive/person/duplicates/?state={}", "/admin/autocomplete/?term={}", "/admin/archive/visit/{}/change/"),
)
FOR_READERS = (
    *("/", "/es/timeline/", "/map/", "/network/", "/trade/", "/az/discrepancies/", "/search/?q=img", "/search/?q=hitt"),
    *("/timeline.svg", "/map.svg", "/network.svg", "/trade.svg", "/oai?verb=ListRecords&metadataPrefix=oai_dc"),
)


def filled(queries) -> list[str]:
    """Addresses whose parameters and parts are scripts."""
    return [query.replace("{}", quote(SCRIPTS[n % len(SCRIPTS)], safe="")) for n, query in enumerate(queries)]


def records() -> dict:
    """A record of each type with everything on it, by its address, none of it hostile yet."""
    return {address: with_everything(address, 1) for address in ADDRESSES}


def poison(made) -> dict:
    """Write scripts into all that is stored; the records as they are now."""
    for record in made.values():
        _poison_record(record)
    with unprotected():
        for model in apps.get_app_config("archive").get_models():
            texts = {} if model in RECORD_TYPES else _texts(model)
            if texts and model._meta.managed:
                model._base_manager.update(**texts)
        for user in get_user_model().objects.all():
            names = {"first_name": SCRIPTS[0][:150], "last_name": SCRIPTS[1], "username": f"{SCRIPTS[2]}{user.pk}"}
            type(user).objects.filter(pk=user.pk).update(**names)
    return {address: type(record).objects.get(pk=record.pk) for address, record in made.items()}


def _texts(model) -> dict:
    """The columns in which somebody can write, each with a script as far as it has room."""
    columns = [c for c in model._meta.concrete_fields if isinstance(c, LineField | ProseField)]
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


def of_readers(made) -> list[str]:
    """Of each type its list, its record, an old version, what has changed since, and the form for a correction."""
    found = [*FOR_READERS, *filled(QUERIES), *(c.get_absolute_url() for c in Correction.objects.all())]
    for number, record in enumerate(made.values()):
        at, language = record.get_absolute_url(), ("", "/az", "/es")[number % 3]
        old = version_address(record)
        found += [at, f"{language}/{record.address}/", f"{at}correct/", old, f"{old}difference/"]
        found += [f"{at}terms.svg"] if record.address in ("people", "organizations") else []
    return found


def of_editors(made) -> list[str]:
    """Of each type the pages of a record, and those in which something is chosen."""
    found = filled(ASKED_BY_EDITORS)
    for record in made.values():
        name = f"admin:archive_{record._meta.model_name}"
        found += [reverse(f"{name}_{page}", args=[record.pk]) for page in ("change", "history", "delete", "merge")]
        found += [reverse(f"{name}_compare", args=[record.pk]) + "?from=1&to=2", reverse(f"{name}_changelist")]
        found.append(reverse(f"{name}_version", args=[record.pk, 1]))
    proposals = Proposal.objects.values_list("pk", flat=True)
    revisions = Revision.objects.values_list("pk", flat=True)[:2]
    found += [reverse("admin:archive_proposal_page", args=[pk]) for pk in proposals]
    return found + [reverse("admin:archive_revision_change", args=[pk]) for pk in revisions]
