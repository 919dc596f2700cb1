"""Reading a story in this process: the trained model, opened when first needed, in a thread of its own.

The page never waits for it long nor fails with it: without a reading, people choose in lists.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.gateway.places import Places, PlusDePlace

log = logging.getLogger("boussole.porte")

PATIENCE_SECONDES = 3.0
Marque = tuple[int, int]


class Lecteur:
    """Gives the analysis of a text, or None: no model, a model that fails, or no answer in time.

    One thread: networks have their turn (`Places`), so that one who floods waits behind itself.
    """

    def __init__(self, archive: Path | None = None, patience: float = PATIENCE_SECONDES) -> None:
        self._archive = archive
        self._patience = patience
        self._fil = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lecture")
        self._places = Places(1, 1)
        self._ouverture: asyncio.Future[Any] | None = None
        self._modele: Any = None
        self._marque: Marque | None = None

    def preparer(self) -> None:
        """Begin to open the model, without waiting: people write while it opens."""
        if self._ouverture is None or self._ouverture.done():
            self._ouverture = asyncio.get_running_loop().run_in_executor(self._fil, self._ouvrir)

    async def lire(self, texte: str, reseau: str) -> Mapping[str, Any] | None:
        """Return the analysis of a text (`bot.comprehension.analyse`), or None."""
        tache = asyncio.ensure_future(self._lire(texte, reseau))
        await asyncio.wait({tache}, timeout=self._patience)
        if not tache.done():
            log.warning("lecture_lente")
            return None
        return tache.result()

    async def _lire(self, texte: str, reseau: str) -> Mapping[str, Any] | None:
        try:
            async with self._places.prendre(reseau, self._patience):
                return await asyncio.get_running_loop().run_in_executor(self._fil, self._analyser, texte)
        except PlusDePlace:
            return None

    def _analyser(self, texte: str) -> Mapping[str, Any] | None:
        modele = self._ouvrir()
        if modele is None:
            return None
        from bot.comprehension.analyse import analyser

        try:
            return analyser(modele, [texte])[0]
        except Exception as erreur:  # whatever it is, people go on with the lists; the error may quote them
            log.warning("lecture_tombee %s", type(erreur))
            return None

    def _ouvrir(self) -> Any:
        """Return the model, opened once; opened again when it was trained again, None when it cannot be."""
        # Loading scikit-learn takes a second and much memory: only a gateway that serves this page pays it.
        from bot.comprehension.archive import ARCHIVE, charger_modele

        archive = self._archive or ARCHIVE
        marque = _marque(archive)
        if marque != self._marque:
            self._modele, self._marque = None, marque
            try:
                self._modele = charger_modele(archive) if marque else None
            except Exception as erreur:
                log.warning("modele_illisible %s", type(erreur))
        return self._modele


def _marque(archive: Path) -> Marque | None:
    """Return what changes when the archive does; None when it is not there."""
    try:
        etat = archive.stat()
    except OSError:
        return None
    return etat.st_mtime_ns, etat.st_size
