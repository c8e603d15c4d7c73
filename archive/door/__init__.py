"""Signing in: password, second factor, how guessing is slowed, how long a session lasts, and the log of all that."""
