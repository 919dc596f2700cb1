"""A small model trained on a few dozen invented texts, in about a second: enough to test what code does, not how well."""

from __future__ import annotations

import pytest

from bot.comprehension.exemples import Exemple
from bot.comprehension.modele import Modele

RECITS = [
    ("on m'a refusé le poste parce que je suis enceinte", "grossesse", "emploi"),
    ("mon patron m'a renvoyée quand il a su que j'étais enceinte", "grossesse", "emploi"),
    ("enceinte de cinq mois, mon contrat s'arrête d'un coup", "grossesse", "emploi"),
    ("la crèche a mis fin à mon essai le jour où j'ai annoncé ma grossesse", "grossesse", "emploi"),
    ("le propriétaire a refusé mon dossier en voyant mon fauteuil roulant", "handicap", "logement"),
    ("l'agence ne veut pas louer à une personne en fauteuil roulant", "handicap", "logement"),
    ("en fauteuil, on m'a répondu que l'appartement n'était plus libre", "handicap", "logement"),
    ("le bailleur refuse une rampe pour mon fauteuil roulant", "handicap", "logement"),
    ("le videur nous a recalés parce que nous sommes noirs", "origine", "biens_services"),
    ("au restaurant on refuse de servir les noirs", "origine", "biens_services"),
    ("le serveur a dit pas de noirs ici et nous a refusé une table", "origine", "biens_services"),
    ("entrée refusée, le videur laisse passer les blancs, nous sommes noirs", "origine", "biens_services"),
]
QUESTIONS = [
    ("est-ce que c'est gratuit", "cout"),
    ("combien ça coûte", "cout"),
    ("il faut payer quelque chose", "cout"),
]
QUESTIONS += [("est-ce que c'est anonyme", "anonymat"), ("vous donnez mon nom à quelqu'un", "anonymat")]
AUTRES = ["quel temps fait-il demain", "raconte une blague", "mets de la musique", "quelle heure est-il à Paris"]


def exemples() -> list[Exemple]:
    recits = [Exemple(t, "raconter", (c,), d, "discrimination", "victime") for t, c, d in RECITS]
    litiges = [
        Exemple(
            "mon colis est arrivé cassé et on ne me rembourse pas", "raconter", (), "biens_services", "autre_litige"
        ),
        Exemple("mon voisin fait du bruit toutes les nuits", "raconter", (), "autre", "autre_litige", "victime"),
        Exemple("le propriétaire garde mon dépôt de garantie", "raconter", (), "logement", "autre_litige", "victime"),
        Exemple("mon patron me doit des heures", "raconter", (), "emploi", "autre_litige", "victime"),
    ]
    questions = [Exemple(t, "question", sujet=s) for t, s in QUESTIONS]
    # Said three times over, so that every word comes often enough to be learned.
    return (recits + litiges + questions + [Exemple(t, "hors_sujet") for t in AUTRES]) * 3


@pytest.fixture(scope="session")
def modele() -> Modele:
    """Return the small model."""
    appris = Modele()
    appris.entrainer(exemples())
    return appris
