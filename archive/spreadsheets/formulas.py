"""What a spreadsheet program could take for a formula: the rule of all texts that leave the archive in a table."""

from archive.text.formulas import all_guarded, any_starts_formula, guarded, starts_formula, unguarded

__all__ = ["all_guarded", "any_starts_formula", "guarded", "starts_formula", "unguarded"]
