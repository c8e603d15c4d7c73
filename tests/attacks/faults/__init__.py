"""Kills and faults in the middle of everything that writes: what is left is wholly before or wholly after."""
