"""The shapes of the facts: one frozen dataclass per family, each entry dated, checked and sourced.

A fact past its `revoir_le` may still be shown, but never as current (see `Fait.perime`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a fact was read; `date` is None when the page shows none.

    `precision` says how much of the date the page gives: "jour", or "mois" / "annee" when the day (or the
    month) was not given and the file holds the first one.
    """

    titre: str
    adresse: str | None = None
    date: dt.date | None = None
    precision: str = "jour"


@dataclass(frozen=True, kw_only=True)
class Fait:
    """What every entry carries: when someone last checked it, when to check again, and where it was read."""

    id: str
    verifie_le: date
    revoir_le: date
    sources: tuple[Source, ...]

    def perime(self, le: date) -> bool:
        """Tell whether the fact is past its review date on day `le`."""
        return le > self.revoir_le

    @property
    def echeance(self) -> date:
        """Return the first day on which some part of the fact must be checked again."""
        return self.revoir_le


@dataclass(frozen=True, kw_only=True)
class Valeur:
    """One value and the period in which it held; `jusqu_a` None = still holds."""

    valeur: str
    depuis: date
    jusqu_a: date | None = None


@dataclass(frozen=True, kw_only=True)
class FaitDate(Fait):
    """A sentence or figure whose value changes with time (platform hours, price…)."""

    titre: str
    valeurs: tuple[Valeur, ...]

    def au(self, le: date) -> str | None:
        """Return the value in force on day `le`, or None when no period covers it."""
        for v in self.valeurs:
            if v.depuis <= le and (v.jusqu_a is None or le <= v.jusqu_a):
                return v.valeur
        return None


@dataclass(frozen=True, kw_only=True)
class Plage:
    """Opening hours: `jours` from 1 (Monday) to 7, `de` and `a` as "HH:MM"."""

    jours: tuple[int, ...]
    de: str
    a: str


@dataclass(frozen=True, kw_only=True)
class Numero(Fait):
    """A telephone number that may be shown: emergency, listening line, the 39 28 itself.

    Hours age faster than the number: `horaires_revoir_le`, when given, is their own review date.
    """

    nom: str
    numero: str
    lien: str
    description: str
    prix: str | None = None
    horaires_texte: str | None = None
    plages: tuple[Plage, ...] = ()
    ferme_jours_feries: bool = False
    horaires_verifies_le: date | None = None
    horaires_revoir_le: date | None = None
    site: str | None = None
    acces_sourds: str | None = None
    dangers: tuple[str, ...] = ()
    urgence: bool = False

    @property
    def echeance(self) -> date:
        """Return the review date of the number or of its hours, whichever comes first."""
        return min(self.revoir_le, self.horaires_revoir_le or self.revoir_le)

    def horaires_perimes(self, le: date) -> bool:
        """Tell whether the hours are past their review date on day `le`."""
        return le > (self.horaires_revoir_le or self.revoir_le)


@dataclass(frozen=True, kw_only=True)
class Critere(Fait):
    """A ground protected by law, in plain words and in its legal wording."""

    nom: str
    en_phrase: str
    definition: str
    libelle_legal: str
    articles: tuple[str, ...]
    depuis: str | None
    est: tuple[str, ...]
    n_est_pas: tuple[str, ...]
    attention: str | None = None


@dataclass(frozen=True, kw_only=True)
class Domaine(Fait):
    """A field of life covered by the law, with the proofs to keep there."""

    nom: str
    en_phrase: str
    definition: str
    est: tuple[str, ...]
    n_est_pas: tuple[str, ...]
    preuves: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Regle(Fait):
    """A rule of law or of procedure, said in plain French, with its articles."""

    titre: str
    texte: str
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Delai(Fait):
    """A time limit: how long and from what event. Never a computed final date."""

    demarche: str
    duree: str
    depart: str
    natures: tuple[str, ...]
    domaines: tuple[str, ...] = ()
    secteur: str | None = None
    a_confirmer: bool = False


@dataclass(frozen=True, kw_only=True)
class Delegue(Fait):
    """A delegate of the DDD specialised in discrimination, as known on `etat_au`.

    `jusqu_a` is the last day of the mission, written when somebody else takes over.
    """

    nom: str
    departements: tuple[str, ...]
    etat_au: date
    jusqu_a: date | None = None


@dataclass(frozen=True, kw_only=True)
class Relais(Fait):
    """Someone who can help: association, institution, point-justice… and for what."""

    nom: str
    genre: str
    description: str
    tel: str | None = None
    lien_tel: str | None = None
    site: str | None = None
    adresse: str | None = None
    courriel: str | None = None
    horaires_texte: str | None = None
    prix: str | None = None
    criteres: tuple[str, ...] = ()
    domaines: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    intercommunalites: tuple[str, ...] = ()
    public: str = "personnes"
    a_verifier: bool = False


@dataclass(frozen=True, kw_only=True)
class EtatPlan:
    """What was known of a local plan (PTLCD) on a date, as precise as `precision` (see Source)."""

    au: date
    texte: str
    source: Source
    precision: str = "jour"


@dataclass(frozen=True, kw_only=True)
class Intercommunalite(Fait):
    """An EPCI of the region and, where known, the dated state of its local plan."""

    nom: str
    departement: str
    communes: int
    population: int
    sigle: str | None = None
    plan: tuple[EtatPlan, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ressource(Fait):
    """Something for professionals: advice, body, training, context… never shown to a victim.

    `genre` is one of GENRES_RESSOURCE.
    """

    genre: str
    titre: str
    texte: str
    site: str | None = None
    a_verifier: bool = False
