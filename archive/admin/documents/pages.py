"""The page on which an editor enters what a document says, and the document itself."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.admin.documents.blocks import BlockForm
from archive.admin.documents.itself import SourceForm
from archive.admin.documents.showing import shown, stated_already
from archive.admin.documents.storing import checked, store
from archive.admin.evidence.typed import sentence_about
from archive.admin.wording import active
from archive.evidence import accepted
from archive.models import RECORD_TYPES, Discrepancy, DiscrepancyState, record_type
from archive.models.links import key_to
from archive.models.wording import label
from archive.review import Mixed
from archive.sources.references import reference
from archive.text import clean
from archive.writing import Stale

# So many records of one document are entered in one save.
MOST_BLOCKS = 30


class DocumentPages:
    """On a source: enter what it says about several records at once."""

    form = SourceForm
    change_form_template = "admin/archive/source_form.html"

    def get_urls(self):
        """With the page of entering."""
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/enter/", guard(self.enter_view), name="archive_source_enter")
        return [own, *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        """With the question where the document itself says what it is."""
        first, *rest = super().get_fieldsets(request, obj)
        name, options = first
        return [(name, {**options, "fields": [*options["fields"], "own_locator"]}), *rest]

    def save_related(self, request, form, formsets, change):
        """With the document as its own witness."""
        super().save_related(request, form, formsets, change)
        form.witness()

    def enter_view(self, request, object_id):
        """The form; a POST adds or takes away a record, looks at the stances, or saves."""
        source = self._source(request, object_id)
        if not request.user.has_perm("archive.add_citation"):
            raise PermissionDenied
        if request.method == "POST" and "_save" in request.POST:
            return self._enter_all(request, source)
        return self._entering_page(request, source, self._typed_blocks(request, source))

    def _source(self, request, object_id):
        source = self.get_object(request, unquote(object_id))
        if source is None:
            raise Http404
        if not self.has_view_or_change_permission(request, source):
            raise PermissionDenied
        return source

    def response_add(self, request, obj, post_url_continue=None):
        """A new source may lead on to what it says."""
        return self._led_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """So may a changed one."""
        return self._led_on(request, obj) or super().response_change(request, obj)

    @staticmethod
    def _led_on(request, source):
        if "_enter" in request.POST:
            return HttpResponseRedirect(reverse("admin:archive_source_enter", args=[source.pk]))
        return None

    # The blocks of the form

    def _typed_blocks(self, request, source):
        """The blocks as typed, none of them judged yet, with the one asked for, or without the one taken away."""
        data = request.POST if request.method == "POST" else request.GET
        types = data.getlist("block")[:MOST_BLOCKS]
        gone = data.get("_remove", "")
        types = ["" if str(number) == gone else address for number, address in enumerate(types)]
        added = record_type(data.get("_add", ""))
        blocks = [self._typed_block(request, source, number, address) for number, address in enumerate(types)]
        if added and len(types) < MOST_BLOCKS:
            initial = {"record": data.get("record", "")} if request.method == "GET" else {}
            prefix = f"b{len(types)}"
            blocks.append(BlockForm(added, source, request.user, prefix=prefix, initial=initial, label_suffix=""))
            blocks[-1].is_fresh = True
        return blocks

    @staticmethod
    def _typed_block(request, source, number, address):
        model, prefix = record_type(address), f"b{number}"
        if model is None:
            return None
        typed = {
            key.removeprefix(f"{prefix}-"): value
            for key, value in request.POST.items()
            if key.startswith(f"{prefix}-") and value
        }
        form = BlockForm(model, source, request.user, prefix=prefix, initial=typed, label_suffix="")
        if typed.get("was", "") == typed.get("record", ""):
            # The ticks as they were left; for another record they are proposed anew.
            form.initial |= {name: name in typed for name in form.fields if name.endswith("-accept")}
        return form

    def _bound_blocks(self, request, source):
        for number, address in enumerate(request.POST.getlist("block")[:MOST_BLOCKS]):
            model = record_type(address)
            yield model and BlockForm(
                model, source, request.user, data=request.POST, prefix=f"b{number}", label_suffix=""
            )

    # Saving

    def _enter_all(self, request, source):
        blocks = list(self._bound_blocks(request, source))
        entries = self._entries([form for form in blocks if form])
        if entries is None:
            return self._entering_page(request, source, blocks)
        if not entries:
            self.message_user(request, _("Nothing was typed yet: add a record that the document touches."), "warning")
            return self._entering_page(request, source, blocks)
        why = clean(request.POST.get("why", ""))[:300] or _("Entered from “%(source)s”") % {"source": source}
        try:
            stored = store([entry for _form, entry in entries], by=request.user, why=why)
        except (Mixed, Stale, ValidationError, IntegrityError) as refusal:
            sentence = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            if isinstance(refusal, IntegrityError):
                sentence = _("Somebody else has stored the same in the meantime. Look at it and save again.")
            self.message_user(request, sentence, messages.ERROR)
            return self._entering_page(request, source, list(self._bound_blocks(request, source)))
        self._tell(request, stored)
        return HttpResponseRedirect(self._onwards(source, stored))

    @staticmethod
    def _entries(forms):
        """(form, entry) for each block that says something; None where any of them has an error."""
        filled = [form for form in forms if form.is_valid() and not form.is_empty]
        records = [(form, form.new_record()) for form in filled]
        for form, record in records:
            if form.errors:
                continue
            try:
                checked(record)
            except ValidationError as error:
                _lay_errors(form, error)
        fresh = [record for _form, record in records if record._state.adding]
        entries = [(form, form.entry(record, fresh)) for form, record in records if not form.errors]
        return None if any(form.errors for form in forms) else entries

    def _tell(self, request, stored):
        if stored.records:
            sentence = ngettext("Saved with its evidence: {}.", "Saved with their evidence: {}.", len(stored.records))
            links = ((_address(record), record) for record in stored.records)
            names = format_html_join(", ", '<a href="{}">{}</a>', links)
            self.message_user(request, format_html(sentence, names), messages.SUCCESS)
        if stored.named:
            names = format_html_join(", ", '<a href="{}">{}</a>', ((_address(row), row) for row in stored.named))
            self.message_user(request, format_html(_("New in the archive: {}."), names), messages.SUCCESS)
        if stored.proposals:
            links = [(reverse("admin:archive_proposal_page", args=[p.pk]), p.record) for p in stored.proposals]
            names = format_html_join(", ", '<a href="{}">{}</a>', links)
            sentence = _("Readers see {}, so what you entered waits for a reviewer.")
            self.message_user(request, format_html(sentence, names), messages.SUCCESS)
        if stored.repeated:
            sentence = _("The document was cited for the same in the same words already: nothing was added there.")
            self.message_user(request, sentence, messages.WARNING)
        for found in _disputes(stored.records):
            where = reverse("admin:archive_discrepancy_change", args=[found.pk])
            sentence = _("Sources disagree about “{}”: {}. {}")
            link = format_html('<a href="{}">{}</a>', where, _("Decide"))
            words = label(type(found.record), found.field)
            self.message_user(request, format_html(sentence, words, found.record, link), messages.WARNING)

    @staticmethod
    def _onwards(source, stored):
        if len(stored.records) == 1 and not stored.proposals:
            return _address(stored.records[0])
        return reverse("admin:archive_source_change", args=[source.pk])

    def _entering_page(self, request, source, blocks):
        context = {
            **self.admin_site.each_context(request),
            "title": _("What “%(source)s” says") % {"source": source},
            "source": source,
            "reference": reference(source, active(), short=True),
            "document": shown(source),
            "stated": [(row, label(type(row.record), row.field)) for row in stated_already(source)],
            "blocks": [(form, list(_lines(form)) if form else []) for form in blocks],
            "types": [(m.address, capfirst(m._meta.verbose_name)) for m in RECORD_TYPES],
            "opts": self.opts,
            "media": sum((form.media for form in blocks if form), self.media),
            "why": request.POST.get("why", ""),
            "is_full": len(blocks) >= MOST_BLOCKS,
        }
        return TemplateResponse(request, "admin/archive/enter.html", context)


def _address(record):
    return reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])


def _lay_errors(form, error):
    """Put the errors of a record beside the lines that they are about; those without a line above all."""
    found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in found.items():
        line = f"{name}-stated"
        form.add_error(line if line in form.fields else None, errors)


def _lines(form):
    """The lines of a block, each with what the archive makes of what is typed so far."""
    pk = form.chosen and form.chosen.pk
    found = accepted(form.model, [pk]).get(pk) if pk else None
    for line in form.lines():
        stated = line.fields["stated"].value() or ""
        yield line, sentence_about(found, form.model, line.name, str(stated))


def _disputes(records):
    """The open discrepancies of records that were just written."""
    for record in records:
        key = key_to(Discrepancy, type(record))
        yield from Discrepancy.objects.filter(**{key: record.pk}, state=DiscrepancyState.OPEN).order_by("pk")
