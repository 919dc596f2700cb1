"""The web channel: what it accepts, what it refuses and how, and the stream that forgets nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy.exc
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.channels.web import sans_demi_caracteres
from bot.gateway.limites import CARACTERES_MAX, CONVERSATIONS_RESEAU, CORPS_MAX, MESSAGES_CONVERSATION, Limiteur
from bot.store.retention import SANS_TRANSFERT
from tests.flux import Flux

RECIT = "on m'a refusé un logement à cause de mon nom"
ID = "message-0000"


def erreur(reponse: httpx.Response) -> tuple[int, str]:
    """The status and code of a refusal, after checking its shape and its kind sentence."""
    corps = reponse.json()
    assert set(corps) <= {"erreur", "carte"} and set(corps["erreur"]) == {"code", "message"}
    assert corps.get("carte") is None
    phrase = corps["erreur"]["message"]
    assert phrase[0].isupper() and phrase[-1] in ".?" and "{" not in phrase
    return reponse.status_code, corps["erreur"]["code"]


async def test_opening_gives_a_token(porte: Any) -> None:
    reponse = await porte.http.post("/api/conversations", json={"canal": "web"})
    assert reponse.status_code == 201
    assert set(reponse.json()) == {"jeton", "duree_jours"}
    assert reponse.json()["duree_jours"] == SANS_TRANSFERT.days
    assert not reponse.cookies


async def test_two_people_never_share_a_conversation(porte: Any) -> None:
    entetes = [await porte.ouvrir() for _ in range(5)]
    assert len({porte.conversation(e) for e in entetes}) == 5
    await porte.dire(entetes[0], RECIT)
    assert [porte.textes(e, "personne") for e in entetes] == [[RECIT], [], [], [], []]


async def test_a_message_is_accepted_with_its_rank(porte: Any) -> None:
    entete = await porte.ouvrir()
    reponse = await porte.dire(entete, RECIT, ID)
    assert (reponse.status_code, reponse.json()) == (202, {"id": ID, "rang": 3})
    assert (await porte.dire(entete, RECIT, ID)).json() == {"id": ID, "rang": 3}


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("a" * CARACTERES_MAX, (202, None)),
        ("é" * CARACTERES_MAX, (202, None)),
        ("😀" * CARACTERES_MAX, (202, None)),
        ("a" * (CARACTERES_MAX + 1), (413, "trop_long")),
        ("😀" * (CARACTERES_MAX + 1), (413, "trop_long")),
        ("", (400, "vide")),
        ("  \n\t  ", (400, "vide")),
        ("😀", (202, None)),
        ("<script>alert(1)</script>", (202, None)),
        ('{"texte": "x"}', (202, None)),
        ("/restart", (202, None)),
        ("a\x00b", (202, None)),
        ("\x00", (202, None)),
        ("‮\u200b", (202, None)),
        ("Z͑ͫ̓ͪ̂ͫ̽͏" * 50, (202, None)),
    ],
    ids=lambda v: ascii(v)[:20],
)
async def test_texts(porte: Any, texte: str, attendu: tuple[int, str | None]) -> None:
    entete = await porte.ouvrir()
    reponse = await porte.http.post(
        "/api/messages",
        content=json.dumps({"id": ID, "texte": texte}, ensure_ascii=False).encode(),
        headers=entete,
    )
    if attendu[1] is None:
        assert reponse.status_code == attendu[0]
        assert porte.textes(entete, "personne") == [texte]
    else:
        assert erreur(reponse) == attendu
        assert porte.textes(entete, "personne") == []


@pytest.mark.parametrize(
    "ecrit", [b"\\ud800", b"\\udc00\\ud800", "avant \ud83d après".encode("utf-8", "surrogatepass")]
)
async def test_half_characters_are_replaced_before_they_can_block_anything(
    porte: Any, jusqua: Any, ecrit: bytes
) -> None:
    """JSON may carry them; the call to Rasa, UTF-8, could not, and the conversation would wait for ever."""
    entete = await porte.ouvrir()
    corps = b'{"id": "message-0000", "texte": "' + ecrit + b'"}'
    assert (await porte.http.post("/api/messages", content=corps, headers=entete)).status_code == 202
    await jusqua(lambda: porte.textes(entete)[-1].startswith("Lu"))
    for demande in porte.cerveau.demandes:
        json.dumps(demande, ensure_ascii=False).encode()
    assert "�" in porte.textes(entete, "personne")[0]


@pytest.mark.parametrize(
    ("corps", "attendu"),
    [
        (b"", (400, "illisible")),
        (b"{", (400, "illisible")),
        (b"null", (400, "illisible")),
        (b"[]", (400, "illisible")),
        (b'"texte"', (400, "illisible")),
        (b"3", (400, "illisible")),
        (b"[" * 8000, (400, "illisible")),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, (413, "trop_long")),
        (b'{"a":' * 2500 + b"1" + b"}" * 2500, (400, "illisible")),
        (b"9" * 10_000, (400, "illisible")),
        (b'{"id": "message-0000", "texte": "\xff\xfe"}', (400, "illisible")),
        (b'{"id": "message-0000", "texte": "\xc3"}', (400, "illisible")),
        (b"\x00" * 100, (400, "illisible")),
        (b"{}" + b" " * (CORPS_MAX - 1), (413, "trop_long")),
        (b"x" * (CORPS_MAX * 20), (413, "trop_long")),
        (b"texte=bonjour", (400, "illisible")),
        (b'{"texte": "bonjour"}', (400, "illisible")),
        (b'{"id": "message-0000"}', (400, "illisible")),
        (b'{"id": "message-0000", "texte": "a", "choix": "b"}', (400, "illisible")),
        (b'{"id": "message-0000", "texte": null, "choix": null}', (400, "illisible")),
        *[
            (json.dumps({"id": "message-0000", "texte": t}).encode(), (400, "illisible"))
            for t in (1, True, 1.5, ["a"], {"a": "b"}, float("nan"))
        ],
        *[
            (json.dumps({"id": "message-0000", "choix": c}).encode(), (400, "illisible"))
            for c in (1, False, ["a"], {"a": "b"})
        ],
        *[
            (json.dumps({"id": i, "texte": "bonjour"}).encode(), (400, "illisible"))
            for i in (
                None,
                1,
                "",
                "court",
                "x" * 65,
                "avec espace",
                "é" * 10,
                "a/../../b",
                "message-0000\n",
                "\x00" * 8,
            )
        ],
    ],
    ids=lambda v: ascii(v)[2:30] if isinstance(v, bytes) else v[1],
)
async def test_bodies_that_are_refused(porte: Any, corps: bytes, attendu: tuple[int, str]) -> None:
    entete = await porte.ouvrir()
    avant = len(porte.journal(entete))
    assert erreur(await porte.http.post("/api/messages", content=corps, headers=entete)) == attendu
    assert len(porte.journal(entete)) == avant


@pytest.mark.parametrize("corps", [b"x" * (CORPS_MAX + 1), b"[]", b"{"], ids=len)
async def test_opening_reads_its_body_with_the_same_care(porte: Any, corps: bytes) -> None:
    statut, _ = erreur(await porte.http.post("/api/conversations", content=corps))
    assert statut in (400, 413)


JETONS = [
    "",
    "x",
    "Bearer",
    "a.b.c",
    "é",
    "\x7f",
    "null",
    "undefined",
    "../..",
    "0" * 32,
    '"' + "0" * 32 + '".x',
    "a" * 5000,
]


@pytest.mark.parametrize("jeton", [None, *JETONS], ids=lambda j: ascii(j)[:20])
@pytest.mark.parametrize(
    ("methode", "chemin"), [("POST", "/api/messages"), ("GET", "/api/flux"), ("DELETE", "/api/conversations")]
)
async def test_without_the_right_token_nothing_opens(porte: Any, jeton: str | None, methode: str, chemin: str) -> None:
    entetes = {} if jeton is None else {"Authorization": f"Bearer {jeton}".encode()}
    corps = json.dumps({"id": ID, "texte": "bonjour"}).encode() if methode == "POST" else None
    reponse = await porte.http.request(methode, chemin, headers=entetes, content=corps)
    assert erreur(reponse) == (401, "conversation_inconnue")


@pytest.mark.parametrize("forme", ["{}", "Basic {}", "bearer{}", "Bearer  {} x"])
async def test_a_token_out_of_its_header_is_not_read(porte: Any, forme: str) -> None:
    jeton = (await porte.ouvrir())["Authorization"][7:]
    reponse = await porte.dire({"Authorization": forme.format(jeton)}, "bonjour")
    assert erreur(reponse)[0] == 401
    assert erreur(await porte.http.post(f"/api/messages?jeton={jeton}", json={"id": ID, "texte": "x"}))[0] == 401


async def test_a_token_signed_by_us_for_an_unknown_conversation_is_refused(porte: Any) -> None:
    for inconnue in ("0" * 32, "default", "", "x" * 10_000, "0" * 31 + "\n"):
        jeton = porte.app.state.identites.jeton(inconnue, "web")
        assert erreur(await porte.dire({"Authorization": f"Bearer {jeton}"}, "bonjour")) == (
            401,
            "conversation_inconnue",
        )


async def test_erasing_ends_the_token(porte: Any) -> None:
    entete = await porte.ouvrir()
    assert (await porte.http.delete("/api/conversations", headers=entete)).status_code == 204
    assert erreur(await porte.http.delete("/api/conversations", headers=entete))[0] == 401
    assert erreur(await porte.dire(entete, "bonjour")) == (401, "conversation_inconnue")
    assert erreur(await porte.http.get("/api/flux", headers=entete))[0] == 401


@pytest.mark.parametrize("choix", ["", "0" * 24, "x", "/restart", "a\\u0000b", "\\ud800", "' OR 1=1 --", "é" * 24])
async def test_an_unknown_choice_is_out_of_date(porte: Any, choix: str) -> None:
    entete = await porte.ouvrir()
    corps = f'{{"id": "{ID}", "choix": "{choix}"}}'.encode()
    assert erreur(await porte.http.post("/api/messages", content=corps, headers=entete)) == (409, "choix_perime")


async def test_a_choice_is_sent_by_its_id_and_only_in_its_conversation(porte: Any, jusqua: Any) -> None:
    porte.cerveau.repondre = lambda _: [{"texte": "?", "choix": [{"titre": "Oui", "payload": "/affirmer"}]}]
    a, b = await porte.ouvrir(), await porte.ouvrir()
    identifiant = porte.journal(a)[-1].contenu["choix"][0]["id"]
    assert erreur(await porte.choisir(b, identifiant)) == (409, "choix_perime")
    assert (await porte.choisir(a, identifiant)).status_code == 202
    assert porte.textes(a, "personne") == ["Oui"]
    await jusqua(lambda: len(porte.journal(a)) == 4)
    assert erreur(await porte.choisir(a, identifiant)) == (409, "choix_perime")


async def test_too_fast_is_said_kindly_and_passes(porte: Any) -> None:
    temps = [0.0]
    porte.app.state.limiteur = Limiteur(lambda: temps[0])
    entete, autre = await porte.ouvrir(), await porte.ouvrir()
    statuts = [(await porte.dire(entete, "bonjour")).status_code for _ in range(MESSAGES_CONVERSATION.rafale + 1)]
    assert statuts == [202] * MESSAGES_CONVERSATION.rafale + [429]
    assert (await porte.dire(autre, "bonjour")).status_code == 202
    temps[0] += 60 / MESSAGES_CONVERSATION.par_minute
    assert (await porte.dire(entete, "bonjour")).status_code == 202
    assert erreur(await porte.dire(entete, "bonjour")) == (429, "trop_vite")


async def test_too_many_conversations_from_one_network(porte: Any) -> None:
    porte.app.state.limiteur = Limiteur(lambda: 0.0)
    for _ in range(CONVERSATIONS_RESEAU.rafale):
        assert (await porte.http.post("/api/conversations", json={})).status_code == 201
    assert erreur(await porte.http.post("/api/conversations", json={})) == (429, "trop_de_conversations")


@pytest.mark.parametrize(
    "panne", [sqlalchemy.exc.OperationalError("x", None, Exception("canari")), RuntimeError("canari")]
)
async def test_a_broken_database_is_said_with_the_number(
    porte: Any, panne: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    entete = await porte.ouvrir()

    def tomber() -> Any:
        raise panne

    monkeypatch.setattr(porte.app.state.base, "transaction", tomber)
    reponse = await porte.dire(entete, RECIT)
    assert erreur(reponse) == (503, "indisponible")
    assert "39 28" in reponse.text
    assert "canari" not in reponse.text


# --- The stream -----------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def flux(adresse: str, entete: dict[str, str], depuis: str | None = None) -> AsyncIterator[Flux]:
    entetes = entete | ({"Last-Event-ID": depuis.encode("latin-1")} if depuis is not None else {})
    async with (
        httpx.AsyncClient(timeout=10, trust_env=False) as http,
        http.stream("GET", f"{adresse}/api/flux", headers=entetes) as reponse,
    ):
        assert reponse.status_code == 200
        assert reponse.headers["content-type"].startswith("text/event-stream")
        assert reponse.headers["cache-control"] == "no-store"
        assert "content-security-policy" in reponse.headers
        yield Flux(reponse)


async def test_the_stream_replays_then_follows(porte: Any) -> None:
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        async with flux(adresse, entete) as page:
            accueil = await page.message()
            assert (accueil["rang"], accueil["de"]) == (2, "bot")
            await porte.dire(entete, RECIT, ID)
            mien, reponse = await page.message(), await page.message()
    assert (mien["de"], mien["message"]) == ("personne", {"texte": RECIT, "choix": [], "carte": None, "id": ID})
    assert (reponse["de"], reponse["message"]["texte"]) == ("bot", f"Lu : {RECIT}")
    assert [mien["rang"], reponse["rang"]] == [3, 4]
    assert len(accueil["heure"]) == 20 and accueil["heure"].endswith("Z")


@pytest.mark.parametrize(
    ("depuis", "premier"),
    [(None, 2), ("0", 2), ("2", 3), ("3", 4), ("abc", 2), ("-1", 2), ("", 2), ("9" * 30, 2), ("\xb2", 2)],
)
async def test_the_stream_resumes_after_the_last_event(
    porte: Any, jusqua: Any, depuis: str | None, premier: int
) -> None:
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        await porte.dire(entete, RECIT)
        await jusqua(lambda: len(porte.journal(entete)) == 4)
        async with flux(adresse, entete, depuis) as page:
            rangs = [(await page.message())["rang"] for _ in range(5 - premier)]
    assert rangs == list(range(premier, 5))


async def test_a_page_that_was_away_misses_nothing(porte: Any, jusqua: Any) -> None:
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        async with flux(adresse, entete) as page:
            dernier = (await page.message())["rang"]
        await porte.dire(entete, "pendant la coupure")
        await jusqua(lambda: len(porte.journal(entete)) == 4)
        async with flux(adresse, entete, str(dernier)) as page:
            assert [(await page.message())["rang"] for _ in range(2)] == [3, 4]


async def test_two_pages_of_one_conversation_see_the_same(porte: Any) -> None:
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        async with flux(adresse, entete) as une, flux(adresse, entete) as deux:
            await porte.dire(entete, RECIT)
            assert [await une.message() for _ in range(3)] == [await deux.message() for _ in range(3)]


async def test_a_stream_sees_only_its_conversation(porte: Any) -> None:
    async with porte.en_ligne() as adresse:
        a, b = await porte.ouvrir(), await porte.ouvrir()
        async with flux(adresse, a) as page:
            await page.message()
            await porte.dire(b, "à quelqu'un d'autre")
            await porte.dire(a, "à moi")
            assert (await page.message())["message"]["texte"] == "à moi"


async def test_typing_is_shown_while_the_brain_thinks(porte: Any) -> None:
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        async with flux(adresse, entete) as page:
            await page.message()
            porte.cerveau.porte = asyncio.Event()
            await porte.dire(entete, RECIT)
            vus = [await asyncio.wait_for(page.suivant(), 10) for _ in range(2)]
            porte.cerveau.porte.set()
            vus += [await asyncio.wait_for(page.suivant(), 10) for _ in range(2)]
    assert sorted(n for n, _, _ in vus[:2]) == ["etat", "message"]
    assert [d for n, _, d in vus if n == "etat"] == [{"saisie": True}, {"saisie": False}]


async def test_the_payload_of_a_choice_is_never_shown(porte: Any) -> None:
    porte.cerveau.repondre = lambda _: [
        {"texte": "?", "choix": [{"titre": "Oui", "payload": "/affirmer"}], "nom": "utter_x"}
    ]
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        async with flux(adresse, entete) as page:
            (choix,) = (await page.message())["message"]["choix"]
    assert set(choix) == {"id", "titre"}
    assert "affirmer" not in choix["id"]


async def test_erasing_is_told_to_the_other_pages_and_ends_their_stream(porte: Any) -> None:
    async with porte.en_ligne() as adresse:
        entete = await porte.ouvrir()
        async with flux(adresse, entete) as page:
            await page.message()
            await porte.http.delete("/api/conversations", headers=entete)
            # The end of the welcome's turn may still be told before.
            while (sorte := (await asyncio.wait_for(page.suivant(), 10))[0]) == "etat":
                pass
            assert sorte == "efface"
            with pytest.raises(EOFError):
                await asyncio.wait_for(page.suivant(), 10)


@given(st.text(st.characters(), max_size=300))
def test_a_text_without_half_characters_is_unchanged(texte: str) -> None:
    propre = sans_demi_caracteres(texte)
    assert len(propre.encode()) >= len(propre)  # it can be written
    entier = all(not 0xD800 <= ord(c) <= 0xDFFF for c in texte)
    assert (propre == texte) == entier


# --- Danger, even in what is refused --------------------------------------------------------------

DANGER = "je vais me suicider ce soir"


@pytest.mark.parametrize(
    ("corps", "code"),
    [
        ({"id": ID, "texte": DANGER + " a" * CARACTERES_MAX}, "trop_long"),
        ({"id": ID, "texte": DANGER + " a" * CORPS_MAX}, "trop_long"),
        ({"id": "court", "texte": DANGER}, "illisible"),
        ({"id": ID, "texte": DANGER, "choix": "x"}, "illisible"),
    ],
    ids=["long", "corps trop gros", "sans identifiant", "deux à la fois"],
)
async def test_a_refused_message_still_gets_the_numbers(porte: Any, corps: dict[str, str], code: str) -> None:
    entete = await porte.ouvrir()
    reponse = await porte.http.post("/api/messages", json=corps, headers=entete)
    assert reponse.json()["erreur"]["code"] == code
    assert "3114" in [n["numero"] for n in reponse.json()["carte"]["numeros"]]


async def test_the_numbers_come_without_identity_and_when_too_fast(porte: Any) -> None:
    entete = await porte.ouvrir()
    for cas in ({}, {"Authorization": "Bearer x"}):
        reponse = await porte.dire(cas, DANGER)
        assert reponse.status_code == 401
        assert reponse.json()["carte"]["type"] == "urgence"
    porte.app.state.limiteur.admet = lambda *_: False
    reponse = await porte.dire(entete, DANGER)
    assert (reponse.status_code, reponse.json()["carte"]["type"]) == (429, "urgence")


@pytest.mark.parametrize("panne", [sqlalchemy.exc.OperationalError("x", None, Exception()), RuntimeError()], ids=repr)
async def test_the_numbers_come_with_the_database_down(
    porte: Any, panne: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    entete = await porte.ouvrir()

    def tomber() -> Any:
        raise panne

    monkeypatch.setattr(porte.app.state.base, "transaction", tomber)
    reponse = await porte.dire(entete, DANGER)
    assert (reponse.status_code, reponse.json()["carte"]["type"]) == (503, "urgence")
