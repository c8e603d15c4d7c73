"""Every page of the editors' desk as an address: lists with their filters, columns and last pages, forms, histories."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import reverse

from archive.models import (
    RECORD_TYPES,
    Agreement,
    Citation,
    Discrepancy,
    Event,
    ImportBatch,
    Likeness,
    Merge,
    Person,
    Proposal,
    Revision,
    Source,
    Visit,
    record_type,
)
from tests.benchmarks.desk_archive import much_edited

# So many choices of one filter are asked for: the first of them and the last.
CHOICES = 8


def pages(client):
    """(name, address) of each page; the lists are asked for what they can be filtered and sorted by."""
    yield from _desk()
    yield from _recent()
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        yield from _list(client, model)
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        yield from _forms(model)
    yield from _versions()
    yield from _evidence()
    yield from _identity()
    yield from _look_ups()


def address(model, page="changelist", *args, **query):
    """The address of a page of the admin of a model."""
    found = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
    return f"{found}?{urlencode(query)}" if query else found


def _desk():
    yield "dashboard", reverse("admin:index")
    yield "desk", reverse("admin:archive_desk")


def _recent():
    page = reverse("admin:archive_recent")
    yield "recent changes", page
    yield "recent changes: feed", reverse("admin:archive_recent_feed")
    middle = Revision.objects.order_by("pk")[Revision.objects.count() // 2].pk
    queries = [{"before": 60}, {"before": middle}, {"by": "editor"}, {"by": "viewer"}, {"by": "drafter"}]
    queries += [{"type": model.address} for model in RECORD_TYPES]
    queries += [{"kind": kind} for kind in ("new", "changed", "deleted", "sheet", "undo", "reviewed")]
    queries += [{"since": day} for day in ("2020-01-01", "2200-01-01")]
    queries += [{"by": "editor", "type": "visits", "kind": "changed"}, {"by": "drafter", "kind": "sheet"}]
    for query in queries:
        yield f"recent changes: {_said(query)}", f"{page}?{urlencode(query)}"


def _list(client, model):
    """The list of a type: first and last page, each filter, each column, a search."""
    name, listed = str(model._meta.verbose_name_plural), address(model)
    answer = client.get(listed)
    if answer.status_code != 200:
        return
    yield f"{name}: list", listed
    shown = answer.context_data["cl"]
    last = shown.paginator.num_pages
    if last > 1:
        yield f"{name}: last page", f"{listed}?p={last}"
    for spec in shown.filter_specs:
        choices = [choice for choice in spec.choices(shown) if "query_string" in choice]
        for choice in choices[: CHOICES // 2] + choices[CHOICES // 2 :][-CHOICES // 2 :]:
            yield f"{name}: {spec.title} {choice['display']}", listed + choice["query_string"]
    for number in (n for n, name in enumerate(shown.list_display) if n and name in shown.sortable_by):
        for sign in ("", "-"):
            yield f"{name}: sorted {sign}{shown.list_display[number]}", f"{listed}?o={sign}{number}"
    if shown.search_fields:
        for words in ("visit", "an", "77", "nobodyhasthis"):
            yield f"{name}: search {words}", f"{listed}?q={words}"
    if model in RECORD_TYPES:
        yield from _together(name, listed)


def _together(name, listed):
    """Filters of the evidence together, and with others."""
    for query in (
        {"evidence__exact": "single", "gaps": "uncited", "unchecked_since": "2024-01-01"},
        {"evidence__exact": "disputed", "gaps": "unsupported", "status__exact": "published"},
        {"unchecked_since": "1990-01-01"},
        {"unchecked_since": "2023-06-01", "status__exact": "draft", "q": "visit"},
    ):
        yield f"{name}: {_said(query)}", f"{listed}?{urlencode(query)}"


def _said(query):
    return ", ".join(f"{key} {value}" for key, value in query.items())


def _forms(model):
    """The form of the first row, and the empty one."""
    name = str(model._meta.verbose_name)
    first = model._base_manager.order_by("pk").first()
    if first is not None:
        yield f"{name}: form", address(model, "change", quote(first.pk))
    yield f"{name}: empty form", address(model, "add")
    if model in RECORD_TYPES:
        draft = model.objects.filter(status="draft").order_by("-pk").first()
        if draft is not None:
            yield f"{name}: form of a draft", address(model, "change", draft.pk)
        yield f"{name}: export", address(model, "export")
        yield f"{name}: import", address(model, "import")


def _versions():
    visit = much_edited()
    last = visit.revision
    yield "visit with many citations: form", address(Visit, "change", visit.pk)
    yield "visit with many versions: history", address(Visit, "history", visit.pk)
    yield "visit with many versions: last page", address(Visit, "history", visit.pk, p=8)
    yield "visit: version", address(Visit, "version", visit.pk, last - 1)
    yield "visit: first version", address(Visit, "version", visit.pk, 1)
    yield "visit: versions compared", address(Visit, "compare", visit.pk, **{"from": 1, "to": last})
    first = Proposal.objects.order_by("pk").first()
    yield "proposal: page", reverse("admin:archive_proposal_page", args=[first.pk])
    yield "proposal: form", address(Visit, "change", first.visit_id, proposal=first.pk)


def _evidence():
    found = Discrepancy.objects.filter(state="open").order_by("pk").last()
    yield "discrepancy: page", address(Discrepancy, "change", found.pk)
    yield (
        "discrepancy of many testimonies",
        address(Discrepancy, "change", Discrepancy.objects.get(visit=much_edited()).pk),
    )
    yield "stance of a typed value", address(Visit, "stance", record=much_edited().pk, field="date", value="1999")
    cited = Source.objects.get(slug="source-0")
    yield "much cited source: form", address(Source, "change", cited.pk)
    yield "much cited source: enter", address(Source, "enter", cited.pk)
    yield "much cited source: enter a visit", address(Source, "enter", cited.pk, _add="visits", record=found.visit_id)
    yield "much cited source: statements", address(Citation, source__id__exact=cited.pk)
    yield "much cited source: statements searched", address(Citation, source__id__exact=cited.pk, q="visit")


def _identity():
    for pair in Likeness.objects.exclude(person=None).order_by("-score", "pk")[:1]:
        yield "person: merge", address(Person, "merge", pair.person_id, **{"with": pair.other_person_id})
    first = Person.objects.order_by("pk").first()
    yield "person: merge with whom", address(Person, "merge", first.pk, q="an")
    yield "source: merge", address(Source, "merge", Source.objects.get(slug="source-0").pk, **{
        "with": Source.objects.get(slug="source-1").pk
    })  # fmt: skip
    for type in ("people", "organizations", "sources"):
        model = record_type(type)
        yield f"{type}: duplicates", address(model, "duplicates")
        yield f"{type}: duplicates, last page", address(model, "duplicates", p=100_000)
        yield f"{type}: said to be different", address(model, "duplicates", state="different")
    for merge in Merge.objects.all()[:1]:
        yield "merge: page", reverse("admin:archive_merge_page", args=[merge.pk])
    yield "imports: page", address(ImportBatch, "change", ImportBatch.objects.order_by("pk").first().pk)


def _look_ups():
    for model, field in ((Citation, "source"), (Citation, "visit"), (Visit, "occasion"), (Agreement, "signed_during"),
                         (Event, "part_of"), (Citation, "person")):  # fmt: skip
        for words in ("", "vis", "an"):
            query = {"app_label": "archive", "model_name": model._meta.model_name, "field_name": field, "term": words}
            where = f"{reverse('admin:autocomplete')}?{urlencode(query)}"
            yield f"look-up of {model._meta.model_name}.{field}: {words}", where
