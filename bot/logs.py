"""Logs that never hold what people wrote.

Our own lines are constant texts with figures. Anything from a library keeps only its place (logger, file, line) and
the type of its exception: a message, an argument or a traceback's locals may quote a person (pitfalls: « Silence and
loss »).
"""

from __future__ import annotations

import logging
import sys
import traceback

NOTRES = ("boussole",)


class FormatMuet(logging.Formatter):
    """Format a record without any text that could come from a person."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; for our loggers the constant message and its figures, else only the place."""
        debut = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')} {record.levelname} {record.name}"
        if record.name.split(".")[0] in NOTRES and isinstance(record.msg, str):
            corps = record.msg
            if record.args:
                corps = corps % tuple(_sur(a) for a in record.args) if isinstance(record.args, tuple) else corps
        else:
            corps = f"({record.filename}:{record.lineno})"
        if record.exc_info and record.exc_info[0] is not None:
            corps += f" [{record.exc_info[0].__name__}{_lieux(record.exc_info[2])}]"
        return f"{debut} {corps}"


def _sur(valeur: object) -> object:
    # Figures and short identifiers pass; free text never does.
    if isinstance(valeur, (int, float, bool)) or valeur is None:
        return valeur
    texte = str(valeur)
    return texte if texte.replace("_", "").replace("-", "").replace(".", "").isalnum() and len(texte) <= 40 else "…"


def _lieux(tb: object) -> str:
    import types

    if not isinstance(tb, types.TracebackType):
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
    sys.excepthook = _excepthook


def _excepthook(genre: type[BaseException], _valeur: BaseException, tb: object) -> None:
    logging.getLogger("boussole").error("arret %s", genre.__name__)
    sys.stderr.write(f"[{genre.__name__}{_lieux(tb)}]\n")
