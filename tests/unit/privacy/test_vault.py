"""The vault: what is sealed opens with the same key and the same owner only; secrets are made once, mode 600."""

from __future__ import annotations

import base64
import multiprocessing
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.vault import Cle, Coffre, CoffreIllisible, cle_maitre, secret_partage

BRUTE = bytes(range(32))
EN_BASE64 = base64.b64encode(BRUTE).decode()


@given(st.binary(max_size=500), st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_sealed_then_opened(clair: bytes, contexte: str) -> None:
    cle = Cle(BRUTE)
    assert cle.ouvrir(cle.sceller(clair, contexte), contexte) == clair


def test_the_same_text_is_never_sealed_alike() -> None:
    cle = Cle(BRUTE)
    assert len({cle.sceller(b"mots", "x") for _ in range(50)}) == 50


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_refused(place: int, ecart: int) -> None:
    scelle = bytearray(Cle(BRUTE).sceller(b"mots d'une personne", "journal:1"))
    scelle[place % len(scelle)] ^= ecart
    with pytest.raises(CoffreIllisible):
        Cle(BRUTE).ouvrir(bytes(scelle), "journal:1")


@pytest.mark.parametrize("scelle", [b"", b"x", b"x" * 12, b"x" * 27, b"x" * 200])
def test_what_was_never_sealed_is_refused_without_quoting(scelle: bytes) -> None:
    with pytest.raises(CoffreIllisible, match="illisible"):
        Cle(BRUTE).ouvrir(scelle, "journal:1")


@pytest.mark.parametrize("autre", ["", "journal:2", "journal:1 ", "choix:1"])
def test_another_owner_is_refused(autre: str) -> None:
    with pytest.raises(CoffreIllisible):
        Cle(BRUTE).ouvrir(Cle(BRUTE).sceller(b"mots", "journal:1"), autre)


def test_the_conversation_key_opens_for_its_owner_and_master_only() -> None:
    coffre = Coffre(BRUTE)
    enveloppe = coffre.nouvelle("a")
    scelle = coffre.cle(enveloppe, "a").sceller(b"mots", "x")
    assert coffre.cle(enveloppe, "a").ouvrir(scelle, "x") == b"mots"
    for mauvais, proprietaire in ((coffre, "b"), (Coffre(bytes(32)), "a")):
        with pytest.raises(CoffreIllisible):
            mauvais.cle(enveloppe, proprietaire)
    assert coffre.nouvelle("a") != coffre.nouvelle("a")


@pytest.mark.parametrize("taille", [0, 16, 31, 33])
def test_a_master_key_of_another_size_is_refused(taille: int) -> None:
    with pytest.raises(CoffreIllisible, match="32 octets"):
        Coffre(bytes(taille))


def test_the_setting_wins_and_writes_no_file(tmp_path: Path) -> None:
    assert cle_maitre(EN_BASE64, tmp_path / "cle") == BRUTE
    assert secret_partage("choisi", tmp_path / "secret") == "choisi"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "valeur",
    ["", "pas du base64 !", base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(33)).decode(), "é" * 44],
)
def test_a_wrong_setting_is_refused_without_quoting_it(valeur: str, tmp_path: Path) -> None:
    with pytest.raises(CoffreIllisible) as refus:
        cle_maitre(valeur, tmp_path / "cle")
    assert not valeur or valeur not in str(refus.value)


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    fichier = tmp_path / "secrets" / "cle"
    assert cle_maitre(None, fichier) == cle_maitre(None, fichier)
    assert secret_partage(None, fichier.with_name("s")) == secret_partage(None, fichier.with_name("s"))
    assert len(secret_partage(None, fichier.with_name("s"))) >= 43
    for cree in fichier.parent.iterdir():
        assert stat.S_IMODE(cree.stat().st_mode) == 0o600
    assert sorted(f.name for f in fichier.parent.iterdir()) == ["cle", "s"]


@pytest.mark.parametrize("contenu", ["abîmé", "", " \n"])
@pytest.mark.parametrize("lecture", [cle_maitre, secret_partage])
def test_a_damaged_or_empty_file_is_refused(lecture: Callable[..., object], contenu: str, tmp_path: Path) -> None:
    fichier = tmp_path / "cle"
    fichier.write_text(contenu, encoding="utf-8")
    with pytest.raises(CoffreIllisible):
        lecture(None, fichier)


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as processus:
        cles = processus.starmap(cle_maitre, [(None, tmp_path / "s" / "cle")] * 12)
    assert len(set(cles)) == 1
