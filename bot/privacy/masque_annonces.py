"""Names that something announces: « je m'appelle X », « Mme X », « mon frère X », a signature."""

from __future__ import annotations

import re

from bot.privacy.masque_chaines import NOM, PAS_UN_NOM, PRENOM, Chaines
from bot.privacy.masque_jetons import Jeton

_SIGNATURE = re.compile(
    r"(?:^|[\n.,!?])[ \t]*[-–]?[ \t]*((?:[^\W\d_]|[\u0300-\u036f])[^\W\d_\u0300]*(?:[ \-'’](?:[^\W\d_]"
    r"|[\u0300-\u036f])+\.?){0,3})[ \t.!]*\Z"
)
# « nom : X » needs its colon; « moi c'est », « au nom de » announce things too.
_SEULES = (("nom",), ("prenom",))
_FAIBLES = frozenset(("moi", "la", "le", "au", "signe", "signee", "appelait"))
_ENTRE = frozenset(("", ":", "'", "’", "«", '"', "=", "..", "...", "-", ": «", ","))
_APRES_LIEN = frozenset((" ", ", ", " : ", ": ", "  ", " (", " - "))


class Annonces(Chaines):
    """The rules with strong evidence: they take a name whatever its spelling, unknown ones included."""

    def _annonce(self, i: int) -> None:
        for suite in self.m.annonces.get(self.jetons[i].plat, ()):
            fin = i + len(suite)
            if tuple(j.plat for j in self.jetons[i:fin]) != suite or fin >= len(self.jetons):
                continue
            avant = self.jetons[i - 1].plat if i else ""
            if avant in self.m.familles["annonces_vides"]:
                return
            prochain = self.jetons[fin]
            entre = prochain.avant.strip()
            if entre not in _ENTRE or (suite in _SEULES and entre not in (":", "=", "-")):
                continue
            if (suite in _SEULES or suite[0] in _FAIBLES) and not self._net(fin, entre):
                continue
            douteux = suite[-1] == "est" and not prochain.grand and not self.m.nommable(prochain.plat)
            if self.prenable(fin, fort=True) and not (douteux and PAS_UN_NOM.search(prochain.plat)):
                famille = "nom" in suite and prochain.plat not in self.m.prenoms
                self.chaine(fin, NOM if famille else self.genre(prochain, PRENOM), ferme=True)
            return

    def _net(self, i: int, entre: str) -> bool:
        """Tell whether the word at `i` looks enough like a name for an announcement that often announces none."""
        j = self.jetons[i]
        if j.plat in self.m.prenoms_surs or j.plat in self.m.noms_surs:
            return True
        return (j.grand and self.prenable(i, fort=False)) or (entre == ":" and self.prenable(i, fort=True))

    def _civilite(self, i: int) -> None:
        j, suivant = self.jetons[i], self.suivant(i + 1)
        if suivant is None or not (self.colle(i + 1) or suivant.avant.strip() == "."):
            return
        abrege = j.plat in self.m.familles["civilites_abregees"] or self._abrege(j, suivant)
        if not abrege and j.plat not in self.m.familles["civilites"]:
            return
        if suivant.plat in self.m.familles["civilites"] and suivant.plat != "maitre":
            return
        if self._nomme_apres_civilite(i + 1, abrege):
            self.chaine(i + 1, self.genre(suivant, NOM), ferme=True)

    def _abrege(self, j: Jeton, suivant: Jeton) -> bool:
        if j.plat == "m":
            return suivant.avant in (".", ". ") or (j.grand and suivant.avant == " " and suivant.grand)
        ordinaire = self.m.connu(suivant.plat) and not self.m.nommable(suivant.plat)
        return j.forme in ("Me", "Pr", "pr") and suivant.grand and suivant.avant in (" ", ". ") and not ordinaire

    def _nomme_apres_civilite(self, i: int, abrege: bool) -> bool:
        """Tell whether the word at `i`, after « Mme » or « monsieur », is a name rather than a title or a verb."""
        j, m = self.jetons[i], self.m
        if self.suite_de_particule(i):
            return True
        titre = j.plat in m.familles["liens"] and not j.grand and j.plat not in m.noms
        particule = j.plat in m.familles["particules"]
        if titre or (j.plat in self.arrets and (not j.grand or particule or not m.nommable(j.plat))):
            return False
        if m.nommable(j.plat) or (j.grand and not m.connu(j.plat)):
            return True
        if j.grand:
            return abrege and not j.ferme and j.plat not in m.familles["liens"] and j.plat not in m.propres
        return self.anonyme(j) and (abrege or not PAS_UN_NOM.search(j.plat))

    def _lien(self, i: int) -> None:
        j = self.jetons[i]
        if j.plat not in self.m.familles["liens"] or not i:
            return
        avant = {k.plat for k in self.jetons[max(0, i - 2) : i]}
        possede = bool(avant & self.m.familles["possessifs"])
        if not possede and not avant & self.m.familles["determinants"]:
            return
        place, m = i + 1, self.m
        suivant = self.suivant(place)
        if suivant is None or suivant.avant not in _APRES_LIEN or suivant.plat in m.propres or self.sigle(suivant):
            return
        if suivant.ferme and suivant.plat not in m.prenoms_surs:
            return
        if suivant.grand and (m.nommable(suivant.plat) or self.anonyme(suivant)):
            self.chaine(place, self.genre(suivant, PRENOM), ferme=True)
        elif possede and suivant.avant == " ":
            prenom = suivant.plat in m.prenoms and suivant.plat not in self.arrets
            if prenom or (len(suivant.plat) > 3 and self.anonyme(suivant) and self._agit(place)):
                self.chaine(place, PRENOM, ferme=False)

    def _agit(self, i: int) -> bool:
        """Tell whether what follows the word at `i` is what a person does, or nothing: « mon pote steevy est… »."""
        if PAS_UN_NOM.search(self.jetons[i].plat):
            return False
        apres = self.suivant(i + 1)
        return apres is None or not self.colle(i + 1) or apres.plat in self.m.familles["gestes"]

    def _signature(self) -> None:
        trouve = _SIGNATURE.search(self.texte)
        if trouve is None:
            return
        debut, fin = trouve.span(1)
        derniers = [i for i, j in enumerate(self.jetons) if debut <= j.debut < fin]
        if not derniers or derniers[0] == 0 or any(self.jetons[i].ferme for i in derniers):
            return
        j = self.jetons[derniers[0]]
        avant = [k.plat for k in self.jetons[max(0, derniers[0] - 3) : derniers[0]]]
        poli = any(" ".join(avant[-n:]) in self.m.familles["politesses"] for n in (1, 2, 3))
        nouvelle_ligne = "\n" in self.texte[self.jetons[derniers[0] - 1].fin : j.debut]
        if (
            not poli
            and not nouvelle_ligne
            or j.genre
            or j.plat in self.arrets
            or j.plat in self.m.familles["politesses"]
        ):
            return
        if self.m.nommable(j.plat) or ((j.grand or poli and len(derniers) < 3) and self.anonyme(j)):
            self.chaine(derniers[0], self.genre(j, PRENOM), ferme=True)
