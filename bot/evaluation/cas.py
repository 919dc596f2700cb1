"""One labelled text beside what the assistant read in it, and the readings that measures need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.evaluation.lecture import Ligne
from bot.situation import SEUIL_AFFIRMER, seul_et_sur

# What a file that only says « probable / insuffisant / non » expects of a nature.
VERDICT_DE_NATURE: Final[Mapping[str, str]] = {
    "discrimination": "probable",
    "harcelement": "probable",
    "insuffisant": "insuffisant",
    "propos_haineux": "non",
    "violence": "non",
    "autre_litige": "non",
}


@lru_cache(maxsize=1)
def sujets_acceptes() -> Mapping[str, tuple[str, ...]]:
    """Return, for each topic of the evaluation files, the subjects whose answer suits (`sujets.yml`)."""
    contenu = yaml.safe_load((Path(__file__).parent / "sujets.yml").read_text(encoding="utf-8"))
    return {str(topic): tuple(sujets) for topic, sujets in contenu.items()}


@dataclass(frozen=True)
class Cas:
    """A labelled line and its analysis (the mapping that `bot.comprehension.analyse.analyser` gives)."""

    ligne: Ligne
    analyse: Mapping[str, Any]

    @cached_property
    def ranges(self) -> tuple[tuple[str, float], ...]:
        """The critères that were seen, best first, with their confidence."""
        return tuple((str(c["id"]), float(c["confiance"])) for c in self.analyse.get("criteres") or ())

    @property
    def premier(self) -> str | None:
        """The best critère, however unsure."""
        return self.ranges[0][0] if self.ranges else None

    @cached_property
    def affirmes(self) -> tuple[str, ...]:
        """The critères that would be stated without asking."""
        ensemble = self.analyse.get("ensemble") or ()
        return tuple(c for c, p in self.ranges if p >= SEUIL_AFFIRMER or seul_et_sur(c, p, ensemble))

    @property
    def domaine(self) -> str | None:
        """The best domaine, however unsure."""
        vu = self.analyse.get("domaine")
        return str(vu["id"]) if vu else None

    @property
    def domaine_affirme(self) -> str | None:
        """The domaine, if it would be stated without asking."""
        vu = self.analyse.get("domaine")
        return str(vu["id"]) if vu and float(vu["confiance"]) >= SEUIL_AFFIRMER else None

    @property
    def nature(self) -> str | None:
        """The nature that was read."""
        vue = self.analyse.get("nature")
        return str(vue["nom"]) if vue and vue["nom"] else None

    @property
    def verdict(self) -> str | None:
        """The verdict that the nature amounts to."""
        return VERDICT_DE_NATURE.get(self.nature or "")

    @property
    def intent(self) -> str | None:
        """The intent that was read."""
        vu = self.analyse.get("intent")
        return str(vu["nom"]) if vu else None

    @property
    def sujet(self) -> str | None:
        """The subject of the question that would be answered."""
        vu = self.analyse.get("sujet")
        return str(vu["id"]) if vu else None

    @property
    def role(self) -> str | None:
        """The role that was read."""
        vu = self.analyse.get("role")
        return str(vu) if vu else None

    @property
    def danger(self) -> bool:
        """Whether a danger was seen."""
        return self.analyse.get("danger") is not None

    @property
    def reponses_justes(self) -> tuple[str, ...] | None:
        """The subjects that answer this question; None when the topic is in no list, so that nobody can tell.

        The line's own `sujets` come first; else those of its topic, and the subject of the same name.
        """
        if self.ligne.sujets is not None:
            return self.ligne.sujets
        topic = self.ligne.topic
        connus = sujets_acceptes()
        if topic is None or (topic not in connus and not any(topic in s for s in connus.values())):
            return None
        return (topic, *connus.get(topic, ()))
