"""The gateway is dead: nginx itself gives the numbers, and keeps nothing of who asked (deploiement/nginx.conf)."""

from __future__ import annotations

import base64
import hashlib
import http.server
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.knowledge import charger
from tests.pile import ports_libres

pytestmark = pytest.mark.e2e

DEPLOIEMENT = Path(__file__).resolve().parents[2] / "deploiement"
PAGE = (DEPLOIEMENT / "secours.html").read_text(encoding="utf-8")
CONF = (DEPLOIEMENT / "nginx.conf").read_text(encoding="utf-8")
ESSAI = """daemon off; pid {dossier}/pid; error_log stderr emerg; events {{}}
http {{ client_body_temp_path {dossier}/a; proxy_temp_path {dossier}/b; fastcgi_temp_path {dossier}/c;
uwsgi_temp_path {dossier}/d; scgi_temp_path {dossier}/e;
{conf}
}}"""
TRACE = "/canari-7731"


class Porte(http.server.BaseHTTPRequestHandler):
    """A gateway that answers what its path says."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.rpartition("/")[2]))
        self.end_headers()
        self.wfile.write(b"la porte")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def adresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, Path]]:
    """Start the real nginx with our file, without TLS, on free ports; yield its address, the gateway's port, its folder."""
    nginx = os.environ.get("NGINX") or shutil.which("nginx") or "/usr/sbin/nginx"
    dossier = tmp_path_factory.mktemp("nginx")
    devant, derriere = ports_libres(2)
    conf = CONF.replace("listen 443 ssl;", f"listen 127.0.0.1:{devant};").replace(
        "127.0.0.1:8080", f"127.0.0.1:{derriere}"
    )
    conf = re.sub(r"\n\s*ssl_certificate.*", "", conf).replace("/srv/boussole/deploiement", str(DEPLOIEMENT))
    (dossier / "nginx.conf").write_text(ESSAI.format(dossier=dossier, conf=conf), encoding="utf-8")
    processus = subprocess.Popen([nginx, "-p", str(dossier), "-c", str(dossier / "nginx.conf")])
    adresse = f"http://127.0.0.1:{devant}"
    for _ in range(100):
        try:
            httpx.get(adresse + "/secours.html")
            break
        except httpx.TransportError:
            assert processus.poll() is None, "nginx refuse son fichier"
            time.sleep(0.05)
    yield adresse, derriere, dossier
    processus.terminate()
    processus.wait(10)


@pytest.mark.parametrize("chemin", ["/", "/api/flux", "/notice", TRACE])
def test_porte_morte(adresses: tuple[str, int, Path], chemin: str) -> None:
    reponse = httpx.get(adresses[0] + chemin)
    assert reponse.status_code == 503
    assert reponse.text == PAGE
    assert reponse.headers["cache-control"] == "no-store"


def test_porte_vivante_puis_morte(adresses: tuple[str, int, Path]) -> None:
    porte = http.server.HTTPServer(("127.0.0.1", adresses[1]), Porte)
    threading.Thread(target=porte.serve_forever, daemon=True).start()
    for statut in (200, 404, 503):
        reponse = httpx.get(f"{adresses[0]}/{statut}")
        # What the gateway says stands, its own 503 too: it holds the numbers.
        assert (reponse.status_code, reponse.text) == (statut, "la porte")
    porte.shutdown()
    porte.server_close()
    assert httpx.get(adresses[0]).text == PAGE


def test_nginx_ne_garde_rien(adresses: tuple[str, int, Path]) -> None:
    httpx.get(adresses[0] + TRACE)
    fichiers = [f for f in adresses[2].rglob("*") if f.is_file()]
    assert fichiers
    assert not [f.name for f in fichiers if TRACE.encode() in f.read_bytes()]


def test_les_numeros_sont_ceux_des_faits() -> None:
    connus = {n.numero.replace(" ", "") for n in charger().numeros.values()}
    dits = re.findall(r'href="(?:tel|sms):(\d+)">([\d ]+)</a>', PAGE)
    assert len(dits) >= 10
    for lien, ecrit in dits:
        assert ecrit.replace(" ", "") == lien
        assert lien in connus


def test_la_page_ne_charge_rien_et_sa_feuille_est_permise() -> None:
    assert not re.search(r"<script|<link|<img|url\(|@import", PAGE)
    feuille = re.search(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    assert feuille is not None
    empreinte = base64.b64encode(hashlib.sha256(feuille[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{empreinte}'" in CONF
