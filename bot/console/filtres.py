"""How values are written for a French reader: dates, numbers, and the titles of labels."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from bot.horaires import PARIS
from bot.labels import DEPARTEMENTS
from bot.textes import texte, tous

INSECABLE = "\N{NO-BREAK SPACE}"
FINE = "\N{NARROW NO-BREAK SPACE}"


def heure(quand: datetime) -> str:
    """Write « 14 h 05 », in French time."""
    local = quand.astimezone(PARIS)
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def jour(quand: datetime | date, le: date | None = None) -> str:
    """Write « aujourd'hui », « hier », « demain », or « 3 mars » (« 3 mars 2025 » in another year than `le`)."""
    jour_local = quand.astimezone(PARIS).date() if isinstance(quand, datetime) else quand
    if le is not None:
        proche = {-1: "hier", 0: "aujourdhui", 1: "demain"}.get((jour_local - le).days)
        if proche:
            return texte(f"console.{proche}")
    mois = texte("console.mois").split()[jour_local.month - 1]
    numero = "1er" if jour_local.day == 1 else str(jour_local.day)
    annee = "" if le is not None and le.year == jour_local.year else f" {jour_local.year}"
    return f"{numero}{INSECABLE}{mois}{annee}"


def moment(quand: datetime, le: date | None = None) -> str:
    """Write « aujourd'hui à 14 h 05 », « 3 mars à 9 h 00 »."""
    return texte("console.jour_a_heure", jour=jour(quand, le), heure=heure(quand))


def duree(ecart: timedelta) -> str:
    """Write « moins d'une minute », « 12 min », « 2 h 05 », « 3 jours »."""
    minutes = int(ecart.total_seconds()) // 60
    if minutes < 1:
        return texte("console.moins_d_une_minute")
    if minutes < 60:
        return f"{minutes}{INSECABLE}min"
    if minutes < 24 * 60:
        return f"{minutes // 60}{INSECABLE}h{INSECABLE}{minutes % 60:02d}"
    jours = minutes // (24 * 60)
    return texte("console.un_jour") if jours == 1 else f"{jours}{INSECABLE}{texte('console.jours')}"


def depuis(quand: datetime, maintenant: datetime) -> str:
    """Write « il y a 12 min », or « dans 12 min » for what is to come."""
    ecart = maintenant - quand
    if ecart >= timedelta(0):
        return texte("console.il_y_a", duree=duree(ecart))
    return texte("console.dans", duree=duree(-ecart))


def nombre(valeur: int | float, decimales: int = 0) -> str:
    """Write « 12 345 » or « 3,5 »."""
    ecrit = f"{valeur:,.{decimales}f}"
    return ecrit.replace(",", FINE).replace(".", ",")


def pour_cent(part: float) -> str:
    """Write « 84 % » for 0.84."""
    return f"{nombre(part * 100)}{INSECABLE}%"


@pass_context
def _jour(contexte: Context, quand: datetime | date) -> str:
    return jour(quand, _le(contexte))


@pass_context
def _moment(contexte: Context, quand: datetime) -> str:
    return moment(quand, _le(contexte))


@pass_context
def _depuis(contexte: Context, quand: datetime) -> str:
    return depuis(quand, contexte["maintenant"])


def _le(contexte: Context) -> date:
    maintenant: datetime = contexte["maintenant"]
    return maintenant.astimezone(PARIS).date()


@pass_context
def _critere(contexte: Context, identifiant: str) -> str:
    fait = contexte["faits"].criteres.get(identifiant)
    return fait.nom if fait else identifiant


@pass_context
def _domaine(contexte: Context, identifiant: str) -> str:
    fait = contexte["faits"].domaines.get(identifiant)
    return fait.nom if fait else identifiant


def departement(code: str | None) -> str:
    """Write « Nord (59) »; « non précisé » when there is none."""
    if code is None:
        return texte("console.sans_departement")
    return f"{DEPARTEMENTS[code]}{INSECABLE}({code})" if code in DEPARTEMENTS else code


def role(identifiant: str) -> str:
    """Write the name of a role of the staff."""
    return texte(f"console.role_{identifiant}")


def dit(nom: str) -> str:
    """Write a text by its name, or the name itself when it has none (an action of the log, an old label)."""
    return tous().get(nom, nom.rsplit(".", 1)[-1])


def installer(gabarits: Environment) -> None:
    """Give the templates their filters: `moment`, `depuis`, `jour`, `heure`, `duree`, `nombre`, `critere`…"""
    gabarits.filters.update(
        heure=heure,
        jour=_jour,
        moment=_moment,
        depuis=_depuis,
        duree=duree,
        nombre=nombre,
        pour_cent=pour_cent,
        critere=_critere,
        domaine=_domaine,
        departement=departement,
        role=role,
        dit=dit,
        iso=lambda quand: quand.isoformat(),
    )
