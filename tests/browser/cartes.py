"""One card of each type of the contract, as the gateway would send it (invented content, real shape)."""

from __future__ import annotations

from typing import Any

Carte = dict[str, Any]

LIGNE_39_28: Carte = {
    "id": "3928",
    "nom": "39 28, plateforme antidiscriminations",
    "role": "Des juristes du Défenseur des droits vous écoutent",
    "detail": "Appel confidentiel, prix d'un appel local.",
    "tel": {"affiche": "39 28", "lien": "tel:3928"},
    "site": {"titre": "antidiscriminations.fr", "adresse": "https://www.antidiscriminations.fr"},
    "etat": {"ouvert": True, "texte": "Ouvert aujourd'hui, du lundi au vendredi"},
    "note": None,
    "perime": False,
}
DELEGUE_ANCIEN: Carte = {
    "id": "delegue_59",
    "nom": "Camille Exemple",
    "role": "Personne déléguée du Défenseur des droits dans le Nord",
    "detail": "Vous reçoit gratuitement, sur rendez-vous.",
    "tel": None,
    "site": {
        "titre": "Annuaire des délégués",
        "adresse": "https://www.defenseurdesdroits.fr/carte-des-delegues",
    },
    "adresse": None,
    "etat": None,
    "note": "Nom connu au 11 mars 2021, à vérifier sur l'annuaire.",
    "perime": True,
}

CARTES: dict[str, Carte] = {
    "urgence": {
        "type": "urgence",
        "titre": "Vous êtes en danger ? Appelez maintenant",
        "texte": "Ces numéros sont gratuits, jour et nuit.",
        "numeros": [
            {"numero": "17", "lien": "tel:17", "nom": "Police ou gendarmerie", "detail": "Danger immédiat"},
            {
                "numero": "114",
                "lien": "tel:114",
                "nom": "Urgence par SMS",
                "detail": "Si vous ne pouvez pas parler",
            },
            {"numero": "3919", "lien": "tel:3919", "nom": "Violences Femmes Info", "detail": None},
        ],
    },
    "qualification": {
        "type": "qualification",
        "titre": "Si je comprends bien…",
        "criteres": [
            {"id": "origine", "titre": "L'origine", "mots": ["mon nom", "arabe"]},
            {"id": "lieu_de_residence", "titre": "Le lieu de résidence", "mots": []},
        ],
        "domaine": {"id": "logement", "titre": "Le logement", "mots": ["l'agence", "appartement"]},
        "lieu": "Roubaix (Nord)",
        "note": "Ce n'est pas un jugement : vous pouvez corriger.",
    },
    "elements": {
        "type": "elements",
        "titre": "Les trois éléments d'une discrimination",
        "elements": [
            {
                "id": "traitement",
                "titre": "Un traitement moins favorable",
                "present": True,
                "texte": "Un refus de visite.",
            },
            {
                "id": "critere",
                "titre": "Un critère de la loi",
                "present": None,
                "texte": "L'origine, peut-être.",
            },
            {
                "id": "domaine",
                "titre": "Un domaine de la loi",
                "present": False,
                "texte": "Pas encore reconnu.",
            },
        ],
    },
    "contact": {
        "type": "contact",
        "titre": "Qui peut vous aider",
        "contacts": [
            LIGNE_39_28,
            DELEGUE_ANCIEN,
            {
                "id": "association",
                "nom": "Association d'exemple",
                "detail": "Écoute et accompagne.",
                "tel": {"affiche": "03 20 00 00 00", "lien": "tel:+33320000000"},
                "adresse": "1 place de l'Exemple, 59000 Lille",
                "etat": {"ouvert": False, "texte": "Fermé, rouvre lundi"},
                "perime": False,
            },
        ],
    },
    "preuves": {
        "type": "preuves",
        "titre": "Ce que vous pouvez garder",
        "elements": ["L'annonce de l'appartement", "Les messages et les courriels", "Le nom des témoins"],
        "note": "Gardez une copie chez une personne de confiance.",
    },
    "delais": {
        "type": "delais",
        "titre": "Les délais pour agir",
        "elements": [
            {"titre": "Porter plainte", "duree": "6 ans", "depart": "le jour des faits"},
            {
                "titre": "Saisir le conseil de prud'hommes",
                "duree": "5 ans",
                "depart": "la révélation",
                "note": "À vérifier.",
            },
        ],
        "rappel": "Saisir le Défenseur des droits ne suspend pas les délais.",
    },
    "information": {
        "type": "information",
        "titre": "Le plan de lutte de votre territoire",
        "texte": "Votre intercommunalité a un plan contre les discriminations.",
        "points": ["Des formations pour les agents", "Un groupe de travail avec les habitants"],
        "site": {"titre": "Le plan", "adresse": "https://exemple.fr/plan"},
        "note": "État connu au 11 mars 2021.",
    },
    "recapitulatif": {
        "type": "recapitulatif",
        "titre": "Votre résumé",
        "sections": [
            {"titre": "Ce qui s'est passé", "lignes": ["Un refus de visite à Roubaix"]},
            {"titre": "À faire", "lignes": ["Appeler le 39 28", "Garder l'annonce"]},
        ],
        "note": "Ce résumé reste dans cette conversation.",
    },
    "transfert": {
        "type": "transfert",
        "titre": "Parler à une personne",
        "texte": "Les juristes du 39 28 peuvent prendre le relais.",
        "contacts": [LIGNE_39_28],
    },
    "inconnu": {
        "type": "carte_de_demain",
        "titre": "Une carte nouvelle",
        "texte": "Son texte reste lisible.",
    },
}

CHOIX_ACCUEIL = [
    {"id": "c1", "titre": "Cela m'est arrivé"},
    {"id": "c2", "titre": "J'ai été témoin"},
    {"id": "c3", "titre": "J'ai une question"},
    {"id": "c4", "titre": "Je suis professionnel"},
]
ACCUEIL = (
    "Bonjour. Je suis Boussole, un assistant automatique : je ne suis pas une personne.\n"
    "Ce que vous écrivez est confidentiel et gardé 30 jours. Vous pouvez tout effacer quand vous voulez.\n"
    "Racontez ce qui s'est passé, ou choisissez :"
)

# The card that offers a juriste, with the fiche to send.
FICHE: Carte = {
    "type": "transfert",
    "titre": "Demander à un juriste",
    "texte": "Un juriste peut vous lire et vous répondre ici. Vérifiez ce qui lui sera envoyé.",
    "note": None,
    "fiche": {
        "lignes": [
            {"cle": "role", "titre": "Qui êtes-vous dans cette histoire", "texte": "La personne concernée", "aide": ""},
            {
                "cle": "recit",
                "titre": "Ce qui s'est passé",
                "texte": "J'ai appelé pour visiter un appartement à Roubaix. Quand j'ai dit mon nom, c'était loué.",
                "aide": "",
            },
            {"cle": "lieu", "titre": "Où", "texte": "Roubaix (Nord)", "aide": ""},
            {"cle": "quand", "titre": "Quand", "texte": "", "aide": "Par exemple : mardi dernier"},
            {"cle": "souhait", "titre": "Ce que vous voulez", "texte": "", "aide": "Par exemple : un conseil"},
        ],
        "departement": "59",
    },
}
