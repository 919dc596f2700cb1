"""The vault: what is sealed opens with the same key and the same owner only; secrets are made once, mode 600."""

from __future__ import annotations

import base64
import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import vault
from bot.privacy.vault import (
    Cle,
    Coffre,
    CoffreDeFichier,
    CoffreIllisible,
    ajouter_cle_maitre,
    cle_maitre,
    cles_maitres,
    coffre_de,
    retirer_anciennes,
    secret_partage,
)

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


def test_several_master_keys_all_open_and_the_first_wraps() -> None:
    ancien, deux = Coffre(BRUTE), Coffre(bytes(32), BRUTE)
    enveloppe = ancien.nouvelle("a")
    scelle = ancien.cle(enveloppe, "a").sceller(b"mots", "x")
    assert deux.cle(enveloppe, "a").ouvrir(scelle, "x") == b"mots"
    neuve = deux.reenvelopper(enveloppe, "a")
    assert neuve is not None
    assert Coffre(bytes(32)).cle(neuve, "a").ouvrir(scelle, "x") == b"mots"
    assert deux.reenvelopper(neuve, "a") is None
    Coffre(bytes(32)).cle(deux.nouvelle("a"), "a")
    with pytest.raises(CoffreIllisible):
        deux.reenvelopper(enveloppe, "b")


@pytest.mark.parametrize("entre", [",", "\n", " , ", "\n\n"])
def test_several_keys_are_read_in_order(tmp_path: Path, entre: str) -> None:
    valeur = entre.join(base64.b64encode(cle).decode() for cle in (bytes(32), BRUTE)) + "\n"
    assert cles_maitres(valeur, tmp_path / "cle") == (bytes(32), BRUTE)
    (tmp_path / "cle").write_text(valeur)
    assert cles_maitres(None, tmp_path / "cle") == (bytes(32), BRUTE)
    assert cle_maitre(None, tmp_path / "cle") == bytes(32)
    with pytest.raises(CoffreIllisible):
        cles_maitres(f"{valeur},abcd", tmp_path / "cle")


def test_the_vault_follows_its_file(tmp_path: Path) -> None:
    fichier = tmp_path / "s" / "cle"
    coffre = coffre_de(None, fichier)  # made on first use
    avant = coffre.nouvelle("a")
    (ancienne,) = cles_maitres(None, fichier)
    ajouter_cle_maitre(fichier)
    assert cles_maitres(None, fichier)[1:] == (ancienne,)
    apres = coffre.nouvelle("a")
    coffre.cle(avant, "a")
    Coffre(cle_maitre(None, fichier)).cle(apres, "a")
    retirer_anciennes(fichier)
    assert len(cles_maitres(None, fichier)) == 1
    coffre.cle(apres, "a")
    with pytest.raises(CoffreIllisible):  # destroyed in the memory of running services too
        coffre.cle(avant, "a")


@pytest.mark.parametrize("accident", ["absent", "abime"])
def test_a_file_lost_while_running_stops_nobody(
    tmp_path: Path, accident: str, caplog: pytest.LogCaptureFixture
) -> None:
    fichier = tmp_path / "cle"
    coffre = CoffreDeFichier(fichier)
    enveloppe, bonne = coffre.nouvelle("a"), fichier.read_bytes()
    fichier.unlink() if accident == "absent" else fichier.write_text("abîmé", encoding="utf-8")
    coffre.cle(enveloppe, "a")
    assert "fichier_de_cle_illisible" in caplog.text
    fichier.write_bytes(bonne)
    coffre.cle(coffre.nouvelle("a"), "a")


def test_the_environment_is_not_followed(tmp_path: Path) -> None:
    coffre = coffre_de(EN_BASE64, tmp_path / "cle")
    Coffre(BRUTE).cle(coffre.nouvelle("a"), "a")
    assert list(tmp_path.iterdir()) == []


def test_changing_the_file_keeps_its_owner_its_mode_and_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vrai, lien = tmp_path / "vrai", tmp_path / "cle"
    cle_maitre(None, vrai)
    vrai.chmod(0o640)
    lien.symlink_to(vrai)
    donnes: list[tuple[int, int]] = []
    monkeypatch.setattr(vault.os, "fchown", lambda _fd, uid, gid: donnes.append((uid, gid)))
    ajouter_cle_maitre(lien)
    assert lien.is_symlink() and len(cles_maitres(None, vrai)) == 2
    assert stat.S_IMODE(vrai.stat().st_mode) == 0o640
    assert donnes == [(vrai.stat().st_uid, vrai.stat().st_gid)]
    assert sorted(f.name for f in tmp_path.iterdir()) == ["cle", "vrai"]


def test_a_new_key_is_on_the_disk_before_anything_uses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = tmp_path / "cle"
    cle_maitre(None, fichier)
    ordre: list[str] = []
    synchroniser, remplacer = os.fsync, os.replace
    monkeypatch.setattr(
        vault.os,
        "fsync",
        lambda d: (ordre.append("dossier" if stat.S_ISDIR(os.fstat(d).st_mode) else "fichier"), synchroniser(d)),
    )
    monkeypatch.setattr(vault.os, "replace", lambda *a: (ordre.append("remplace"), remplacer(*a)))
    ajouter_cle_maitre(fichier)
    assert ordre == ["fichier", "remplace", "dossier"]
