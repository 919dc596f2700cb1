"""Transfers (« transferts »): the states between a person's request and its end, who may move them, and the promised date.

Nothing here reads the database (`bot.store.transferts`) nor the clock: the moment is an argument. See ADR 006.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bot.horaires import PARIS, feries
from bot.knowledge.modeles import Plage

DEMANDE, PRIS, EN_COURS, RAPPEL = "demande", "pris", "en_cours", "rappel"
CLOS, EXPIRE, ANNULE = "clos", "expire", "annule"
OUVERTS: Final = (DEMANDE, PRIS, EN_COURS, RAPPEL)
# A juriste holds the conversation: the bot says nothing.
TENUS: Final = (PRIS, EN_COURS)
PERSONNE, JURISTE, SYSTEME = "personne", "juriste", "systeme"

# (from, to) -> who may.
MOUVEMENTS: Final[Mapping[tuple[str | None, str], tuple[str, ...]]] = {
    (None, DEMANDE): (PERSONNE,),
    (DEMANDE, PRIS): (JURISTE,),
    (DEMANDE, ANNULE): (PERSONNE,),
    (DEMANDE, EXPIRE): (SYSTEME,),
    # The promised date has passed: said once to the person, and marked in the queue.
    (DEMANDE, DEMANDE): (SYSTEME,),
    (PRIS, EN_COURS): (JURISTE,),
    (PRIS, DEMANDE): (JURISTE, SYSTEME),
    (PRIS, PRIS): (JURISTE,),
    (PRIS, RAPPEL): (JURISTE,),
    (PRIS, CLOS): (JURISTE,),
    (PRIS, ANNULE): (PERSONNE,),
    (EN_COURS, DEMANDE): (JURISTE, SYSTEME),
    (EN_COURS, PRIS): (JURISTE,),
    (EN_COURS, RAPPEL): (JURISTE,),
    (EN_COURS, CLOS): (JURISTE,),
    (EN_COURS, ANNULE): (PERSONNE,),
    (RAPPEL, PRIS): (JURISTE,),
    (RAPPEL, CLOS): (JURISTE,),
    (RAPPEL, ANNULE): (PERSONNE,),
    (RAPPEL, RAPPEL): (SYSTEME,),
    (RAPPEL, EXPIRE): (SYSTEME,),
}
ISSUES: Final = ("orientee", "accompagnee", "saisine", "sans_suite", "hors_champ")

# A juriste whose page says nothing for so long is gone: the person goes back to the queue.
ABSENCE: Final = timedelta(minutes=3)
# A request that nobody took so long after its promised date ends, and the person is told where else to go.
EXPIRATION: Final = timedelta(days=14)
# The queue shows what is about to be broken.
BIENTOT: Final = timedelta(hours=4)

LIGNES: Final = ("role", "recit", "quand", "lieu", "criteres", "domaine", "preuves", "demarches", "souhait")
LIGNE_MAX: Final = 2_000
DELAI_MAX: Final = 20


class MouvementRefuse(ValueError):
    """The transfer is not in a state from which this may be done, or not by this person."""


class FicheInvalide(ValueError):
    """What was sent is not a fiche: an unknown line, a line that is too long, nothing at all."""


class HorairesInvalides(ValueError):
    """Opening hours that cannot be read."""


def verifier_mouvement(de: str | None, vers: str, par: str) -> None:
    """Raise MouvementRefuse unless `par` (personne, juriste or systeme) may move a transfer from `de` to `vers`."""
    if par not in MOUVEMENTS.get((de, vers), ()):
        raise MouvementRefuse(f"{de} -> {vers}")


def interlocuteur(etat: str) -> str:
    """Return who answers the person in this state: `juriste` or `bot`."""
    return "juriste" if etat in TENUS else "bot"


@dataclass(frozen=True)
class Fiche:
    """What the person agreed to send: lines by their key, and whether the conversation goes with them."""

    lignes: Mapping[str, str]
    conversation: bool

    @classmethod
    def depuis(cls, lignes: Any, conversation: Any) -> Fiche:
        """Read what a page sent ([{cle, texte}], true or false); raise FicheInvalide."""
        if not isinstance(lignes, list) or not isinstance(conversation, bool):
            raise FicheInvalide("forme")
        lues: dict[str, str] = {}
        for ligne in lignes:
            cle, dit = (ligne.get("cle"), ligne.get("texte")) if isinstance(ligne, dict) else (None, None)
            if cle not in LIGNES or cle in lues or not isinstance(dit, str):
                raise FicheInvalide("ligne")
            if len(dit) > LIGNE_MAX:
                raise FicheInvalide("longueur")
            if dit.strip():
                lues[cle] = dit.strip()
        if not lues and not conversation:
            raise FicheInvalide("vide")
        return cls({cle: lues[cle] for cle in LIGNES if cle in lues}, conversation)


@dataclass(frozen=True)
class Horaires:
    """When the operator's juristes are there, in French time; closed on public holidays."""

    plages: tuple[Plage, ...]

    def ouvre(self, le: date) -> bool:
        """Tell whether somebody is there at some time of that day."""
        return le not in feries(le.year) and any(le.isoweekday() in p.jours for p in self.plages)

    def ouverts(self, quand: datetime) -> bool:
        """Tell whether somebody is there at that moment."""
        local = quand.astimezone(PARIS)
        heure = local.strftime("%H:%M")
        return self.ouvre(local.date()) and any(
            local.isoweekday() in p.jours and p.de <= heure < p.a for p in self.plages
        )

    def fermeture(self, le: date) -> datetime:
        """Return when that open day ends."""
        fin = max(p.a for p in self.plages if le.isoweekday() in p.jours)
        return datetime.combine(le, time.fromisoformat(fin), PARIS)

    def ouverture(self, quand: datetime) -> datetime:
        """Return when somebody is there next (`quand` itself when they are there now)."""
        if self.ouverts(quand):
            return quand
        local = quand.astimezone(PARIS)
        for ecart in range(370):
            le = local.date() + timedelta(days=ecart)
            debuts = sorted(p.de for p in self.plages if le.isoweekday() in p.jours) if self.ouvre(le) else []
            for debut in debuts:
                moment = datetime.combine(le, time.fromisoformat(debut), PARIS)
                if moment >= local:
                    return moment
        raise HorairesInvalides("jamais ouvert")


