"""Take screenshots of every state: `python -m tests.browser.capturer FOLDER` (to look at, not a test)."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.cartes import CARTES
from tests.browser.conftest import CHROMIUM, OPTIONS, TAILLES
from tests.browser.faux_serveur import FauxServeur, lancer, message
from tests.browser.page_boussole import PageBoussole

RECIT = (
    "J'ai appelé pour visiter un appartement à Roubaix. "
    "Quand j'ai dit mon nom, l'agence a répondu que c'était déjà loué."
)
SUITE = [
    {"id": "o", "titre": "Oui, c'est cela"},
    {"id": "n", "titre": "Non, corriger"},
    {"id": "j", "titre": "Je ne sais pas"},
]
ORIENTATION = ("elements", "contact", "preuves", "delais", "information", "recapitulatif", "transfert")


def main(dossier: Path) -> None:
    """Play one conversation at every size and keep the pictures."""
    dossier.mkdir(parents=True, exist_ok=True)
    serveur = FauxServeur()
    uv, fil, adresse = lancer(serveur)
    with sync_playwright() as p:
        navigateur = p.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for taille, options in TAILLES.items():
            serveur.remettre()
            contexte = navigateur.new_context(locale="fr-FR", **options)
            page = PageBoussole(contexte.new_page(), adresse)
            page.aller()
            page.page.wait_for_timeout(300)

            def photo(nom: str, page: PageBoussole = page, taille: str = taille) -> None:
                page.page.wait_for_timeout(350)
                page.page.screenshot(path=str(dossier / f"{taille}-{nom}.png"))

            photo("1-accueil")
            serveur.reponses = [
                [message("Merci de me l'avoir raconté."), message(None, SUITE, CARTES["qualification"])],
                [message("Voici vers qui vous tourner."), *(message(carte=CARTES[c]) for c in ORIENTATION)],
                [message("Vous n'êtes pas seul.", carte=CARTES["urgence"])],
            ]
            page.ecrire(RECIT)
            page.choix("Oui, c'est cela").wait_for()
            photo("2-comprehension")
            page.choix("Oui, c'est cela").click()
            page.journal.get_by_text("Parler à une personne").wait_for()
            photo("3-orientation")
            for i, titre in enumerate(("Qui peut vous aider", "Les délais pour agir", "Votre résumé")):
                page.journal.get_by_role("heading", name=titre).evaluate("e => e.scrollIntoView({behavior: 'instant'})")
                photo(f"4-cartes-{i}")
            page.ecrire("il me menace")
            page.journal.get_by_text("Police ou gendarmerie").wait_for()
            serveur.saisie(True)
            photo("5-urgence")
            serveur.saisie(False)
            serveur.dire(message("Bonjour, je suis juriste. Je lis votre message."), de="juriste")
            serveur.refus = [(429, "trop_vite", "Vous écrivez très vite. Attendez quelques secondes.")]
            page.ecrire("Merci")
            page.bouton("Réessayer").wait_for()
            serveur.flux_coupe = True
            serveur.couper()
            page.champ.fill("x" * 4100)
            expect(page.page.get_by_text("Connexion perdue")).to_be_visible()
            photo("6-erreurs")
            page.champ.fill("")
            page.bouton("Effacer").click()
            photo("7-dialogue")
            page.bouton("Oui, tout effacer").click()
            page.bouton("Commencer une nouvelle conversation").wait_for()
            photo("8-efface")
            serveur.en_panne = True
            page.bouton("Commencer une nouvelle conversation").click()
            page.bouton("Réessayer").wait_for()
            photo("9-panne")
            contexte.close()
            serveur.flux_coupe = serveur.en_panne = False
        contexte = navigateur.new_context(java_script_enabled=False, **TAILLES["telephone"])
        feuille = contexte.new_page()
        feuille.goto(adresse)
        feuille.screenshot(path=str(dossier / "sans-js.png"), full_page=True)
        contexte.close()
        navigateur.close()
    uv.should_exit = True
    serveur.couper()
    fil.join(5)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
