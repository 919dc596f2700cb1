"""The stack that tests/e2e starts, for the tests that only throw things at it."""

from tests.e2e.conftest import pile

__all__ = ["pile"]
