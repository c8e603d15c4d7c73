"""Attacks on the archive: each module is a command, `python -m tests.attacks.NAME`; short forms are in the suite."""
