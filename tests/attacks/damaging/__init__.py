"""Damages by chance, and whether each is found and nothing else is."""
