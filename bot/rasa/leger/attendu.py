"""Refuses loudly to work on a Rasa that is not the one these files were written for."""

from typing import Any

VERSION = "3.6.21"


class RasaInconnu(RuntimeError):
    """Rasa is not the version that this package was written for: what it replaces may have moved."""


def exiger_version() -> None:
    """Raise RasaInconnu for another version of Rasa."""
    from rasa.version import __version__

    if __version__ != VERSION:
        raise RasaInconnu(f"Rasa {__version__} au lieu de {VERSION} : relire bot/rasa/leger/")


def exiger(objet: Any, nom: str) -> Any:
    """Return what Rasa keeps under this name, before it is replaced; raise RasaInconnu when it is not there."""
    if nom not in vars(objet):
        raise RasaInconnu(f"{getattr(objet, '__name__', objet)} n'a plus {nom} : relire bot/rasa/leger/")
    return vars(objet)[nom]
