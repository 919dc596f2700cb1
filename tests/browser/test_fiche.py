"""Asking for a juriste: what leaves is what was seen, ticked and corrected; where the request stands is always said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.cartes import FICHE
from tests.browser.conftest import TAILLES, Ouvrir
from tests.browser.faux_serveur import PROMIS, FauxServeur, message
from tests.browser.page_boussole import AXE, PageBoussole

pytestmark = pytest.mark.browser

LIGNES = FICHE["fiche"]["lignes"]
REMPLIES = [{"cle": ligne["cle"], "texte": ligne["texte"]} for ligne in LIGNES if ligne["texte"]]


class Fiche:
    """The fiche of a page, in a person's words."""

    def __init__(self, page: PageBoussole) -> None:
        self.page = page

    def coche(self, titre: str) -> Locator:
        return self.page.journal.get_by_role("checkbox", name=titre, exact=True)

    def texte(self, titre: str) -> Locator:
        return self.page.journal.get_by_role("textbox", name=re.compile("^" + re.escape(titre)))

    def envoyer(self) -> None:
        self.page.bouton("Envoyer ma demande").click()

    @property
    def suivi(self) -> Locator:
        return self.page.page.locator(".attente-juriste")


@pytest.fixture
def fiche(ouvrir: Ouvrir, serveur: FauxServeur) -> Fiche:
    """A page whose first message offers a juriste."""
    serveur.accueil = message("Voici.", carte=FICHE)
    return Fiche(ouvrir("telephone"))


def attendue(serveur: FauxServeur) -> dict[str, Any]:
    """The one request that was received, its id apart."""
    assert len(serveur.demandes) == 1
    demande = dict(serveur.demandes[0])
    assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", demande.pop("id"))
    return demande


def test_ce_qui_est_rempli_est_coche_et_la_conversation_ne_l_est_pas(fiche: Fiche) -> None:
    for ligne in LIGNES:
        if ligne["texte"]:
            expect(fiche.coche(ligne["titre"])).to_be_checked()
            expect(fiche.texte(ligne["titre"])).to_have_value(ligne["texte"])
    expect(fiche.coche("Joindre la conversation")).not_to_be_checked()
    expect(fiche.suivi).to_be_hidden()


def test_la_demande_part_telle_qu_elle_est_affichee(fiche: Fiche, serveur: FauxServeur) -> None:
    fiche.envoyer()
    expect(fiche.suivi).to_contain_text(PROMIS)
    expect(fiche.suivi).to_contain_text("Avant vous : 2.")
    expect(fiche.page.bouton("Envoyer ma demande")).to_be_hidden()
    assert attendue(serveur) == {"lignes": REMPLIES, "conversation": False, "departement": "59"}


def test_une_ligne_decochee_ne_part_pas_une_ligne_corrigee_part_corrigee(fiche: Fiche, serveur: FauxServeur) -> None:
    fiche.coche("Ce qui s'est passé").uncheck()
    fiche.texte("Où").fill("Lille")
    fiche.coche("Joindre la conversation").check()
    fiche.envoyer()
    expect(fiche.suivi).to_be_visible()
    assert attendue(serveur) == {
        "lignes": [REMPLIES[0], {"cle": "lieu", "texte": "Lille"}],
        "conversation": True,
        "departement": "59",
    }


def test_ecrire_dans_une_ligne_vide_l_ajoute_et_la_vider_l_enleve(fiche: Fiche, serveur: FauxServeur) -> None:
    fiche.page.journal.get_by_text("Ajouter d'autres précisions").click()
    fiche.texte("Quand").fill("mardi dernier")
    fiche.texte("Ce que vous voulez").fill("un conseil")
    fiche.texte("Ce que vous voulez").fill("")
    expect(fiche.coche("Quand")).to_be_checked()
    expect(fiche.coche("Ce que vous voulez")).not_to_be_checked()
    fiche.envoyer()
    expect(fiche.suivi).to_be_visible()
    assert attendue(serveur)["lignes"] == [*REMPLIES, {"cle": "quand", "texte": "mardi dernier"}]


def test_rien_de_coche_rien_ne_part(fiche: Fiche, serveur: FauxServeur) -> None:
    for ligne in REMPLIES:
        titre = next(x["titre"] for x in LIGNES if x["cle"] == ligne["cle"])
        fiche.coche(titre).uncheck()
    fiche.envoyer()
    expect(fiche.page.journal.get_by_role("alert")).to_contain_text("Cochez")
    assert serveur.demandes == []


