"""What makes Rasa start fast and answer fast, without changing what it does (measures: docs/decisions/004-vitesse.md).

One file an idea. Each replaces something private to Rasa, so each first checks that what it replaces is there, and nothing is
done for another version of Rasa.
"""

# No postponed annotations: nothing here is read by Rasa, but the modules beside it are.

from bot.rasa.leger.attendu import RasaInconnu, exiger_version

__all__ = ["RasaInconnu", "alleger"]


def alleger() -> None:
    """Prepare the import of Rasa; call before anything imports it. Safe to call twice. Raises RasaInconnu."""
    exiger_version()
    from bot.rasa.leger import importations

    importations.remplacer()
    # These import Rasa, so they come after what it must not import.
    from bot.rasa.leger import domaine, evenements, graphe, regles, reponses

    for idee in (domaine, evenements, graphe, regles, reponses):
        idee.poser()
