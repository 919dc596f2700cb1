"""A clock that the demonstration moves: conversations of the last months are written as if they had been lived then."""

from __future__ import annotations

from datetime import datetime, timedelta


class Montre:
    """The clock of `Base` in the demonstration."""

    def __init__(self, heure: datetime) -> None:
        self.heure = heure

    def __call__(self) -> datetime:
        """Return the moment where the demonstration is."""
        return self.heure

    def avancer(self, secondes: float) -> None:
        """Let time pass."""
        self.heure += timedelta(seconds=secondes)
