"""The mask: each kind however it is typed, what is never masked, masking twice, and any text without a fall."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.knowledge import charger
from bot.privacy.masque import ETIQUETTES, masquer, reperer

MASQUES = [
    # first and family names
    ("je m'appelle Karim Benali", "je m'appelle [prénom] [nom]"),
    ("jmappelle karim", "jmappelle [prénom]"),
    ("je m'appelle zorvane", "je m'appelle [prénom]"),
    ("mon nom c'est Zwierzynski", "mon nom c'est [nom]"),
    ("il s'appelle Kouassi", "il s'appelle [prénom]"),
    ("un homme nommé Diego Torres", "un homme nommé [prénom] [nom]"),
    ("mme traore ma dit non", "mme [nom] ma dit non"),
    ("M. Dupuis refuse", "M. [nom] refuse"),
    ("Mme Le Goff refuse", "Mme [nom] refuse"),
    ("monsieur Ait Ahmed attend", "monsieur [nom] attend"),
    ("le docteur Lemaire refuse", "le docteur [nom] refuse"),
    ("mon patron Kevin crie", "mon patron [prénom] crie"),
    ("kevin du 3eme crie", "[prénom] du 3eme crie"),
    ("Maria Da Silva attend", "[prénom] [nom] attend"),
    ("João dos Santos attend", "[prénom] [nom] attend"),
    ("Jean-Pierre Martin attend", "[prénom] [nom] attend"),
    ("Ibrahima N'Diaye attend", "[prénom] [nom] attend"),
    ("DUPONT Karim", "[nom] [prénom]"),
    ("mon frère pierre attend", "mon frère [prénom] attend"),
    ("rose traore attend", "[prénom] [nom] attend"),
    ("j'ai vu Marine hier", "j'ai vu [prénom] hier"),
    ("Merci d'avance, Houria", "Merci d'avance, [prénom]"),
    ("on a vu Zorvane. zorvane est parti", "on a vu [prénom]. [prénom] est parti"),
    # telephones
    ("tel 06 12 34 56 78", "tel [téléphone]"),
    ("tel 0612345678", "tel [téléphone]"),
    ("tel 06.12.34.56.78.", "tel [téléphone]."),
    ("tel 06-12-34-56-78", "tel [téléphone]"),
    ("tel +33 6 12 34 56 78", "tel [téléphone]"),
    ("tel 0033612345678", "tel [téléphone]"),
    ("tel +33 (0)6 12 34 56 78", "tel [téléphone]"),
    ("tel +212 661 23 45 67", "tel [téléphone]"),
    # e-mails and accounts
    ("a.b@c-d.fr", "[courriel]"),
    ("mail machin arobase truc point fr", "mail [courriel]"),
    ("jean (at) free.fr", "[courriel]"),
    ("insta @mimi_62", "insta [compte]"),
    ("mon snap c'est lila.bks", "mon snap c'est [compte]"),
    ("https://www.facebook.com/xy.z", "[compte]"),
    # addresses
    ("au 12 bis rue des Lilas", "au [adresse]"),
    ("3 av. Foch appt 4 59000 Lille", "[adresse] Lille"),
    ("résidence Les Ormes bât C", "[adresse]"),
    ("j'habite 8 rue victor hugo a lens", "j'habite [adresse] a lens"),
    ("je vis 5 allée des Tilleuls, Beauvais", "je vis [adresse], Beauvais"),
    # NIR, IBAN, plates, births
    ("secu 1 85 05 59 350 123 75", "secu [numéro de sécurité sociale]"),
    ("secu 1850559350123", "secu [numéro de sécurité sociale]"),
    ("secu 1 80 03 2A 004 118", "secu [numéro de sécurité sociale]"),
    ("FR76 3000 6000 0112 3456 7890 189", "[IBAN]"),
    ("fr7630006000011234567890189", "[IBAN]"),
    ("FR76 3000 60 000112 3456 7890 189", "[IBAN]"),
    ("GB82WEST12345698765432", "[IBAN]"),
    ("rib 20041 01005 0500013M026 06", "rib [IBAN]"),
    ("plaque AB-123-CD", "plaque [plaque]"),
    ("plaque ab 123 cd", "plaque [plaque]"),
    ("né le 12/03/1985 à Oran", "né le [date de naissance] à Oran"),
    ("née en mai 1964", "née en [date de naissance]"),
    ("date de naissance : 1er mars 90", "date de naissance : [date de naissance]"),
]
JAMAIS = [
    "appelez le 39 28 ou le 3928, le 3919, le 119, le 17, le 114, le 3114, le 116 006, le 3018",
    "antidiscriminations.fr ou le Défenseur des droits",
    "j'habite à Lille, entre Villeneuve-d'Ascq et Saint-Quentin, en Picardie",
    "né en France, au Maroc ou en Côte d'Ivoire",
    "chez Carrefour, Pôle emploi et la CAF",
    "Monsieur le Directeur, Madame la Présidente",
    "lundi 3 mars 2024 à 14h30, au 3e étage",
    "un Marocain musulman et une Roumaine catholique",
    "article L1132-1, dossier 2024-113458, 650 euros, 35 ans",
    "soyons claire, la vie en rose, une pierre, la marine, à l'aurore, mes olives",
    "le lycée Jean Moulin et la station Gambetta",
    "ça s'appelle de la discrimination",
    "j'ai été nommée cheffe",
    "2 places de parking et 4 cours par semaine",
    "ON ME REFUSE TOUT A LA MAIRIE DE LENS",
    "le rendez-vous du 12/03/2024 est annulé",
]


@pytest.mark.parametrize(("texte", "attendu"), MASQUES)
def test_what_tells_who_is_masked(texte: str, attendu: str) -> None:
    assert masquer(texte) == attendu


@pytest.mark.parametrize("texte", JAMAIS)
def test_what_tells_nothing_of_anybody_stays(texte: str) -> None:
    assert masquer(texte) == texte


@pytest.mark.parametrize("numero", [n.numero for n in charger().numeros.values()])
def test_every_public_number_stays(numero: str) -> None:
    assert masquer(f"j'ai appelé le {numero} hier") == f"j'ai appelé le {numero} hier"


def test_the_public_numbers_may_be_given() -> None:
    assert masquer("tel 03 20 45 78 12", ["0320457812"]) == "tel 03 20 45 78 12"
    assert masquer("tel 03 20 45 78 12", []) == "tel [téléphone]"


def test_pieces_are_in_order_and_apart() -> None:
    texte = "Karim Benali, 06 12 34 56 78, a@b.fr, 12 rue des Lilas, né le 1/2/1990"
    trouves = reperer(texte)
    assert [t.genre for t in trouves] == ["prenom", "nom", "telephone", "courriel", "adresse", "naissance"]
    assert all(a.fin <= b.debut for a, b in zip(trouves, trouves[1:], strict=False))
    assert [texte[t.debut : t.fin] for t in trouves][:2] == ["Karim", "Benali"]


@pytest.mark.parametrize(("texte", "_"), MASQUES)
def test_masking_twice_changes_nothing(texte: str, _: str) -> None:
    assert masquer(masquer(texte)) == masquer(texte)


MORCEAUX = st.sampled_from(
    [
        *(m for texte, _ in MASQUES for m in texte.split()),
        *ETIQUETTES.values(),
        "\n",
        ". ",
        ", ",
        "-",
        "'",
        "@",
        "à",
        "rue",
        "12",
        "né le",
    ]
)
QUELCONQUES = st.one_of(
    st.text(st.characters(), max_size=80),
    st.text(st.characters(categories=["Cs", "Cc", "Lu", "Ll", "Nd", "Mn", "Co", "Po"]), max_size=60),
    st.lists(MORCEAUX, max_size=25).map(" ".join),
    st.lists(MORCEAUX, max_size=25).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(QUELCONQUES)
@example("\ud800 je m'appelle \x00 Karim \udfff")
@example("\ue000Karim\ue000")
def test_any_text_is_masked_once_and_for_all(texte: str) -> None:
    trouves = reperer(texte)
    masque = masquer(texte)
    assert masquer(masque) == masque
    assert all(0 <= t.debut < t.fin <= len(texte) for t in trouves)
    assert len(masque) <= len(texte) + max(map(len, ETIQUETTES.values())) * len(trouves)


AVANT_APRES = st.text(st.characters(exclude_categories=["Nd", "Nl", "No", "Cs"]), max_size=20)


def nir(alea: random.Random) -> str:
    corps = f"{alea.choice('12')}{alea.randrange(100):02}{alea.randrange(1, 13):02}{alea.choice(['59', '02', '2A', '2B', '99'])}{alea.randrange(10**6):06}"
    return f"{corps}{97 - int(corps.replace('2A', '19').replace('2B', '18')) % 97:02}"


def iban(alea: random.Random) -> str:
    pays, longueur = alea.choice([("FR", 23), ("BE", 12), ("DE", 18), ("PT", 21), ("ES", 20), ("PL", 24)])
    compte = "".join(alea.choice("0123456789") for _ in range(longueur))
    return f"{pays}{98 - int(''.join(str(int(c, 36)) for c in f'{compte}{pays}00')) % 97:02}{compte}"


@settings(max_examples=200, deadline=None)
@given(AVANT_APRES, AVANT_APRES, st.integers(0, 10**6), st.sampled_from(["", " ", ".", "-", "\u00a0"]), st.booleans())
def test_no_nir_nor_iban_survives(avant: str, apres: str, graine: int, separe: str, est_nir: bool) -> None:
    alea = random.Random(graine)
    if est_nir:
        n = nir(alea)
        groupes = [n[0], n[1:3], n[3:5], n[5:7], n[7:10], n[10:13], n[13:]]
    else:
        n = iban(alea)
        groupes = [n[i : i + 4] for i in range(0, len(n), 4)]
    masque = masquer(f"{avant} {separe.join(groupes)} {apres}")
    assert not re.search(r"\d{3}", re.sub(r"[\s.\-]", "", masque)), masque
