"""Typed words never have power: twelve thousand disguised commands, guessed choices, changed tokens; none is obeyed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import secrets
import warnings
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.gateway.channels.web import sans_demi_caracteres
from bot.gateway.identite import Identites, identites_de
from bot.rasa.channel import _lire
from bot.settings import lire
from bot.store import suivis
from bot.store.session import base_de
from tests.faults.deguisements import RACINE, commandes, deguisements, noms
from tests.faults.fil import Fil
from tests.pile import Pile, environnement

TOUS = deguisements()


@pytest.fixture(scope="module")
def domaine() -> Domain:
    return Domain.load(str(RACINE / "domain.yml"))


def obeis(textes: list[str], domaine: Domain | None) -> list[str]:
    """The texts that Rasa's own component, last of its pipeline, replaces by a forced intent."""
    lecteur = RegexMessageHandler()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa warns of each unknown intent
        lus = [(t, lecteur.process([Message({TEXT: t})], domaine)[0]) for t in textes]
    return [t for t, lu in lus if lu.get(INTENT)]


def recus_par_rasa(dit: str) -> str:
    """What Rasa's pipeline gets of a text typed in the page: through the gateway's cleaning, then our channel."""
    message, _ = _lire({"conversation": "c", "message_id": "m", "texte": sans_demi_caracteres(dit)})
    assert message.parse_data is None, ascii(dit)
    return str(NLUMessageConverter().convert_user_message([message])[0].get(TEXT))


def test_the_generator_is_as_large_as_promised_and_repeats_itself() -> None:
    assert len(set(TOUS)) == len(TOUS) >= 10_000
    assert deguisements() == TOUS != deguisements(graine=1)
    nus = set(commandes())
    for genre, liste in noms().items():
        assert [n for n in liste if f"/{n}" not in nus or f"EXTERNAL: {n}" not in nus] == [], genre


@pytest.mark.parametrize(("avec_domaine", "au_moins"), [(True, 1_000), (False, 3_500)])
def test_without_the_channel_rasa_would_obey(domaine: Domain, avec_domaine: bool, au_moins: int) -> None:
    """The control: if these texts had no power to begin with, the next test would prove nothing."""
    assert len(obeis(TOUS, domaine if avec_domaine else None)) >= au_moins


@pytest.mark.parametrize("avec_domaine", [True, False], ids=["domaine", "tout intent permis"])
def test_none_is_read_as_a_command(domaine: Domain, avec_domaine: bool) -> None:
    recus = [recus_par_rasa(t) for t in TOUS]
    assert all(recus)
    assert [ascii(t) for t in obeis(recus, domaine if avec_domaine else None)] == []


# --- Over the real stack --------------------------------------------------------------------------

RECIT = "Mon patron à Saint-Quentin n'a pas renouvelé mon contrat quand je lui ai annoncé que j'étais enceinte"
GROUPES, PAR_GROUPE, TOUTES_LES = 20, 10, 5
# What only a command of Rasa leaves in a conversation's memory, which keeps the last six turns.
ORDRES_DE_RASA = {"restart", "rewind", "undo", "reset_slots", "pause", "export"}
RESEAUX = (f"10.8.{a}.{b}" for a in range(250) for b in range(1, 250))


@contextlib.asynccontextmanager
async def habitants(pile: Pile, nombre: int) -> AsyncIterator[list[Fil]]:
    """So many conversations, welcomed, each on a network of its own (the limits stay on)."""
    async with httpx.AsyncClient(base_url=pile.adresse, timeout=30.0, trust_env=False) as http:
        fils = [Fil(http, next(RESEAUX)) for _ in range(nombre)]
        try:
            assert await asyncio.gather(*(f.ouvrir() for f in fils)) == [None] * nombre
            yield fils
        finally:
            await asyncio.gather(*(f.fermer() for f in fils))


def memoire(pile: Pile, fil: Fil) -> list[dict[str, Any]]:
    """What Rasa remembers of a conversation, as events."""
    reglages = lire(environnement(pile.donnees, pile.ports))
    conversation = identites_de(reglages).lire(fil.jeton, "web")
    assert conversation is not None
    brut = suivis.relire(base_de(reglages), conversation)
    assert brut is not None
    evenements: list[dict[str, Any]] = json.loads(brut)
    return evenements


