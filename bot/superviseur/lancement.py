"""Everything `run` does around the supervisor: checks before, the address once ready, a word at the end."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from rich.console import Console

from bot.settings import RACINE, Settings
from bot.superviseur.parties import adresse, environnement, parties
from bot.superviseur.ports import empechement
from bot.superviseur.surveillance import Superviseur

REGLAGE_FAUX = 2
GUET_SECONDES = 2.0
SANS_BASE = (
    "PostgreSQL ne répond pas encore : vérifiez DATABASE_URL et que le serveur est démarré. La page est ouverte et donne les "
    "numéros d'urgence ; les messages seront acceptés dès que la base répondra."
)
Dire = Callable[[str], None]


class DepartRefuse(Exception):
    """The stack cannot start; the text says in French what to change."""


def lancer(settings: Settings) -> int:
    """Check, start, watch, stop; returns 0 once stopped, 1 when a part never started, 2 when refused."""
    console = Console(highlight=False, soft_wrap=True)
    os.chdir(RACINE)
    try:
        for verifier in VERIFICATIONS:
            verifier(settings)
        sans_base = not _base_prete(settings)
        _entrainer(console)
    except DepartRefuse as refus:
        console.print("Boussole ne peut pas démarrer.", style="bold red")
        console.print(str(refus), markup=False)
        return REGLAGE_FAUX
    console.print("Démarrage de Boussole : actions, Rasa, passerelle, console…", style="bold")

    def dire(ligne: str) -> None:
        console.print(f"  {ligne}", markup=False)

    if sans_base:
        dire(SANS_BASE)
        threading.Thread(target=_guetter_base, args=(settings, dire), daemon=True).start()

    def pret(duree: float) -> None:
        console.print(f"Boussole est prête en {duree:.0f} s : {adresse(settings)}", style="bold green")
        if settings.url_site:
            console.print(f"Adresse publique : {settings.url_site}", markup=False)
        console.print("Pour arrêter : Ctrl-C.")

    superviseur = Superviseur(
        parties(settings),
        settings.donnees / "journaux",
        environnement(settings),
        RACINE,
        dire=dire,
        au_pret=pret,
    )
    code = superviseur.tourner()
    console.print("Boussole est arrêtée." if code == 0 else "Boussole n'a pas démarré.", style="bold")
    return code


def _entrainer(console: Console) -> None:
    # After the checks: nobody waits two minutes to learn that a port is taken.
    from bot.entrainement import EntrainementEchoue, entrainer_si_besoin

    try:
        entrainer_si_besoin(lambda ligne: console.print(ligne, markup=False))
    except EntrainementEchoue as erreur:
        raise DepartRefuse(str(erreur)) from erreur


def _verifier_faits(_s: Settings) -> None:
    from bot.knowledge import FaitInvalide, charger

    try:
        charger()
    except FaitInvalide as erreur:
        raise DepartRefuse(f"Un fait est mal écrit. {erreur}") from erreur


def _verifier_ports(s: Settings) -> None:
    raisons = [r for p in parties(s) if (r := empechement(p.hote, p.port, p.reglage))]
    if raisons:
        raise DepartRefuse("\n".join(raisons))


def _verifier_secrets(s: Settings) -> None:
    # Made here, once, when they are missing: the children start together and all need them.
    from bot.privacy.vault import CoffreIllisible, cle_maitre, secret_partage

    try:
        cle_maitre(s.cle_maitre, s.fichier_cle_maitre)
        secret_partage(s.secret_interne, s.fichier_secret_interne)
    except CoffreIllisible as erreur:
        raise DepartRefuse(f"BOUSSOLE_CLE_MAITRE : {erreur}.") from erreur
    except OSError as erreur:
        raison = f"Le dossier {s.donnees} ne peut pas être écrit : vérifiez BOUSSOLE_DONNEES."
        raise DepartRefuse(raison) from erreur


def _base_prete(s: Settings) -> bool:
    """Bring SQLite to the current schema, check PostgreSQL's; False when PostgreSQL is not there yet (ADR 011)."""
    from sqlalchemy.exc import OperationalError, SQLAlchemyError

    from bot.store import schema
    from bot.store.session import ouvrir, pas_encore_la

    try:
        moteur = ouvrir(s.database_url)
        try:
            (schema.migrer if s.est_sqlite else schema.verifier)(moteur)
        finally:
            moteur.dispose()
    except schema.SchemaAncien as erreur:
        raise DepartRefuse(str(erreur)) from erreur
    except (SQLAlchemyError, OSError) as erreur:
        if isinstance(erreur, OperationalError) and pas_encore_la(s.database_url, erreur):
            return False
        if s.est_sqlite:
            raison = "Le fichier de la base de données ne peut pas être ouvert : vérifiez BOUSSOLE_DONNEES"
        else:
            raison = "PostgreSQL refuse la connexion : vérifiez DATABASE_URL"
        raise DepartRefuse(f"{raison} ({type(erreur).__name__}).") from erreur
    return True


def _guetter_base(s: Settings, dire: Dire) -> None:
    """Say when PostgreSQL is there, or what keeps it from serving (each reason once); for ever until then."""
    dit = ""
    while True:
        try:
            if _base_prete(s):
                dire("PostgreSQL répond : les messages sont de nouveau gardés.")
                return
        except DepartRefuse as raison:
            if str(raison) != dit:
                dit = str(raison)
                dire(dit)
        time.sleep(GUET_SECONDES)


# In this order: what a person mistypes most comes first, what writes to the disk comes last.
VERIFICATIONS: tuple[Callable[[Settings], None], ...] = (
    _verifier_faits,
    _verifier_ports,
    _verifier_secrets,
)
