"""By which values each named CHECK is broken, and nothing else."""

from decimal import Decimal

from django.db import connection

from archive.models import RECORD_TYPES, fields
from archive.models.rules import _CHECKSUMS
from tests.constraints.rows import columns_of

# PostgreSQL rounds more than this to nothing that its column could hold.
_TOO_MUCH = 10**18 - Decimal("0.5")
# A letter and its accent: SQLite itself does not know that they belong together.
_APART = ("e\u0301",) if connection.vendor == "postgresql" else ()
_NO_TITLE, _NO_NAME = ({f"{what}_{code}": "" for code in ("en", "az", "es")} for what in ("title", "name"))
_NO_RECORD = {"person_id": None, "organization_id": None, "event_id": None, "visit_id": None, "agreement_id": None}
BREAKING = {
    **{f"{m._meta.model_name}_has_title": [_NO_TITLE] for m in RECORD_TYPES if hasattr(m, "title")},
    **{f"{m._meta.model_name}_has_name": [_NO_NAME] for m in RECORD_TYPES if hasattr(m, "name")},
    "place_has_name": [_NO_NAME],
    "place_has_position_on_earth": [{"latitude": 91}, {"longitude": -181}, {"latitude": None}],
    "citation_has_one_record": [_NO_RECORD],
    "citation_field_is_real": [{"field": "born"}],
    "discrepancy_has_one_record": [_NO_RECORD],
    "correction_has_one_record": [_NO_RECORD],
    "proposal_has_one_record": [_NO_RECORD],
    "nameform_has_one_record": [{"person_id": None}],
    "participation_has_one_record": [{"visit_id": None}],
    "name_key_has_one_record": [{"person_id": None}],
    "correction_decided_has_time": [{"state": "accepted"}],
    "party_is_country_or_organization": [{"country": ""}],
    "likeness_is_a_pair": [{"person_id": None}, {"other_person_id": None}],
    "likeness_score_is_a_percentage": [{"score": 101}],
    "link_check_status_is_one_of_http": [{"status": 99}, {"status": 600}],
    "listed_days_are_in_order": [{"first": "1993-01-01", "last": "1992-01-01"}],
    "preservation_event_ended_has_time": [{"ended_at": None}],
    "import_row_kind_is_known": [{"kind": "odd"}, {"kind": ""}],
    "published_revision_is_one": [{"id": 2}],
    "revision_number_counts_from_one": [{"number": 0}],
    "source_file_has_a_checksum": [{"sha256": "abc"}],
    "source_file_is_not_empty": [{"size": 0}],
    "trade_figure_has_direction": [{"importer": ""}, {"between": "DE; FR"}],
    "trade_figure_amount_has_currency": [{"currency": ""}],
    "trade_figure_amount_has_eighteen_digits": [{"amount": _TOO_MUCH}, {"amount": -_TOO_MUCH}],
    "trade_figure_has_period": [{"period": ""}],
}

# What breaks one of these breaks another of the same row too, and the database names the one that it looks at first.
ALIKE = {
    "citation_lines_hold_nothing_unseen": ["citation_field_is_real"],
    "citation_lines_are_filled": ["citation_field_is_real"],
    "citation_lines_are_in_one_form": ["citation_field_is_real"],
    "tradefigure_lines_are_filled": ["trade_figure_has_period", "tradefigure_dates_have_bounds"],
    "trade_figure_has_period": ["tradefigure_lines_are_filled", "tradefigure_dates_have_bounds"],
    "source_file_has_a_checksum": ["sourcefile_sha256_is_a_checksum"],
    "sourcefile_sha256_is_a_checksum": ["source_file_has_a_checksum"],
}


def breaking(model, name):
    """The values, by column, each of which breaks a rule of this name."""
    if name in BREAKING:
        yield from BREAKING[name]
    lines = columns_of(model, fields.LineField)
    # Columns with a form of their own are refused for that.
    plain = [f for f in lines if type(f) is fields.LineField and not f.unique and f.name not in _CHECKSUMS]
    if name.endswith("_lines_are_in_one_form"):
        yield from ({field.column: "a  b"[: field.max_length]} for field in plain if field.editable)
        last = [field for field in plain if field.editable][-1:] or [model._meta.get_field("currency")]
        yield from ({field.column: text} for field in last for text in (" a", "a ", "a\u00a0b", "a\u3000", *_APART))
    elif name.endswith("_texts_are_in_one_form"):
        wrong = (" a", "a ", "a\n", "\na", "a \nb", "a\t\nb", *_APART)
        prose = [field for field in columns_of(model, fields.ProseField) if field.editable]
        yield from ({field.column: "a "} for field in prose)
        yield from ({prose[-1].column: text} for text in wrong)
    elif name.endswith("_texts_hold_nothing_unseen"):
        prose = [field for field in columns_of(model, fields.ProseField) if field.editable]
        yield from ({field.column: f"a{sign}b"} for field in prose for sign in "\u200b\x07\u202e")
    elif name.endswith("_lines_hold_nothing_unseen"):
        yield from ({field.column: "\u200b"} for field in plain or lines)
    elif name.endswith("_lines_are_filled"):
        yield from ({field.column: ""} for field in lines if not field.blank and field.name not in _CHECKSUMS)
    elif name.endswith("_slug_fits_an_address"):
        yield from ({"slug": slug} for slug in ("", "A visit", "a/b", "é"))
    elif name.endswith("_is_a_checksum"):
        column = name.removesuffix("_is_a_checksum").rpartition("_")[2]
        yield from ({column: value} for value in ("abc", "G" * 64, "a" * 63))
    elif name.endswith("_dates_have_bounds"):
        for field in columns_of(model, fields.EDTFField):
            yield {field.column: "1992", f"{field.column}_earliest": None, f"{field.column}_latest": None}