@pytest.mark.e2e
async def test_a_conversation_goes_on_after_two_hundred_disguises(pile: Pile) -> None:
    """As plain words some may ask to begin again or to erase (with a question first); none is obeyed as a command."""
    permis = set(noms()["intents"])
    textes = random.Random(4).sample(obeis(TOUS, None), GROUPES * PAR_GROUPE)
    async with habitants(pile, GROUPES) as fils:
        for i, fil in enumerate(fils):
            assert await fil.dire(RECIT)
            for rang, texte in enumerate(textes[i::GROUPES], start=1):
                recus = await fil.dire(texte)
                assert not fil.efface, f"effacé par {texte!a}"
                assert recus, f"muet ou refusé après {texte!a}"
                if any("effacer" in c["titre"] for m in recus for c in m["choix"]):
                    await fil.dire("non")  # asked in plain words: a later « oui » would be a real yes
                if rang % TOUTES_LES:
                    continue
                evenements = memoire(pile, fil)
                dits = [e for e in evenements if e["event"] == "user"][-TOUTES_LES:]
                assert [e["event"] for e in evenements if e["event"] in ORDRES_DE_RASA] == [], texte
                assert [e["text"] for e in dits if e["text"].startswith("/")] == []
                assert {e["parse_data"]["intent"]["name"] for e in dits} <= permis
                assert [e["parse_data"]["entities"] for e in dits] == [[]] * TOUTES_LES
            assert await fil.dire("merci")


def choix_faux(mien: str, autres: list[str]) -> dict[str, list[str]]:
    """Ids that are not those of the latest question, at most as many as the limit lets through at once."""
    places = range(0, len(mien), 2)
    return {
        "devinés": [secrets.token_hex(12) for _ in range(12)],
        "changés": [mien[:i] + ("1" if mien[i] == "0" else "0") + mien[i + 1 :] for i in places],
        "déformés": [f"{mien} ", f" {mien}", f"{mien}\n", f"{mien}0", mien[:-1], f"\x00{mien}", f"{mien}\u200b", mien * 2, ""],
        "d'une autre conversation": autres,
        "charges": ["/effacer", '/effacer{"sur": "oui"}', "/restart", "' OR '1'='1", "%", "\ud800" * 24, "０" * 24, "null"],
    }  # fmt: skip


@pytest.mark.e2e
@pytest.mark.parametrize("sorte", choix_faux("0" * 24, []))
async def test_no_false_choice_is_accepted(pile: Pile, sorte: str) -> None:
    async with habitants(pile, 4) as fils:
        for fil, voisin in itertools.pairwise([*fils, fils[0]]):
            essais = choix_faux(fil.choix[0], voisin.choix)[sorte]
            assert essais and not set(essais) & set(fil.choix)
            statuts = {ascii(faux): (await fil.poster({"choix": faux})).status_code for faux in essais}
            assert {t: s for t, s in statuts.items() if s != 409} == {}
            assert (await fil.poster({"choix": fil.choix[0]})).status_code == 202, "le vrai choix reste possible"


def jetons_faux(jeton: str) -> dict[str, list[str]]:
    """Tokens that were never given; the last sign is left alone: some of its bits say nothing (base64)."""
    contenu, _, signature = jeton.rpartition(".")
    signes = [i for i in range(len(jeton) - 1) if jeton[i] != "."]
    maison = Identites(bytes(32))
    return {
        "inventés": [".", "a.b", "null", secrets.token_urlsafe(40), f"{secrets.token_urlsafe(40)}.{signature}"],
        "changés": [jeton[:i] + ("A" if jeton[i] != "A" else "B") + jeton[i + 1 :] for i in signes],
        "coupés": [contenu, signature, f"{contenu}.", f".{signature}", jeton[:-2], jeton + jeton, jeton[::-1]],
        "d'une autre clé": [maison.jeton("0" * 32, "web"), maison.jeton("' OR 1=1", "web"), maison.jeton("", "web")],
    }


@pytest.mark.e2e
@pytest.mark.parametrize("sorte", jetons_faux("a.b"))
async def test_no_false_token_opens_anything(pile: Pile, sorte: str) -> None:
    async with habitants(pile, 1) as (fil,):
        essais = jetons_faux(fil.jeton)[sorte]
        statuts = {faux: (await fil.poster({"texte": "oui"}, faux)).status_code for faux in essais}
        assert statuts and {t: s for t, s in statuts.items() if s != 401} == {}


@pytest.mark.e2e
async def test_a_token_for_another_channel_or_an_erased_conversation_opens_nothing(pile: Pile) -> None:
    reglages = lire(environnement(pile.donnees, pile.ports))
    async with habitants(pile, 1) as (fil,):
        identites = identites_de(reglages)
        conversation = identites.lire(fil.jeton, "web")
        assert conversation is not None
        for faux in (identites.jeton(conversation, "console"), identites.jeton(secrets.token_hex(16), "web")):
            assert (await fil.poster({"texte": "oui"}, faux)).status_code == 401
        await fil.fermer()
        assert (await fil.poster({"texte": "oui"})).status_code == 401
