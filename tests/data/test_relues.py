"""Reviewed sentences: each gets from the trained model the labels that were agreed on, and stands in both files.

Non-regression only: they are learned too, and measure no quality. A month that is not kept leaves both files.
"""

from __future__ import annotations

import pytest
import yaml

from bot.comprehension.archive import charger_modele
from bot.evaluation.relues import rates
from bot.privacy.masque import masquer
from bot.relecture import Etiquettes
from bot.relecture.export import NLU, Cas, lire_cas
from bot.relecture.ressemblance import est_une_mesure


@pytest.mark.nlu
def test_chaque_phrase_relue_recoit_ses_etiquettes_du_modele_entraine() -> None:
    assert rates(charger_modele(), lire_cas()) == {}


@pytest.mark.nlu
def test_une_phrase_mal_lue_serait_vue() -> None:
    faux = Cas(
        "x", "R1", "On m'a refusé ce poste parce que je suis enceinte.", Etiquettes("raconter", criteres=("religion",))
    )
    juste = Cas("x", "R2", faux.texte, Etiquettes("raconter", criteres=("grossesse",)))
    assert rates(charger_modele(), [faux, juste]) == {"R1": ["criteres"]}


def test_une_phrase_relue_est_dans_les_deux_fichiers_du_meme_mois() -> None:
    apprises = {f.stem: yaml.safe_load(f.read_text(encoding="utf-8"))["nlu"] for f in NLU.glob("*.yml")}
    textes = {mois: sorted(e["text"] for bloc in blocs for e in bloc["examples"]) for mois, blocs in apprises.items()}
    a_verifier: dict[str, list[str]] = {}
    for cas in lire_cas():
        a_verifier.setdefault(cas.fichier, []).append(cas.texte)
    assert textes == {mois: sorted(lus) for mois, lus in a_verifier.items()}


def test_une_phrase_relue_ne_nomme_personne_et_ne_mesure_rien() -> None:
    textes = [cas.texte for cas in lire_cas()]
    assert [t for t in textes if masquer(t) != t or est_une_mesure(t)] == []
