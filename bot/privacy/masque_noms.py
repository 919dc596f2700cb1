"""Names of persons: known ones however typed, others by what stands around them; words that are names too
need evidence."""

from __future__ import annotations

import re

from bot.privacy.masque_annonces import Annonces
from bot.privacy.masque_chaines import NOM, PAS_UN_NOM, PRENOM
from bot.privacy.masque_jetons import Jeton, assembler, decouper, fermer
from bot.privacy.masque_mots import Mots

_GENTILE = re.compile(r"(?:ien|ienne|oise|aise|aine|iste|isme)s?$")
_VERS_UNE_VILLE = frozenset(("a", "sur", "vers", "ville", "commune", "mairie", "au"))


def noms(texte: str, m: Mots) -> list[tuple[int, int, str]]:
    """Find the first names and the family names; in: a text and the lists, out: (start, end, "prenom" or "nom")."""
    jetons = decouper(texte)
    if not jetons:
        return []
    fermer(jetons, m)
    lecteur = _Lecteur(texte, jetons, m)
    lecteur.lire()
    return list(assembler(texte, jetons))


class _Lecteur(Annonces):
    """Reads the words in order and gives each its kind, from the strongest evidence to the weakest."""

    def lire(self) -> None:
        """Give their kind to all words."""
        for i in range(len(self.jetons)):
            self._annonce(i)
            self._civilite(i)
            self._lien(i)
        for i, j in enumerate(self.jetons):
            if not j.genre and not j.ferme:
                self._connu(i, j)
        for i, j in enumerate(self.jetons):
            if not j.genre and not j.ferme:
                self._inconnu(i, j)
        self._signature()
        self._memes()

    def _connu(self, i: int, j: Jeton) -> None:
        m = self.m
        avant = self.jetons[i - 1] if i else None
        apres = self.suivant(i + 1)
        if avant is not None and avant.plat in ("saint", "sainte", "st", "ste") and j.avant in (" ", "-"):
            return
        if avant is not None and j.avant in (" ", "-") and j.plat in m.villes and avant.plat in _VERS_UNE_VILLE:
            return
        if j.plat in m.prenoms_surs:
            self.chaine(i, PRENOM, ferme=False)
            self._devant(i)
        elif j.plat in m.noms_surs:
            self.chaine(i, NOM, ferme=False)
        elif (
            apres is not None
            and len(j.plat) == 1
            and j.plat in "nm"
            and len(apres.plat) > 3
            and apres.avant in ("'", "’")
            and j.plat + apres.plat in m.noms | m.prenoms
        ):
            j.genre = apres.genre = NOM if j.plat + apres.plat in m.noms else PRENOM
        elif j.plat in m.prenoms and (j.plat not in self.arrets or j.grand):
            self._prudent(i, j, avant, apres)

    def _prudent(self, i: int, j: Jeton, avant: Jeton | None, apres: Jeton | None) -> None:
        """Judge a first name that is also a word."""
        m = self.m
        suivi = (
            apres is not None
            and self.colle(i + 1)
            and not apres.ferme
            and (
                apres.plat in m.noms_surs
                or (apres.plat in m.prenoms and apres.avant == "-")
                or (j.grand and apres.grand and (apres.plat in m.noms or self.anonyme(apres)) and not self.sigle(apres))
            )
        )
        if suivi:
            self.chaine(i, PRENOM, ferme=j.grand)
            return
        court = 4 if j.plat in self.arrets else 3
        if not j.grand or j.plat in m.propres or j.fort or len(j.plat) < court or (j.tete and court == 4):
            return
        if (
            avant is not None
            and not j.tete
            and avant.plat in m.familles["determinants"] | {"ces", "mon", "ma", "en", "mes"}
            and not (avant.plat in ("d", "de") and self.de_quelqu_un(i - 1))
        ):
            return
        if not j.tete or (apres is not None and apres.avant in (" ", ", ") and apres.plat in m.familles["gestes"]):
            self.chaine(i, PRENOM, ferme=False)

    def _devant(self, i: int) -> None:
        """Take the family name written before a first name: « DUPONT Karim »."""
        if not i or not self.colle(i) or "." in self.jetons[i].avant:
            return
        j = self.jetons[i - 1]
        if j.genre or j.ferme or j.plat in self.arrets or j.plat in self.m.propres:
            return
        if j.grand and j.plat in self.m.noms or (j.fort and len(j.plat) > 3 and self.anonyme(j)):
            j.genre = NOM

    def _inconnu(self, i: int, j: Jeton) -> None:
        m = self.m
        if not j.grand or not self.anonyme(j) or j.fort or _GENTILE.search(j.plat) or j.plat in m.familles["civilites"]:
            return
        avant, apres = (self.jetons[i - 1] if i else None), self.suivant(i + 1)
        if j.tete:
            if (
                apres is not None
                and apres.avant in (" ", "-")
                and (apres.plat in ("m", "ma", "me", "nous", "dit", "disait") or (apres.genre == NOM))
                and len(j.plat) > 3
                and not PAS_UN_NOM.search(j.plat)
            ):
                self.chaine(i, PRENOM, ferme=False)
            return
        if avant is None or avant.ferme or (avant.grand and not avant.genre and not avant.tete and self.anonyme(avant)):
            return
        if avant.plat in m.familles["pas_une_personne"] and not (
            avant.plat in ("d", "de") and self.de_quelqu_un(i - 1)
        ):
            return
        if avant.plat in m.familles["lieux_publics"] or avant.plat in m.propres:
            return
        self.chaine(i, self.genre(j, PRENOM), ferme=False)

    def _memes(self) -> None:
        """Hide a name everywhere once it is known for one, unless it is a word too."""
        vus = {j.plat: j.genre for j in self.jetons if j.genre and len(j.plat) > 2}
        for j in self.jetons:
            if (
                not j.genre
                and j.plat in vus
                and not j.ferme
                and (self.anonyme(j) or (j.grand and not j.tete and j.plat not in self.arrets))
            ):
                j.genre = vus[j.plat]
