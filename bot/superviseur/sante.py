"""Does a local server answer? Without proxies, and never for long."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit


def repond(url: str, delai: float = 1.0) -> bool:
    """Tell whether a GET of `url` gives a 200 within `delai` seconds; any failure is « not yet »."""
    morceaux = urlsplit(url)
    connexion = http.client.HTTPConnection(morceaux.hostname or "", morceaux.port, timeout=delai)
    try:
        connexion.request("GET", morceaux.path or "/")
        return connexion.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connexion.close()
