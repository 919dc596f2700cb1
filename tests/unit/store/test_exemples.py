"""Reworded sentences: two persons, no name, not the person's words, nothing that measures us, nothing of the conversation."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.__main__ import app
from bot.comprehension.exemples import lire as apprendre
from bot.relecture import EtiquetteInvalide, Etiquettes, export
from bot.store import conversations, exemples, session
from bot.store.copies import CopieInconnue
from bot.store.exemples import ExempleInconnu, ExempleRefuse, MemePersonne
from bot.store.session import Base
from bot.store.tables_equipe import exemples as table

Equipe = tuple[str, str]
Copier = Callable[..., tuple[str, int]]
RACINE = Path(__file__).resolve().parents[3]
RECIT = "Bonjour, hier la directrice de la boulangerie m'a dit que je suis trop vieux pour apprendre le métier à 52 ans"
PHRASE = "Un patron refuse de me former : passé cinquante ans, selon lui, ce serait trop tard."
JUSTE = Etiquettes("raconter", "discrimination", ("age",), "emploi", "victime")


@pytest.fixture
def proposer(base: Base, equipe: Equipe, copier: Copier) -> Callable[..., Any]:
    """Propose a sentence, as the first reviewer, from the copy of RECIT."""

    def _proposer(texte: str = PHRASE, etiquettes: Etiquettes = JUSTE, recit: str = RECIT, par: int = 0) -> Any:
        return exemples.proposer(base, equipe[par], texte, etiquettes, d_apres=copier(recit))

    return _proposer


def test_a_sentence_is_proposed_then_accepted_by_another(
    base: Base, equipe: Equipe, montre: Any, proposer: Any
) -> None:
    propose = proposer(f"  {PHRASE}\n ")
    assert (propose.texte, propose.etat, propose.propose_par, propose.decide_par) == (
        PHRASE,
        "propose",
        equipe[0],
        None,
    )
    assert (propose.etiquettes, propose.cree_le) == (JUSTE, montre.heure)
    assert exemples.lister(base, "propose") == [propose] == [exemples.lire(base, propose.id)]
    with pytest.raises(MemePersonne):
        exemples.decider(base, equipe[0], propose.id, True)
    accepte = exemples.decider(base, equipe[1], propose.id, True)
    assert (accepte.etat, accepte.decide_par) == ("accepte", equipe[1])
    for compte in equipe:
        with pytest.raises(ExempleInconnu):
            exemples.decider(base, compte, propose.id, False)
    assert exemples.lister(base, "accepte") == [accepte]


def test_a_refused_sentence_may_be_proposed_again(base: Base, equipe: Equipe, proposer: Any) -> None:
    premier = proposer()
    with pytest.raises(ExempleRefuse) as deux_fois:
        proposer(PHRASE.upper(), par=1)
    assert deux_fois.value.raison == "deja_propose"
    assert exemples.decider(base, equipe[1], premier.id, False).etat == "refuse"
    assert proposer().etat == "propose"


def une_mesure() -> str:
    lignes = (RACINE / "tests" / "nlu" / "adultes.jsonl").read_text(encoding="utf-8").splitlines()
    return str(json.loads(lignes[1])["text"])


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "vide"),
        (" … ! ", "vide"),
        ("vieux", "trop_court"),
        ("trop vieux pour eux " * 60, "trop_long"),
        ("Karim Benali dit que passé cinquante ans on ne forme plus personne", "nom_reste"),
        ("Appelez le 06 12 34 56 78, on y refuse les plus de cinquante ans", "nom_reste"),
        ("[prénom] refuse de former les plus de cinquante ans", "nom_reste"),
        (RECIT, "trop_proche"),
        (RECIT.replace("Bonjour, hier", "Bonsoir, lundi"), "trop_proche"),
        ("je suis trop vieux pour apprendre le métier", "trop_proche"),
        ("On se moque de moi : la directrice de la boulangerie m'a dit que c'est fini pour moi, dit-elle à tous", "trop_proche"),
        (une_mesure(), "texte_de_mesure"),
        (" ".join(une_mesure().split()[:25]), "texte_de_mesure"),
    ],
)  # fmt: skip
def test_what_may_not_be_learned(base: Base, proposer: Any, texte: str, raison: str) -> None:
    with pytest.raises(ExempleRefuse) as refuse:
        proposer(texte)
    assert refuse.value.raison == raison
    assert exemples.lister(base) == []


def test_labels_that_teach_wrongly_are_refused(base: Base, proposer: Any) -> None:
    with pytest.raises(EtiquetteInvalide):
        proposer(etiquettes=Etiquettes("saluer", criteres=("age",)))
    assert exemples.lister(base) == []


def test_without_its_copy_nothing_is_proposed(base: Base, equipe: Equipe, copier: Copier) -> None:
    place = copier(RECIT)
    with pytest.raises(CopieInconnue):
        exemples.proposer(base, equipe[0], PHRASE, JUSTE, d_apres=place, territoires=("59",))
    conversations.effacer(base, place[0])
    with pytest.raises(CopieInconnue):
        exemples.proposer(base, equipe[0], PHRASE, JUSTE, d_apres=place)


def test_it_holds_nothing_of_the_conversation_and_outlives_it(base: Base, equipe: Equipe, copier: Copier) -> None:
    place = copier(RECIT)
    exemples.proposer(base, equipe[0], PHRASE, JUSTE, d_apres=place)
    with base.transaction() as connexion:
        (ligne,) = connexion.execute(sa.select(table)).all()
        colonnes = b"|".join(bytes(v) if isinstance(v, bytes) else str(v).encode() for v in ligne)
        clair = base.coffre.cle(bytes(ligne.cle), ligne.id).ouvrir(bytes(ligne.contenu), f"exemple:{ligne.id}")
    assert place[0].encode() not in colonnes + clair
    assert b"patron" not in colonnes and b"age" not in colonnes
    assert set(json.loads(clair)) == {"texte", "etiquettes"}
    conversations.effacer(base, place[0])
    assert [e.texte for e in exemples.lister(base)] == [PHRASE]


@pytest.mark.parametrize(
    ("qui", "decide", "permis"), [(0, False, True), (1, False, False), (0, True, True), (1, True, True)]
)
def test_who_may_withdraw(base: Base, equipe: Equipe, proposer: Any, qui: int, decide: bool, permis: bool) -> None:
    propose = proposer()
    if decide:
        exemples.decider(base, equipe[1], propose.id, True)
    if permis:
        exemples.annuler(base, equipe[qui], propose.id)
        assert exemples.lister(base) == []
    else:
        with pytest.raises(ExempleInconnu):
            exemples.annuler(base, equipe[qui], propose.id)
        assert len(exemples.lister(base)) == 1


def test_what_is_unknown(base: Base, equipe: Equipe) -> None:
    assert exemples.lire(base, "inconnu") is None
    with pytest.raises(ExempleInconnu):
        exemples.decider(base, equipe[0], "inconnu", True)
    with pytest.raises(ExempleInconnu):
        exemples.annuler(base, equipe[0], "inconnu")


def test_accepted_sentences_are_exported_once(base: Base, equipe: Equipe, montre: Any, proposer: Any) -> None:
    un, deux = proposer(), proposer("Refusée à la formation parce que née dans les années soixante.")
    proposer("Ma demande de stage est partie à la poubelle vu ma date de naissance.")
    exemples.decider(base, equipe[1], un.id, True)
    exemples.decider(base, equipe[1], deux.id, False)
    recus: list[Any] = []

    def ecrire(phrases: Sequence[tuple[str, Etiquettes]], mois: str) -> str:
        recus.append((list(phrases), mois))
        return "écrit"

    assert exemples.exporter(base, ecrire) == (1, "écrit")
    assert recus == [([(PHRASE, JUSTE)], "2026-03")]
    assert exemples.exporter(base, ecrire) == (0, None)
    assert exemples.lire(base, un.id).etat == "exporte"  # type: ignore[union-attr]
    with pytest.raises(ExempleInconnu):
        exemples.annuler(base, equipe[0], un.id)


def test_an_export_that_fails_leaves_them_to_be_exported(base: Base, equipe: Equipe, proposer: Any) -> None:
    propose = proposer()
    exemples.decider(base, equipe[1], propose.id, True)

    def tomber(phrases: Sequence[tuple[str, Etiquettes]], mois: str) -> None:
        raise OSError("disque plein")

    with pytest.raises(OSError):
        exemples.exporter(base, tomber)
    assert [e.id for e in exemples.lister(base, "accepte")] == [propose.id]


def test_the_export_command_writes_the_two_files_and_says_so(
    base: Base, equipe: Equipe, proposer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "ecrire", partial(export.ecrire, nlu=tmp_path / "nlu", cas=tmp_path / "cas"))
    monkeypatch.setattr(session, "base_de", lambda _: base)
    exemples.decider(base, equipe[1], proposer().id, True)
    fait = CliRunner().invoke(app, ["relectures", "export"])
    assert (fait.exit_code, PHRASE in fait.output) == (0, False)
    assert (
        [e.texte for e in apprendre(tmp_path / "nlu")]
        == [PHRASE]
        == [c.texte for c in export.lire_cas(tmp_path / "cas")]
    )
    (fichier,) = (tmp_path / "nlu").iterdir()
    avant = fichier.read_bytes()
    assert CliRunner().invoke(app, ["relectures", "export"]).exit_code == 0
    assert fichier.read_bytes() == avant


def test_the_export_command_says_what_cannot_be_written(
    base: Base, equipe: Equipe, proposer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupe").write_text("")
    monkeypatch.setattr(export, "ecrire", partial(export.ecrire, nlu=tmp_path / "occupe", cas=tmp_path / "occupe"))
    monkeypatch.setattr(session, "base_de", lambda _: base)
    propose = exemples.decider(base, equipe[1], proposer().id, True)
    assert CliRunner().invoke(app, ["relectures", "export"]).exit_code == 1
    assert exemples.lire(base, propose.id) == propose
