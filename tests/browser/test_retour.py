"""The return code on the page: explained, shown once, asked for, never sent as a message by accident, never in the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import TAILLES, Ouvrir
from tests.browser.faux_serveur import FauxServeur, message
from tests.browser.page_boussole import AXE, PageBoussole

pytestmark = pytest.mark.browser

CODE = "1234 5678 9012 3452"
INCONNU = "0000 0000 0000 0000"


class Retour:
    """What a person does with a code, in their words."""

    def __init__(self, page: PageBoussole) -> None:
        self.page = page

    @property
    def dialogue(self) -> Locator:
        return self.page.page.get_by_role("dialog")

    @property
    def champ(self) -> Locator:
        return self.dialogue.get_by_role("textbox", name="Votre code")

    @property
    def alerte(self) -> Locator:
        return self.dialogue.get_by_role("alert")

    def toucher(self, nom: str) -> None:
        self.dialogue.get_by_role("button", name=nom, exact=True).click()

    def garder(self) -> None:
        """From the first word to the code on the screen."""
        self.page.bouton("Garder un code pour revenir").click()
        self.toucher("Montrer mon code")
        expect(self.dialogue.get_by_text(CODE, exact=True)).to_be_visible()

    def revenir(self, code: str) -> None:
        self.page.bouton("J'ai un code").click()
        self.champ.fill(code)
        self.toucher("Revenir")


def commencee(ouvrir: Ouvrir, serveur: FauxServeur, taille: str = "telephone", **options: object) -> Retour:
    """A conversation in which the person has said something."""
    serveur.reponses = [[message("Ce que disait Boussole.")]]
    page = ouvrir(taille, **options)
    page.ecrire("mon histoire")
    page.voit("Ce que disait Boussole.")
    return Retour(page)


def test_rien_a_garder_avant_le_premier_mot(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir("telephone")
    expect(page.bouton("J'ai un code")).to_be_visible()
    expect(page.bouton("Garder un code pour revenir")).to_have_count(0)
    page.ecrire("bonjour")
    expect(page.bouton("Garder un code pour revenir")).to_be_visible()
    page.page.reload()
    expect(page.bouton("Garder un code pour revenir")).to_be_visible()


def test_le_code_ne_se_fait_qu_une_fois_demande_et_ne_reste_pas(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    retour = commencee(ouvrir, serveur)
    retour.page.bouton("Garder un code pour revenir").click()
    retour.toucher("Fermer")
    assert serveur.codes == {}
    retour.garder()
    retour.toucher("C'est noté")
    expect(retour.dialogue).to_have_count(0)
    expect(retour.page.bouton("Garder un code pour revenir")).to_be_focused()
    assert not re.search("1234|1 2 3 4", retour.page.tout_le_texte())
    assert "1234" not in str(retour.page.memoire())


def test_quitter_vite_emporte_le_code(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    retour = commencee(ouvrir, serveur)
    retour.garder()
    retour.dialogue.get_by_role("link", name="Quitter vite").click()
    expect(retour.page.page).to_have_title("Météo")


def test_le_code_est_dit_chiffre_par_chiffre_et_se_copie(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    retour = commencee(ouvrir, serveur, permissions=["clipboard-read", "clipboard-write"])
    retour.garder()
    expect(retour.dialogue.get_by_role("status").first).to_contain_text("1 2 3 4, 5 6 7 8, 9 0 1 2, 3 4 5 2")
    retour.toucher("Copier")
    expect(retour.dialogue.get_by_text("Copié.")).to_be_visible()
    assert retour.page.page.evaluate("navigator.clipboard.readText()") == CODE


def test_un_code_qui_ne_peut_pas_se_faire_le_dit(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    retour = commencee(ouvrir, serveur)
    serveur.refus = [(503, "code_indisponible", "Réessayez bientôt.")]
    retour.page.bouton("Garder un code pour revenir").click()
    retour.toucher("Montrer mon code")
    expect(retour.alerte).to_have_text("Réessayez bientôt.")
    retour.toucher("Montrer mon code")
    expect(retour.dialogue.get_by_text(CODE, exact=True)).to_be_visible()


def test_on_revient_d_un_autre_appareil(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    commencee(ouvrir, serveur).garder()
    ailleurs = Retour(ouvrir("bureau"))
    ailleurs.page.champ.fill("pas encore envoyé")
    ailleurs.revenir("1234-5678-9012-3452")
    ailleurs.page.voit("mon histoire")
    ailleurs.page.voit("Ce que disait Boussole.")
    expect(ailleurs.dialogue).to_have_count(0)
    expect(ailleurs.page.champ).to_be_focused()
    expect(ailleurs.page.champ).to_have_value("pas encore envoyé")
    assert "Voici votre conversation" in " ".join(ailleurs.page.dits)
    # The one that was opened by the page, in which nobody had said anything, is not left behind.
    ailleurs.page.page.wait_for_timeout(100)
    assert len(serveur.journaux) == 1


def test_la_conversation_commencee_que_l_on_quitte_est_gardee_et_on_le_sait(
    ouvrir: Ouvrir, serveur: FauxServeur
) -> None:
    commencee(ouvrir, serveur).garder()
    ailleurs = commencee(ouvrir, serveur)
    ailleurs.page.bouton("Garder un code pour revenir").click()
    ailleurs.toucher("J'ai déjà un code")
    expect(ailleurs.dialogue).to_contain_text("ne sera plus affichée")
    ailleurs.champ.fill(CODE)
    ailleurs.champ.press("Enter")
    expect(ailleurs.dialogue).to_have_count(0)
    assert len(serveur.journaux) == 2


def test_ce_qui_n_etait_pas_parti_revient_dans_la_case(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    commencee(ouvrir, serveur).garder()
    ailleurs = Retour(ouvrir("telephone"))
    serveur.refus = [(503, "indisponible", "Réessayez.")]
    ailleurs.page.ecrire("pas parti")
    expect(ailleurs.page.bouton("Réessayer")).to_be_visible()
    ailleurs.page.bouton("Garder un code pour revenir").click()
    ailleurs.toucher("J'ai déjà un code")
    ailleurs.champ.fill(CODE)
    ailleurs.toucher("Revenir")
    ailleurs.page.voit("mon histoire")
    expect(ailleurs.page.champ).to_have_value("pas parti")


def test_un_mauvais_code_se_corrige(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    retour = Retour(ouvrir("telephone"))
    retour.revenir(INCONNU)
    expect(retour.alerte).to_have_text("Ce code n'ouvre rien.")
    expect(retour.champ).to_have_value(INCONNU)
    expect(retour.champ).to_be_focused()
    expect(retour.champ).to_have_attribute("aria-invalid", "true")
    retour.page.page.keyboard.press("Escape")
    expect(retour.page.bouton("J'ai un code")).to_be_focused()
    assert len(serveur.journaux) == 1


@pytest.mark.parametrize("texte", [CODE, "1234.5678.9012.3452", "1234–5678–9012–3452", "١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٢"])
def test_un_code_ecrit_comme_un_message_ouvre_la_question(ouvrir: Ouvrir, serveur: FauxServeur, texte: str) -> None:
    retour = Retour(ouvrir("telephone"))
    retour.page.ecrire(texte)
    expect(retour.champ).to_have_value(texte)
    retour.toucher("Fermer")
    expect(retour.page.champ).to_have_value(texte)  # nothing typed is ever lost
    assert serveur.recus == []


def test_un_numero_de_dossier_part_quand_meme(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    retour = Retour(ouvrir("telephone"))
    retour.page.ecrire(INCONNU)
    retour.toucher("Ce n'est pas un code : l'envoyer comme message")
    retour.page.voit(INCONNU)
    assert serveur.textes_recus(1) == [INCONNU]
    expect(retour.page.champ).to_have_value("")


@pytest.mark.parametrize("texte", ["06 12 34 56 78", "mon code est 1234 5678 9012 3456", "1234 5678 9012 345"])
def test_les_autres_nombres_sont_des_messages(serveur: FauxServeur, ouvrir: Ouvrir, texte: str) -> None:
    page = ouvrir("telephone")
    page.ecrire(texte)
    assert serveur.textes_recus(1) == [texte]


def test_effacer_par_le_code_se_demande_deux_fois(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    perdu = commencee(ouvrir, serveur)
    perdu.garder()
    ailleurs = Retour(ouvrir("telephone"))
    ailleurs.page.bouton("J'ai un code").click()
    ailleurs.champ.fill(CODE)
    ailleurs.toucher("Effacer la conversation de ce code")
    ailleurs.toucher("Non, garder")
    expect(ailleurs.champ).to_have_value(CODE)
    ailleurs.toucher("Effacer la conversation de ce code")
    ailleurs.toucher("Oui, tout effacer")
    expect(ailleurs.dialogue.get_by_role("heading", name="Tout est effacé")).to_be_visible()
    ailleurs.toucher("Fermer")
    expect(perdu.page.bouton("Commencer une nouvelle conversation")).to_be_visible()  # on the lost phone too
    ailleurs.revenir(CODE)
    expect(ailleurs.alerte).to_have_text("Ce code n'ouvre rien.")


def test_de_l_ecran_efface_on_revient_aussi(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    commencee(ouvrir, serveur).garder()
    ailleurs = Retour(ouvrir("telephone"))
    ailleurs.page.effacer()
    expect(ailleurs.page.bouton("Commencer une nouvelle conversation")).to_be_focused()
    ailleurs.revenir(CODE)
    ailleurs.page.voit("mon histoire")


def explique(retour: Retour) -> None:
    """Before the code is made."""
    retour.page.bouton("Garder un code pour revenir").click()


def montre(retour: Retour) -> None:
    """The code is on the screen."""
    retour.garder()


def demande(retour: Retour) -> None:
    """The code is asked for, and was wrong."""
    retour.page.ecrire(INCONNU)
    retour.toucher("Revenir")
    expect(retour.alerte).not_to_be_empty()


def sur(retour: Retour) -> None:
    """The question before erasing."""
    retour.page.ecrire(INCONNU)
    retour.toucher("Effacer la conversation de ce code")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is installed by `npm ci` in bot/widget")
@pytest.mark.parametrize("etat", [explique, montre, demande, sur], ids=lambda e: e.__name__)
@pytest.mark.parametrize("taille", sorted(TAILLES))
def test_le_code_convient_a_tous(ouvrir: Ouvrir, serveur: FauxServeur, taille: str, etat: object) -> None:
    retour = commencee(ouvrir, serveur, taille, reduced_motion="reduce", bypass_csp=True)
    etat(retour)  # type: ignore[operator]
    assert retour.page.violations_axe() == []
    assert not retour.page.deborde()
    assert retour.page.cibles_petites() == []
    expect(retour.dialogue.get_by_role("link", name="Quitter vite")).to_be_visible()
    assert retour.dialogue.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
