"""Attacks in their long form, each a command; short forms stand in the suite."""
