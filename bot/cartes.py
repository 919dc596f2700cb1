"""Cards: from facts and orientations to the channel-neutral cards of the message contract (design: « Contracts »)."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.danger import Danger
from bot.horaires import Ouverture
from bot.knowledge import Faits
from bot.knowledge.modeles import Numero, Relais
from bot.labels import DEPARTEMENTS
from bot.lieux import commune
from bot.orientation import ContactDelegue, Orientation
from bot.situation import Situation
from bot.textes import texte

Carte = dict[str, Any]
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def en_toutes_lettres(le: date) -> str:
    """Return a date as French people write it: « 11 mars 2021 »."""
    return f"{'1er' if le.day == 1 else le.day} {MOIS[le.month - 1]} {le.year}"


def urgence(faits: Faits, danger: Danger) -> Carte:
    """The numbers for a danger, the most important first."""
    numeros = {n.id: n for d in (danger.type, *danger.autres) for n in faits.numeros_pour(d)}
    return carte_urgence(tuple(numeros.values()))


def carte_urgence(numeros: tuple[Numero, ...]) -> Carte:
    """A card of emergency numbers, tappable."""
    return {
        "type": "urgence",
        "titre": texte("cartes.urgence_titre"),
        "texte": texte("cartes.urgence_texte"),
        "numeros": [{"numero": n.numero, "lien": n.lien, "nom": n.nom, "detail": n.description} for n in numeros],
    }


def qualification(s: Situation, faits: Faits) -> Carte:
    """« Si je comprends bien… »: critères and domaine with the words that led there."""
    lieu = commune(s.commune) if s.commune else None
    return {
        "type": "qualification",
        "titre": texte("cartes.qualification_titre"),
        "criteres": [
            {
                "id": c.id,
                "titre": faits.criteres[c.id].nom,
                "mots": list(c.mots),
                "legal": faits.criteres[c.id].libelle_legal,
            }
            for c in s.criteres
        ],
        "domaine": None
        if s.domaine is None
        else {"id": s.domaine.id, "titre": faits.domaines[s.domaine.id].nom, "mots": list(s.domaine.mots)},
        "lieu": lieu.affiche if lieu else None,
        "note": texte("cartes.qualification_note"),
    }


def contacts(o: Orientation, faits: Faits) -> Carte:
    """The 39 28 first, then the delegate of the department, then the helpers."""
    role = texte("cartes.contact_3928_role")
    liste = [_contact_numero(o.numero, o.perimes, role=role, etat=etat(o.numero, o.ouverture))]
    if o.delegue is not None:
        liste.append(_contact_delegue(o.delegue, faits))
    else:
        liste.append(_contact_annuaire(faits))
    liste += [_contact_numero(n, o.perimes) for n in o.numeros]
    liste += [_contact_relais(r, o.perimes) for r in o.relais]
    return {"type": "contact", "titre": texte("cartes.contact_titre"), "contacts": liste}


def contacts_humains(o: Orientation, faits: Faits) -> Carte:
    """Only the people who answer everyone today: the 39 28, its site, the delegate."""
    return {**contacts(o, faits), "contacts": contacts(o, faits)["contacts"][:2]}


def _contact_numero(n: Numero, perimes: frozenset[str], role: str | None = None, etat: Carte | None = None) -> Carte:
    horaires = n.horaires_texte if etat is None else None
    perime = n.id in perimes
    detail = " ".join(p for p in (n.description, n.acces_sourds) if p)
    return {
        "id": n.id,
        "nom": n.nom,
        "role": role,
        "detail": detail,
        "tel": {"affiche": n.numero, "lien": n.lien},
        "site": _site(n.site),
        "etat": etat,
        "note": _note((horaires, n.prix), "contact_perime" if perime else None),
        "perime": perime,
    }


def etat(n: Numero, o: Ouverture) -> Carte:
    """The opening state of a line, in words; hours nobody checked lately are said with their year."""
    if o.ouvert:
        dit = texte("cartes.ouvert")
    elif o.prochain is not None:
        dit = texte("cartes.ferme_jour", jour=f"{JOURS[o.prochain.weekday()]} {en_toutes_lettres(o.prochain)}")
    elif o.ouvert is False:
        dit = texte("cartes.ferme_maintenant")
    else:
        annee = (n.horaires_verifies_le or n.verifie_le).year
        dit = texte("cartes.jour_ouvert_heures_a_verifier", annee=annee, horaires=n.horaires_texte or "")
    return {"ouvert": o.ouvert, "texte": dit}


def _contact_delegue(c: ContactDelegue, faits: Faits) -> Carte:
    return {
        "id": f"delegue_{c.departement}",
        "nom": c.delegue.nom,
        "role": texte("cartes.contact_delegue_role", departement=DEPARTEMENTS[c.departement]),
        "detail": texte("cartes.contact_delegue_detail"),
        "tel": None,
        "site": _annuaire(faits),
        "etat": None,
        "note": texte("cartes.contact_delegue_perime", date=en_toutes_lettres(c.delegue.etat_au)) if c.perime else None,
        "perime": c.perime,
    }


def _contact_annuaire(faits: Faits) -> Carte:
    return {
        "id": "annuaire_delegues",
        "nom": texte("cartes.contact_annuaire_nom"),
        "role": texte("cartes.contact_annuaire_role"),
        "detail": texte("cartes.contact_delegue_detail"),
        "tel": None,
        "site": _annuaire(faits),
        "etat": None,
        "note": None,
        "perime": False,
    }


def _annuaire(faits: Faits) -> Carte:
    adresse = faits.plateforme["adresse_annuaire_delegues"].valeurs[-1].valeur
    return {"titre": texte("cartes.contact_delegue_site"), "adresse": adresse}


def _note(precisions: tuple[str | None, ...], alerte: str | None) -> str | None:
    suite = ", ".join(p for p in precisions if p)
    return " ".join(p for p in (suite, texte(f"cartes.{alerte}") if alerte else "") if p) or None


def _contact_relais(r: Relais, perimes: frozenset[str]) -> Carte:
    perime = r.a_verifier or r.id in perimes
    return {
        "id": r.id,
        "nom": r.nom,
        "role": None,
        "detail": r.description,
        "tel": {"affiche": r.tel, "lien": r.lien_tel} if r.tel else None,
        "site": _site(r.site),
        "adresse": r.adresse,
        "etat": None,
        "note": _note((r.horaires_texte, r.prix), "contact_a_verifier" if perime else None),
        "perime": perime,
    }


def _site(adresse: str | None) -> Carte | None:
    if not adresse:
        return None
    return {
        "titre": adresse.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/"),
        "adresse": adresse,
    }


def elements(o: Orientation, s: Situation, faits: Faits) -> Carte:
    """The three elements of a discrimination, and which one is missing."""
    noms = ", ".join(faits.criteres[c.id].nom.lower() for c in s.criteres)
    domaine = faits.domaines[s.domaine.id].nom.lower() if s.domaine else ""
    lignes = (("traitement", o.traitement, ""), ("critere", o.critere, noms), ("domaine", o.domaine, domaine))
    return {
        "type": "elements",
        "titre": texte("cartes.elements_titre"),
        "elements": [
            {"id": nom, "titre": texte(f"cartes.element_{nom}"), "present": present, "texte": _element(present, quoi)}
            for nom, present, quoi in lignes
        ],
    }


def _element(present: bool | None, quoi: str) -> str:
    if present is None:
        return texte("cartes.element_inconnu")
    if not present:
        return texte("cartes.element_absent")
    return texte("cartes.element_present", quoi=quoi) if quoi else texte("cartes.element_present_seul")


def preuves(o: Orientation) -> Carte | None:
    """What to keep; None when there is nothing to keep (professionals)."""
    if not o.preuves:
        return None
    return {
        "type": "preuves",
        "titre": texte("cartes.preuves_titre"),
        "elements": list(o.preuves),
        "note": texte("cartes.preuves_note"),
    }


def delais(o: Orientation, faits: Faits, le: date) -> Carte | None:
    """The time limits that run, never a final date, always with « saisir le DDD ne suspend pas »."""
    if not o.delais:
        return None
    return {
        "type": "delais",
        "titre": texte("cartes.delais_titre"),
        "elements": [
            {
                "titre": d.demarche,
                "duree": d.duree,
                "depart": texte("cartes.delai_depart", depart=d.depart),
                "note": texte("cartes.delai_a_confirmer") if d.a_confirmer or d.perime(le) else None,
            }
            for d in o.delais
        ],
        "rappel": " ".join((faits.regles["saisine_ne_suspend_pas"].texte, texte("cartes.delais_rappel_court"))),
    }


def plan_local(o: Orientation) -> Carte | None:
    """The dated state of the local plan of the commune's EPCI, or that we know none; None without a known EPCI."""
    if o.intercommunalite is None:
        return None
    if not o.intercommunalite.plan:
        titre = texte("cartes.plan_titre", nom=o.intercommunalite.nom)
        return {"type": "information", "titre": titre, "texte": texte("cartes.plan_inconnu")}
    return {
        "type": "information",
        "titre": texte("cartes.plan_titre", nom=o.intercommunalite.nom),
        "points": [
            texte("cartes.plan_etat", date=en_toutes_lettres(p.au), texte=p.texte) for p in o.intercommunalite.plan
        ],
    }


