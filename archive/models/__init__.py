"""What the archive holds. RECORD_TYPES is the one list of record types: what serves all of them loops over it."""

from archive.models.agreement import Agreement, AgreementKind, Party
from archive.models.arc import RECORD_ARC, OnRecord, model_name, on_one_of
from archive.models.base import Evidence, Record, Status, first_filled
from archive.models.batch import BatchState, ImportBatch, ImportRow, RowChoice, SavedMapping
from archive.models.citation import Citation, Discrepancy, DiscrepancyState, Stance, hold_fields
from archive.models.correction import Correction, CorrectionContact, CorrectionState, Sending
from archive.models.event import Event, EventKind
from archive.models.guard import NotInChange, open_change
from archive.models.heading import LISTED, Facet, Heading, Listed, list_under_headings
from archive.models.identity import COMPARED, Likeness, LikenessState, Merge, MergeState, NameKey
from archive.models.link_check import LinkCheck, LinkOutcome
from archive.models.name_form import NameForm, NameKind
from archive.models.organization import Organization, OrganizationKind
from archive.models.participation import Participation, ParticipationRole
from archive.models.person import Person
from archive.models.place import Place
from archive.models.posting import Posting, PostingRole
from archive.models.preservation import Damage, Outcome, PreservationEvent, Preserving
from archive.models.proposal import Proposal, ProposalState
from archive.models.published_revision import KeptOfRevision, PublishedRevision
from archive.models.revision import FormerSlug, Revision, RevisionState
from archive.models.rules import hold_columns
from archive.models.source import Source, SourceKind
from archive.models.source_file import FileKind, SourceFile
from archive.models.spelling import Spelling
from archive.models.trade_figure import TradeFigure
from archive.models.visit import Visit

RECORD_TYPES = (Person, Organization, Event, Visit, Agreement, TradeFigure, Source)


def arc_name(model) -> str:
    """The name of the arc's foreign key to a record type: `trade_figure`, `about_source`."""
    found = next((key for key in RECORD_ARC if model_name(key) == model._meta.label), None)
    if found is None:
        raise LookupError(f"{model.__name__} has no name in RECORD_ARC: add one in archive/models/arc.py.")
    return found


hold_fields({arc_name(model): model for model in RECORD_TYPES})
for _model in RECORD_TYPES:
    list_under_headings(_model)
hold_columns(
    (
        *RECORD_TYPES, Place, Posting, Participation, NameForm, Citation, Discrepancy, SourceFile, Revision,
        FormerSlug, ImportBatch, SavedMapping, Proposal, Correction, Sending, Likeness, LinkCheck, Merge, NameKey,
        Heading, PreservationEvent, Damage,
    )
)  # fmt: skip


def record_type(address: str):
    """The record type of an address segment such as `visits`; None where there is none."""
    return next((model for model in RECORD_TYPES if model.address == address), None)


def slugged_type(address: str):
    """The same, or the type of places."""
    return Place if address == Place.address else record_type(address)


__all__ = [
    "COMPARED",
    "LISTED",
    "RECORD_ARC",
    "RECORD_TYPES",
    "Agreement",
    "AgreementKind",
    "BatchState",
    "Citation",
    "Correction",
    "CorrectionContact",
    "CorrectionState",
    "Damage",
    "Discrepancy",
    "DiscrepancyState",
    "Event",
    "EventKind",
    "Evidence",
    "Facet",
    "FileKind",
    "FormerSlug",
    "Heading",
    "ImportBatch",
    "ImportRow",
    "KeptOfRevision",
    "Likeness",
    "LikenessState",
    "LinkCheck",
    "LinkOutcome",
    "Listed",
    "Merge",
    "MergeState",
    "NameForm",
    "NameKey",
    "NameKind",
    "NotInChange",
    "OnRecord",
    "Organization",
    "OrganizationKind",
    "Outcome",
    "Participation",
    "ParticipationRole",
    "Party",
    "Person",
    "Place",
    "Posting",
    "PostingRole",
    "PreservationEvent",
    "Preserving",
    "Proposal",
    "ProposalState",
    "PublishedRevision",
    "Record",
    "Revision",
    "RevisionState",
    "RowChoice",
    "SavedMapping",
    "Sending",
    "Source",
    "SourceFile",
    "SourceKind",
    "Spelling",
    "Stance",
    "Status",
    "TradeFigure",
    "Visit",
    "arc_name",
    "first_filled",
    "on_one_of",
    "open_change",
    "record_type",
    "slugged_type",
]
