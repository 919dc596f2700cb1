"""Asks once whether the domain is empty: Rasa builds an empty one to compare with, at each message."""

from rasa.shared.core.domain import Domain

from bot.rasa.leger.attendu import exiger

PLEIN = "_boussole_plein"


def poser() -> None:
    """Replace Domain.is_empty; only a no is kept, as nothing ever empties a domain."""
    origine = exiger(Domain, "is_empty")
    if origine.__module__ == __name__:
        return

    def est_vide(domaine: Domain) -> bool:
        if getattr(domaine, PLEIN, False):
            return False
        vide = bool(origine(domaine))
        setattr(domaine, PLEIN, not vide)
        return vide

    Domain.is_empty = est_vide
