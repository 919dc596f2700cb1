"""A text as the models see it: its words, its features, and the probability of every answer to every question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.comprehension.modele import CRITERE, Matrice, Modele
from bot.comprehension.traits import Ligne


@dataclass(frozen=True)
class Lu:
    """One text as the models see it, with the probabilities of each question's answers."""

    texte: str
    mots: list[str]
    formes: list[str]
    ligne: Ligne
    parts: dict[str, Matrice]

    def meilleur(self, modele: Modele, question: str) -> tuple[str, float]:
        """Return the likeliest answer to a question and its share; ("", 0) when the model never learned it."""
        tete = modele.tetes.get(question)
        if tete is None or not tete.classes:
            return "", 0.0
        j = int(self.parts[question].argmax())
        return tete.classes[j], round(float(self.parts[question][j]), 4)

    def part(self, modele: Modele, question: str, reponse: str) -> float:
        """Return the share of one answer to a question; 0 when the model never learned it."""
        tete = modele.tetes.get(question)
        if tete is None or reponse not in tete.classes:
            return 0.0
        return float(self.parts[question][tete.classes.index(reponse)])


def lire(modele: Modele, textes: Sequence[str]) -> list[Lu]:
    """Read texts together: words, features, and every probability."""
    if not textes:
        return []
    decoupes = [modele.traits.mots(t) for t in textes]
    lignes = [modele.traits.ligne(mots) for mots, _ in decoupes]
    scores = modele.scores(modele.traits.empiler(lignes))
    parts = {nom: modele.probabilites(scores, nom) for nom in modele.tetes}
    parts[CRITERE] = modele.calibrage.appliquer(parts[CRITERE])
    return [
        Lu(texte, mots, formes, ligne, {nom: p[i] for nom, p in parts.items()})
        for i, (texte, (mots, formes), ligne) in enumerate(zip(textes, decoupes, lignes, strict=True))
    ]