@pytest.mark.parametrize("refus", [(503, "indisponible", "Réessayez."), (400, "fiche", "Gardez une ligne.")])
def test_un_refus_garde_la_fiche_et_le_meme_identifiant(
    fiche: Fiche, serveur: FauxServeur, refus: tuple[Any, ...]
) -> None:
    fiche.texte("Où").fill("Lille")
    serveur.refus = [refus]
    ids: list[str] = []
    fiche.page.page.on("request", lambda r: ids.append(r.post_data_json["id"]) if "transferts" in r.url else None)
    fiche.envoyer()
    expect(fiche.page.journal.get_by_role("alert")).to_have_text(refus[2])
    expect(fiche.texte("Où")).to_have_value("Lille")
    fiche.envoyer()
    expect(fiche.suivi).to_be_visible()
    assert len(ids) == 2 and len(set(ids)) == 1


def test_une_conversation_disparue_rend_ce_qui_etait_ecrit(fiche: Fiche, serveur: FauxServeur) -> None:
    fiche.texte("Où").fill("Lille")
    serveur.refus = [(401, "conversation_inconnue", "Inconnue.")]
    fiche.envoyer()
    expect(fiche.page.champ).to_have_value(re.compile("Lille"))


def test_pas_maintenant_n_envoie_rien_et_se_rouvre(fiche: Fiche, serveur: FauxServeur) -> None:
    fiche.texte("Où").fill("Lille")
    fiche.page.bouton("Pas maintenant").click()
    expect(fiche.page.bouton("Envoyer ma demande")).to_be_hidden()
    fiche.page.bouton("Remplir une demande").click()
    expect(fiche.texte("Où")).to_have_value("Lille")
    assert serveur.demandes == []


def test_annuler_se_demande_deux_fois_et_la_fiche_peut_resservir(fiche: Fiche, serveur: FauxServeur) -> None:
    fiche.envoyer()
    fiche.page.bouton("Annuler").click()
    fiche.page.bouton("Non").click()
    expect(fiche.suivi).to_be_visible()
    fiche.page.bouton("Annuler").click()
    serveur.refus = [(503, "indisponible", "Réessayez.")]
    fiche.page.bouton("Oui, annuler").click()
    expect(fiche.suivi.get_by_role("alert")).to_have_text("Réessayez.")
    fiche.page.bouton("Oui, annuler").click()
    expect(fiche.suivi).to_be_hidden()
    fiche.page.bouton("Remplir une demande").click()
    fiche.envoyer()
    expect(fiche.suivi).to_be_visible()
    assert len({d["id"] for d in serveur.demandes}) == 2


@pytest.mark.parametrize(
    ("etat", "mot", "bouton"),
    [
        ("demande", PROMIS, "Annuler"),
        ("pris", "Un juriste vous lit", "Terminer"),
        ("en_cours", "Vous parlez avec un juriste", "Terminer"),
        ("rappel", PROMIS, "Annuler"),
        ("clos", None, None),
        ("annule", None, None),
        ("expire", None, None),
    ],
)
def test_la_page_dit_ou_en_est_la_demande_meme_apres_rechargement(
    fiche: Fiche, serveur: FauxServeur, etat: str, mot: str | None, bouton: str | None
) -> None:
    serveur.transfert(etat)
    expect(fiche.page.bouton("Envoyer ma demande")).to_be_hidden()
    fiche.page.page.reload()
    expect(fiche.page.bouton("Envoyer ma demande")).to_be_hidden()
    if mot is None or bouton is None:
        expect(fiche.suivi).to_be_hidden()
        expect(fiche.page.bouton("Remplir une demande")).to_be_visible()
    else:
        expect(fiche.suivi).to_contain_text(mot)
        expect(fiche.page.bouton(bouton)).to_be_visible()
        expect(fiche.page.bouton("Remplir une demande")).to_be_hidden()


def test_effacer_oublie_la_demande(fiche: Fiche) -> None:
    fiche.envoyer()
    expect(fiche.suivi).to_be_visible()
    fiche.page.effacer()
    expect(fiche.page.bouton("Commencer une nouvelle conversation")).to_be_visible()
    expect(fiche.suivi).to_be_hidden()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is installed by `npm ci` in bot/widget")
@pytest.mark.parametrize("taille", sorted(TAILLES))
def test_la_fiche_et_son_suivi_conviennent_a_tous(ouvrir: Ouvrir, serveur: FauxServeur, taille: str) -> None:
    serveur.accueil = message("Voici.", carte=FICHE)
    page = ouvrir(taille)
    page.journal.get_by_text("Ajouter d'autres précisions").click()
    for _ in range(2):
        assert page.violations_axe() == []
        assert not page.deborde()
        assert page.cibles_petites() == []
        if page.bouton("Envoyer ma demande").is_visible():
            page.bouton("Envoyer ma demande").click()
            page.bouton("Annuler").click()
