"""The printable territorial report: PDF/UA made by typst, fonts inside it, nothing fetched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, Final

from bot.cartes import en_toutes_lettres
from bot.knowledge import Faits
from bot.observatoire.tableaux import Demande, Nombre, Tableau, nom_demande, nom_territoire
from bot.textes import texte

GABARIT: Final = Path(__file__).with_name("rapport.typ")


def ecrire(tableaux: Sequence[Tableau], ensemble: Nombre, demande: Demande, faits: Faits, le: date) -> bytes:
    """Return the report as a PDF that reads aloud well (PDF/UA-1): same tables, same words, on any machine."""
    import typst

    compose: bytes = typst.compile(
        GABARIT.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=int(datetime(le.year, le.month, le.day, 12, tzinfo=timezone.utc).timestamp()),
        sys_inputs={"rapport": json.dumps(_contenu(tableaux, ensemble, demande, faits, le), ensure_ascii=False)},
    )
    return compose


def repere(faits: Faits, le: date) -> dict[str, str] | None:
    """Return the figures that the Défenseur des droits published, as far as our facts hold any, with their source."""
    fait = faits.plateforme.get("chiffres")
    valeur = fait.au(le) if fait else None
    if fait is None or valeur is None:
        return None
    source = fait.sources[0]
    dite = en_toutes_lettres(source.date) if source.date else ""
    return {"valeur": valeur, "source": texte("observatoire.repere_source", titre=source.titre, date=dite)}


def _contenu(tableaux: Sequence[Tableau], ensemble: Nombre, demande: Demande, faits: Faits, le: date) -> dict[str, Any]:
    mots = ("titre", "sous_titre", "methode", "ensemble", "page", "repere", "repere_limite", "note_secret")
    return {
        "mots": {m: texte(f"observatoire.{m}") for m in mots},
        "territoire": nom_territoire(demande.territoire, faits),
        "periode": nom_demande(demande),
        "etabli": texte("observatoire.etabli_le", date=en_toutes_lettres(le)),
        "ensemble": ensemble.ecrit(),
        "methode": [texte(f"observatoire.methode_{n}") for n in (1, 2, 3)],
        "repere": repere(faits, le),
        "tableaux": [_tableau(t) for t in tableaux],
    }


def _tableau(t: Tableau) -> dict[str, Any]:
    plus_grand = max((ligne.nombres[0].nombre or 0 for ligne in t.lignes), default=0)
    return {
        "titre": t.titre,
        "colonnes": list(t.colonnes),
        "notes": list(t.notes),
        "barres": len(t.colonnes) == 2 and plus_grand > 0,
        "lignes": [
            {
                "cases": [ligne.nom, *(n.ecrit() for n in ligne.nombres)],
                "part": (ligne.nombres[0].nombre or 0) / plus_grand if plus_grand else 0,
            }
            for ligne in t.lignes
        ],
    }
