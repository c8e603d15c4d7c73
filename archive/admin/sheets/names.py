"""Names in a file that mean no record of the archive, or several: the editor says who or what is meant."""

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.admin.sheets import beginning
from archive.admin.sheets.rights import may_import, type_words
from archive.models import BatchState
from archive.spreadsheets import Mapping, resource_for, staging
from archive.spreadsheets.mapping.base import CREATE
from archive.spreadsheets.sight import Sight

PAGE = 50
UNDECIDED, LEAVE_OUT, OTHER = "", "-", "?"


def names_view(admin, request, batch):
    """The unknown names with the closest known ones; what is decided is kept in the mapping, and the file compared."""
    unknown = staging.findings(batch).unknown
    page = Paginator(list(enumerate(unknown)), PAGE).get_page(request.GET.get("p"))
    errors = {}
    if request.method == "POST":
        chosen, errors = _chosen(request, unknown)
        if not errors:
            _keep(batch, chosen)
            beginning.compare(batch, request.user)
            return HttpResponseRedirect(_onwards(admin, request, batch))
    context = {"page": page, "names": [_shown(request, *pair, errors) for pair in page]}
    may = {name.type: may_import(request.user, name.type) for name in unknown}
    context |= {"total": len(unknown), "may_draft": any(may.values())}
    return admin.batch_page(request, batch, "import_names", "rows", **context)


def _onwards(admin, request, batch):
    """Back to the names while there are any, else to the rows."""
    batch = beginning.fresh(batch)
    left = len(staging.findings(batch).unknown) if batch.state == BatchState.STAGED else 0
    if not left:
        return beginning.page_of(batch)
    sentence = ngettext("Compared again: %(count)d name is left.", "Compared again: %(count)d names are left.", left)
    admin.message_user(request, sentence % {"count": left})
    return beginning.address("names", batch)


def _shown(request, number, found, errors):
    """A name as the page shows it, with what the editor has chosen so far."""
    model = resource_for(found.type).model()
    return {
        "number": number,
        "name": found.name,
        "type": type_words(found.type),
        "rows": found.rows[:8],
        "count": found.count,
        "more": found.count - len(found.rows[:8]),
        "closest": found.closest,
        "several": found.several,
        "may_draft": may_import(request.user, found.type) and not found.several,
        "model_name": model._meta.model_name,
        "chosen": request.POST.get(f"choice-{number}", UNDECIDED),
        "other": request.POST.get(f"other-{number}", ""),
        "error": errors.get(number, ""),
    }


def _chosen(request, unknown):
    """{(type, name): what the mapping says of it}, and what is wrong, by the number of the name."""
    chosen, errors = {}, {}
    others = _others(request, unknown)
    for number, found in enumerate(unknown):
        # The list may have changed since the page was opened: each answer says for which name it is.
        if request.POST.get(f"name-{number}") != found.name:
            continue
        choice = request.POST.get(f"choice-{number}", UNDECIDED)
        other = request.POST.get(f"other-{number}", "").strip()
        if "_drafts" in request.POST and choice == UNDECIDED and not found.several:
            choice = CREATE
        if choice == OTHER or (other and choice == UNDECIDED):
            choice = other
            if other not in others[found.type]:
                errors[number] = _("No record has the address “%(slug)s”.") % {"slug": other}
        elif choice == CREATE and not may_import(request.user, found.type):
            errors[number] = _("You may not add %(type)s.") % {"type": type_words(found.type)}
        elif choice not in (UNDECIDED, LEAVE_OUT, CREATE) and choice not in dict(found.closest):
            errors[number] = _("Choose one of the names.")
        if choice != UNDECIDED:
            chosen[found.type, found.name] = "" if choice == LEAVE_OUT else choice
    return chosen, errors


def _others(request, unknown):
    """The addresses that the editor has written and that there are, by type: one query for each type."""
    written, sight = {}, Sight(request.user)
    for number, found in enumerate(unknown):
        written.setdefault(found.type, set()).add(request.POST.get(f"other-{number}", "").strip())
    return {
        type: set(sight.among(_of_slugs(type, slugs - {""})).values_list("slug", flat=True)) if slugs - {""} else set()
        for type, slugs in written.items()
    }


def _of_slugs(type, slugs):
    return resource_for(type).model()._base_manager.filter(slug__in=slugs)


def _keep(batch, chosen):
    mapping = Mapping.of(batch.mapping)
    names = {type: dict(said) for type, said in mapping.names.items()}
    for (type, name), slug in chosen.items():
        names.setdefault(type, {})[name] = slug
    mapping.names = names
    staging.set_mapping(batch, mapping)
