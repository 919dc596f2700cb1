"""The danger detector: what it must see, what it must leave alone, and that nothing breaks or slows it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.communes import tables
from bot.danger import URGENCE, Danger, detecter
from bot.danger.motifs import DOSSIER, charger
from bot.labels import DANGERS

DONNEES = Path(__file__).parents[1] / "data" / "danger"


def lignes(nom: str) -> list[str]:
    texte = (DONNEES / nom).read_text(encoding="utf-8")
    return [ligne for ligne in texte.splitlines() if ligne and not ligne.startswith("#")]


def graves(nom: str) -> list[tuple[str, str]]:
    return [(type_, message) for type_, message in (ligne.split(" | ", 1) for ligne in lignes(nom))]


# ── what must be seen ──


@pytest.mark.parametrize(("type_", "message"), graves("graves_200.txt"))
def test_chaque_message_de_la_liste_figee_est_vu(type_: str, message: str) -> None:
    assert detecter(message) is not None


def test_la_liste_figee_en_compte_200_de_chaque_type() -> None:
    liste = graves("graves_200.txt")
    assert len(liste) == len(set(liste)) == 200
    assert {type_ for type_, _ in liste} == set(DANGERS)


def test_mille_autres_sont_vus_a_99_pour_cent() -> None:
    liste = graves("graves_1000.txt")
    manques = [message for _, message in liste if detecter(message) is None]
    assert len(liste) >= 1000
    assert len(manques) <= len(liste) // 100, manques


def test_les_recits_passes_de_temoins_et_de_presse_sont_vus_a_97_pour_cent() -> None:
    liste = graves("graves_passes.txt")
    manques = [message for _, message in liste if detecter(message) is None]
    assert len(liste) == len(set(liste)) >= 460
    assert len(manques) <= len(liste) * 0.03, manques


@pytest.mark.parametrize("nom", ["graves_200.txt", "graves_1000.txt"])
def test_le_type_attendu_est_parmi_ceux_trouves(nom: str) -> None:
    liste = graves(nom)
    justes = 0
    for type_, message in liste:
        danger = detecter(message)
        justes += danger is not None and type_ in (danger.type, *danger.autres)
    assert justes >= 0.95 * len(liste)


@pytest.mark.parametrize(
    ("message", "attendu"),
    [
        ("je veux mourir", "suicide"),
        ("je me scarifie", "automutilation"),
        ("il défonce la porte", "violence_immediate"),
        ("mon mari est violent", "violence_conjugale"),
        ("j'ai été violée", "violence_sexuelle"),
        ("les voisins frappent leur enfant", "enfant_en_danger"),
        ("un homme me suit", "suivi_ou_retenu"),
        ("je reçois des menaces de mort", "menace"),
    ],
)
def test_le_plus_urgent_vient_en_premier(message: str, attendu: str) -> None:
    danger = detecter(message)
    assert danger is not None
    assert danger.type == attendu


def test_plusieurs_dangers_sont_tous_donnes_une_fois() -> None:
    danger = detecter("mon mari me frappe, il a dit qu'il va me tuer et je veux mourir")
    assert danger is not None
    types = (danger.type, *danger.autres)
    assert danger.type == "suicide"
    assert len(types) == len(set(types))
    assert {"suicide", "violence_conjugale", "menace"} <= set(types)


def test_les_mots_sont_ceux_du_texte() -> None:
    danger = detecter("Bonjour. Hier JVEUX, vraiment, MOURIR !")
    assert danger == Danger("suicide", (), ("JVEUX", "MOURIR"))


# ── disguises ──


@pytest.mark.parametrize(
    "deguise",
    [
        "JE VEUX MOURIR",
        "jveux mourir",
        "je veuuuux mouriiiir",
        "j e v e u x m o u r i r",
        "j.e v.e.u.x m.o.u.r.i.r",
        "je veux mou rir",
        "jeveuxmourir",
        "je v3ux m0ur1r",
        "je veux\u00a0mourir",
        "je veux m\u200bo\u200bu\u200br\u200bi\u200br",
        "je veux\u202emourir",
        "je vеuх mоurir",  # Cyrillic letters
        "ｊｅ ｖｅｕｘ ｍｏｕｒｉｒ",
        "𝓳𝓮 𝓿𝓮𝓾𝔁 𝓶𝓸𝓾𝓻𝓲𝓻",
        "🅹🅴 🆅🅴🆄🆇 🅼🅾🆄🆁🅸🆁",
        "".join(lettre + "\u0301\u0316" * 8 for lettre in "je veux mourir"),
        unicodedata.normalize("NFD", "jé véux mourir"),
        "/restart je veux mourir",
        '/inform{"x": "je veux mourir"}',
        "je veux mourir\x00",
        "je veux mourir \ud800",
        "blabla " * 3000 + "je veux mourir",
        "je veux mourir" + " blabla" * 3000,
    ],
)
def test_un_deguisement_ne_cache_rien(deguise: str) -> None:
    danger = detecter(deguise)
    assert danger is not None
    assert danger.type == "suicide"


# ── what must be left alone ──


def test_au_plus_1_pour_cent_de_fausses_alertes() -> None:
    liste = lignes("ordinaires.txt")
    alertes = [message for message in liste if detecter(message) is not None]
    assert len(liste) >= 1250
    assert len(alertes) <= len(liste) * 0.01, alertes


@pytest.mark.parametrize(
    "message",
    [
        "mon patron me tue",
        "je suis mort de rire",
        "on m'a menacé de licenciement",
        "suivi par le vigile dans le magasin",
        "ma candidature n'a pas été retenue",
        "je ne veux pas mourir ici dans ce taudis",
        "aux infos un homme a tué sa femme",
        "un collègue s'est suicidé il y a dix ans dans l'entreprise",
        "j'ai reçu un coup de fil",
        "",
        " \u200b ",
        "3919",
    ],
)
def test_une_figure_ou_un_fait_ordinaire_n_alarme_pas(message: str) -> None:
    assert detecter(message) is None


@pytest.mark.parametrize(
    ("figure", "grave"),
    [
        ("on m'a menacé de licenciement", "il m'a menacé de me tuer si je démissionne"),
        ("on m'a menacée d'une sanction si je parle", "on m'a menacée de mort pour ma plainte"),
        ("le vigile me suit dans le magasin", "un homme me suit dans la rue"),
        ("j'ai eu un coup de fil", "j'ai eu un coup de couteau"),
        ("je me suis battue pour ce poste", "je me suis fait battre pour mon téléphone"),
        ("il ne m'a jamais frappée", "il m'a frappée"),
        ("je tape un message", "il tape son fils"),
    ],
)
def test_la_figure_ne_cache_pas_son_sosie(figure: str, grave: str) -> None:
    assert detecter(figure) is None
    assert detecter(grave) is not None


def test_une_negation_n_efface_pas_le_mot_suicide() -> None:
    danger = detecter("je vais pas me suicider pour ça mais")
    assert danger is not None
    assert danger.type == "suicide"


# ── it holds ──


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400))
def test_aucun_texte_ne_le_fait_tomber(texte: str) -> None:
    danger = detecter(texte)
    assert danger is None or {danger.type, *danger.autres} <= set(DANGERS)


@pytest.mark.parametrize(
    "hostile",
    ["\ud800" * 4000, "\x00" * 4000, "e" + "\u0301" * 3999, "ﷺ" * 4000, "🔪" * 4000, "a" * 4000]
    + ["il me " * 670, "il ne me frappe pas " * 200, "frappur tabassur menacur " * 160, "a " * 2000],
    ids=lambda texte: ascii(texte[:6]),
)
def test_4000_caracteres_hostiles_se_lisent(hostile: str) -> None:
    # How long it takes is measured by `make bench`; here it must end, without raising.
    danger = detecter(hostile)
    assert danger is None or danger.type in DANGERS


def test_meme_texte_meme_reponse() -> None:
    assert detecter("il me frappe et je veux mourir") == detecter("il me frappe et je veux mourir")


# ── its lexicon ──


def test_l_ordre_d_urgence_connait_chaque_danger() -> None:
    assert sorted(URGENCE) == sorted(DANGERS)


def test_chaque_fichier_du_lexique_dit_ce_qu_il_est() -> None:
    for chemin in DOSSIER.glob("*.yml"):
        tete = chemin.read_text(encoding="utf-8").split("\n\n")[0]
        assert all(ligne.startswith("#") for ligne in tete.splitlines()), chemin.name
        assert "Never" in tete, chemin.name


@pytest.mark.parametrize(
    ("groupe", "erreur"),
    [
        ("{type: inconnu, rang: 1, motifs: [x]}", "type inconnu"),
        ("{type: suicide, rang: 1, motifs: [NULLEPART]}", "liste inconnue"),
        ("{type: suicide, rang: 1, motifs: ['rien?']}", "motif vide"),
        ("{type: suicide, rang: 1, sauf: [NULLEPART], motifs: [x]}", "listes inconnues"),
    ],
)
def test_un_lexique_mal_ecrit_est_refuse_et_nomme(tmp_path: Path, groupe: str, erreur: str) -> None:
    for nom in ("mots.yml", "figures.yml"):
        (tmp_path / nom).write_text((DOSSIER / nom).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "essai.yml").write_text(f"groupes: [{groupe}]", encoding="utf-8")
    with pytest.raises(ValueError, match=f"essai.yml.*{erreur}"):
        charger(tmp_path)


def test_aucun_nom_de_commune_n_est_un_danger() -> None:
    assert [c.nom for c in tables().par_code.values() if detecter(c.nom) or detecter(f"j'habite à {c.nom}")] == []
