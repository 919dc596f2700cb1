"""One command for the whole stack: starts its processes, watches them, stops them together."""

from __future__ import annotations

from bot.settings import Settings

__all__ = ["lancer"]


def lancer(settings: Settings) -> int:
    """Run the stack until it is asked to stop; returns the exit code of the command (2: refused).

    The rest is imported on use: a child's guard (`enfant.py`) lives here too and must stay light.
    """
    from bot.superviseur.lancement import lancer as lancer_tout

    return lancer_tout(settings)
