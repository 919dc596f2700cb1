"""Identity: a token opens its own conversation on its own channel, and nothing else opens anything."""

from __future__ import annotations

import base64
import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from bot.gateway.identite import Identites, identites_de
from bot.privacy.vault import CoffreIllisible, ajouter_cle_maitre, cle_des_jetons, cle_maitre, retirer_anciennes
from bot.settings import lire

CLE = bytes(range(32))
CONVERSATION = "0123456789abcdef" * 2
SIGNES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."


def test_a_token_gives_its_conversation() -> None:
    identites = Identites(CLE)
    assert identites.lire(identites.jeton(CONVERSATION, "web"), "web") == CONVERSATION


def test_a_token_outlives_a_restart() -> None:
    assert Identites(CLE).lire(Identites(CLE).jeton(CONVERSATION, "web"), "web") == CONVERSATION


@given(st.data())
def test_a_changed_token_gives_nothing(data: st.DataObject) -> None:
    jeton = Identites(CLE).jeton(CONVERSATION, "web")
    place = data.draw(st.integers(0, len(jeton) - 1))
    signe = data.draw(st.sampled_from(SIGNES.replace(jeton[place], "")))
    forme = data.draw(st.sampled_from(["remplacer", "couper", "ajouter", "enlever"]))
    autre = {
        "remplacer": jeton[:place] + signe + jeton[place + 1 :],
        "couper": jeton[:place],
        "ajouter": jeton[:place] + signe + jeton[place:],
        "enlever": jeton[:place] + jeton[place + 1 :],
    }[forme]
    lu = Identites(CLE).lire(autre, "web")
    # The last character of a base64 text holds bits that say nothing: such a token is the same token.
    assert lu is None or (lu == CONVERSATION and _octets(autre) == _octets(jeton))


def _octets(jeton: str) -> list[bytes]:
    return [base64.urlsafe_b64decode(p + "=" * (-len(p) % 4)) for p in jeton.split(".")]


@given(st.text(max_size=200))
def test_an_invented_token_gives_nothing(jeton: str) -> None:
    assert Identites(CLE).lire(jeton, "web") is None


@pytest.mark.parametrize("contenu", [CONVERSATION, {"conversation": CONVERSATION}, None, 1, [CONVERSATION]])
def test_a_token_signed_with_another_key_gives_nothing(contenu: object) -> None:
    for cle in (bytes(32), CLE[:-1], CLE.hex()):
        for sel in ("conversation:web", "itsdangerous"):
            assert Identites(CLE).lire(str(URLSafeSerializer(cle, salt=sel).dumps(contenu)), "web") is None


def test_a_token_of_another_channel_or_master_key_gives_nothing() -> None:
    identites = Identites(CLE)
    assert identites.lire(identites.jeton(CONVERSATION, "telegram"), "web") is None
    assert identites.lire(Identites(bytes(32)).jeton(CONVERSATION, "web"), "web") is None


def test_a_signed_thing_that_is_not_an_id_gives_nothing() -> None:
    identites = Identites(CLE)
    assert identites.lire(str(identites._signeur("web").dumps({"a": 1})), "web") is None


def test_tokens_given_before_the_signing_key_had_its_file_stay_valid(tmp_path: Path) -> None:
    ancienne = Identites(hashlib.sha256(b"boussole:identite:" + CLE).digest())
    fichier = tmp_path / "secrets" / "identite"
    deux = ",".join(base64.b64encode(cle).decode() for cle in (bytes(32), CLE))
    neuve = Identites(cle_des_jetons(deux, fichier.with_name("cle_maitre")))
    assert neuve.lire(ancienne.jeton(CONVERSATION, "web"), "web") == CONVERSATION
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    assert CLE.hex() not in fichier.read_text()  # one way: it gives nothing of the master key


@pytest.mark.parametrize("source", ["fichier", "environnement"])
def test_tokens_outlive_a_change_of_the_master_key(tmp_path: Path, source: str) -> None:
    reglages = {"BOUSSOLE_DONNEES": str(tmp_path)}
    un, deux = (base64.b64encode(bytes([i] * 32)).decode() for i in (1, 2))
    suite = [{}] * 3 if source == "fichier" else [{"BOUSSOLE_CLE_MAITRE": v} for v in (un, f"{deux},{un}", deux)]
    jeton = identites_de(lire({**reglages, **suite[0]})).jeton(CONVERSATION, "web")
    maitre = tmp_path / "secrets" / "cle_maitre"
    if source == "fichier":
        avant = cle_maitre(None, maitre)
        ajouter_cle_maitre(maitre)
    assert identites_de(lire({**reglages, **suite[1]})).lire(jeton, "web") == CONVERSATION
    if source == "fichier":
        retirer_anciennes(maitre)
        assert cle_maitre(None, maitre) != avant
    assert identites_de(lire({**reglages, **suite[2]})).lire(jeton, "web") == CONVERSATION


def test_without_its_file_every_token_is_void_after_a_change_of_the_master_key(tmp_path: Path) -> None:
    reglages = lire({"BOUSSOLE_DONNEES": str(tmp_path)})
    jeton = identites_de(reglages).jeton(CONVERSATION, "web")
    ajouter_cle_maitre(reglages.fichier_cle_maitre)
    retirer_anciennes(reglages.fichier_cle_maitre)
    (tmp_path / "secrets" / "identite").unlink()
    assert identites_de(reglages).lire(jeton, "web") is None


@pytest.mark.parametrize("contenu", ["", "zz", "abcd", "é"])
def test_a_damaged_signing_key_is_refused(tmp_path: Path, contenu: str) -> None:
    fichier = tmp_path / "identite"
    fichier.write_text(contenu, encoding="utf-8")
    with pytest.raises(CoffreIllisible, match="identite"):
        cle_des_jetons(base64.b64encode(CLE).decode(), tmp_path / "cle_maitre")
