"""`python -m bot classify`: JSON lines in, JSON lines out, from the trained model, with nothing running."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TextIO

from bot.comprehension.analyse import analyser
from bot.comprehension.archive import ModeleAbsent, charger_modele
from bot.knowledge import charger

LOT = 32


def contrat(analyse: dict[str, Any], identifiant: object) -> dict[str, Any]:
    """Return one line of the CLI contract (design: « Contracts ») from an analysis."""
    lieu, danger = analyse["lieu"], analyse["danger"]
    faits = charger()
    numeros: list[str] = []
    if danger:
        for sorte in (danger["type"], *danger["autres"]):
            numeros += [n.numero for n in faits.numeros_pour(sorte) if n.numero not in numeros]
    return {
        "id": identifiant,
        "intent": analyse["intent"],
        "nature": analyse["nature"],
        "criteres": analyse["criteres"],
        "domaine": analyse["domaine"],
        "lieu": {"commune": lieu["commune"], "departement": lieu["departement"]} if lieu else None,
        "danger": {"type": danger["type"], "numeros": numeros} if danger else None,
    }


def lots(lignes: Iterable[bytes]) -> Iterator[list[tuple[object, str]]]:
    """Group input lines into batches; a line that is not {"id","text"} raises ValueError with its number."""
    lot: list[tuple[object, str]] = []
    for numero, ligne in enumerate(lignes, start=1):
        if not ligne.strip():
            continue
        try:
            objet = json.loads(ligne)
            lot.append((objet["id"], str(objet["text"])))
        except (ValueError, KeyError, TypeError) as erreur:
            raise ValueError(f"ligne {numero} : un objet JSON avec « id » et « text » est attendu") from erreur
        if len(lot) == LOT:
            yield lot
            lot = []
    if lot:
        yield lot


def classer_flux(entree: BinaryIO, sortie: TextIO) -> int:
    """Classify a stream; return the exit code (1 = no model, 2 = unreadable line)."""
    import sys

    try:
        modele = charger_modele()
        for lot in lots(entree):
            for (identifiant, _), analyse in zip(lot, analyser(modele, [t for _, t in lot]), strict=True):
                sortie.write(json.dumps(contrat(analyse, identifiant), ensure_ascii=False) + "\n")
            sortie.flush()
    except ModeleAbsent as erreur:
        print(erreur, file=sys.stderr)
        return 1
    except ValueError as erreur:
        print(erreur, file=sys.stderr)
        return 2
    return 0