def ressources(o: Orientation) -> list[Carte]:
    """What a professional may use, one card each kind of resource."""
    genres: dict[str, list[str]] = {}
    for r in o.ressources:
        doute = " " + texte("cartes.ressource_doute") if r.a_verifier or r.id in o.perimes else ""
        genres.setdefault(r.genre, []).append(f"{r.titre} : {r.texte}{doute}")
    return [
        {"type": "information", "titre": texte(f"cartes.ressource_{genre}"), "points": points}
        for genre, points in genres.items()
    ]


def recapitulatif(o: Orientation, s: Situation, faits: Faits, le: date) -> Carte:
    """A page to keep: what was understood, whom to contact, what to keep, what time runs."""
    dits = [texte("cartes.recapitulatif_role", quoi=texte(f"cartes.role_{o.role}"))]
    dits += [texte("cartes.recapitulatif_critere", quoi=faits.criteres[c.id].nom) for c in s.criteres]
    if s.domaine:
        dits.append(texte("cartes.recapitulatif_domaine", quoi=faits.domaines[s.domaine.id].nom))
    lieu = o.commune.affiche if o.commune else DEPARTEMENTS.get(o.departement or "", texte("cartes.lieu_inconnu"))
    dits.append(texte("cartes.recapitulatif_lieu", quoi=lieu))
    lignes = [
        " — ".join(
            p
            for p in (
                c["nom"],
                (c["tel"] or {}).get("affiche"),
                (c["site"] or {}).get("adresse"),
                c["note"],
            )
            if p
        )
        for c in contacts(o, faits)["contacts"]
    ]
    sections = [(texte("cartes.recapitulatif_situation"), dits), (texte("cartes.recapitulatif_contacts"), lignes)]
    if o.preuves:
        sections.append((texte("cartes.recapitulatif_preuves"), list(o.preuves)))
    if o.delais:
        limites = [f"{d.demarche} : {d.duree} ({d.depart})" for d in o.delais]
        sections.append((texte("cartes.recapitulatif_delais"), limites))
    return {
        "type": "recapitulatif",
        "titre": texte("cartes.recapitulatif_titre"),
        "sections": [{"titre": titre, "lignes": contenu} for titre, contenu in sections],
        "note": texte("cartes.recapitulatif_note", date=en_toutes_lettres(le)),
    }
