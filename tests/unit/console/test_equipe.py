"""The pages of the administration: people and access log, with names that try to break out of them."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from bot.store import acces, comptes
from bot.store.tables_equipe import acces as table_acces
from tests.unit.console.conftest import MOT, Console

HOSTILES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "<!--",
    "&lt;b&gt;",
]


class Balises(HTMLParser):
    """What a browser would see: the elements of a page, and the names of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.noms: list[str] = []
        self.attributs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.noms.append(tag)
        self.attributs += [nom for nom, _ in attrs]


async def test_somebody_is_added_and_their_secrets_shown_once(console: Console) -> None:
    admin = await console.connecter("admin")
    vu = await admin.poster("/equipe", identifiant="paul", nom="Paul", role="juriste", territoires=["59", "62"])
    assert vu.status_code == 200 and vu.headers["cache-control"] == "no-store"
    mot, cle = re.findall(r"<code>([^<]+)</code>", vu.text)[1:]
    paul = comptes.par_identifiant(console.base, "paul")
    assert paul and paul.territoires == ("59", "62")
    assert comptes.mot_de_passe_juste(console.base, paul.id, mot)
    console.secrets[paul.id] = cle.replace(" ", "")
    assert "data:image/svg+xml" in vu.text
    assert [(ligne.compte, ligne.action, ligne.objet) for ligne in acces.lire(console.base)] == [
        (admin.compte, "compte_ajoute", paul.id)
    ]
    for page in ("/equipe", f"/equipe/{paul.id}", "/journal"):
        suite = await admin.get(page)
        assert suite.status_code == 200 and mot not in suite.text and cle not in suite.text


@pytest.mark.parametrize(
    "champs",
    [{"identifiant": ""}, {"identifiant": "é"}, {"nom": ""}, {"role": "chef"}, {"role": ""}, {"territoires": "75"}],
    ids=str,
)
async def test_a_mistake_is_said_and_what_was_typed_stays(console: Console, champs: dict[str, str]) -> None:
    admin = await console.connecter("admin")
    vu = await admin.poster("/equipe", **{"identifiant": "paul", "nom": "Paul L", "role": "juriste", **champs})
    assert vu.status_code == 422 and 'role="alert"' in vu.text
    assert "nom" in champs or 'value="Paul L"' in vu.text
    assert len(comptes.tous(console.base)) == 1


GESTES = {
    "modifier": ("", {"nom": "Paul", "role": "relecteur"}, "compte_modifie", 303),
    "desactiver": ("/desactiver", {}, "compte_desactive", 303),
    "reactiver": ("/reactiver", {}, "compte_reactive", 303),
    "deconnecter": ("/deconnecter", {}, "compte_sessions", 303),
    "mot de passe": ("/mot-de-passe", {}, "compte_mot_de_passe", 200),
    "second facteur": ("/totp", {}, "compte_totp", 200),
}


@pytest.mark.parametrize("geste", GESTES)
async def test_each_gesture_acts_at_once_and_is_recorded(console: Console, geste: str) -> None:
    suite, champs, action, statut = GESTES[geste]
    admin, paul = await console.connecter("admin"), await console.connecter("juriste")
    vu = await admin.poster(f"/equipe/{paul.compte}{suite}", **champs)
    assert vu.status_code == statut
    derniere = acces.lire(console.base)[0]
    assert (derniere.compte, derniere.action, derniere.objet) == (admin.compte, action, paul.compte)
    assert (await paul.get("/")).status_code == (200 if geste == "reactiver" else 303)
    if statut == 303:
        page = await admin.get(vu.headers["location"])
        assert page.status_code == 200 and 'class="annonce"' in page.text
        assert 'class="annonce"' not in (await admin.get(vu.headers["location"])).text, "said once"


