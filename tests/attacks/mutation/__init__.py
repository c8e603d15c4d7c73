"""Mutants of the code that decides who may do what and what readers see, and the tests that must notice them."""
