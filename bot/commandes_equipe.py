"""`python -m bot user …` and `python -m bot audit`: the staff's accounts and access log, from the machine itself.

Passwords and second factors are written on the terminal once, and nowhere else.
"""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot import qr
from bot.equipe import Compte, CompteInvalide
from bot.privacy import mots_de_passe
from bot.privacy.vault import CoffreIllisible
from bot.settings import ReglageInvalide, lire
from bot.store import acces, comptes
from bot.store.schema import SchemaAncien, migrer, verifier
from bot.store.session import Base, base_de
from bot.textes import texte

# Who did it, in the access log, when it was done from here.
TERMINAL = "terminal"
user = typer.Typer(no_args_is_help=True, help="Les comptes de la console : juristes, relecteurs, observatoire, admin.")
Identifiant = Annotated[str, typer.Argument(help="L'identifiant du compte.")]


@user.command()
def add(
    identifiant: Annotated[str, typer.Option(prompt="Identifiant", help="Pour se connecter.")],
    nom: Annotated[str, typer.Option(prompt="Nom", help="Tel que l'équipe le lira.")],
    role: Annotated[str, typer.Option(prompt="Rôle", help="juriste, relecteur, observatoire ou admin.")] = "juriste",
    territoire: Annotated[list[str] | None, typer.Option(help="Département (répétable) ; aucun : tous.")] = None,
    generer: Annotated[bool, typer.Option("--generer", help="Donne un mot de passe au lieu de le demander.")] = False,
) -> None:
    """Ajoute une personne, et affiche une seule fois son mot de passe et son second facteur."""
    base = _base()
    mot, donne = _mot_de_passe(generer)
    try:
        compte, secret = comptes.creer(base, identifiant, nom, role, tuple(territoire or ()), mot)
    except (CompteInvalide, mots_de_passe.MotDePasseRefuse) as refus:
        _refuser(texte(f"equipe.{refus}"))
    acces.noter(base, TERMINAL, "compte_ajoute", compte)
    cree = comptes.trouver(base, compte)
    assert cree is not None
    typer.echo(texte("equipe.cli_cree", identifiant=cree.identifiant, role=cree.role))
    _montrer(cree, mot if donne else None, secret)


@user.command("list")
def lister() -> None:
    """Montre tous les comptes."""
    personnes = comptes.tous(_base())
    for p in personnes:
        etat = "" if p.actif else "  (désactivé)"
        typer.echo(f"{p.identifiant}  {p.role}  {','.join(p.territoires) or 'tous'}  {p.nom}{etat}")
    if not personnes:
        typer.echo(texte("equipe.cli_personne"))


@user.command()
def disable(identifiant: Identifiant) -> None:
    """Désactive un compte : ses sessions se ferment, ce qu'il a fait reste au journal d'accès."""
    base = _base()
    vise = _trouver(base, identifiant)
    try:
        comptes.activer(base, vise.id, False)
    except CompteInvalide as refus:
        _refuser(texte(f"equipe.{refus}"))
    acces.noter(base, TERMINAL, "compte_desactive", vise.id)
    typer.echo(texte("equipe.cli_desactive", identifiant=vise.identifiant))


@user.command()
def reset(
    identifiant: Identifiant,
    generer: Annotated[bool, typer.Option("--generer", help="Donne un mot de passe au lieu de le demander.")] = False,
) -> None:
    """Renouvelle le mot de passe et le second facteur d'un compte, et le réactive."""
    base = _base()
    vise = _trouver(base, identifiant)
    mot, donne = _mot_de_passe(generer)
    try:
        comptes.changer_mot_de_passe(base, vise.id, mot)
    except mots_de_passe.MotDePasseRefuse as refus:
        _refuser(texte(f"equipe.{refus}"))
    secret = comptes.changer_totp(base, vise.id)
    comptes.activer(base, vise.id, True)
    acces.noter(base, TERMINAL, "compte_mot_de_passe", vise.id)
    acces.noter(base, TERMINAL, "compte_totp", vise.id)
    typer.echo(texte("equipe.cli_reinitialise", identifiant=vise.identifiant))
    _montrer(vise, mot if donne else None, secret)


def audit() -> None:
    """Relit tout le journal d'accès et son témoin ; sort en erreur à la première ligne qui ne va pas."""
    base = _base()
    vue = acces.verifier(base)
    if vue.rompu is not None:
        typer.echo(texte(f"acces.rompu_{vue.raison}", rang=vue.rompu), err=True)
        raise typer.Exit(1)
    typer.echo(texte("acces.chaine_entiere_une" if vue.lignes == 1 else "acces.chaine_entiere", lignes=vue.lignes))


def _base() -> Base:
    try:
        reglages = lire()
        base = base_de(reglages)
        # As `run` does: the embedded database is brought up to date by itself, PostgreSQL by its operator.
        if reglages.est_sqlite:
            migrer(base.moteur)
        else:
            verifier(base.moteur)
    except (ReglageInvalide, CoffreIllisible, SchemaAncien) as erreur:
        _refuser(str(erreur))
    except SQLAlchemyError as erreur:
        _refuser(texte("equipe.cli_sans_base", erreur=type(erreur).__name__))
    return base


def _trouver(base: Base, identifiant: str) -> Compte:
    trouve = comptes.par_identifiant(base, identifiant)
    if trouve is None:
        _refuser(texte("equipe.cli_inconnu"))
    return trouve


def _mot_de_passe(generer: bool) -> tuple[str, bool]:
    # The password, and whether it was made here: only then does its owner have to read it.
    saisi = ""
    if not generer:
        saisi = str(typer.prompt(texte("equipe.cli_demande"), default="", show_default=False, hide_input=True))
    return (saisi, False) if saisi else (mots_de_passe.mot_de_passe_neuf(), True)


def _montrer(compte: Compte, mot: str | None, secret: str | None) -> None:
    if mot is not None:
        typer.echo(texte("equipe.cli_mot", mot=mot))
    if secret is not None:
        adresse = mots_de_passe.adresse_totp(secret, compte.identifiant)
        typer.echo(texte("equipe.cli_totp", cle=secret))
        typer.echo(qr.en_caracteres(adresse))
        typer.echo(adresse)


def _refuser(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
