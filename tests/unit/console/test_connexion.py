"""The door: who enters, how long, and what somebody who tries learns (nothing)."""

from __future__ import annotations

import re

import httpx
import pyotp
import pytest

from bot.console.pages.connexion import chemin_sur
from bot.store import acces, comptes, sessions
from tests.unit.console.conftest import MOT, ORIGINE, Client, Console


def csrf_de(page: httpx.Response) -> str:
    trouve = re.search(r'name="csrf" (?:content|value)="([0-9a-f]{64})"', page.text)
    assert trouve
    return trouve[1]


def code(console: Console, compte: str, ecart: int = 0) -> str:
    return pyotp.TOTP(console.secrets[compte]).at(console.montre().timestamp() + 30 * ecart)


async def entrer(console: Console, client: Client, compte: str, **champs: str) -> httpx.Response:
    connu = comptes.trouver(console.base, compte)
    assert connu
    client.csrf = csrf_de(await client.get("/connexion"))
    envoi = {"identifiant": connu.identifiant, "mot_de_passe": MOT, "code": code(console, compte), **champs}
    return await client.poster("/connexion", **envoi)


def actions(console: Console) -> list[str]:
    return [ligne.action for ligne in acces.lire(console.base)]


async def test_password_and_code_open_the_door(console: Console) -> None:
    compte, client = console.inscrire("juriste"), console.client()
    vu = await entrer(console, client, compte, retour="/compte")
    assert (vu.status_code, vu.headers["location"]) == (303, "/compte")
    pose = next(c for c in vu.headers.get_list("set-cookie") if c.startswith("console="))
    assert {"httponly", "samesite=strict", "path=/"} <= {m.strip().lower() for m in pose.split(";")}
    assert "max-age" not in pose.lower() and "expires" not in pose.lower()
    assert (await client.get("/")).status_code == 200
    assert actions(console) == ["connexion"]


@pytest.mark.parametrize(
    ("adresse", "nom", "sur"),
    [
        ("http://localhost", "console", False),
        ("http://127.0.0.1:8081", "console", False),
        ("https://localhost", "__Host-console", True),
        ("https://console.example.fr", "__Host-console", True),
        ("http://console.example.fr", "__Host-console", True),
    ],
)
async def test_the_cookie_is_for_https_unless_on_this_machine(
    console: Console, adresse: str, nom: str, sur: bool
) -> None:
    compte, client = console.inscrire("juriste"), console.client()
    client.base_url = httpx.URL(adresse)
    page = await client.get("/connexion")
    passage = page.headers["set-cookie"].split(";")[0]
    connu = comptes.trouver(console.base, compte)
    assert connu
    vu = await client.post(
        "/connexion",
        data={
            "csrf": csrf_de(page),
            "identifiant": connu.identifiant,
            "mot_de_passe": MOT,
            "code": code(console, compte),
        },
        headers={"Cookie": passage, "Origin": adresse},
    )
    assert vu.status_code == 303
    pose = next(c for c in vu.headers.get_list("set-cookie") if c.startswith(f"{nom}="))
    assert ("secure" in pose.lower()) == sur
    assert ('role="alert"' in page.text) == (adresse == "http://console.example.fr")


@pytest.mark.parametrize(
    "champs",
    [
        {"mot_de_passe": "autre mot de passe"},
        {"mot_de_passe": ""},
        {"mot_de_passe": "x" * 100_000},
        {"code": "000000"},
        {"code": ""},
        {"code": "١٢٣٤٥٦"},
        {"identifiant": "personne"},
        {"identifiant": ""},
        {"identifiant": "' OR 1=1 --"},
        {"identifiant": "a\x00b", "mot_de_passe": "\x00"},
    ],
    ids=str,
)
async def test_every_mistake_has_the_same_answer(console: Console, champs: dict[str, str]) -> None:
    compte = console.inscrire("juriste")
    attendu = await entrer(console, console.client(), compte, mot_de_passe="un mauvais mot")
    vu = await entrer(console, console.client(), compte, **champs)
    sans_jeton = [re.sub(r"[0-9a-f]{64}", "", v.text) for v in (vu, attendu)]
    assert (vu.status_code, sans_jeton[0]) == (401, sans_jeton[1])
    assert "connexion" not in actions(console)
    assert sessions.ouvertes(console.base) == {}


async def test_a_disabled_account_is_one_that_does_not_exist(console: Console) -> None:
    compte = console.inscrire("juriste")
    comptes.activer(console.base, compte, False)
    assert (await entrer(console, console.client(), compte)).status_code == 401


