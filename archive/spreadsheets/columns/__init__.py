"""The columns of sheets."""

from archive.spreadsheets.columns.arc import RecordColumn, TypeColumn
from archive.spreadsheets.columns.base import Column, KeyColumn, LinkColumn, PlainColumn
from archive.spreadsheets.columns.evidence import EvidenceColumn, evidence_columns, evidence_names
from archive.spreadsheets.columns.many import ListColumn, ManyColumn, ParticipationsColumn, PartiesColumn


def column_for(field):
    """The column of a model's field, whatever it is."""
    if field.many_to_many:
        return ListColumn(field)
    return LinkColumn(field) if field.is_relation else PlainColumn(field)


__all__ = [
    "Column",
    "EvidenceColumn",
    "KeyColumn",
    "LinkColumn",
    "ListColumn",
    "ManyColumn",
    "PartiesColumn",
    "ParticipationsColumn",
    "PlainColumn",
    "RecordColumn",
    "TypeColumn",
    "column_for",
    "evidence_columns",
    "evidence_names",
]
