"""Archives of any size from a seed: realistic names in three languages, dates of every precision, conflicts."""

from tests.benchmarks.generating.base import Size, fill

__all__ = ["Size", "fill"]
