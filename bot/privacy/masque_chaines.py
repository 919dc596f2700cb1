"""A name of several words, read from its first one: particles, hyphens, initials, a family name after a first name."""

from __future__ import annotations

import re

from bot.privacy.masque_jetons import Jeton
from bot.privacy.masque_mots import Mots

PRENOM, NOM = "prenom", "nom"
_CHAINE_MAX = 4
# The ending of a verb, of a quality or of a job: an unknown word that ends so is no name.
PAS_UN_NOM = re.compile(
    r"(?:ait|aient|ais|ions|iez|ent|er|ez|ment|tion|ais|eur|eux|euse|ance|ence|able|ique|iste|isme|age|aux"
    r"|ant|ante|ir|oir|ees?|ette)$"
)
_SEPARE = re.compile(r"[ \t\u00a0]{1,2}|[-'’]|[ \t]?-[ \t]?|\.[ \t]?")
_PARTICULES_BASSES = frozenset(("el", "ben", "al", "da", "van", "ait", "bin"))


class Chaines:
    """What all the rules share: may this word be a name, and how far does the name go?"""

    def __init__(self, texte: str, jetons: list[Jeton], m: Mots) -> None:
        self.texte, self.jetons, self.m = texte, jetons, m
        self.arrets = m.familles["arrets"]

    def suivant(self, i: int) -> Jeton | None:
        """Return the word at a place, None past the last one."""
        return self.jetons[i] if i < len(self.jetons) else None

    def colle(self, i: int) -> bool:
        """Tell whether only a space, a hyphen or the like stands before the word at a place."""
        return i < len(self.jetons) and _SEPARE.fullmatch(self.jetons[i].avant) is not None

    def anonyme(self, j: Jeton) -> bool:
        """Tell whether a word is neither ordinary nor public: only a name is left."""
        return len(j.plat) > 2 and not self.m.connu(j.plat) and j.plat not in self.m.villes

    def sigle(self, j: Jeton) -> bool:
        """Tell whether a word is more likely an acronym: a few capitals."""
        return j.fort and len(j.plat) < 5

    def genre(self, j: Jeton, defaut: str) -> str:
        """Return the kind that the lists give to a word, `defaut` when they hesitate."""
        prenom, nom = j.plat in self.m.prenoms, j.plat in self.m.noms
        if prenom == nom:
            return defaut
        return PRENOM if prenom else NOM

    def prenable(self, i: int, fort: bool) -> bool:
        """Tell whether a word may be taken for a name; `fort`: what stands before announces one."""
        j = self.jetons[i]
        if j.plat in self.arrets and not (j.grand and self.m.nommable(j.plat)):
            return self.suite_de_particule(i)
        if j.plat in self.m.propres and not self.m.nommable(j.plat):
            return False
        return (
            self.m.nommable(j.plat)
            or self.anonyme(j)
            or (fort and len(j.plat) > 1 and not self.m.connu(j.plat) and j.plat not in self.m.villes)
        )

    def suite_de_particule(self, i: int, encore: bool = True) -> bool:
        """Tell whether the word at `i` is a particle that a name follows: « Le Goff », « de Almeida »."""
        j, suivant = self.jetons[i], self.suivant(i + 1)
        if j.plat not in self.m.familles["particules"] or suivant is None or not self.colle(i + 1):
            return False
        if suivant.plat in self.m.familles["particules"] and encore and self.suite_de_particule(i + 1, encore=False):
            return True
        if suivant.plat in self.m.noms_surs or suivant.plat in self.m.prenoms_surs:
            return True
        if suivant.grand:
            return self.m.nommable(suivant.plat) or (self.anonyme(suivant) and not suivant.ferme)
        return (
            self.anonyme(suivant)
            and not suivant.ferme
            and not PAS_UN_NOM.search(suivant.plat)
            and j.plat in _PARTICULES_BASSES
        )

    def de_quelqu_un(self, i: int) -> bool:
        """Tell whether the « de » at `i` follows somebody or a cause: « la mère de », « à cause de »."""
        familles = self.m.familles
        return i > 0 and self.jetons[i - 1].plat in familles["de_quelqu_un"] | familles["liens"]

    def chaine(self, i: int, genre: str, ferme: bool) -> None:
        """Give a kind to the word at `i`, then to the words of the same name after it; `ferme`: the
        evidence is strong."""
        j = self.jetons[i]
        if self.suite_de_particule(i):
            genre = NOM
        j.genre = genre
        for place in range(i + 1, min(i + 1 + _CHAINE_MAX, len(self.jetons))):
            suivant = self.jetons[place]
            if suivant.genre or not self.colle(place):
                break
            if "." in suivant.avant and len(self.jetons[place - 1].plat) != 1:
                break
            nouveau = self._suite(place, suivant, ferme)
            if not nouveau:
                break
            suivant.genre = nouveau

    def _suite(self, place: int, j: Jeton, ferme: bool) -> str:
        m = self.m
        precedent = self.jetons[place - 1].genre
        if self.suite_de_particule(place):
            suivant = self.jetons[place + 1]
            if j.plat in ("de", "du", "des", "la", "le") and (
                suivant.ferme
                or suivant.plat in m.villes
                or (not j.grand and suivant.plat in m.prenoms_surs and suivant.plat not in m.noms)
            ):
                return ""
            return NOM
        if (
            len(j.plat) == 1
            and j.grand
            and j.avant != "'"
            and self.texte[j.fin : j.fin + 1] in (".", "", ",", "\n", ")", "!")
        ):
            return NOM
        if (
            j.avant in ("-", "’", "'")
            and (j.grand or m.nommable(j.plat))
            and j.plat not in ("la", "ci", "moi", "toi", "il", "elle", "on", "vous")
        ):
            return precedent
        if j.ferme and j.plat not in m.noms and j.plat not in m.prenoms_surs:
            return ""
        if j.grand:
            if m.nommable(j.plat) and j.plat not in ("france",):
                return PRENOM if j.plat in m.prenoms_surs and j.plat not in m.noms else NOM
            return NOM if self.anonyme(j) and not self._sigle_connu(j) else ""
        if j.plat in m.noms_surs:
            return NOM
        if j.plat in m.prenoms_surs:
            return PRENOM if j.plat not in m.noms else NOM
        if j.plat in self.arrets or j.avant == "'":
            return ""
        if (ferme or j.plat not in m.courants) and m.nommable(j.plat):
            return NOM if j.plat in m.noms else PRENOM
        inconnu = len(j.plat) > 3 and self.anonyme(j) and not PAS_UN_NOM.search(j.plat) and not j.ferme
        return NOM if inconnu and j.avant == " " else ""

    def _sigle_connu(self, j: Jeton) -> bool:
        return j.fort and len(j.plat) < 4