@pytest.mark.parametrize(("ecart", "statut"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
async def test_a_code_may_be_one_step_early_or_late(console: Console, ecart: int, statut: int) -> None:
    compte = console.inscrire("juriste")
    assert (await entrer(console, console.client(), compte, code=code(console, compte, ecart))).status_code == statut


async def test_a_code_serves_once_and_older_ones_no_more(console: Console) -> None:
    compte = console.inscrire("juriste")
    assert (await entrer(console, console.client(), compte)).status_code == 303
    assert (await entrer(console, console.client(), compte)).status_code == 401
    assert (await entrer(console, console.client(), compte, code=code(console, compte, -1))).status_code == 401
    console.montre.avancer(seconds=30)
    assert (await entrer(console, console.client(), compte)).status_code == 303


async def test_trying_is_slowed_by_account_and_time_opens_again(console: Console) -> None:
    compte, autre = console.inscrire("juriste"), console.inscrire("juriste")
    client = console.client()
    vus = [(await entrer(console, client, compte, mot_de_passe="un mauvais mot")).status_code for _ in range(6)]
    assert vus == [401] * 5 + [429]
    juste = await entrer(console, client, compte)
    assert juste.status_code == 429, "even the right password waits"
    assert (await entrer(console, console.client(), autre)).status_code == 303, "somebody else does not"
    console.montre.avancer(minutes=2)
    assert (await entrer(console, client, compte)).status_code == 303


async def test_trying_many_accounts_is_slowed_by_network(console: Console) -> None:
    console.inscrire("juriste")
    client = console.client()
    client.csrf = csrf_de(await client.get("/connexion"))
    vus = []
    for i in range(31):
        vu = await client.poster("/connexion", identifiant=f"nom{i}", mot_de_passe=MOT, code="123456")
        vus.append(vu.status_code)
    assert vus == [401] * 30 + [429]


async def test_an_unknown_account_is_checked_as_long(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work, counted: one hash verified, and as heavy, whoever is asked for."""
    from bot.privacy import mots_de_passe

    vues: list[str] = []
    juste = mots_de_passe._HACHEUR.verify
    monkeypatch.setattr(
        type(mots_de_passe._HACHEUR),
        "verify",
        lambda _s, e, m: vues.append(e.rsplit("$", 2)[0]) or juste.__func__(_s, e, m),
    )  # type: ignore[attr-defined]
    compte = console.inscrire("juriste")
    await entrer(console, console.client(), compte, mot_de_passe="un mauvais mot")
    await entrer(console, console.client(), compte, identifiant="personne")
    assert len(vues) == 2 and vues[0] == vues[1]


@pytest.mark.parametrize(
    ("pas", "minutes", "entre"),
    [(1, 29.9, True), (1, 30, False), (2, 29, True), (24, 29, True), (25, 29, False)],
    ids=["short of idle", "idle", "each page counts", "short of twelve hours", "twelve hours"],
)
async def test_a_session_ends_idle_or_old(console: Console, pas: int, minutes: float, entre: bool) -> None:
    client = await console.connecter("juriste")
    for _ in range(pas):
        console.montre.avancer(minutes=minutes)
        dernier = await client.get("/")
    assert dernier.status_code == (200 if entre else 303)
    if not entre:
        assert "finie=1" in dernier.headers["location"]


async def test_what_a_browser_asks_by_itself_keeps_no_session_alive(console: Console) -> None:
    client = await console.connecter("juriste")
    for _ in range(4):
        console.montre.avancer(minutes=9)
        comptes.de_session(console.base, client.jeton, touche=False)
    assert (await client.get("/")).status_code == 303


async def test_logout_ends_the_session_on_the_server(console: Console) -> None:
    client = await console.connecter("juriste")
    assert (await client.poster("/deconnexion")).status_code == 303
    client.cookies.set("console", client.jeton)
    assert (await client.get("/")).status_code == 303
    assert actions(console) == ["deconnexion"]


@pytest.mark.parametrize(
    ("brut", "suite"),
    [
        ("/file?x=1", "/file?x=1"),
        ("//ailleurs.example", "/"),
        ("/\\ailleurs.example", "/"),
        ("https://ailleurs.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\tfile", "/"),
        ("", "/"),
        ("/" + "a" * 600, "/"),
    ],
)
def test_the_door_leads_to_our_pages_only(brut: str, suite: str) -> None:
    assert chemin_sur(brut) == suite


async def test_what_was_typed_is_in_no_log(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    compte, client = console.inscrire("juriste"), console.client()
    caplog.set_level(0)
    await entrer(console, client, compte, identifiant="mon-secret-tapé", mot_de_passe="ZZZ-mot-tapé", code="424242")
    assert not re.search("mon-secret|ZZZ|424242", caplog.text)
    assert [(ligne.compte, ligne.objet) for ligne in acces.lire(console.base)] == [("-", "-")]


async def test_a_body_too_long_is_refused(console: Console) -> None:
    client = await console.connecter("juriste")
    vu = await client.post(
        "/compte",
        content=b"x" * 300_000,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": ORIGINE},
    )
    assert vu.status_code == 413
