"""The table of rights has moved to tests/admin/rights/: an address is added in table.py there, which says how."""
