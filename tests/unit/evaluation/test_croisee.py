"""Cross-validation: every story is read once, by a model that never saw it."""

from __future__ import annotations

import pytest

from bot.comprehension.exemples import Exemple
from bot.evaluation import croisee


def test_chaque_recit_lu_une_fois_par_un_modele_qui_ne_l_a_pas_vu(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faux:
        def entrainer(self, exemples: list[Exemple]) -> None:
            self.vus = {e.texte for e in exemples}

    def lire(modele: Faux, textes: list[str]) -> list[dict[str, object]]:
        assert not modele.vus & set(textes)
        return [{"criteres": [], "lu": t} for t in textes]

    monkeypatch.setattr(croisee, "Modele", Faux)
    monkeypatch.setattr(croisee, "analyser", lire)
    recits = [Exemple(f"récit {i}", "raconter", ("age",), "emploi", "discrimination") for i in range(90)]
    cas = croisee.cas_croises([*recits, Exemple("c'est gratuit ?", "question", sujet="cout")])
    assert sorted(c.analyse["lu"] for c in cas) == sorted(e.texte for e in recits)
    assert all(c.ligne.criteres == ("age",) and c.ligne.domaine == "emploi" for c in cas)
