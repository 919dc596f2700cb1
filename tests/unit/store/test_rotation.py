"""The rotation of the master key: nothing is ever unreadable, whatever happens in the middle, and the old key dies."""

from __future__ import annotations

import base64
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.__main__ import app
from bot.gateway.identite import identites_de
from bot.privacy import vault
from bot.privacy.vault import Coffre, CoffreIllisible, cles_maitres
from bot.settings import Settings, lire
from bot.store import choix, conversations, idees, journal, rotation, suivis
from bot.store.rotation import RotationRefusee, changer
from bot.store.session import Base, base_de, ouvrir
from bot.store.tables import metadata

MOTEURS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=MOTEURS)
def env(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    url = request.getfixturevalue("url_sqlite" if request.param == "sqlite" else "url_neuve")
    return {"BOUSSOLE_DONNEES": str(tmp_path), "DATABASE_URL": url}


@pytest.fixture
def reglages(env: dict[str, str]) -> Settings:
    return lire(env)


@pytest.fixture
def service(reglages: Settings) -> Iterator[Base]:
    """What a running service holds: opened before the rotation, never restarted."""
    base = base_de(reglages)
    yield base
    base.moteur.dispose()


def remplir(base: Base, nombre: int = 5) -> list[str]:
    faites = []
    for numero in range(nombre):
        c = conversations.creer(base, "web")
        with base.transaction() as connexion:
            journal.ajouter(base, connexion, c, "personne", {"texte": f"mots de {c}"}, message_id="message-1")
            choix.offrir(base, connexion, c, 1, [(f"titre de {c}", "/oui")])
        suivis.enregistrer(base, c, c.encode())
        idees.deposer(base, f"idée {numero}", None, None)
        faites.append(c)
    return faites


def tout_se_lit(base: Base, faites: list[str]) -> None:
    for c in faites:
        with base.transaction() as connexion:
            assert journal.lire(base, connexion, c)[0].contenu == {"texte": f"mots de {c}"}
            table = metadata.tables["choix"]
            identifiant = connexion.execute(sa.select(table.c.id).where(table.c.conversation == c)).scalar_one()
            trouve = choix.retrouver(base, connexion, c, identifiant)
        assert trouve is not None and trouve.titre == f"titre de {c}"
        assert suivis.relire(base, c) == c.encode()
    assert sorted(texte for *_, texte in idees.toutes(base))[: len(faites)] == [f"idée {n}" for n in range(len(faites))]


def fichier(reglages: Settings) -> tuple[bytes, ...]:
    return cles_maitres(None, reglages.fichier_cle_maitre)


def enveloppes(base: Base) -> dict[str, bytes]:
    with base.transaction() as connexion:
        return {
            str(ligne.id): bytes(ligne.cle)
            for nom in ("conversations", "idees")
            for ligne in connexion.execute(sa.select(metadata.tables[nom]))
        }


def en_base64(cle: bytes) -> str:
    return base64.b64encode(cle).decode()


def test_everything_is_wrapped_anew_and_the_old_key_opens_nothing(reglages: Settings, service: Base) -> None:
    faites = remplir(service)
    (ancienne,), avant = fichier(reglages), enveloppes(service)
    bilan = changer(reglages)
    assert (bilan.cles, bilan.a_retirer) == (10, False)
    (neuve,) = fichier(reglages)
    assert neuve != ancienne
    apres = enveloppes(service)
    assert apres.keys() == avant.keys()
    for proprietaire, enveloppe in apres.items():
        Coffre(neuve).cle(enveloppe, proprietaire)
        with pytest.raises(CoffreIllisible):
            Coffre(ancienne).cle(enveloppe, proprietaire)
    tout_se_lit(service, faites)  # a service that was never restarted
    tout_se_lit(base_de(reglages), faites + remplir(service, 0))


def test_a_running_service_wraps_with_the_new_key_at_once(reglages: Settings, service: Base) -> None:
    changer(reglages)
    c = conversations.creer(service, "web")
    Coffre(*fichier(reglages)).cle(enveloppes(service)[c], c)
    assert changer(reglages).cles == 1
    assert conversations.existe(service, c)


def test_tokens_given_before_stay_valid(reglages: Settings, service: Base) -> None:
    (c,) = remplir(service, 1)
    avant = identites_de(reglages)
    (reglages.fichier_cle_maitre.with_name("identite")).unlink()  # given by a version that kept no file
    jeton = avant.jeton(c, "web")
    for _ in range(2):
        changer(reglages)
        assert identites_de(reglages).lire(jeton, "web") == avant.lire(jeton, "web") == c


def test_it_goes_by_batches_and_tells_where_it_is(
    reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "LOT", 2)
    remplir(service)
    vues: list[tuple[int, int]] = []
    par_transaction: list[int] = []
    vraie = Base.transaction

    def transaction(self: Base) -> Any:
        par_transaction.append(0)
        return vraie(self)

    vrai = Coffre.reenvelopper

    def reenvelopper(self: Coffre, enveloppee: bytes, proprietaire: str) -> bytes | None:
        neuve = vrai(self, enveloppee, proprietaire)
        par_transaction[-1] += neuve is not None
        return neuve

    monkeypatch.setattr(Base, "transaction", transaction)
    monkeypatch.setattr(Coffre, "reenvelopper", reenvelopper)
    changer(reglages, lambda faites, total: vues.append((faites, total)))
    assert [n for n in par_transaction if n] == [2, 2, 1, 2, 2, 1]
    assert vues == [(n, 10) for n in (2, 4, 5, 5, 7, 9, 10, 10, 10, 10)]


def _mourir_a(env: dict[str, str], etape: int) -> None:
    """In a process of its own: die without a word just before or after the given write to the file or the database."""
    rotation.LOT = 2
    vues = 0

    def compter() -> None:
        nonlocal vues
        vues += 1
        if vues == etape:
            os.kill(os.getpid(), signal.SIGKILL)

    vrai = os.replace

    def remplacer(*args: Any) -> None:
        compter()
        vrai(*args)
        compter()

    vault.os.replace = remplacer  # type: ignore[assignment]
    vrai_base_de = rotation.base_de

    def base_suivie(reglages: Settings) -> Base:
        base = vrai_base_de(reglages)
        sa.event.listen(base.moteur, "commit", lambda _connexion: compter())
        sa.event.listen(base.moteur, "after_cursor_execute", lambda *a: compter() if "UPDATE" in a[2][:6] else None)
        return base

    rotation.base_de = base_suivie  # type: ignore[assignment]
    changer(lire(env))


def test_killed_anywhere_everything_still_opens_and_the_command_finishes(env: dict[str, str]) -> None:
    reglages = lire(env)
    base = base_de(reglages)
    faites = remplir(base, 3)
    jeton = identites_de(reglages).jeton(faites[0], "web")
    base.moteur.dispose()  # no connection crosses the fork
    fork = multiprocessing.get_context("fork")
    etats = set()
    for etape in range(1, 200):
        enfant = fork.Process(target=_mourir_a, args=(env, etape))
        enfant.start()
        enfant.join(60)
        cles = fichier(reglages)
        etats.add(len(cles))
        neuve = base_de(reglages)
        tout_se_lit(neuve, faites)
        assert identites_de(reglages).lire(jeton, "web") == faites[0]
        neuve.moteur.dispose()
        if enfant.exitcode == 0:
            break
        assert enfant.exitcode == -signal.SIGKILL
        changer(reglages)
        (restante,) = fichier(reglages)
        assert len(cles) == 1 or restante == cles[0]  # taken up, not started again
        neuve = base_de(reglages)
        tout_se_lit(neuve, faites)
        for proprietaire, enveloppe in enveloppes(neuve).items():
            Coffre(restante).cle(enveloppe, proprietaire)
        neuve.moteur.dispose()
    assert enfant.exitcode == 0
    assert etape > 15 and etats == {1, 2}


def test_people_talk_while_it_runs(reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "LOT", 2)
    faites = remplir(service, 4)
    fini = threading.Event()

    def parler() -> list[str]:
        base, nees = base_de(reglages), []
        while not fini.is_set():
            (c,) = remplir(base, 1)
            with base.transaction() as connexion:
                for ancienne in faites:
                    journal.ajouter(base, connexion, ancienne, "bot", {"texte": "réponse"})
            nees.append(c)
            if len(nees) % 3 == 0:
                assert conversations.effacer(base, nees.pop())
            fini.wait(0.05)  # SQLite is not fair: writers that never pause shut one another out, rotation or not
        base.moteur.dispose()
        return nees

    with ThreadPoolExecutor(2) as fils:
        paroles = [fils.submit(parler) for _ in range(2)]
        try:
            for _ in range(4):
                changer(reglages)
        finally:
            fini.set()
        nees = [c for p in paroles for c in p.result(60)]
    assert nees
    for c in faites + nees:
        with service.transaction() as connexion:
            assert journal.lire(service, connexion, c)[0].contenu == {"texte": f"mots de {c}"}
    (maitre,) = fichier(reglages)
    for proprietaire, enveloppe in enveloppes(service).items():
        Coffre(maitre).cle(enveloppe, proprietaire)


def relire(base: Base, conversation: str) -> bool:
    return conversations.existe(base, conversation)


@pytest.mark.parametrize(
    ("methode", "agir"),
    [
        ("nouvelle", lambda base, c: conversations.creer(base, "web")),
        ("nouvelle", lambda base, c: idees.deposer(base, "idée 9", None, None)),
        ("cle", relire),
        ("cle", lambda base, c: idees.toutes(base)),
    ],
    ids=["creer", "deposer", "trouver", "toutes"],
)
def test_it_ends_only_after_whoever_holds_an_old_wrap(
    reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch, methode: str, agir: Callable[[Base, str], Any]
) -> None:
    """A service that wrapped a key, or read a wrap, just before the end would otherwise keep what nobody can open.

    On SQLite a mere reading waits for nobody, and nobody for it: it reads again what it could not open.
    """
    faites = remplir(service, 2)
    tient, lache = threading.Event(), threading.Event()
    vraie = getattr(service.coffre, methode)

    def lente(*args: Any) -> Any:
        if methode == "nouvelle":
            resultat = vraie(*args)  # wrapped with the old key, then slow to write it
        tient.set()
        assert lache.wait(20)
        return resultat if methode == "nouvelle" else vraie(*args)

    monkeypatch.setattr(service.coffre, methode, lente)
    with ThreadPoolExecutor(2) as fils:
        action = fils.submit(agir, service, faites[0])
        assert tient.wait(20)
        changement = fils.submit(changer, reglages)
        threading.Event().wait(0.6)
        relit = agir.__name__ == "relire"
        if not relit or service.moteur.dialect.name != "sqlite":
            assert not changement.done()
        lache.set()
        assert action.result(20) is not False
        changement.result(20)
    monkeypatch.undo()
    (maitre,) = fichier(reglages)
    for proprietaire, enveloppe in enveloppes(service).items():
        Coffre(maitre).cle(enveloppe, proprietaire)
    tout_se_lit(service, faites)


@pytest.mark.parametrize("quand", ["avant", "pendant"])
def test_a_database_held_for_long_is_left_in_peace(
    reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch, quand: str
) -> None:
    """A backup in progress: people would wait behind a rotation that waits for it."""
    faites = remplir(service, 2)
    (ancienne,) = fichier(reglages)
    tenue = ouvrir(reglages.database_url)
    prises: list[Any] = []
    trop_long = threading.Timer(10, lambda: prises[0].close())  # a rotation that waits for ever ends, and fails here

    def prendre(*_: Any) -> None:
        if not prises:
            prises.append(tenue.connect())
            prises[0].execute(sa.text("SELECT count(*) FROM conversations"))
            trop_long.start()

    try:
        with pytest.raises((RotationRefusee, sa.exc.OperationalError)) as refus:
            if quand == "avant":
                prendre()
                changer(reglages)
            else:
                changer(reglages, lambda faites, total: prendre() if faites == total else None)
        if isinstance(refus.value, RotationRefusee):
            assert "relancez la même commande" in str(refus.value)
    finally:
        trop_long.cancel()
        prises[0].close()
        tenue.dispose()
    assert fichier(reglages)[-1] == ancienne
    tout_se_lit(service, faites)
    changer(reglages)
    assert ancienne not in fichier(reglages)
    tout_se_lit(service, faites)


def test_a_key_file_of_another_database_changes_nothing(reglages: Settings, service: Base) -> None:
    faites = remplir(service, 2)
    bonne = reglages.fichier_cle_maitre.read_text()
    reglages.fichier_cle_maitre.write_text(en_base64(bytes(32)))
    with pytest.raises(RotationRefusee, match=r"4 clé\(s\).*rien n'a été changé"):
        changer(reglages)
    assert reglages.fichier_cle_maitre.read_text() == en_base64(bytes(32))
    reglages.fichier_cle_maitre.write_text(bonne)
    tout_se_lit(service, faites)


def test_two_at_once_are_one_too_many(reglages: Settings, service: Base) -> None:
    faites = remplir(service, 1)
    refus: list[str] = []

    def encore(*_: int) -> None:
        with pytest.raises(RotationRefusee, match="déjà en cours") as refuse:
            changer(reglages)
        refus.append(str(refuse.value))

    changer(reglages, encore)
    assert refus and len(fichier(reglages)) == 1
    tout_se_lit(service, faites)


def test_a_service_that_keeps_writing_with_the_old_key_keeps_that_key(
    reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ancienne,) = fichier(reglages)
    sourde = Base(service.moteur, Coffre(ancienne))  # its environment holds the old key, say
    nees: list[str] = []
    monkeypatch.setattr(rotation, "PASSES_MAX", 3)
    with pytest.raises(RotationRefusee, match="Redémarrez|redémarrez"):
        changer(reglages, lambda faites, total: nees.append(conversations.creer(sourde, "web")))
    assert fichier(reglages)[1] == ancienne
    assert all(conversations.existe(service, c) for c in nees)


def test_a_key_of_the_environment_is_explained_not_changed(env: dict[str, str], tmp_path: Path) -> None:
    un, deux = bytes([1]) * 32, bytes([2]) * 32
    avant = lire({**env, "BOUSSOLE_CLE_MAITRE": en_base64(un)})
    faites = remplir(base_de(avant), 2)
    with pytest.raises(RotationRefusee, match="BOUSSOLE_CLE_MAITRE=nouvelle,ancienne"):
        changer(avant)
    bilan = changer(lire({**env, "BOUSSOLE_CLE_MAITRE": f"{en_base64(deux)},{en_base64(un)}"}))
    assert (bilan.cles, bilan.a_retirer) == (4, True)
    assert "Ne laissez plus que la nouvelle clé" in bilan.phrase()
    tout_se_lit(base_de(lire({**env, "BOUSSOLE_CLE_MAITRE": en_base64(deux)})), faites)
    assert [f.name for f in (tmp_path / "secrets").iterdir()] == ["identite"]


def test_an_old_backup_opens_with_the_old_key_until_it_is_destroyed(reglages: Settings, service: Base) -> None:
    """The promise and its limit: erasing is not enough against a backup, erasing then changing the key is."""
    gardee, effacee = remplir(service, 2)
    tables = [metadata.tables[nom] for nom in ("conversations", "journal", "choix", "suivis")]
    with service.transaction() as connexion:
        sauvegarde = {t.name: [dict(ligne._mapping) for ligne in connexion.execute(sa.select(t))] for t in tables}

    def restaurer() -> None:
        with service.transaction() as connexion:
            connexion.execute(tables[0].delete())
            for table in tables:
                connexion.execute(table.insert(), sauvegarde[table.name])

    assert conversations.effacer(service, effacee)
    restaurer()
    assert conversations.existe(service, effacee)  # what is true without a rotation, said in ADR 005
    assert conversations.effacer(service, effacee)
    changer(reglages)
    assert conversations.existe(service, gardee)
    restaurer()
    for base in (service, base_de(reglages)):
        for c in (effacee, gardee):
            with pytest.raises(CoffreIllisible):
                conversations.existe(base, c)
        base.moteur.dispose()


def lancer(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for nom, valeur in env.items():
        monkeypatch.setenv(nom, valeur)
    return CliRunner().invoke(app, ["rotate-key"])


def test_the_command_says_what_it_did(
    env: dict[str, str], reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    remplir(service, 2)
    (ancienne,) = fichier(reglages)
    resultat = lancer(env, monkeypatch)
    assert resultat.exit_code == 0
    assert "4 clé(s) renouvelée(s). L'ancienne clé est retirée du fichier." in resultat.output
    assert fichier(reglages) != (ancienne,)


def test_the_command_refuses_kindly(env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resultat = lancer({**env, "BOUSSOLE_CLE_MAITRE": en_base64(bytes(32))}, monkeypatch)
    assert resultat.exit_code == 1
    assert "1. Créez une clé" in resultat.stderr and en_base64(bytes(32)) not in resultat.output
    monkeypatch.delenv("BOUSSOLE_CLE_MAITRE")
    neuve = {"DATABASE_URL": f"sqlite:///{tmp_path / 'autre' / 'vide.db'}"}
    resultat = lancer({**env, **neuve}, monkeypatch)
    assert resultat.exit_code == 1
    assert "python -m bot migrate" in resultat.stderr
    resultat = lancer({**env, "DATABASE_URL": "postgresql://localhost:1/rien"}, monkeypatch)
    assert resultat.exit_code == 1
    assert "ne répond pas" in resultat.stderr and "Traceback" not in resultat.output


def test_a_file_that_cannot_be_replaced_leaves_everything_as_it_was(
    env: dict[str, str], reglages: Settings, service: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    faites = remplir(service, 1)
    avant = reglages.fichier_cle_maitre.read_text()

    def refuser(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    with monkeypatch.context() as montee:  # a file mounted into a container
        montee.setattr(vault.os, "replace", refuser)
        resultat = lancer(env, montee)
    assert resultat.exit_code == 1
    assert "Le fichier de clé ne peut pas être remplacé" in resultat.stderr
    assert reglages.fichier_cle_maitre.read_text() == avant
    tout_se_lit(service, faites)
    restes = {f.name for f in reglages.fichier_cle_maitre.parent.iterdir()}
    assert restes == {"cle_maitre", "identite", "rotation.verrou"}
