"""What several files of these tests need."""

from tests.public.conftest import kept

__all__ = ["kept"]