@pytest.mark.parametrize("suite", ["", "/desactiver"])
async def test_an_admin_cannot_shut_themselves_out(console: Console, suite: str) -> None:
    admin = await console.connecter("admin")
    await console.connecter("admin")
    vu = await admin.poster(f"/equipe/{admin.compte}{suite}", nom="A", role="juriste")
    assert vu.status_code == 422
    assert (await admin.get("/equipe")).status_code == 200


@pytest.mark.parametrize("nom", HOSTILES)
async def test_hostile_names_are_only_text(console: Console, nom: str) -> None:
    admin = await console.connecter("admin", nom=nom)
    compte = console.inscrire("juriste", nom=nom)
    await admin.poster(f"/equipe/{compte}/deconnecter")
    for page in ("/", "/compte", "/equipe", f"/equipe/{compte}", f"/equipe/{admin.compte}", "/journal", "/rien"):
        texte = (await admin.get(page)).text
        assert nom in html.unescape(texte)
        if set(nom) & set("<>'\""):
            assert nom not in texte
        lu = Balises()
        lu.feed(texte)
        assert (lu.noms.count("script"), lu.noms.count("img"), lu.noms.count("svg")) == (1, 1, 0), "our own only"
        assert not [a for a in lu.attributs if a.startswith("on") or a == "style"] and "style" not in lu.noms


async def test_a_forged_message_is_not_shown(console: Console) -> None:
    admin = await console.connecter("admin")
    for valeur in ("<b>Tout va bien</b>", "equipe.rien"):
        admin.cookies.set("annonce", valeur)
        assert 'class="annonce"' not in (await admin.get("/")).text


async def test_the_journal_is_filtered_and_paged(console: Console) -> None:
    admin, autre = await console.connecter("admin"), console.inscrire("juriste", nom="Zoé Lefèvre")
    for i in range(60):
        acces.noter(console.base, autre, "connexion" if i % 2 else "deconnexion")
    page = await admin.get("/journal")
    assert page.text.count("<tr>") == 51
    suite = re.search(r'href="(/journal\?avant=\d+)"', page.text)
    assert suite
    assert (await admin.get(suite[1])).text.count("<tr>") == 12
    assert (await admin.get(f"/journal?compte={autre}&action=connexion")).text.count("<tr>") == 31
    for etrange in ("avant=x", "avant=-1", "avant=" + "9" * 40, "compte=%00", "action=%27", "compte=" + "a" * 500):
        assert (await admin.get(f"/journal?{etrange}")).status_code == 200


async def test_the_chain_is_checked_from_the_page(console: Console) -> None:
    admin = await console.connecter("admin")
    for _ in range(3):
        await admin.get("/journal")
    assert 'role="alert"' not in (await admin.poster("/journal/verifier")).text
    with console.base.transaction() as connexion:
        connexion.execute(sa.update(table_acces).where(table_acces.c.rang == 2).values(objet="autre"))
    assert 'role="alert"' in (await admin.poster("/journal/verifier")).text


@pytest.mark.parametrize(
    ("champs", "statut"),
    [
        ({}, 303),
        ({"actuel": "un mauvais mot"}, 422),
        ({"encore": "autre chose encore"}, 422),
        ({"neuf": "court", "encore": "court"}, 422),
    ],
    ids=str,
)
async def test_one_changes_ones_own_password(console: Console, champs: dict[str, str], statut: int) -> None:
    client = await console.connecter("relecteur")
    envoi = {"actuel": MOT, "neuf": "cinq autres mots et", "encore": "cinq autres mots et", **champs}
    assert (await client.poster("/compte", **envoi)).status_code == statut
    change = comptes.mot_de_passe_juste(console.base, client.compte, "cinq autres mots et")
    assert change == (statut == 303)
    assert (await client.get("/compte")).status_code == 200, "this session goes on"


async def test_trying_ones_own_password_is_slowed(console: Console) -> None:
    client = await console.connecter("relecteur")
    vus = [(await client.poster("/compte", actuel="un mauvais mot")).status_code for _ in range(6)]
    assert vus == [422] * 5 + [429]
