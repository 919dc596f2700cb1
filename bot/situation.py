"""The situation of a person: what is known so far, how surely, and from which words. Frozen; changed by `replace`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SEUIL_AFFIRMER = 0.92
# Alone in the set that holds the right one, a critère may be stated from a lower confidence.
SEUIL_SEUL = 0.80
SEUIL_AUSSI = 0.60
SEUIL_NATURE = 0.80
SEUIL_PROPOSER = 0.12
SEUIL_PROPOSER_PEU = 0.40
SEUIL_DOMAINE = 0.5
# « autre » is what is left when nothing was recognised: a few words must not be enough.
SEUIL_DOMAINE_AUTRE = 0.75


@dataclass(frozen=True)
class Indice:
    """A label with its confidence (0 to 1) and the words that led there; `dit` = chosen by the person."""

    id: str
    confiance: float
    mots: tuple[str, ...] = ()
    dit: bool = False

    @property
    def sur(self) -> bool:
        """Tell whether the label may be stated without asking first."""
        return self.dit or self.confiance >= SEUIL_AFFIRMER


def seul_et_sur(critere: str, confiance: float, ensemble: Sequence[str]) -> bool:
    """Tell whether a critère is the only one of its conformal set, and likely enough to be stated."""
    return tuple(ensemble) == (critere,) and confiance >= SEUIL_SEUL


@dataclass(frozen=True)
class Analyse:
    """What the understanding component read in one message; `criteres` best first.

    `ensemble`: the critères among which the right one is, 19 times in 20 (bot.comprehension.ensembles), best first.
    """

    nature: Indice
    criteres: tuple[Indice, ...] = ()
    domaine: Indice | None = None
    role: str | None = None
    secteur: str | None = None
    departement: str | None = None
    commune: str | None = None
    ensemble: tuple[str, ...] = ()

    @property
    def surs(self) -> tuple[Indice, ...]:
        """The critères that may be stated: the best one when it is sure, and with it those that are likely too."""
        premiers = self.criteres[:1]
        if not premiers or not (premiers[0].sur or seul_et_sur(premiers[0].id, premiers[0].confiance, self.ensemble)):
            return ()
        return premiers + tuple(c for c in self.criteres[1:] if c.dit or c.confiance >= SEUIL_AUSSI)

    @property
    def domaine_sur(self) -> Indice | None:
        """The domaine, when it may be stated: its confidence has its own scale."""
        d = self.domaine
        seuil = SEUIL_DOMAINE_AUTRE if d is not None and d.id == "autre" else SEUIL_DOMAINE
        return d if d is not None and (d.dit or d.confiance >= seuil) else None


@dataclass(frozen=True)
class Situation:
    """All that orientation needs; None = not known, the `*_inconnu` flags = the person does not know or will not say."""

    role: str | None = None
    recit: bool = False
    nature: str | None = None
    criteres: tuple[Indice, ...] = ()
    pistes: tuple[str, ...] = ()
    critere_inconnu: bool = False
    domaine: Indice | None = None
    domaine_inconnu: bool = False
    secteur: str | None = None
    accord: bool = False
    commune: str | None = None
    departement: str | None = None
    hors_region: bool = False
    lieu_inconnu: bool = False
    etapes: tuple[str, ...] = ()

    def vers_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping (the slot `situation`)."""
        return asdict(self)


def _indice(brut: Mapping[str, Any]) -> Indice:
    return Indice(
        id=str(brut["id"]),
        confiance=float(brut["confiance"]),
        mots=tuple(brut.get("mots", ())),
        dit=bool(brut.get("dit", False)),
    )


def depuis_dict(brut: Mapping[str, Any] | None) -> Situation:
    """Rebuild a Situation from its slot; an empty or missing slot gives an empty one."""
    if not brut:
        return Situation()
    valeurs = dict(brut)
    valeurs["criteres"] = tuple(_indice(c) for c in valeurs.get("criteres", ()))
    valeurs["domaine"] = _indice(valeurs["domaine"]) if valeurs.get("domaine") else None
    for nom in ("pistes", "etapes"):
        valeurs[nom] = tuple(valeurs.get(nom, ()))
    return Situation(**valeurs)


def analyse_depuis_dict(brut: Mapping[str, Any] | None) -> Analyse | None:
    """Rebuild an Analyse from the message data that the NLU component wrote; None when there is none."""
    if not brut:
        return None
    lieu = brut.get("lieu") or {}
    return Analyse(
        nature=Indice(brut["nature"]["nom"], float(brut["nature"]["confiance"])),
        criteres=tuple(_indice(c) for c in brut.get("criteres", ())),
        domaine=_indice(brut["domaine"]) if brut.get("domaine") else None,
        role=brut.get("role"),
        secteur=brut.get("secteur"),
        commune=lieu.get("code"),
        departement=lieu.get("departement"),
        ensemble=tuple(str(c) for c in brut.get("ensemble", ())),
    )
