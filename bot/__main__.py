"""The command line: `python -m bot --help`. Each command is a few lines over a module that does the work."""

from __future__ import annotations

import json
import logging
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import commandes_demo, commandes_equipe
from bot.settings import ReglageInvalide, Settings, lire

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Boussole, en ligne de commande.")
app.add_typer(commandes_equipe.user, name="user")
app.command()(commandes_demo.demo)
app.command()(commandes_equipe.audit)
log = logging.getLogger("boussole")


def _reglages() -> Settings:
    try:
        return lire()
    except ReglageInvalide as erreur:
        typer.echo(f"Réglage à corriger : {erreur}", err=True)
        raise typer.Exit(2) from erreur


@app.command()
def run() -> None:
    """Démarre tout : base, modèle, actions, Rasa, passerelle, console ; donne l'adresse."""
    from bot.superviseur import lancer

    raise typer.Exit(lancer(_reglages()))


@app.command()
def train() -> None:
    """Entraîne le modèle s'il manque ou si ses sources ont changé."""
    from bot.entrainement import EntrainementEchoue, entrainer_si_besoin

    try:
        entrainer_si_besoin(typer.echo)
    except EntrainementEchoue as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur


@app.command()
def classify() -> None:
    """Lit des lignes JSON {"id","text"} sur l'entrée et écrit l'analyse de chacune, dans l'ordre."""
    from bot.classification import classer_flux

    raise typer.Exit(classer_flux(sys.stdin.buffer, sys.stdout))


@app.command()
def evaluate(
    fichiers: Annotated[list[Path], typer.Argument(help="Fichiers JSON lines étiquetés.", exists=True, dir_okay=False)],
    en_json: Annotated[bool, typer.Option("--json", help="Sortie pour machines.")] = False,
    archive: Annotated[Path | None, typer.Option(help="Autre modèle à mesurer.")] = None,
    fiche: Annotated[Path | None, typer.Option(help="Écrit aussi la fiche de qualité (Markdown).")] = None,
    croisee: Annotated[
        bool, typer.Option(help="Avec --fiche : ajoute la validation croisée (plusieurs minutes).")
    ] = False,
) -> None:
    """Mesure la compréhension sur des textes étiquetés : un tableau par étiquette, fichier et registre."""
    from bot.comprehension.archive import ARCHIVE, ModeleAbsent, charger_modele
    from bot.evaluation import mesurer, rendre

    try:
        modele = charger_modele(archive or ARCHIVE)
        resultat = mesurer(modele, fichiers)
        if fiche is not None:
            from bot.evaluation.publier import publier

            publier(fiche, modele, resultat, fichiers, archive or ARCHIVE, date.today(), croisee)
    except (ModeleAbsent, ValueError) as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    typer.echo(json.dumps(resultat, ensure_ascii=False, indent=1) if en_json else rendre(resultat))


@app.command()
def talk(
    script: Annotated[Path, typer.Option("--script", exists=True, dir_okay=False, help="Une ligne par message.")],
    adresse: Annotated[str | None, typer.Option(help="Adresse de la passerelle.")] = None,
) -> None:
    """Joue une conversation contre les services démarrés et écrit les deux côtés ; « > titre » choisit un bouton."""
    from bot.dialogue import jouer

    reglages = _reglages()
    raise typer.Exit(jouer(script, adresse or f"http://127.0.0.1:{reglages.port}", typer.echo))


relectures = typer.Typer(no_args_is_help=True, help="Ce que la relecture apprend : phrases acceptées, effet mesuré.")
app.add_typer(relectures, name="relectures")


@relectures.command("export")
def exporter() -> None:
    """Écrit les phrases acceptées dans data/nlu/relues, et leurs essais de non-régression dans tests/nlu/relues."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.privacy.vault import CoffreIllisible
    from bot.relecture.export import ecrire
    from bot.store import exemples
    from bot.store.session import base_de

    try:
        nombre, fichiers = exemples.exporter(base_de(_reglages()), ecrire)
    except CoffreIllisible as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    except SQLAlchemyError as erreur:
        typer.echo(f"La base de données ne répond pas ({type(erreur).__name__}) : vérifiez DATABASE_URL.", err=True)
        raise typer.Exit(1) from erreur
    except OSError as erreur:
        typer.echo(f"Un fichier ne peut pas être écrit ({erreur.strerror}) : rien n'est marqué exporté.", err=True)
        raise typer.Exit(1) from erreur
    if fichiers is None:
        typer.echo("Aucune phrase acceptée n'attend d'être exportée.")
        return
    typer.echo(f"{nombre} phrase(s) exportée(s) : {', '.join(map(str, fichiers))}")
    typer.echo("Avant de les garder, mesurez leur effet : python -m bot relectures mesurer")


@relectures.command("mesurer")
def comparer_relues(
    fichiers: Annotated[
        list[Path] | None, typer.Argument(help="Fichiers à mesurer (par défaut : tests/nlu).", exists=True)
    ] = None,
    avant: Annotated[Path | None, typer.Option(help="Modèle d'avant, au lieu d'un entraînement.", exists=True)] = None,
    apres: Annotated[Path | None, typer.Option(help="Modèle d'après, au lieu d'un entraînement.", exists=True)] = None,
    en_json: Annotated[bool, typer.Option("--json", help="Sortie pour machines.")] = False,
) -> None:
    """Compare les scores sans et avec data/nlu/relues, pour qu'une personne décide de garder ces phrases ou non."""
    from bot.comprehension.archive import ModeleAbsent, charger_modele
    from bot.evaluation import relues

    if (avant is None) != (apres is None):
        typer.echo("Donnez les deux modèles, --avant et --apres, ou aucun.", err=True)
        raise typer.Exit(2)
    try:
        if avant is not None and apres is not None:
            modeles = charger_modele(avant), charger_modele(apres)
        else:
            modeles = relues.entrainer_les_deux(lambda dit: typer.echo(dit, err=True))
        resultat = relues.comparer(*modeles, fichiers or sorted(relues.MESURES.glob("*.jsonl")))
    except relues.RienARelire as erreur:
        typer.echo("Aucune phrase relue dans data/nlu/relues : il n'y a rien à comparer.", err=True)
        raise typer.Exit(1) from erreur
    except (ModeleAbsent, ValueError) as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    typer.echo(json.dumps(resultat, ensure_ascii=False, indent=1) if en_json else relues.rendre(resultat))


