"""Settings: the environment becomes one frozen dataclass, read by entry points only (see `.env.example`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.transfert import DELAI_MAX, Horaires, HorairesInvalides, lire_horaires

RACINE = Path(__file__).resolve().parent.parent
NIVEAUX = ("DEBUG", "INFO", "WARNING", "ERROR")
HORAIRES = "1-5 09:00-12:00 14:00-17:00"


class ReglageInvalide(ValueError):
    """A setting holds a value that cannot be used; the text says which one and what is expected."""


@dataclass(frozen=True)
class Settings:
    """Every setting of the stack; paths are absolute, ports are integers, durations are seconds."""

    donnees: Path
    database_url: str
    hote: str
    port: int
    port_rasa: int
    port_actions: int
    port_console: int
    delai_reponse: float
    niveau_journal: str
    cle_maitre: str | None
    secret_interne: str | None
    responsable: str
    contact_donnees: str
    url_site: str | None
    juristes: bool
    juristes_horaires: Horaires
    juristes_delai: int

    @property
    def est_sqlite(self) -> bool:
        """Tell whether the embedded database is used: its migrations then run at start."""
        return self.database_url.startswith("sqlite")

    @property
    def fichier_cle_maitre(self) -> Path:
        """Where the master key lives when the environment does not give it."""
        return self.donnees / "secrets" / "cle_maitre"

    @property
    def fichier_secret_interne(self) -> Path:
        """Where the secret between the gateway and Rasa lives when the environment does not give it."""
        return self.donnees / "secrets" / "secret_interne"

    @property
    def fichier_temoin(self) -> Path:
        """Where the hashes of the access log are kept outside of the database."""
        return self.donnees / "acces.temoin"

    @property
    def dossier_propositions(self) -> Path:
        """Where proposals to change a fact wait for the people who keep the facts."""
        return self.donnees / "propositions"

    @property
    def url_rasa(self) -> str:
        """Address of the one route of Rasa that the gateway calls."""
        return f"http://127.0.0.1:{self.port_rasa}/webhooks/boussole/tour"


def charger_env(fichier: Path = RACINE / ".env", environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Merge a `.env` file (KEY=value lines, # comments) under the real environment, which wins."""
    valeurs: dict[str, str] = {}
    if fichier.is_file():
        for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), start=1):
            ligne = ligne.strip()
            if not ligne or ligne.startswith("#"):
                continue
            if "=" not in ligne:
                raise ReglageInvalide(f"{fichier.name}, ligne {numero} : il manque le signe « = ».")
            cle, _, valeur = ligne.partition("=")
            valeurs[cle.strip()] = valeur.strip().strip('"').strip("'")
    valeurs.update(os.environ if environ is None else environ)
    return valeurs


def lire(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check every setting; raise ReglageInvalide with the name of the faulty one."""
    env = charger_env() if environ is None else dict(environ)

    def port(nom: str, defaut: int) -> int:
        brut = env.get(nom, "") or str(defaut)
        if not (brut.isascii() and brut.isdigit()) or not 1 <= int(brut) <= 65535:
            raise ReglageInvalide(f"{nom}={brut!r} : un port est un nombre entier entre 1 et 65535.")
        return int(brut)

    donnees = Path(env.get("BOUSSOLE_DONNEES", "") or "var")
    if not donnees.is_absolute():
        donnees = RACINE / donnees
    url = env.get("DATABASE_URL", "") or f"sqlite:///{donnees / 'boussole.db'}"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        raise ReglageInvalide("DATABASE_URL : l'adresse commence par sqlite:/// ou par postgresql://.")
    try:
        delai = float(env.get("BOUSSOLE_DELAI_REPONSE", "") or "5")
    except ValueError:
        delai = -1.0
    if not 0.5 <= delai <= 30:
        raise ReglageInvalide("BOUSSOLE_DELAI_REPONSE : un nombre de secondes entre 0.5 et 30.")
    niveau = (env.get("BOUSSOLE_JOURNAL", "") or "INFO").upper()
    if niveau not in NIVEAUX:
        raise ReglageInvalide(f"BOUSSOLE_JOURNAL={niveau!r} : l'une des valeurs {', '.join(NIVEAUX)}.")
    secret = env.get("BOUSSOLE_SECRET_INTERNE") or None
    if secret and not (secret.isascii() and secret.isprintable()):
        raise ReglageInvalide("BOUSSOLE_SECRET_INTERNE : des lettres sans accent, des chiffres et des signes simples.")
    reglages = Settings(
        donnees=donnees,
        database_url=url,
        hote=env.get("BOUSSOLE_HOTE", "") or "127.0.0.1",
        port=port("BOUSSOLE_PORT", 8080),
        port_rasa=port("BOUSSOLE_PORT_RASA", 5005),
        port_actions=port("BOUSSOLE_PORT_ACTIONS", 5055),
        port_console=port("BOUSSOLE_PORT_CONSOLE", 8081),
        delai_reponse=delai,
        niveau_journal=niveau,
        cle_maitre=env.get("BOUSSOLE_CLE_MAITRE") or None,
        secret_interne=secret,
        responsable=env.get("BOUSSOLE_RESPONSABLE", "") or "l'organisme qui propose cette page",
        contact_donnees=env.get("BOUSSOLE_CONTACT_DONNEES", "") or "",
        url_site=env.get("BOUSSOLE_URL") or None,
        juristes=_oui(env, "BOUSSOLE_JURISTES"),
        juristes_horaires=_horaires(env),
        juristes_delai=_jours(env),
    )
    _refuser_ports_doubles(reglages)
    return reglages


def _oui(env: Mapping[str, str], nom: str) -> bool:
    brut = env.get(nom, "").strip().lower()
    if brut not in ("", "0", "1", "non", "oui"):
        raise ReglageInvalide(f"{nom} : oui ou non.")
    return brut in ("1", "oui")


def _horaires(env: Mapping[str, str]) -> Horaires:
    try:
        return lire_horaires(env.get("BOUSSOLE_JURISTES_HORAIRES", "") or HORAIRES)
    except HorairesInvalides as erreur:
        raise ReglageInvalide(
            f"BOUSSOLE_JURISTES_HORAIRES : par exemple « {HORAIRES} » (1 = lundi ; séparez par « ; »)."
        ) from erreur


def _jours(env: Mapping[str, str]) -> int:
    brut = env.get("BOUSSOLE_JURISTES_DELAI", "") or "2"
    if not (brut.isascii() and brut.isdigit()) or int(brut) > DELAI_MAX:
        raise ReglageInvalide(f"BOUSSOLE_JURISTES_DELAI : un nombre de jours ouvrés, de 0 à {DELAI_MAX}.")
    return int(brut)


def _refuser_ports_doubles(s: Settings) -> None:
    noms = {
        "BOUSSOLE_PORT": s.port,
        "BOUSSOLE_PORT_RASA": s.port_rasa,
        "BOUSSOLE_PORT_ACTIONS": s.port_actions,
        "BOUSSOLE_PORT_CONSOLE": s.port_console,
    }
    vus: dict[int, str] = {}
    for nom, valeur in noms.items():
        if valeur in vus:
            raise ReglageInvalide(f"{nom} et {vus[valeur]} ont le même port {valeur} : changez l'un des deux.")
        vus[valeur] = nom
