"""Logs that never hold what people wrote.

Our own lines are constant texts with figures. Anything from a library keeps only its place (logger, file, line) and
the type of its exception: a message, an argument or a traceback's locals may quote a person (pitfalls: « Silence and
loss »).
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

NOTRES = ("boussole",)
MOT_MAX = 40


class Mot(str):
    """A short word written in our code, which a log line may therefore show; never wrap what a person typed."""


class FormatMuet(logging.Formatter):
    """Format a record without any text that could come from a person."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; for our loggers the constant message and its figures, else only the place."""
        corps = f"({record.filename}:{record.lineno})"
        if record.name.split(".")[0] in NOTRES and isinstance(record.msg, str):
            corps = _remplir(record.msg, record.args) or corps
        if record.exc_info and record.exc_info[0] is not None:
            corps += f" [{record.exc_info[0].__name__}{_lieux(record.exc_info[2])}]"
        return f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')} {record.levelname} {record.name} {corps}"


def _remplir(message: str, valeurs: object) -> str | None:
    # A call whose values do not fit its message says nothing but its place.
    if not valeurs:
        return message
    if not isinstance(valeurs, tuple):
        return None
    try:
        return message % tuple(_sur(v) for v in valeurs)
    except (TypeError, ValueError):
        return None


def _sur(valeur: object) -> object:
    # Figures, types and words of our own code pass; any other text may be a name or a number somebody gave.
    if valeur is None or isinstance(valeur, (int, float)):
        return valeur
    if isinstance(valeur, type):
        return valeur.__name__
    propre = isinstance(valeur, Mot) and valeur.isascii() and valeur.replace("_", "").isalnum()
    return str(valeur) if propre and len(str(valeur)) <= MOT_MAX else "…"


def _lieux(tb: object) -> str:
    if not isinstance(tb, TracebackType):
        return ""
    cadres = traceback.extract_tb(tb)[-4:]
    return "".join(f" < {c.filename.rsplit('/', 1)[-1]}:{c.lineno}" for c in reversed(cadres))


def configurer(niveau: str = "INFO") -> None:
    """Make every logger of this process speak through FormatMuet on standard error, and only there."""
    sortie = logging.StreamHandler(sys.stderr)
    sortie.setFormatter(FormatMuet())
    racine = logging.getLogger()
    racine.handlers[:] = [sortie]
    racine.setLevel(logging.WARNING)
    logging.getLogger("boussole").setLevel(niveau)
    for nom in list(logging.root.manager.loggerDict):
        autre = logging.getLogger(nom)
        autre.handlers[:] = []
        autre.propagate = True
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    # What Python writes by itself when nobody caught an exception quotes its text.
    sys.excepthook = _a_la_fin
    sys.unraisablehook = lambda perdu: _ecrire(perdu.exc_type, perdu.exc_traceback)
    threading.excepthook = lambda perdu: _ecrire(perdu.exc_type, perdu.exc_traceback)


def _a_la_fin(genre: type[BaseException], _valeur: BaseException, tb: TracebackType | None) -> None:
    _ecrire(genre, tb)


def _ecrire(genre: type[BaseException] | None, tb: TracebackType | None) -> None:
    if genre is not None and not issubclass(genre, (KeyboardInterrupt, SystemExit)):
        sys.stderr.write(f"exception_perdue [{genre.__name__}{_lieux(tb)}]\n")
