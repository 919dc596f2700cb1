"""With the trained model, the page reads a story as the conversation does, and proposes exactly that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.comprehension.analyse import analyser
from bot.comprehension.archive import charger_modele
from bot.comprehension.modele import Modele
from bot.declaration import Declaration, declaree, garder, lire, situation, situer
from bot.expose import exposer
from bot.horaires import PARIS
from bot.knowledge import charger
from bot.orientation import orienter
from bot.parcours import Entree, avancer
from bot.situation import Situation, analyse_depuis_dict

pytestmark = pytest.mark.nlu
MARDI = datetime(2026, 3, 3, 15, 0, tzinfo=PARIS)
RECITS = [
    "J'ai été licenciée quand j'ai annoncé que j'étais enceinte, je travaillais dans une usine à Roubaix.",
    "Mon voisin crie des insultes racistes sur ma famille tous les jours à Lens.",
    "Ma collègue a été écartée d'une promotion parce qu'elle porte un voile, je l'ai vu.",
    "Le propriétaire ne veut pas me rendre la caution de mon appartement à Amiens.",
    "Mon chef me rabaisse tous les jours devant les autres, je n'en peux plus.",
    "On a refusé l'entrée de la boîte à mon fils parce qu'il est en fauteuil roulant.",
    "Il m'a frappé en me traitant de sale pédé devant la gare de Lille.",
]


@pytest.fixture(scope="module")
def modele() -> Modele:
    return charger_modele()


@pytest.mark.parametrize("recit", RECITS)
def test_the_page_and_the_conversation_give_the_same(modele: Modele, recit: str) -> None:
    faits, analyse, lieu = charger(), analyser(modele, [recit])[0], situer("", "", "", recit).lieu
    entree = Entree("raconter", analyse=analyse_depuis_dict(analyse), lieu=lieu)
    # The person answers « je ne sais pas » to what is missing, and agrees to the rest.
    dite = replace(avancer(Situation(), None, entree).situation, accord=True)
    lue = lire(analyse)
    page = situation(garder(Declaration(), Declaration(), declaree(lue)), lieu, lue)
    assert [(c.id, c.mots) for c in page.criteres] == [(c.id, c.mots) for c in dite.criteres]
    attendu, montre = orienter(dite, faits, MARDI), orienter(page, faits, MARDI)
    assert exposer(montre, page, faits, MARDI.date()) == exposer(attendu, dite, faits, MARDI.date())