def promesse(quand: datetime, horaires: Horaires, jours: int) -> datetime:
    """Return by when a juriste answers: the end of the `jours`-th open day after the one when the request can be read.

    A request of Friday evening is read on Monday; with one day, it is answered by Tuesday evening.
    """
    le = horaires.ouverture(quand).astimezone(PARIS).date()
    reste = jours
    while reste:
        le += timedelta(days=1)
        reste -= horaires.ouvre(le)
    return horaires.fermeture(le)


def ecrire_horaires(horaires: Horaires) -> str:
    """Write hours as `lire_horaires` reads them."""
    parties = [f"{p.jours[0]}-{p.jours[-1]} {p.de}-{p.a}" for p in horaires.plages]
    return "; ".join(parties)


_HORAIRES = re.compile(r"([1-7])(?:-([1-7]))?((?: \d\d:\d\d-\d\d:\d\d)+)\Z")


def lire_horaires(brut: str) -> Horaires:
    """Read « 1-5 09:00-12:00 14:00-17:00; 6 09:00-12:00 » (days from 1, Monday, to 7); raise HorairesInvalides."""
    plages: list[Plage] = []
    for partie in filter(None, (p.strip() for p in brut.split(";"))):
        lu = _HORAIRES.match(" ".join(partie.split()))
        if lu is None:
            raise HorairesInvalides(partie)
        premier, dernier = int(lu[1]), int(lu[2] or lu[1])
        for plage in lu[3].split():
            de, a = plage.split("-")
            if not (de < a <= "23:59" and de[3:] < "60" and a[3:] < "60" and premier <= dernier):
                raise HorairesInvalides(partie)
            plages.append(Plage(jours=tuple(range(premier, dernier + 1)), de=de, a=a))
    if not plages:
        raise HorairesInvalides("vide")
    return Horaires(tuple(plages))
