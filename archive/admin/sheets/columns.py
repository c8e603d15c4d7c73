"""The page on which the columns of a file are given their places among ours."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from archive.admin.sheets import beginning, saved
from archive.admin.sheets.column_form import ColumnForm
from archive.admin.sheets.files import TableForm
from archive.admin.sheets.upload import FileForm
from archive.models import SavedMapping
from archive.spreadsheets import Mapping, UnreadableFile, resource_for, staging, suggested
from archive.spreadsheets.headings import below_titles, titles
from archive.spreadsheets.resources import ARCHIVE


def columns_view(admin, request, batch):
    """The columns of the file; what is chosen is kept, and the file is compared by it."""
    mapping = Mapping.of(batch.mapping)
    found = None if batch.type == ARCHIVE else _sheet(batch, mapping)
    if found is None or isinstance(found, str):
        return _page(admin, request, batch, message=found or batch.message)
    mapping, kept = beginning.kept_for(batch, found, mapping)
    posted = request.POST if request.method == "POST" else None
    given = {"resource": resource_for(batch.type), "sheet": found, "mapping": mapping}
    proposal = _proposal(given) if posted is None and beginning.is_unsaid(mapping) else None
    form = ColumnForm(posted, **given, proposal=proposal, has_source=batch.source_id is not None)
    if posted is not None and form.is_valid() and _kept(form, batch, found, request.user):
        try:
            staging.set_mapping(batch, form.cleaned_data["mapping"])
        except UnreadableFile as refusal:
            form.add_error(None, str(refusal))
        else:
            beginning.compare(batch, request.user)
            return HttpResponseRedirect(beginning.page_of(batch))
    return _page(admin, request, batch, message=batch.message, form=form, kept=kept, sheet=found)


def _sheet(batch, mapping):
    """The first rows of the table under its headings, or the sentence that says why there is none."""
    try:
        sheet = staging.sample(batch)
    except UnreadableFile as refusal:
        return str(refusal)
    return below_titles(resource_for(batch.type), sheet, beginning.headings_of(mapping))


def _proposal(given):
    """What the archive would do with the columns; those that it would set aside are for the editor to decide."""
    found = suggested(given["resource"], given["sheet"])
    found.set_aside = []
    return found


def _kept(form, batch, sheet, user) -> bool:
    """Keep the mapping under the name that the editor gives it; False where the name is another mapping's."""
    name = form.cleaned_data["keep_as"]
    if not name:
        return True
    known = SavedMapping.objects.filter(type=batch.type, name=name).first()
    if known is not None and not saved.may_replace(user, known):
        form.add_error("keep_as", _("Somebody else has kept a mapping of this name: choose another name."))
        return False
    if known is not None and not form.cleaned_data["replace"]:
        sentence = _("There is a mapping of this name already: choose another name, or tick that it is replaced.")
        form.add_error("keep_as", sentence)
        return False
    saved.keep(batch.type, name, form.cleaned_data["mapping"], titles(sheet), user)
    return True


def _page(admin, request, batch, **context):
    table = TableForm(batch=batch)
    media = admin.media + table.media
    context = {"table": table, "replacement": FileForm(), "media": media, "form": None, **context}
    return admin.batch_page(request, batch, "import_columns", "columns", **context)
