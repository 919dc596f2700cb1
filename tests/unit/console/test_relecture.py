"""Review, as reviewers use it: masked text only, a correction in one gesture, an example that two persons make."""

from __future__ import annotations

from typing import Any

import pytest

from bot import relecture
from bot.relecture import Etiquettes
from bot.store import acces, conversations, copies, exemples, journal
from tests.unit.console.conftest import Console

ANALYSE: dict[str, Any] = {
    "intent": {"nom": "raconter", "confiance": 0.9},
    "nature": {"nom": "discrimination", "confiance": 0.8},
    "criteres": [{"id": "origine", "confiance": 0.7, "mots": ["arabe"]}],
    "domaine": {"id": "logement", "confiance": 0.9, "mots": ["appartement"]},
    "role": "victime",
    "departement": "59",
    "danger": None,
}
TEXTE = "Monsieur Durand refuse l'appartement parce que je suis arabe, appelez le 06 12 34 56 78"
PHRASE = "Une agence m'écarte d'une visite à cause de mes origines maghrébines"


def copie(console: Console, texte: str = TEXTE, **autres: Any) -> str:
    base = console.base
    c = conversations.creer(base, "web")
    with base.transaction() as connexion:
        entree = journal.ajouter(base, connexion, c, "personne", {"texte": texte}, message_id="message-0001")
        composee = relecture.composer(texte, {**ANALYSE, **autres}, [], False)
        copies.garder(base, connexion, c, entree.rang, composee)
    return f"/relecture/{c}/{entree.rang}"


def lue(console: Console, chemin: str) -> Any:
    conversation, rang = chemin.split("/")[2:]
    return copies.lire(console.base, conversation, int(rang))


async def test_only_masked_words_are_shown(console: Console) -> None:
    chemin = copie(console)
    client = await console.connecter("relecteur")
    for adresse in ("/relecture", chemin):
        page = (await client.get(adresse)).text
        assert "Durand" not in page
        assert "06 12 34" not in page
    page = (await client.get(chemin)).text
    assert "<mark>arabe</mark>" in page
    assert "<mark>appartement</mark>" in page


async def test_nothing_to_read_says_so(console: Console) -> None:
    client = await console.connecter("relecteur")
    assert 'class="vide"' in (await client.get("/relecture")).text
    assert (await client.get("/relecture/suivante")).headers["location"] == "/relecture"
    assert 'class="vide"' in (await client.get("/exemples")).text


@pytest.mark.parametrize(
    ("recherche", "trouvees"),
    [
        ("", 2),
        ("?texte=appartement", 1),
        ("?critere=origine", 1),
        ("?critere=age", 1),
        ("?critere=n'existe pas", 2),
        ("?departement=80", 1),
        ("?relu=oui", 0),
        ("?danger=oui", 0),
        ("?confiance_min=80", 0),
        ("?confiance_min=abc&du=hier", 2),
        ("?du=2000-01-01&au=2000-01-02", 0),
        ("?apres=n'importe quoi", 2),
    ],
)
async def test_searching(console: Console, recherche: str, trouvees: int) -> None:
    copie(console)
    age = [{"id": "age", "confiance": 0.7, "mots": []}]
    copie(console, "trop vieux pour le poste", criteres=age, departement="80")
    page = (await (await console.connecter("relecteur")).get(f"/relecture{recherche}")).text
    assert page.count('href="/relecture/') - page.count('href="/relecture/suivante"') == trouvees


async def test_a_reviewer_of_one_territory_sees_no_other(console: Console) -> None:
    chemin = copie(console)
    loin = await console.connecter("relecteur", territoires=("80",))
    assert (await loin.get(chemin)).status_code == 404
    assert (await loin.poster(chemin, geste="juste")).status_code == 404
    assert chemin not in (await loin.get("/relecture")).text
    assert lue(console, chemin).relu_le is None


async def test_right_as_it_is_then_corrected_then_taken_back(console: Console) -> None:
    chemin = copie(console)
    client = await console.connecter("relecteur")
    assert (await client.poster(chemin, geste="juste")).headers["location"] == "/relecture"  # nothing else to read
    assert (lue(console, chemin).correction, lue(console, chemin).relu_par) == (Etiquettes(), client.compte)
    corrige = {
        "intent": "raconter",
        "nature": "discrimination",
        "domaine": "emploi",
        "role": "victime",
        "danger": "aucun",
    }
    await client.poster(chemin, geste="corriger", criteres=["origine", "religion"], **corrige)
    correction = lue(console, chemin).correction
    assert correction == Etiquettes(criteres=("origine", "religion"), domaine="emploi")  # only what differs
    await client.poster(chemin, geste="annuler")
    assert (lue(console, chemin).correction, lue(console, chemin).relu_le) == (None, None)


async def test_labels_of_no_list_are_refused_and_nothing_is_kept(console: Console) -> None:
    chemin = copie(console)
    client = await console.connecter("relecteur")
    refus = await client.poster(chemin, geste="corriger", intent="raconter", nature="<script>", criteres=["chat"])
    assert refus.status_code == 422
    assert lue(console, chemin).correction is None


async def test_an_example_needs_two_persons(console: Console) -> None:
    chemin = copie(console)
    une, autre = await console.connecter("relecteur"), await console.connecter("relecteur")
    assert (await une.poster(f"{chemin}/exemple", phrase=PHRASE)).status_code == 303
    (propose,) = exemples.lister(console.base)
    assert (propose.texte, propose.etiquettes.criteres) == (PHRASE, ("origine",))
    await une.poster(f"/exemples/{propose.id}/decider", decision="oui")
    assert exemples.lister(console.base)[0].etat == "propose"
    page = (await une.get("/exemples")).text
    assert f"/exemples/{propose.id}/decider" not in page
    assert f"/exemples/{propose.id}/decider" in (await autre.get("/exemples")).text
    await autre.poster(f"/exemples/{propose.id}/decider", decision="oui")
    assert exemples.lister(console.base)[0].etat == "accepte"
    await une.poster(f"/exemples/{propose.id}/retirer")
    assert exemples.lister(console.base) == []


@pytest.mark.parametrize(
    "phrase", ["", TEXTE, "Monsieur Durand m'a refusé la location de son appartement", "x" * 2_000]
)
async def test_a_sentence_that_may_not_be_learned_is_given_back(console: Console, phrase: str) -> None:
    client = await console.connecter("relecteur")
    refus = await client.poster(f"{copie(console)}/exemple", phrase=phrase)
    assert refus.status_code == 422
    assert phrase.replace("'", "&#39;") in refus.text
    assert exemples.lister(console.base) == []


@pytest.mark.parametrize("rang", ["0", "99", "-1", "un", "9" * 30])
async def test_a_copy_that_is_none(console: Console, rang: str) -> None:
    conversation = copie(console).split("/")[2]
    client = await console.connecter("relecteur")
    assert (await client.get(f"/relecture/{conversation}/{rang}")).status_code == 404


async def test_what_was_read_is_in_the_access_log(console: Console) -> None:
    chemin = copie(console)
    client = await console.connecter("relecteur")
    await client.get(chemin)
    await client.poster(chemin, geste="juste")
    actions = [a.action for a in reversed(acces.lire(console.base)) if a.compte == client.compte]
    assert actions == ["copie_lue", "copie_corrigee"]
