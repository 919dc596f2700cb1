"""The one list of labels, used by data, code, database, exports and evaluation files (design: « Labels »)."""

from __future__ import annotations

from typing import Final

CRITERES: Final[tuple[str, ...]] = (
    "origine",
    "nationalite",
    "religion",
    "patronyme",
    "langue",
    "lieu_de_residence",
    "domiciliation_bancaire",
    "vulnerabilite_economique",
    "sexe",
    "grossesse",
    "situation_de_famille",
    "orientation_sexuelle",
    "identite_de_genre",
    "moeurs",
    "apparence_physique",
    "age",
    "etat_de_sante",
    "handicap",
    "perte_autonomie",
    "caracteristiques_genetiques",
    "opinions_politiques",
    "activites_syndicales",
    "lanceur_alerte",
    "represailles",
)

DOMAINES: Final[tuple[str, ...]] = (
    "emploi",
    "logement",
    "education",
    "sante",
    "services_publics",
    "protection_sociale",
    "biens_services",
    "police_justice",
    "vie_associative",
    "autre",
)

NATURES: Final[tuple[str, ...]] = (
    "discrimination",
    "propos_haineux",
    "violence",
    "harcelement",
    "autre_litige",
    "insuffisant",
)

ROLES: Final[tuple[str, ...]] = ("victime", "temoin", "proche", "professionnel")

DEPARTEMENTS: Final[dict[str, str]] = {
    "02": "Aisne",
    "59": "Nord",
    "60": "Oise",
    "62": "Pas-de-Calais",
    "80": "Somme",
}

DANGERS: Final[tuple[str, ...]] = (
    "suicide",
    "automutilation",
    "violence_immediate",
    "violence_conjugale",
    "violence_sexuelle",
    "enfant_en_danger",
    "suivi_ou_retenu",
    "menace",
)
