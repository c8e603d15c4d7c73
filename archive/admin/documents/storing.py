"""Stores what a document says about several records: one change, and proposals for what readers see already."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from archive.admin.evidence.reading import link_of
from archive.models import Citation
from archive.models.agreement import Party
from archive.models.links import LINKING, key_to
from archive.review import Action, may, write_or_propose


@dataclass(slots=True)
class Stored:
    """What became of a document: what was written, the proposals made, and how often it had been cited already."""

    records: list = field(default_factory=list)
    # What the archive did not have before the document named it.
    named: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    repeated: int = 0


def checked(record) -> None:
    """ValidationError, by field, where a new or changed record could not be stored as it is."""
    if record._state.adding and not record.slug:
        stem = record.slug_stem()
        same = type(record)._base_manager.filter(slug=stem).first()
        if same is not None:
            sentence = _("“%(record)s” is there already: choose it above, or give the new one another title.")
            raise ValidationError(sentence % {"record": same})
    record.full_clean()


@transaction.atomic
def store(entries, *, by, why) -> Stored:
    """Store entries all together or not at all; what this person may not change itself becomes proposals."""
    found = Stored()
    # First what is named for the first time: drafts of their own, whoever decides on what names them.
    fresh = [named for each in entries for named in each.named]
    if fresh:
        write_or_propose(lambda: _write_named(fresh), by=by, why=why)
        found.named = [row for row, _naming in fresh]
    own = [each for each in entries if each.is_new or may(by, Action.CHANGE, each.record)]
    groups = ([own] if own else []) + [[each] for each in entries if each not in own]
    for group in groups:
        _result, proposals = write_or_propose(lambda group=group: _write(group, found), by=by, why=why)
        found.proposals += proposals
        found.records += [] if proposals else [each.record for each in group]
    return found


def _write_named(fresh):
    for row, naming in fresh:
        row.save()
        if naming is not None:
            naming.record = row
            naming.full_clean()
            naming.save()


def _write(entries, found):
    for entry in entries:
        entry.record.save()
    for entry in entries:
        for name, linked in entry.links.items():
            for there, role in linked:
                _link(entry.record, name, there, role)
        if any(link_of(type(entry.record), name).through is type(entry.record) for name in entry.links):
            entry.record.save()
        for citation in entry.citations:
            citation.record = entry.record
            if _is_repeated(citation):
                found.repeated += 1
            else:
                citation.full_clean()
                citation.save()


def _is_repeated(citation):
    """Whether the document is cited for the same already: a second press on Save says nothing new."""
    same = {name: getattr(citation, name) for name in ("source", "field", "stated", "locator", "quotation")}
    return Citation._base_manager.filter(**same, **{key_to(Citation, type(citation.record)): citation.record}).exists()


def _link(record, name, there, role):
    model = type(record)
    link = link_of(model, name)
    if link.through is model:
        setattr(record, name, there)
    elif link.through is Party:
        values = {"country": there} if isinstance(there, str) else {"organization": there}
        if not Party._base_manager.filter(agreement=record, **values).exists():
            Party(agreement=record, **values).save()
    elif link.through in LINKING:
        values = {link.here: record, link.there: there, "role": role}
        if not link.through._base_manager.filter(**values).exists():
            link.through(**values).save()
    else:
        getattr(record, name).add(there)
