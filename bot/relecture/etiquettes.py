"""What a reviewer may say of a message: intent, nature, critères, domaine, role, danger, each from its closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from bot.labels import CRITERES, DANGERS, DOMAINES, NATURES, ROLES
from bot.situation import SEUIL_PROPOSER

# Said of a domaine, a role or a danger: « there is none », where None says nothing at all.
AUCUN: Final = "aucun"
# What a free text may be, in the order of domain.yml (a test compares them).
INTENTS: Final[tuple[str, ...]] = (
    "raconter",
    "question",
    "saluer",
    "remercier",
    "au_revoir",
    "affirmer",
    "nier",
    "ne_sait_pas",
    "refuser",
    "insulter",
    "hors_sujet",
    "parler_autre_langue",
    "signaler_danger",
    "demander_humain",
    "demander_recapitulatif",
    "effacer",
    "recommencer",
    "revenir",
    "autre_situation",
    "proposer_idee",
    "etre_victime",
    "etre_temoin",
    "etre_professionnel",
    "poser_question",
    "repondre_critere",
    "repondre_domaine",
    "repondre_lieu",
    "corriger_critere",
    "corriger_domaine",
)
RECITS: Final = ("raconter", "repondre_critere", "repondre_domaine")
_LISTES: Final[Mapping[str, tuple[str, ...]]] = {
    "intent": INTENTS,
    "nature": NATURES,
    "domaine": (*DOMAINES, AUCUN),
    "role": (*ROLES, AUCUN),
    "danger": (*DANGERS, AUCUN),
}


class EtiquetteInvalide(ValueError):
    """A label that is in no list, or that does not go with the others; `champ` says which field."""

    def __init__(self, champ: str) -> None:
        super().__init__(champ)
        self.champ = champ


@dataclass(frozen=True)
class Etiquettes:
    """The labels of one text. None says nothing; `aucun` says that there is none, as an empty `criteres` does."""

    intent: str | None = None
    nature: str | None = None
    criteres: tuple[str, ...] | None = None
    domaine: str | None = None
    role: str | None = None
    danger: str | None = None

    def __post_init__(self) -> None:
        for champ, permises in _LISTES.items():
            valeur = getattr(self, champ)
            if valeur is not None and valeur not in permises:
                raise EtiquetteInvalide(champ)
        if self.criteres is not None and (
            len(set(self.criteres)) != len(self.criteres) or not set(self.criteres) <= set(CRITERES)
        ):
            raise EtiquetteInvalide("criteres")

    @classmethod
    def depuis(cls, brut: Mapping[str, Any]) -> Etiquettes:
        """Read labels from a form or a row; an unknown field, or a value of no list, raises EtiquetteInvalide."""
        connus = {f.name for f in fields(cls)}
        for champ, valeur in brut.items():
            liste = isinstance(valeur, (list, tuple)) and all(isinstance(v, str) for v in valeur)
            if champ not in connus or not (
                valeur is None or (liste if champ == "criteres" else isinstance(valeur, str))
            ):
                raise EtiquetteInvalide(champ)
        criteres = brut.get("criteres")
        return cls(**{**brut, "criteres": None if criteres is None else tuple(criteres)})

    def vers_dict(self) -> dict[str, Any]:
        """Return what was said, JSON-ready, without what was not."""
        dites = {f.name: getattr(self, f.name) for f in fields(self)}
        return {c: list(v) if isinstance(v, tuple) else v for c, v in dites.items() if v is not None}

    def pour_apprendre(self) -> Etiquettes:
        """Return the labels as a training example may hold them; raise EtiquetteInvalide when it would teach wrongly.

        A sentence that tells a danger teaches nothing else (bot.comprehension.exemples); critères, domaine, nature and
        role are those of a story.
        """
        if self.danger not in (None, AUCUN):
            if self.intent not in (None, "signaler_danger"):
                raise EtiquetteInvalide("danger")
            return Etiquettes(intent="signaler_danger", danger=self.danger)
        if self.intent is None:
            raise EtiquetteInvalide("intent")
        if self.intent == "signaler_danger":
            raise EtiquetteInvalide("danger")
        if self.intent == "raconter":
            if self.nature is None:
                raise EtiquetteInvalide("nature")
            return replace(self, criteres=self.criteres or ())
        permis = {"repondre_critere": "criteres", "repondre_domaine": "domaine"}.get(self.intent)
        for champ in ("nature", "criteres", "domaine", "role"):
            if champ != permis and getattr(self, champ) not in (None, (), AUCUN):
                raise EtiquetteInvalide(champ)
        if permis is not None and getattr(self, permis) in (None, (), AUCUN):
            raise EtiquetteInvalide(permis)
        return replace(self, nature=None, role=None, **{c: None for c in ("criteres", "domaine") if c != permis})


def lues(analyse: Mapping[str, Any]) -> Etiquettes:
    """Return what the machine read, as labels: of the critères, those that it would at least propose."""
    intent = analyse["intent"]["nom"]
    recit = intent in RECITS
    criteres = tuple(c["id"] for c in analyse["criteres"] if c["confiance"] >= SEUIL_PROPOSER)
    domaine = analyse["domaine"]
    return Etiquettes(
        intent=intent,
        nature=analyse["nature"]["nom"] if recit and analyse["nature"] else None,
        criteres=criteres if recit else (),
        domaine=domaine["id"] if recit and domaine else AUCUN,
        role=analyse["role"] or AUCUN,
        danger=analyse["danger"] or AUCUN,
    )


def retenues(analyse: Mapping[str, Any], correction: Etiquettes | None) -> Etiquettes:
    """Return the labels to believe: the reviewer's where they said something, else the machine's."""
    lu = lues(analyse)
    if correction is None:
        return lu
    dites = {f.name: getattr(correction, f.name) for f in fields(correction)}
    return replace(lu, **{champ: valeur for champ, valeur in dites.items() if valeur is not None})