@app.command("check-facts")
def check_facts(
    le: Annotated[str | None, typer.Option(help="Date à prendre (AAAA-MM-JJ) au lieu d'aujourd'hui.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Sort en erreur s'il y a un fait à revoir.")] = False,
) -> None:
    """Liste les faits dont la date de révision est passée, les plus anciens d'abord."""
    from bot.knowledge import FaitInvalide, charger
    from bot.knowledge.verifier import lignes

    try:
        perimes = lignes(charger(), date.fromisoformat(le) if le else date.today())
    except FaitInvalide as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    except ValueError as erreur:
        typer.echo("La date s'écrit AAAA-MM-JJ.", err=True)
        raise typer.Exit(2) from erreur
    for fait in perimes:
        typer.echo(f"{fait.revoir_le}  {fait.fichier}:{fait.id}  (depuis {fait.jours} jours)")
    typer.echo(f"{len(perimes)} fait(s) à revoir." if perimes else "Tous les faits sont à jour.")
    raise typer.Exit(1 if strict and perimes else 0)


@app.command()
def observatoire(
    de: Annotated[str, typer.Option(help="Premier mois (AAAA-MM).")],
    a: Annotated[str, typer.Option(help="Dernier mois (AAAA-MM).")],
    departement: Annotated[str | None, typer.Option(help="Code du département ; sans lui, la région.")] = None,
    intercommunalite: Annotated[str | None, typer.Option(help="SIREN, avec --departement.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Fichier CSV à écrire.", dir_okay=False)] = None,
    pdf: Annotated[Path | None, typer.Option(help="Rapport PDF à écrire.", dir_okay=False)] = None,
) -> None:
    """Écrit les chiffres d'un territoire, sans rien qui mène à une personne : CSV, rapport à imprimer, ou résumé."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.observatoire.periodes import PeriodeInvalide
    from bot.observatoire.produire import produire
    from bot.store.session import base_de

    try:
        dossier = produire(base_de(_reglages()), de, a, departement, intercommunalite)
        for fichier, faire in ((csv, dossier.csv), (pdf, dossier.pdf)):
            if fichier is not None:
                fichier.write_bytes(faire())
                typer.echo(f"Écrit : {fichier}")
    except PeriodeInvalide as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    except SQLAlchemyError as erreur:
        typer.echo(f"La base de données ne répond pas ({type(erreur).__name__}) : vérifiez DATABASE_URL.", err=True)
        raise typer.Exit(1) from erreur
    except OSError as erreur:
        typer.echo(f"Un fichier ne peut pas être écrit ({erreur.strerror}).", err=True)
        raise typer.Exit(1) from erreur
    typer.echo(dossier.resume())


@app.command()
def migrate() -> None:
    """Met la base de données (DATABASE_URL) à la dernière version de son schéma."""
    from bot.store.schema import migrer
    from bot.store.session import ouvrir

    migrer(ouvrir(_reglages().database_url))
    typer.echo("Base de données à jour.")


@app.command()
def purge() -> None:
    """Efface les conversations plus vieilles que la durée promise dans la notice ; dit combien."""
    from bot.store.retention import purger
    from bot.store.session import base_de

    for nature, nombre in purger(base_de(_reglages())).items():
        typer.echo(f"{nombre} conversation(s) {nature.replace('_', ' ')} effacée(s).")


@app.command("rotate-key")
def rotate_key() -> None:
    """Change la clé maîtresse, services démarrés ou non ; coupée, la même commande reprend où elle en était."""
    from rich.progress import Progress
    from sqlalchemy.exc import SQLAlchemyError

    from bot.privacy.vault import CoffreIllisible
    from bot.store.rotation import RotationRefusee, changer
    from bot.store.schema import SchemaAncien

    reglages = _reglages()
    try:
        with Progress(transient=True) as barre:
            tache = barre.add_task("Changement de clé", total=None)
            bilan = changer(reglages, lambda faites, total: barre.update(tache, completed=faites, total=total))
    except (RotationRefusee, SchemaAncien, CoffreIllisible) as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    except SQLAlchemyError as erreur:
        typer.echo(f"La base de données ne répond pas ({type(erreur).__name__}) : vérifiez DATABASE_URL.", err=True)
        raise typer.Exit(1) from erreur
    except OSError as erreur:
        typer.echo(f"Le fichier de clé ne peut pas être remplacé ({erreur.strerror}) : relancez la commande.", err=True)
        raise typer.Exit(1) from erreur
    typer.echo(bilan.phrase())


if __name__ == "__main__":
    app()
