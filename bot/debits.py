"""How fast somebody may do something: buckets that fill with time. Networks are known by a keyed hash only."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

PERSONNES_SUIVIES_MAX = 50_000


@dataclass(frozen=True)
class Debit:
    """A bucket: `rafale` times at once, then `par_minute` more each minute."""

    rafale: int
    par_minute: float


def _reseau(adresse: str) -> str:
    # One home holds a whole /64 in IPv6, and may write from any of its addresses; an IPv4 written as an IPv6 is that IPv4.
    try:
        lue = ipaddress.ip_address(adresse.partition("%")[0])
    except ValueError:
        return adresse
    if isinstance(lue, ipaddress.IPv4Address):
        return str(lue)
    if lue.ipv4_mapped is not None:
        return str(lue.ipv4_mapped)
    return str(ipaddress.IPv6Network((lue, 64), strict=False))


class Limiteur:
    """Token buckets in memory, oldest forgotten first; the key that hides addresses dies with the process."""

    def __init__(self, horloge: Callable[[], float] = time.monotonic) -> None:
        self._horloge = horloge
        self._cle = secrets.token_bytes(32)
        self._seaux: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def reseau(self, adresse: str) -> str:
        """Return what stands for an address here: a hash that nobody can turn back."""
        return hmac.new(self._cle, _reseau(adresse).encode("utf-8", "replace"), "sha256").hexdigest()[:32]

    def admet(self, sorte: str, qui: str, debit: Debit) -> bool:
        """Take one token from a bucket; False when it is empty."""
        maintenant = self._horloge()
        reste, vu = self._seaux.pop((sorte, qui), (float(debit.rafale), maintenant))
        reste = min(float(debit.rafale), reste + (maintenant - vu) * debit.par_minute / 60)
        admis = reste >= 1
        self._seaux[(sorte, qui)] = (reste - 1 if admis else reste, maintenant)
        if len(self._seaux) > PERSONNES_SUIVIES_MAX:
            self._seaux.popitem(last=False)
        return admis
