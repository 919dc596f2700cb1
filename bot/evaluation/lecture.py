"""Reading labelled texts: one JSON object a line, with whatever labels the file has.

A line that cannot be read stops everything and says where; a label that we do not know counts as it stands,
and is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bot.labels import CRITERES, DOMAINES, NATURES, ROLES

VERDICTS: Final = ("probable", "insuffisant", "non")
RECIT, QUESTION, AUTRE_TEXTE, HORS_SUJET, DIVERS = "recit", "question", "autre_texte", "hors_sujet", "divers"
# Files from elsewhere shorten this one.
_ROLES: Final = {"pro": "professionnel"}


class LigneIllisible(ValueError):
    """A line that no evaluation file should hold; says « file:line : why », never what was written there."""


@dataclass(frozen=True)
class Ligne:
    """One labelled text; None = the file does not say, unless `domaine_dit`, `role_dit`: « not stated »."""

    fichier: str
    numero: int
    id: str
    texte: str
    criteres: tuple[str, ...] | None = None
    domaine: str | None = None
    domaine_dit: bool = False
    verdict: str | None = None
    nature: str | None = None
    danger: bool | None = None
    topic: str | None = None
    sujets: tuple[str, ...] | None = None
    kind: str | None = None
    role: str | None = None
    role_dit: bool = False
    registre: str | None = None
    formulation: str | None = None
    doute: bool = False
    source: str | None = None

    @property
    def genre(self) -> str:
        """Tell from its labels what the text is: story, question, another subject, chit-chat, or else."""
        if self.criteres is not None:
            return RECIT
        if self.topic is not None or self.sujets is not None:
            return QUESTION
        if self.kind is not None:
            return AUTRE_TEXTE
        if self.domaine or self.verdict or self.nature or self.danger:
            return DIVERS
        return HORS_SUJET

    @property
    def origine(self) -> str | None:
        """Return the family of the source (a site, a corpus), to count its rows together."""
        if not self.source:
            return None
        if self.source.startswith("http"):
            return (urlsplit(self.source).hostname or "").removeprefix("www.") or None
        if self.source.startswith("github:"):
            return self.source.split(":")[1]
        return self.source.split("(")[0].split(",")[0].strip() or None


def lire_fichiers(fichiers: Sequence[Path]) -> list[Ligne]:
    """Read files in order; two files of the same name keep their folders. Raises LigneIllisible."""
    noms = [f.name for f in fichiers]
    return [
        ligne
        for fichier in fichiers
        for ligne in lire(fichier, fichier.stem if noms.count(fichier.name) == 1 else str(fichier))
    ]


def lire(fichier: Path, nom: str) -> Iterator[Ligne]:
    """Read one file, empty lines skipped. Raises LigneIllisible."""
    try:
        texte = fichier.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as erreur:
        numero = erreur.object[: erreur.start].count(b"\n") + 1
        raise LigneIllisible(f"{fichier}:{numero} : le fichier n'est pas en UTF-8") from erreur
    # Not splitlines(): JSON strings may hold U+2028 and its like.
    for numero, brute in enumerate(texte.split("\n"), start=1):
        if brute.strip():
            try:
                yield _ligne(json.loads(brute), nom, numero)
            except json.JSONDecodeError as erreur:
                raise LigneIllisible(f"{fichier}:{numero} : ce n'est pas du JSON ({erreur.msg})") from erreur
            except LigneIllisible as erreur:
                raise LigneIllisible(f"{fichier}:{numero} : {erreur}") from erreur


def _ligne(objet: Any, nom: str, numero: int) -> Ligne:
    if not isinstance(objet, dict):
        raise LigneIllisible("un objet JSON est attendu")
    texte = objet.get("text")
    if not isinstance(texte, str) or not texte.strip():
        raise LigneIllisible("il manque « text »")
    danger = objet.get("danger")
    if danger is not None and not isinstance(danger, (bool, str)):
        raise LigneIllisible("« danger » doit être vrai, faux ou un nom de danger")
    role = _mot(objet, "role")
    return Ligne(
        fichier=nom,
        numero=numero,
        id=str(objet.get("id", numero)),
        texte=texte,
        criteres=_liste(objet, "criteres"),
        domaine=_mot(objet, "domaine"),
        domaine_dit="domaine" in objet,
        verdict=_mot(objet, "verdict"),
        nature=_mot(objet, "nature"),
        danger=None if danger is None else bool(danger),
        topic=_mot(objet, "topic"),
        sujets=_liste(objet, "sujets"),
        kind=_mot(objet, "kind"),
        role=_ROLES.get(role, role) if role else None,
        role_dit="role" in objet,
        registre=_mot(objet, "register"),
        formulation=_mot(objet, "wording"),
        doute=bool(objet.get("doubt")),
        source=_mot(objet, "source"),
    )


def _mot(objet: dict[str, Any], champ: str) -> str | None:
    valeur = objet.get(champ)
    if valeur is not None and not isinstance(valeur, str):
        raise LigneIllisible(f"« {champ} » doit être un mot, ou null")
    return valeur or None


def _liste(objet: dict[str, Any], champ: str) -> tuple[str, ...] | None:
    valeur = objet.get(champ)
    if valeur is None:
        return None
    if not isinstance(valeur, list) or not all(isinstance(v, str) for v in valeur):
        raise LigneIllisible(f"« {champ} » doit être une liste de mots")
    return tuple(dict.fromkeys(valeur))


def avertissements(lignes: Iterable[Ligne]) -> list[str]:
    """List the labels that are not ours: such rows can only be wrong, and a misspelling must be seen."""
    sortie = []
    for ligne in lignes:
        vus = [("critère", c, CRITERES) for c in ligne.criteres or ()]
        vus += [("domaine", ligne.domaine, DOMAINES)] if ligne.domaine else []
        vus += [("nature", ligne.nature, NATURES)] if ligne.nature else []
        vus += [("verdict", ligne.verdict, VERDICTS)] if ligne.verdict else []
        vus += [("rôle", ligne.role, ROLES)] if ligne.role else []
        for sorte, mot, connus in vus:
            if mot not in connus:
                sortie.append(f"{ligne.fichier}:{ligne.numero} : {sorte} inconnu « {mot[:40]} »")
    return sortie
