"""`python -m bot demo`: fills a database apart with synthetic conversations, says how to enter, and starts everything on it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.demo import remplir
from bot.demo.equipe import MOT_DE_PASSE, acces
from bot.settings import RACINE, Settings, lire

DOSSIER = RACINE / "var" / "demonstration"


def demo(
    neuve: Annotated[bool, typer.Option("--neuve", help="Efface la démonstration et la refait.")] = False,
    codes: Annotated[bool, typer.Option("--codes", help="Donne seulement les codes de cet instant.")] = False,
    sans_demarrer: Annotated[bool, typer.Option("--sans-demarrer", help="Remplit la base et s'arrête là.")] = False,
) -> None:
    """Démarre tout sur une base à part, remplie de 300 conversations inventées."""
    from bot.superviseur import lancer

    reglages = _reglages(DOSSIER)
    if codes:
        _montrer(DOSSIER)
        return
    if neuve:
        shutil.rmtree(DOSSIER, ignore_errors=True)
    if not (DOSSIER / "demonstration.json").exists():
        _remplir(reglages)
    _montrer(DOSSIER)
    if not sans_demarrer:
        typer.echo(f"Console : http://localhost:{reglages.port_console}/")
        raise typer.Exit(lancer(reglages))


def _reglages(dossier: Path) -> Settings:
    # Its own folder, keys and database: nothing of the demonstration ever meets what people wrote.
    return replace(
        lire(),
        donnees=dossier,
        database_url=f"sqlite:///{dossier / 'boussole.db'}",
        cle_maitre=None,
        secret_interne=None,
        juristes=True,
    )


def _remplir(reglages: Settings) -> None:
    from bot.comprehension.archive import ModeleAbsent
    from bot.entrainement import EntrainementEchoue, entrainer_si_besoin

    # What an interrupted filling left would be taken for the whole.
    shutil.rmtree(reglages.donnees, ignore_errors=True)
    reglages.donnees.mkdir(parents=True)
    try:
        entrainer_si_besoin(typer.echo)
        with Progress(transient=True) as barre:
            tache = barre.add_task("Conversations inventées", total=None)
            maintenant = datetime.now(timezone.utc)
            bilan = remplir(reglages, maintenant, lambda n, total: barre.update(tache, completed=n, total=total))
    except (ModeleAbsent, EntrainementEchoue) as erreur:
        shutil.rmtree(reglages.donnees, ignore_errors=True)
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    typer.echo(
        f"{bilan.conversations} conversations inventées, {bilan.demandes} demandes de juriste, {bilan.relues} messages relus."
    )


def _montrer(dossier: Path) -> None:
    try:
        ouverts = acces(dossier, datetime.now(timezone.utc))
    except OSError as erreur:
        typer.echo("Aucune démonstration : lancez d'abord python -m bot demo.", err=True)
        raise typer.Exit(1) from erreur
    tableau = Table("Identifiant", "Rôle", "Code de cet instant", title=f"Mot de passe de tous : {MOT_DE_PASSE}")
    for a in ouverts:
        tableau.add_row(a.identifiant, a.role, a.code)
    Console().print(tableau)
    typer.echo("Un code sert une fois et dure 30 secondes. Pour en avoir d'autres : python -m bot demo --codes")
