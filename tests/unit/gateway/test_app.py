"""The application: security headers everywhere, pages, unknown addresses, and wiring."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.gateway import app as application
from bot.gateway import pages
from bot.gateway.app import ENTETES, creer_app
from bot.gateway.limites import CARACTERES_MAX
from bot.logs import FormatMuet
from bot.settings import lire
from bot.store.retention import SANS_TRANSFERT

GET = [
    "/",
    "/notice",
    "/quitter",
    "/sante",
    "/widget.js",
    "/widget.css",
    "/absent",
    "/api/absent",
    "/api/flux",
    "/%00",
    "/é",
]
AUTRES = [
    ("POST", "/"),
    ("POST", "/absent"),
    ("PUT", "/api/messages"),
    ("GET", "/api/messages"),
    ("POST", "/api/messages"),
    ("DELETE", "/api/conversations"),
    ("OPTIONS", "/api/messages"),
    ("HEAD", "/"),
    ("TRACE", "/"),
]


@pytest.mark.parametrize(("methode", "chemin"), [*[("GET", c) for c in GET], *AUTRES])
async def test_every_answer_carries_the_security_headers(porte: Any, methode: str, chemin: str) -> None:
    reponse = await porte.http.request(methode, chemin)
    for nom, valeur in ENTETES.items():
        if nom == "Cache-Control" and chemin in ("/widget.js", "/widget.css"):
            assert reponse.headers[nom] == "no-cache"  # the built files hold nothing of anybody
        else:
            assert reponse.headers[nom] == valeur, nom
    assert "set-cookie" not in reponse.headers
    assert reponse.status_code < 500


async def test_an_unforeseen_error_keeps_the_headers_and_says_nothing(
    porte: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def tomber(*_: Any) -> Any:
        raise RuntimeError("canari")

    monkeypatch.setattr(porte.app.state.identites, "lire", tomber)
    reponse = await porte.http.get("/api/flux")
    assert reponse.status_code == 503
    assert reponse.json()["erreur"]["code"] == "indisponible"
    assert reponse.headers["Content-Security-Policy"] == ENTETES["Content-Security-Policy"]
    assert "canari" not in reponse.text + str(reponse.headers)


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_what_the_headers_forbid(nom: str, valeur: str) -> None:
    assert ENTETES[nom] == valeur


def test_the_policy_lets_no_other_site_in() -> None:
    regles = dict(r.strip().split(" ", 1) for r in ENTETES["Content-Security-Policy"].split(";"))
    assert regles["default-src"] == "'none'"
    assert regles["frame-ancestors"] == "'none'"
    assert regles["base-uri"] == "'none'"
    for regle in regles.values():
        assert not {"*", "'unsafe-inline'", "'unsafe-eval'", "http:", "https:"} & set(regle.split())


@pytest.mark.parametrize("fichier", ["page.html", "notice.html"])
def test_the_pages_need_nothing_that_the_policy_forbids(fichier: str) -> None:
    contenu = (pages.WIDGET / fichier).read_text(encoding="utf-8")
    for interdit in ("<style", " style=", "onclick=", "onload=", "javascript:", "cdn.", "fonts."):
        assert interdit not in contenu
    assert "<script" not in contenu.replace('<script src="/widget.js"', "").replace(
        '<script type="module" src="/widget.js"', ""
    )


@pytest.mark.parametrize(
    ("chemin", "sorte"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/notice", "text/html; charset=utf-8"),
        ("/widget.js", "text/javascript; charset=utf-8"),
        ("/widget.css", "text/css; charset=utf-8"),
        ("/sante", "application/json"),
    ],
)
async def test_pages(porte: Any, chemin: str, sorte: str) -> None:
    reponse = await porte.http.get(chemin)
    assert reponse.status_code == 200
    assert reponse.headers["content-type"] == sorte
    assert len(reponse.content) > 20


async def test_the_notice_is_filled_from_settings_and_constants(url_sqlite: str, tmp_path: Path) -> None:
    reglages = lire(
        {
            "BOUSSOLE_DONNEES": str(tmp_path),
            "DATABASE_URL": url_sqlite,
            "BOUSSOLE_RESPONSABLE": "La ville <b>de Test</b>",
            "BOUSSOLE_CONTACT_DONNEES": "donnees@exemple.fr",
        }
    )
    page = TestClient(creer_app(reglages)).get("/notice").text
    assert f"{SANS_TRANSFERT.days} jours" in page.replace("\xa0", " ")
    assert "La ville &lt;b&gt;de Test&lt;/b&gt;" in page
    assert "donnees@exemple.fr" in page
    assert "39 28" in page.replace("\xa0", " ")
    assert "{{" not in page and "{%" not in page
    assert CARACTERES_MAX == 4_000


async def test_quick_exit_leaves_at_once_and_forgets(porte: Any) -> None:
    reponse = await porte.http.get("/quitter", follow_redirects=False)
    assert (reponse.status_code, reponse.headers["location"]) == (303, pages.SORTIE_NEUTRE)
    assert '"storage"' in reponse.headers["clear-site-data"]


@pytest.mark.parametrize("muet", [False, True])
async def test_health_says_who_lives(porte: Any, muet: bool) -> None:
    porte.cerveau.muet = muet
    assert (await porte.http.get("/sante")).json() == {"porte": "ok", "cerveau": "muet" if muet else "ok"}


@pytest.mark.parametrize(
    "chemin",
    [
        "/absent",
        "/page.html",
        "/notice.html",
        "/src/app.js",
        "/../settings.py",
        "/%2e%2e/settings.py",
        "/dist/widget.js",
        "/.env",
        "/widget.js/x",
        "/notice/",
    ],
)
async def test_an_unknown_page_is_a_kind_404(porte: Any, chemin: str) -> None:
    reponse = await porte.http.get(chemin)
    assert reponse.status_code == 404
    assert reponse.text == "Cette page n'existe pas."
    assert reponse.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("methode", "chemin"),
    [
        ("GET", "/api/absent"),
        ("GET", "/api/"),
        ("POST", "/api/absent"),
        ("GET", "/api/messages"),
        ("PUT", "/api/conversations"),
    ],
)
async def test_an_unknown_call_is_a_kind_error(porte: Any, methode: str, chemin: str) -> None:
    reponse = await porte.http.request(methode, chemin)
    assert reponse.status_code in (404, 405)
    assert reponse.json()["erreur"] == {"code": "introuvable", "message": "Cette page n'existe pas."}


def test_the_tasks_behind_run_and_stop(url_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vus: list[str] = []

    async def reprendre() -> None:
        vus.append("reprise")
        await asyncio.sleep(60)

    monkeypatch.setattr(application.retention, "purger", lambda base: vus.append("purge") or {})
    app = creer_app(lire({"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": url_sqlite}))
    monkeypatch.setattr(app.state.tours, "reprendre", reprendre)
    with TestClient(app) as page:
        assert page.get("/sante").json()["porte"] == "ok"
        while "purge" not in vus:
            page.get("/quitter", follow_redirects=False)
    assert sorted(vus) == ["purge", "reprise"]


async def test_the_purge_runs_every_hour_and_says_how_many_without_words(
    base: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attentes: list[float] = []
    resultats: list[Any] = [{"sans_transfert": 3, "autre": 0}, ValueError("canari"), {"sans_transfert": 0}]

    def purger(_base: Any) -> Any:
        resultat = resultats.pop(0)
        if isinstance(resultat, Exception):
            raise resultat
        return resultat

    async def attendre(secondes: float) -> None:
        attentes.append(secondes)
        if not resultats:
            raise asyncio.CancelledError

    monkeypatch.setattr(application.retention, "purger", purger)
    monkeypatch.setattr(application.asyncio, "sleep", attendre)
    with caplog.at_level("INFO", logger="boussole"), pytest.raises(asyncio.CancelledError):
        await application._purger(base)
    assert [FormatMuet().format(r).split("boussole.porte ")[1].split(" [")[0] for r in caplog.records] == [
        "purge sans_transfert 3",
        "purge_echouee",
    ]
    assert "canari" not in "".join(FormatMuet().format(r) for r in caplog.records)
    assert len(attentes) == 3 and all(3600 <= a < 3660 for a in attentes)


def test_the_real_wiring_uses_the_sealed_store_and_the_settings(url_sqlite: str, tmp_path: Path) -> None:
    app = creer_app(lire({"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": url_sqlite, "BOUSSOLE_PORT_RASA": "6005"}))
    assert app.state.cerveau._url == "http://127.0.0.1:6005/webhooks/boussole/tour"
    assert app.state.cerveau._secret == (tmp_path / "secrets" / "secret_interne").read_text()
    assert str(app.state.base.moteur.url) == url_sqlite
    app.state.base.moteur.dispose()
