"""`make demo`: a database of its own, filled with believable synthetic conversations, so that every screen shows something."""

from bot.demo.remplir import Bilan, remplir

__all__ = ["Bilan", "remplir"]
