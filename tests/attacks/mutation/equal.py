"""Mutants that decide as the code does, whatever is asked: no test can notice them, and they are not counted."""

# A set or a table of more rows, of which is asked alone what was asked for; tests of queries hold what is read.
_MORE = "more is read, and asked of it is the same"
EQUAL = {
    ("archive/spreadsheets/planning/rights.py", "Rights._touched",
     ".filter without pk__in=keys((row.pk for _i, row in rows if row.pk))"): _MORE,
    ("archive/spreadsheets/planning/rights.py", "Rights._of_places",
     ".filter without pk__in={pk for _i, pk in rows}"): _MORE,
    ("archive/spreadsheets/planning/rights.py", "_Known.__init__", ".filter without pk__in=keys(pks)"): _MORE,
    ("archive/spreadsheets/planning/rights.py", "_Known.__init__",
     ".filter without **_in(arc_name(model), pks)"): _MORE,
    ("archive/spreadsheets/sight.py", "Sight._own_rows", ".filter without pk__in=pks"): _MORE,
    ("archive/spreadsheets/sight.py", "Sight._hidden", ".filter without slug__in=slugs"): _MORE,
    ("archive/undoing/allowed.py", "Within._ways_of_public",
     ".filter without **{f'{key}__in': keys(pks)}"): _MORE,
    ("archive/review/rights.py", "may",
     "without record is None in role is not Role.CONTRIBUTOR or action is Action.ADD or record is None or "
     "is_own(user, record)"): "`is_own` says yes of None itself",
}  # fmt: skip
