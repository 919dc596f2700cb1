"""The full-page conversation as people use it: talk, be refused, lose the network, reload, erase, leave."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.cartes import ACCUEIL, CARTES, CHOIX_ACCUEIL
from tests.browser.conftest import Ouvrir
from tests.browser.faux_serveur import FauxServeur, message

pytestmark = pytest.mark.browser

OUI_NON = [{"id": "oui", "titre": "Oui"}, {"id": "non", "titre": "Non"}]


# -- talking --


def test_l_accueil_dit_qui_parle_et_ouvre_quatre_portes(ouvrir: Ouvrir) -> None:
    page = ouvrir("telephone")
    expect(page.page).to_have_title("Boussole")
    expect(page.page.get_by_role("heading", level=1, name="Boussole")).to_be_visible()
    expect(page.page.get_by_text("Assistant automatique, confidentiel")).to_be_visible()
    expect(page.page.get_by_role("link", name="Notice")).to_have_attribute("href", re.compile("/notice$"))
    assert page.textes() == [ACCUEIL]
    for choix in CHOIX_ACCUEIL:
        expect(page.choix(choix["titre"])).to_be_visible()


def test_un_recit_part_tout_de_suite_et_la_reponse_arrive(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("Merci. Où cela s'est-il passé ?")]]
    page = ouvrir()
    page.ecrire("  On m'a refusé un logement.\nÀ Roubaix.  ")
    page.voit("Merci. Où cela s'est-il passé ?")
    page.voit("On m'a refusé un logement.\nÀ Roubaix.")
    expect(page.champ).to_have_value("")
    expect(page.champ).to_be_focused()
    assert [m["texte"] for m in serveur.recus] == ["On m'a refusé un logement.\nÀ Roubaix."]


def test_entree_envoie_et_majuscule_entree_va_a_la_ligne(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    page.champ.press_sequentially("un")
    page.champ.press("Shift+Enter")
    page.champ.press_sequentially("deux")
    page.champ.press("Enter")
    page.voit("un\ndeux")
    assert serveur.textes_recus(1) == ["un\ndeux"]


def test_sur_un_ecran_tactile_entree_va_a_la_ligne(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir("telephone")
    page.champ.press_sequentially("un")
    page.champ.press("Enter")
    page.champ.press_sequentially("deux")
    expect(page.champ).to_have_value("un\ndeux")
    page.bouton("Envoyer").tap()
    page.voit("un\ndeux")


def test_un_choix_repond_puis_reste_lisible_sans_resservir(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("Racontez.")]]
    page = ouvrir()
    page.choix("J'ai été témoin").click()
    page.voit("Racontez.")
    assert serveur.recus[0]["choix"] == "c2" and "texte" not in serveur.recus[0]
    for choix in CHOIX_ACCUEIL:
        expect(page.choix(choix["titre"])).to_have_attribute("aria-disabled", "true")
    expect(page.choix("J'ai été témoin (choisi)")).to_be_visible()
    page.choix("J'ai une question").click(force=True)
    page.ecrire("et après")
    page.voit("et après")
    assert serveur.textes_recus(2) == ["c2", "et après"]


def test_ce_que_l_on_ecrit_n_est_jamais_du_html(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    piege = "<img src=x onerror=alert(1)> <b>gras</b> javascript:alert(1)"
    serveur.reponses = [[message(piege, [{"id": "p", "titre": "<i>choix</i>"}])]]
    page = ouvrir()
    page.ecrire(piege)
    page.voit(piege, fois=2)
    expect(page.choix("<i>choix</i>")).to_be_visible()
    expect(page.journal.locator("img, b, i")).to_have_count(0)


@pytest.mark.parametrize(
    ("texte", "liens"),
    [
        ("Appelez le 39 28.", {"39 28": "tel:3928"}),
        ("Le 3928 ou le 03 20 00 00 00", {"3928": "tel:3928", "03 20 00 00 00": "tel:0320000000"}),
        ("Appelez tout de suite le 17", {"17": "tel:17"}),
        ("un SMS au 114, le 3114", {"114": "tel:114", "3114": "tel:3114"}),
        ("le 17 mars, 15 ans, 119 euros", {}),
        ("Voir https://exemple.fr/a?b=1.", {"https://exemple.fr/a?b=1": "https://exemple.fr/a?b=1"}),
        (
            "Sur antidiscriminations.fr, un tchat",
            {"antidiscriminations.fr": "https://antidiscriminations.fr"},
        ),
        ("contact@exemple.fr", {}),
    ],
)
def test_les_numeros_et_adresses_se_touchent(
    ouvrir: Ouvrir, serveur: FauxServeur, texte: str, liens: dict[str, str]
) -> None:
    serveur.accueil = message(texte)
    page = ouvrir()
    trouves = {a.inner_text().split("\n")[0]: a.get_attribute("href") for a in page.messages.first.locator("a").all()}
    assert trouves == liens
    assert page.messages.first.inner_text().replace("\n(nouvel onglet)\n", "").endswith(texte)


def test_on_voit_que_l_autre_ecrit_et_qui(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.saisie(True)
    expect(page.journal.get_by_role("status")).to_have_text("Boussole écrit…")
    serveur.dire(message("Bonjour, je suis juriste."), de="juriste")
    page.voit("Bonjour, je suis juriste.")
    expect(page.journal.get_by_role("status")).to_have_text("")
    expect(page.journal.get_by_text(re.compile(r"^Juriste · \d\d"))).to_be_visible()
    serveur.saisie(True)
    expect(page.journal.get_by_role("status")).to_have_text("Votre juriste écrit…")


# -- cards --


@pytest.mark.parametrize("nom", sorted(CARTES))
def test_chaque_carte_montre_tout_ce_qu_elle_dit(ouvrir: Ouvrir, serveur: FauxServeur, nom: str) -> None:
    serveur.accueil = message("Voici.", carte=CARTES[nom])
    page = ouvrir("telephone")
    carte = page.journal.get_by_role("article")
    expect(carte.get_by_role("heading", level=2, name=CARTES[nom]["titre"])).to_be_visible()
    montre = carte.inner_text()
    for texte in _textes(CARTES[nom]):
        assert texte in montre
    assert not page.deborde()


def _textes(valeur: object, cle: str = "") -> list[str]:
    if isinstance(valeur, dict):
        caches = ("id", "type", "lien", "ouvert", "perime", "present")
        sauf = (*caches, "adresse") if cle == "site" else caches
        return [t for k, v in valeur.items() if k not in sauf for t in _textes(v, k)]
    if isinstance(valeur, list):
        return [t for v in valeur for t in _textes(v, cle)]
    return [valeur] if isinstance(valeur, str) else []


def test_la_carte_contact_appelle_et_dit_ce_qui_est_a_verifier(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.accueil = message(carte=CARTES["contact"])
    page = ouvrir("telephone")
    lignes = page.journal.get_by_role("article").get_by_role("listitem")
    expect(lignes.nth(0).get_by_role("link", name="Appeler 39 28")).to_have_attribute("href", "tel:3928")
    expect(lignes.nth(0).get_by_text("À vérifier", exact=True)).to_have_count(0)
    expect(lignes.nth(1).get_by_text("À vérifier", exact=True)).to_be_visible()
    expect(lignes.nth(1).get_by_role("link", name=re.compile("Annuaire"))).to_have_attribute("target", "_blank")


def test_l_urgence_passe_avant_les_mots_et_interrompt(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir("telephone")
    serveur.dire(message("Vous n'êtes pas seul.", carte=CARTES["urgence"]))
    page.voit("Vous n'êtes pas seul.")
    texte = page.messages.last.inner_text()
    assert texte.index("Appelez maintenant") < texte.index("Vous n'êtes pas seul.")
    expect(page.journal.get_by_role("link", name=re.compile("^Appeler 17"))).to_have_attribute("href", "tel:17")
    assert page.dits[-1].startswith("! ") and "17" in page.dits[-1]


# -- heard once --


def test_chaque_message_nouveau_est_lu_une_seule_fois(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("Une réponse.", OUI_NON)]]
    page = ouvrir()
    page.ecrire("bonjour")
    page.voit("Une réponse.")
    serveur.couper()
    serveur.dire(message("Une autre."))
    page.voit("Une autre.")
    dits = " / ".join(page.dits)
    for texte, fois in {"Je suis Boussole": 1, "Une réponse.": 1, "Une autre.": 1, "bonjour": 0}.items():
        assert dits.count(texte) == fois, dits


def test_au_rechargement_rien_n_est_relu_d_un_bloc(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("Une réponse.")]]
    page = ouvrir()
    page.ecrire("bonjour")
    page.voit("Une réponse.")
    time.sleep(2.2)  # the server's Date header has a grain of one second, and may be one second old
    page.page.reload()
    page.voit("Une réponse.")
    serveur.dire(message("La suite."))
    page.voit("La suite.")
    assert page.dits == ["Voici votre conversation, là où vous l'aviez laissée.", "Boussole :\nLa suite."]


# -- refused, offline --


@pytest.mark.parametrize("statut", [401, 413, 429, 503])
def test_un_danger_refuse_montre_quand_meme_les_numeros(ouvrir: Ouvrir, serveur: FauxServeur, statut: int) -> None:
    page = ouvrir()
    serveur.refus = [(statut, "refus", "Pas maintenant.", CARTES["urgence"])]
    page.ecrire("Il me frappe")
    expect(page.journal.locator("a[href='tel:17']")).to_be_visible()


@pytest.mark.parametrize(
    ("statut", "code", "mot"), [(429, "trop_vite", "Attendez un peu."), (503, "panne", "Réessayez bientôt.")]
)
def test_un_refus_passager_garde_le_message_et_propose_de_reessayer(
    ouvrir: Ouvrir, serveur: FauxServeur, statut: int, code: str, mot: str
) -> None:
    page = ouvrir()
    serveur.refus = [(statut, code, mot)]
    page.ecrire("mon histoire")
    expect(page.journal.get_by_text(mot)).to_be_visible()
    page.voit("mon histoire")
    assert serveur.recus == []
    page.bouton("Réessayer").click()
    expect(page.bouton("Réessayer")).to_have_count(0)
    page.voit("mon histoire")
    assert serveur.textes_recus(1) == ["mon histoire"]


@pytest.mark.parametrize(("statut", "code"), [(400, "illisible"), (413, "trop_long")])
def test_un_refus_du_texte_le_rend_dans_la_case(ouvrir: Ouvrir, serveur: FauxServeur, statut: int, code: str) -> None:
    page = ouvrir()
    serveur.refus = [(statut, code, "Ce message ne passe pas.")]
    page.ecrire("mon histoire")
    expect(page.alerte).to_have_text("Ce message ne passe pas.")
    expect(page.champ).to_have_value("mon histoire")
    expect(page.messages).to_have_count(1)
    expect(page.choix("J'ai une question")).not_to_have_attribute("aria-disabled", "true")
    page.champ.press_sequentially("!")
    expect(page.alerte).to_have_text("")


def test_un_choix_perime_le_dit(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.refus = [(409, "choix_perime", "Ce choix n'est plus valable.")]
    page.choix("J'ai une question").click()
    expect(page.alerte).to_have_text("Ce choix n'est plus valable.")
    expect(page.choix("J'ai une question")).to_have_attribute("aria-disabled", "true")


def test_hors_ligne_le_message_attend_et_part_au_retour(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    page.page.context.set_offline(True)
    serveur.couper()
    page.ecrire("mon histoire")
    expect(page.journal.get_by_text("Votre message est gardé ici.")).to_be_visible()
    expect(page.page.get_by_text("Connexion perdue, on réessaie…")).to_be_visible()
    page.page.context.set_offline(False)
    expect(page.journal.get_by_text("Votre message est gardé ici.")).to_have_count(0)
    expect(page.page.get_by_text("Connexion perdue, on réessaie…")).to_have_count(0)
    page.voit("mon histoire")
    assert serveur.textes_recus(1) == ["mon histoire"]


def test_apres_une_coupure_seul_ce_qui_manque_est_demande(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.dire(message("deux"))
    page.voit("deux")
    serveur.couper()
    serveur.dire(message("trois"))
    page.voit("trois")
    assert page.textes() == [ACCUEIL, "deux", "trois"]
    assert serveur.reprises == [None, "2"]


def test_un_serveur_qui_rejoue_tout_ne_double_rien(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.rejoue_tout = True
    serveur.couper()
    serveur.dire(message("deux"))
    page.voit("deux")
    assert page.textes() == [ACCUEIL, "deux"]


@pytest.mark.parametrize("texte", ["", "   \n "])
def test_un_message_vide_ne_part_pas(ouvrir: Ouvrir, serveur: FauxServeur, texte: str) -> None:
    page = ouvrir()
    page.ecrire(texte)
    expect(page.alerte).to_have_text("Écrivez d'abord quelques mots.")
    assert serveur.recus == []


@pytest.mark.parametrize(
    ("texte", "compte", "part"),
    [
        ("a" * 3599, "", True),
        ("a" * 3999, "1 caractère restant", True),
        ("é" * 4000, "0 caractère restant", True),
        ("🧭" * 4000, "0 caractère restant", True),
        ("a" * 4001, "1 caractère de trop", False),
        ("a" * 4102, "102 caractères de trop", False),
    ],
    ids=["3599", "3999", "4000", "4000-emoji", "4001", "4102"],
)
def test_un_texte_long_est_compte_et_jamais_coupe(
    ouvrir: Ouvrir, serveur: FauxServeur, texte: str, compte: str, part: bool
) -> None:
    page = ouvrir()
    page.champ.fill(texte)
    if compte:
        expect(page.page.get_by_text(compte, exact=True).first).to_be_visible()
    else:
        expect(page.page.get_by_text("restant")).to_have_count(0)
    page.bouton("Envoyer").click()
    if part:
        page.voit(texte)
    else:
        expect(page.alerte).to_contain_text("trop long")
    expect(page.champ).to_have_value("" if part else texte)
    assert serveur.textes_recus(1 if part else 0) == ([texte] if part else [])


def test_une_conversation_disparue_recommence_en_gardant_le_texte(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.dire(message("ancien"))
    page.voit("ancien")
    serveur.refus = [(401, "conversation_inconnue", "Inconnue.")]
    page.ecrire("mon histoire")
    expect(page.champ).to_have_value("mon histoire")
    expect(page.journal.get_by_text(re.compile("En voici une nouvelle"))).to_be_visible()
    page.voit("ancien", fois=0)
    page.bouton("Envoyer").click()
    page.voit("mon histoire")
    assert page.memoire() == {"boussole": "jeton-2"}


# -- the tab --


def test_recharger_garde_la_conversation_de_l_onglet(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    serveur.reponses = [[message("Une réponse.", OUI_NON)], [message("Fin.")]]
    page = ouvrir()
    page.ecrire("bonjour")
    page.voit("Une réponse.")
    page.choix("Oui").click()
    page.voit("Fin.")
    avant = page.textes()
    page.page.reload()
    page.voit("Fin.")
    assert page.textes() == avant == [ACCUEIL, "bonjour", "Une réponse.", "Oui", "Fin."]
    expect(page.choix("Oui (choisi)")).to_have_attribute("aria-disabled", "true")
    assert len(serveur.journaux) == 1


def test_recharger_une_conversation_effacee_en_ouvre_une_autre(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.journaux.clear()
    page.page.reload()
    expect(page.journal.get_by_text(re.compile("En voici une nouvelle"))).to_be_visible()
    page.voit(ACCUEIL)
    assert len(serveur.journaux) == 1


def test_un_onglet_neuf_ne_sait_rien(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    page.ecrire("mon secret")
    page.voit("mon secret")
    assert page.memoire() == {"boussole": "jeton-1"}
    assert page.page.context.cookies() == []
    autre = ouvrir()
    autre.voit("mon secret", fois=0)
    assert autre.memoire() == {"boussole": "jeton-2"}


@pytest.mark.parametrize("panne", ["en_panne", "flux_coupe"])
def test_un_depart_impossible_donne_les_numeros_et_reessaie(ouvrir: Ouvrir, serveur: FauxServeur, panne: str) -> None:
    setattr(serveur, panne, True)
    page = ouvrir(attendre=False)
    expect(page.page.get_by_role("heading", name="Boussole ne répond pas pour le moment")).to_be_visible()
    expect(page.page.get_by_role("link", name="39 28")).to_have_attribute("href", "tel:3928")
    setattr(serveur, panne, False)
    page.bouton("Réessayer").click()
    page.voit(ACCUEIL)


# -- erasing --


def test_effacer_demande_une_fois_puis_ne_laisse_rien(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    page.ecrire("mon secret")
    page.voit("mon secret")
    page.effacer(confirmer=False)
    page.voit("mon secret")
    page.effacer()
    expect(page.page.get_by_role("heading", name="Tout est effacé")).to_be_visible()
    assert serveur.journaux == {} and page.memoire() == {}
    assert "mon secret" not in page.tout_le_texte()
    recommencer = page.bouton("Commencer une nouvelle conversation")
    expect(recommencer).to_be_focused()
    recommencer.click()
    page.voit(ACCUEIL)
    expect(page.champ).to_be_focused()


def test_un_effacement_qui_echoue_le_dit_et_garde_tout(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.refus = [(503, "panne", "")]
    page.effacer()
    expect(page.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("n'a pas pu se faire")
    page.bouton("Oui, tout effacer").click()
    expect(page.page.get_by_role("heading", name="Tout est effacé")).to_be_visible()


def test_effacee_ailleurs_la_page_se_vide(ouvrir: Ouvrir, serveur: FauxServeur) -> None:
    page = ouvrir()
    serveur.effacer_ailleurs()
    expect(page.page.get_by_role("heading", name="Tout est effacé")).to_be_visible()
    assert page.memoire() == {}


# -- leaving fast --


@pytest.mark.parametrize("geste", ["bouton", "majuscule", "dialogue"])
def test_quitter_vite_ne_laisse_rien_derriere(ouvrir: Ouvrir, serveur: FauxServeur, geste: str) -> None:
    page = ouvrir("telephone")
    page.page.goto(page.base_url + "/notice")  # something to go back to
    page.aller()
    page.ecrire("mon secret")
    page.champ.fill("encore un secret")
    if geste == "dialogue":
        page.bouton("Effacer").click()
        expect(page.page.get_by_role("dialog")).to_be_visible()
    if geste == "majuscule":
        for _ in range(3):
            page.page.keyboard.press("Shift")
    else:
        page.quitter_vite.last.click()
    expect(page.page).to_have_title("Météo")
    page.page.go_back()
    assert page.page.url.endswith("/notice")
    assert page.page.evaluate("JSON.stringify(sessionStorage)") == "{}"


def test_la_sortie_part_sans_attendre_le_site_neutre(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.ecrire("mon secret")
    page.voit("mon secret")
    # The neutral site never answers: what counts is when it is asked, and that the screen is already empty.
    page.page.context.route("https://www.meteofrance.com/**", lambda route: None)
    with page.page.expect_request("https://www.meteofrance.com/**", timeout=1000):
        page.toucher_quitter()


def test_ecrire_en_majuscules_ne_fait_pas_quitter(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    page.champ.focus()
    for lettre in "ABCD":
        page.page.keyboard.press(f"Shift+{lettre}")
    expect(page.champ).to_have_value("ABCD")
    expect(page.page).to_have_title("Boussole")


def test_sans_javascript_les_numeros_et_la_sortie_sont_la(ouvrir: Ouvrir) -> None:
    page = ouvrir("telephone", attendre=False, java_script_enabled=False)
    liens = [a.get_attribute("href") for a in page.page.get_by_role("link").all() if a.is_visible()]
    for lien in ("3928", "17", "112", "114", "15", "3114", "3919", "119"):
        assert f"tel:{lien}" in liens
    assert {"https://www.antidiscriminations.fr", "/notice", "/quitter"} <= set(liens)
    page.quitter_vite.click()
    expect(page.page).to_have_title("Météo")
