"""Python's collector of unreachable objects: not while everything is being loaded, nor over what was loaded, ever again."""

import gc


def demarrer() -> None:
    """Stop collecting: a start makes a million objects that all stay."""
    gc.disable()


def figer(*_: object) -> None:
    """Collect what the start left, set the rest aside for good, and collect again from now on (a listener of the server)."""
    gc.collect()
    gc.freeze()
    gc.enable()
