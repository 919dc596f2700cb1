"""Everyone can use the page: axe in each state and size, keyboard alone, no sideways scroll, big targets."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cartes import CARTES
from tests.browser.conftest import TAILLES, Ouvrir
from tests.browser.faux_serveur import FauxServeur, message
from tests.browser.page_boussole import AXE, PageBoussole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is installed by `npm ci` in bot/widget"),
]
NOM_DU_FOCUS = """(() => {
  const e = document.querySelector('boussole-chat').shadowRoot.activeElement;
  return e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.firstChild.textContent;
})()"""
ANIMATIONS = """document.querySelector('boussole-chat').shadowRoot.getAnimations()
  .filter((a) => a.playState === 'running').length"""
OUI_NON = [{"id": "oui", "titre": "Oui"}, {"id": "non", "titre": "Non"}]


def depart(page: PageBoussole, serveur: FauxServeur) -> None:
    """The first screen."""


def conversation(page: PageBoussole, serveur: FauxServeur) -> None:
    """Every card, spent and fresh choices, a juriste, the system, someone typing."""
    serveur.reponses = [[message("Voici.", OUI_NON, carte) for carte in CARTES.values()]]
    page.ecrire("Bonjour")
    page.journal.get_by_text("Son texte reste lisible.").wait_for()
    page.choix("Oui").last.click()
    serveur.dire(message("Une personne arrive."), de="systeme")
    serveur.dire(message("Bonjour, je suis juriste."), de="juriste")
    page.voit("Bonjour, je suis juriste.")
    serveur.saisie(True)
    expect(page.journal.get_by_role("status")).to_have_text("Votre juriste écrit…")


def erreurs(page: PageBoussole, serveur: FauxServeur) -> None:
    """A refused message, a text too long, no connection."""
    serveur.refus = [(503, "panne", "Réessayez bientôt.")]
    page.ecrire("Bonjour")
    expect(page.bouton("Réessayer")).to_be_visible()
    serveur.flux_coupe = True
    serveur.couper()
    page.ecrire("x" * 4001)
    expect(page.page.get_by_text("Connexion perdue, on réessaie…")).to_be_visible()


def dialogue(page: PageBoussole, serveur: FauxServeur) -> None:
    """The question before erasing, with its own failure."""
    serveur.refus = [(503, "panne", "Réessayez bientôt.")]
    page.effacer()
    expect(page.page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()


def efface(page: PageBoussole, serveur: FauxServeur) -> None:
    """Nothing left."""
    page.effacer()
    expect(page.bouton("Commencer une nouvelle conversation")).to_be_visible()


def panne(page: PageBoussole, serveur: FauxServeur) -> None:
    """Nobody answers at the start."""
    efface(page, serveur)
    serveur.en_panne = True
    page.bouton("Commencer une nouvelle conversation").click()
    expect(page.bouton("Réessayer")).to_be_visible()


ETATS = [depart, conversation, erreurs, dialogue, efface, panne]


@pytest.mark.parametrize("etat", ETATS, ids=lambda e: e.__name__)
@pytest.mark.parametrize("taille", sorted(TAILLES))
def test_aucun_defaut_axe_ni_debordement_ni_petite_cible(
    ouvrir: Ouvrir, serveur: FauxServeur, taille: str, etat: object
) -> None:
    page = ouvrir(taille, reduced_motion="reduce", bypass_csp=True)  # the CSP would keep axe itself out
    etat(page, serveur)  # type: ignore[operator]
    assert page.violations_axe() == []
    assert not page.deborde()
    assert page.cibles_petites() == []
    assert page.quitter_vite.last.is_visible()


def test_sans_javascript_aucun_defaut_axe(ouvrir: Ouvrir) -> None:
    page = ouvrir("telephone", attendre=False, bypass_csp=True)
    # axe needs scripts: show what <noscript> holds, in place of the component.
    page.page.evaluate(
        "document.body.innerHTML = new DOMParser().parseFromString("
        "document.querySelector('noscript').textContent, 'text/html').body.innerHTML"
    )
    assert page.violations_axe() == []


def test_tout_se_fait_au_clavier(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("D'accord ?", OUI_NON)], [message("Merci.")]]
    page = ouvrir()
    ordre = []
    for _ in range(11):
        page.page.keyboard.press("Tab")
        ordre.append(page.page.evaluate(NOM_DU_FOCUS))
    assert ordre == [
        "Aller au message à écrire",
        "Notice",
        "J'ai un code",
        "Effacer",
        "Quitter vite",
        "Conversation",
        "Cela m'est arrivé",
        "J'ai été témoin",
        "J'ai une question",
        "Je suis professionnel",
        "Votre message",
    ]
    page.page.keyboard.type("bonjour")
    page.page.keyboard.press("Enter")
    expect(page.choix("Oui")).to_be_visible()
    page.page.keyboard.press("Shift+Tab")
    page.page.keyboard.press("Shift+Tab")
    expect(page.choix("Oui")).to_be_focused()
    page.page.keyboard.press("Enter")
    page.voit("Merci.")
    expect(page.choix("Oui (choisi)")).to_be_focused()


def test_le_lien_d_evitement_mene_a_la_case(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(page.champ).to_be_focused()


def test_le_dialogue_se_ferme_a_echap_et_rend_le_focus(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.bouton("Effacer").press("Enter")
    expect(page.bouton("Non, garder")).to_be_focused()
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    expect(page.bouton("Effacer")).to_be_focused()


def test_l_aiguille_ne_bouge_pas_pour_qui_ne_veut_pas(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir(reduced_motion="reduce")
    serveur.saisie(True)
    expect(page.journal.get_by_role("status")).to_have_text("Boussole écrit…")
    assert page.page.evaluate(ANIMATIONS) == 0


def test_une_longue_reponse_se_lit_depuis_son_debut(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("Voici.", carte=CARTES["contact"]), message("Ensuite.", carte=CARTES["delais"])]]
    page = ouvrir("telephone")
    page.ecrire("mon histoire")
    page.voit("Ensuite.")
    expect(page.journal.get_by_text("mon histoire")).to_be_in_viewport()
    expect(page.journal.get_by_text("Voici.")).to_be_in_viewport()
    expect(page.journal.get_by_text("Ensuite.")).not_to_be_in_viewport()
    page.bouton("Voir la suite").click()
    expect(page.journal.get_by_text("Saisir le Défenseur des droits ne suspend")).to_be_in_viewport()
    expect(page.bouton("Voir la suite")).to_have_count(0)


def test_relire_plus_haut_n_est_pas_interrompu(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message(f"Ligne {i}.\n" * 8) for i in range(6)]]
    page = ouvrir("telephone", reduced_motion="reduce")
    page.ecrire("mon histoire")
    page.journal.get_by_text("Ligne 5.").first.wait_for()
    page.bouton("Voir la suite").click()
    page.page.wait_for_timeout(100)
    page.journal.evaluate("e => e.scrollTo(0, 0)")
    page.page.wait_for_timeout(100)
    serveur.dire(message("Du nouveau."))
    page.voit("Du nouveau.")
    assert page.journal.evaluate("e => e.scrollTop") == 0
    expect(page.bouton("Voir la suite")).to_be_visible()
