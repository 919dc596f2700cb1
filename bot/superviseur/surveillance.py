"""Starts a list of parts in parallel, restarts those that die, stops them all together."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.superviseur import recul
from bot.superviseur.parties import Partie
from bot.superviseur.ports import empechement
from bot.superviseur.processus import Processus
from bot.superviseur.sante import repond

PAS = 0.1
ESSAIS_AU_DEPART = 3
DELAI_DEPART = 180.0
DELAI_ARRET = 4.0

Dire = Callable[[str], None]


@dataclass
class _Etat:
    """What the supervisor knows of one part."""

    partie: Partie
    processus: Processus | None = None
    pret: bool = False
    deja_pret: bool = False
    echecs: int = 0
    a_lancer: float = 0.0
    prochaine_sonde: float = 0.0


class Superviseur:
    """Runs the parts until a signal: `tourner()` returns 0 when stopped, 1 when a part never started."""

    def __init__(
        self,
        parties: Sequence[Partie],
        journaux: Path,
        env: Mapping[str, str],
        dossier: Path,
        dire: Dire = print,
        au_pret: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Prepare; `dire` prints one line, `au_pret` is called once with the seconds the whole start took."""
        self._etats = [_Etat(p) for p in parties]
        self._journaux = journaux
        self._env = env
        self._dossier = dossier
        self._dire = dire
        self._au_pret = au_pret
        self._arret = False

    def tourner(self) -> int:
        """Start everything and watch until SIGINT, SIGTERM or SIGHUP; nothing is left behind."""
        signaux = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        avant = {nom: signal.signal(nom, self._recevoir) for nom in signaux}
        try:
            return self._boucle()
        finally:
            self._tout_arreter()
            for nom, ancien in avant.items():
                signal.signal(nom, ancien)

    def _recevoir(self, _signal: int, _cadre: object) -> None:
        self._arret = True

    def _boucle(self) -> int:
        debut = time.monotonic()
        annonce = False
        while not self._arret:
            for etat in self._etats:
                if not self._avancer(etat):
                    return 1
            if not annonce and all(e.pret for e in self._etats):
                annonce = True
                self._au_pret(time.monotonic() - debut)
            if not annonce and time.monotonic() - debut > DELAI_DEPART:
                self._renoncer(next(e for e in self._etats if not e.pret))
                return 1
            time.sleep(PAS)
        return 0

    def _avancer(self, etat: _Etat) -> bool:
        """Do what the part needs now; False when it must be given up."""
        maintenant = time.monotonic()
        if etat.processus is None:
            return maintenant < etat.a_lancer or self._lancer(etat)
        code = etat.processus.code
        if code is not None:
            return self._constater_mort(etat, code)
        if not etat.pret and maintenant >= etat.prochaine_sonde:
            etat.prochaine_sonde = maintenant + 3 * PAS
            if repond(etat.partie.url_sante):
                self._constater_pret(etat)
        return True

    def _lancer(self, etat: _Etat) -> bool:
        p = etat.partie
        # Before a restart only: the ports of the first start were all checked together.
        raison = empechement(p.hote, p.port, p.reglage) if p.port and etat.echecs else None
        if raison is not None:
            self._dire(raison)
            return self._reculer(etat, 0.0)
        etat.processus = Processus(p.commande, self._journaux / f"{p.cle}.log", self._env, self._dossier)
        return True

    def _constater_pret(self, etat: _Etat) -> None:
        assert etat.processus is not None
        duree = time.monotonic() - etat.processus.ne_a
        suite = "répond de nouveau" if etat.deja_pret else "prêt"
        self._dire(f"{etat.partie.nom} : {suite} ({_secondes(duree)})")
        etat.pret = etat.deja_pret = True

    def _constater_mort(self, etat: _Etat, code: int) -> bool:
        assert etat.processus is not None
        vecu = time.monotonic() - etat.processus.ne_a
        if not etat.deja_pret and etat.echecs + 1 >= ESSAIS_AU_DEPART:
            self._renoncer(etat)
            return False
        comment = f"tué par le signal {code - 128}" if code > 128 else f"code {code}"
        etat.processus, etat.pret = None, False
        return self._reculer(etat, vecu, f"{etat.partie.nom} : arrêt inattendu ({comment})")

    def _reculer(self, etat: _Etat, vecu: float, constat: str = "") -> bool:
        etat.echecs = recul.echecs_apres(etat.echecs, vecu)
        attente = recul.attente(etat.echecs)
        etat.a_lancer = time.monotonic() + attente
        self._dire(f"{constat or etat.partie.nom}, redémarrage dans {_secondes(attente)}")
        return True

    def _renoncer(self, etat: _Etat) -> None:
        lignes = etat.processus.derniers_mots() if etat.processus else []
        journal = self._journaux / f"{etat.partie.cle}.log"
        suite = "dernières lignes :" if lignes else "rien d'écrit."
        self._dire(f"{etat.partie.nom} : n'a pas pu démarrer. Journal {journal}, {suite}")
        for ligne in lignes:
            self._dire(f"    {ligne}")

    def _tout_arreter(self) -> None:
        vivants = [e.processus for e in self._etats if e.processus is not None]
        for processus in vivants:
            processus.demander_arret()
        echeance = time.monotonic() + DELAI_ARRET
        for processus in vivants:
            processus.attendre_arret(echeance)


def _secondes(duree: float) -> str:
    return f"{duree:.1f} s".replace(".", ",").replace(",0 s", " s")
