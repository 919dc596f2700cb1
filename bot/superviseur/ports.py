"""Is a port free? Asked before starting, so that a taken one is named with the setting that changes it."""

from __future__ import annotations

import errno
import socket

TOUTES = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


def joignable(hote: str) -> str:
    """Return the address to call for a server that listens on `hote` (« everywhere » cannot be called)."""
    return TOUTES.get(hote, hote)


def empechement(hote: str, port: int, reglage: str) -> str | None:
    """Say in French why `hote:port` cannot be listened on, naming `reglage`, or return None when it can.

    A connection is tried first: some systems let two processes bind one address.
    """
    try:
        with socket.create_connection((joignable(hote), port), timeout=0.5):
            return _pris(port, reglage)
    except OSError:
        pass
    try:
        famille, genre, proto, _, adresse = socket.getaddrinfo(hote or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(famille, genre, proto) as essai:
            essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            essai.bind(adresse)
    except socket.gaierror:
        return f"L'adresse « {hote} » est inconnue : changez BOUSSOLE_HOTE (127.0.0.1 : cette machine seule)."
    except OSError as erreur:
        if erreur.errno == errno.EADDRINUSE:
            return _pris(port, reglage)
        if erreur.errno == errno.EACCES:
            return f"Le port {port} demande des droits d'administration : changez {reglage}."
        return f"L'adresse {hote}:{port} ne peut pas être ouverte : vérifiez BOUSSOLE_HOTE et {reglage}."
    return None


def _pris(port: int, reglage: str) -> str:
    autre = port + 10 if port <= 65525 else 8090
    return (
        f"Le port {port} est déjà pris par un autre programme. "
        f"Arrêtez ce programme, ou changez {reglage} (par exemple {reglage}={autre})."
    )
