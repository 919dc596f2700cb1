"""Postal addresses, with a number or without, and what completes them; the name of the commune is left to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.masque_chiffres import Portee
from bot.privacy.masque_mots import Mots, plier

_VOIE = (
    r"(?:rue|r\.|avenue|aven\.?|ave?\b\.?|boulevard|boul\.|bd\.?|bld\.?|bvd\.?|blvd\.?|all[ée]es?|all\."
    r"|chemin|chem\.|ch\.|che\.|impasse|imp\.|route|rte\.?|quai|square|sq\.?"
    r"|r[ée]sidence|r[ée]s\.|lotissement|lot\.|hameau|sentier|ruelle|faubourg|fbg\.?|fg\.?|chauss[ée]e|clos"
    r"|esplanade|parvis|venelle|dr[eè]ve|promenade|sente|carriere|carri[eè]re|rond[- ]point|mont[ée]e"
    r"|traverse|cit[ée])"
)
_VOIE_DOUTEUSE = (
    r"(?:place|pl\.?|cours?|passage|villa|mail|porte|voie|rang|cour|r|all|ch|che|imp|res"
    r"|résidences?|tour|b[âa]timent|parc|jardins?)"
)
_NUMERO = (
    r"(?<![\w,./])(?:n[°o]\s?|num[ée]ro\s)?\d{1,4}(?:\s?[-/]\s?\d{1,4})?(?:\s?(?:bis|ter|quater"
    r"|[a-dA-D])\b)?\s?,?\s(?:de\s(?:la\s|l['’])?)?"
)
_TETE = re.compile(
    rf"{_NUMERO}(?:(?:gde|grande|petite|vieille)\s)?(?:(?P<sure>{_VOIE})|(?P<doute>{_VOIE_DOUTEUSE}))(?=[\s])",
    re.IGNORECASE,
)
_TETE_SANS_NUMERO = re.compile(
    rf"\b(?:habit\w+|log\w{{1,4}}|domicili\w+|vis|vivons|vit|adresse|heberg\w+|h[ée]berg\w+"
    rf"|d[ée]m[ée]nag\w+)\b[^.\n\d]{{0,20}}?\s(?P<voie>{_VOIE}|place|tour|immeuble|foyer|b[âa]timent)(?=\s)",
    re.IGNORECASE,
)
_RESIDENCE = re.compile(
    r"\b(?:r[ée]sidence|r[ée]s\.?|cit[ée]|immeuble|lotissement|foyer|tour|lieu[- ]?dit|hameau)(?=\s(?:l['’]"
    r"|(?:les|le|la|des|du|de la)\s)?\w)",
    re.I,
)
_COMPLEMENT = (
    r"(?:appt?\.?|appart(?:ement)?|apt|b[âa]t(?:iment)?\.?|esc(?:alier)?\.?|[ée]tage|[ée]t\.|porte"
    r"|pte|bloc|entr[ée]e|hall|logement|lgt|lot|chambre|ch|bo[iî]te|bp|cs|r[ée]sidence|r[ée]s\.?)"
)
_VALEUR = r"(?:n[°o]\s?)?(?:\d{1,5}\s?[a-zA-Z]?\b|[a-zA-Z]\s?-?\d{0,4}\b)"
_SUITE = re.compile(
    rf"[\s,;\-–]{{0,4}}(?:\b{_COMPLEMENT}\s?{_VALEUR}(?!\w)|\b(?:\d{{1,2}}\s?(?:er|[eè]me|i[eè]me|e|eme)"
    rf"|premier|deuxi[eè]me|dernier|rdc|rez[- ]de[- ]chauss[ée]e)(?:\s[ée]tage)?\b(?:\s(?:droite|gauche"
    rf"|face))?|(?:cedex)\b"
    rf"|(?<!\d)\d{{2}}\s?\d{{3}}(?!\s?\d|\s?(?:euros?|€))\b)",
    re.IGNORECASE,
)
_COMPLEMENTS_SEULS = re.compile(
    rf"\b{_COMPLEMENT}\s?{_VALEUR}(?:[\s,]{{1,3}}(?:{_COMPLEMENT}\s?{_VALEUR}|\d{{1,2}}\s?(?:er|[eè]me"
    rf"|e)\s[ée]tage))+",
    re.IGNORECASE,
)
_MOT = re.compile(r"[\s]?(?:(?:[^\W_]|[\u0300-\u036f])+(?:[-'’](?:[^\W_]|[\u0300-\u036f])+)*)[.]?|[ ]?['’]")
_ELIDE = re.compile(r"(?:[jmtscn]|qu)['’]|d['’](?:en|un|une|autres?|abord|accord)\b")
_VAGUE = re.compile(r"\b(?:une|cette|ma|notre|m[êe]me|quelle|sa|leur)\s$", re.I)
_ARTICLES = frozenset("de du des la le les l d aux au a sur sous en saint sainte st ste d' l'".split())
_APPELS = frozenset(
    "general gal marechal mal docteur dr president abbe colonel capitaine commandant professeur pr "
    "monseigneur cardinal pere soeur saint sainte st ste notre emile jean".split()
)
_QUALITES = frozenset(
    "rouge rouges vert verte verts vertes blanc blanche blanches noir noire neuve neuf haute haut basse bas "
    "grande grand petite nationale national d or ancienne vieux vieille bleue bleu nord sud est ouest".split()
)
_FIN_ADRESSE = frozenset(
    "et je j mais ou car parce c est il elle on nous vous qui que quand depuis avec pour dans chez ma mon "
    "mes son sa ses me m tu ils elles y ai a au ont suis etait avait sont pas ne n "
    "c'est j'ai j'habite qu'il donc alors puis comme si sans par appt appartement apt app appart bat "
    "batiment bât etage esc escalier porte bloc entree hall logement bp cs cedex residence svp merci voila".split()
)


def adresses(texte: str, m: Mots) -> Iterator[Portee]:
    """Find postal addresses; out: where they are, the name of the commune left out."""
    fin = 0
    for tete in sorted(
        (*_TETE.finditer(texte), *_TETE_SANS_NUMERO.finditer(texte), *_RESIDENCE.finditer(texte)), key=_debut
    ):
        debut = _debut(tete)
        if debut < fin or (tete.re is not _TETE and _VAGUE.search(texte[max(0, debut - 8) : debut])):
            continue
        apres = _nom_de_voie(texte, tete.end(), m, _severite(tete))
        if apres is None:
            continue
        fin = _suites(texte, apres)
        if (
            tete.re is _RESIDENCE
            and tete.group().lower()[:3] not in ("rés", "res", "imm", "lot", "lie", "ham")
            and fin == apres
        ):
            continue
        yield debut, fin
    for trouve in _COMPLEMENTS_SEULS.finditer(texte):
        if trouve.start() >= fin:
            yield trouve.span()


def _debut(tete: re.Match[str]) -> int:
    return tete.start("voie") if tete.re is _TETE_SANS_NUMERO else tete.start()


def _severite(tete: re.Match[str]) -> int:
    """Return 0 after a sure street, 1 when only an article or a capital will do, 2 when a name is needed."""
    if tete.re is _RESIDENCE:
        return 2
    return 1 if tete.re is _TETE and tete.group("doute") else 0


def _nom_de_voie(texte: str, place: int, m: Mots, severite: int) -> int | None:
    """Read the name of a street from `place`; out: where it ends, None when what follows is no name of a street."""
    fin, articles, plein, attend = None, 0, 0, True
    dernier = ""
    while trouve := _MOT.match(texte, place):
        brut = trouve.group().strip().rstrip(".")
        plat = plier(brut)
        if plat in ("'", "’"):
            place = trouve.end()
            continue
        debut_brut = trouve.start() + len(trouve.group()) - len(trouve.group().lstrip())
        if plein == 0 and (plat in ("a", "au", "en", "sur") or (severite == 2 and plat in m.propres)):
            return None
        elide = len(plat) > 2 and plat[1] in "'’" and plat[0] in "ld"
        if plat in _ARTICLES and not elide:
            if plein and plat in ("a", "au", "en", "sur", "le", "les", "aux"):
                break
            articles, attend = articles + 1, plein == 0 or plat in ("de", "du", "des", "la", "l", "d")
            if plein and dernier in _APPELS:
                attend = True
        elif (
            plat in _FIN_ADRESSE
            or _ELIDE.match(plat)
            or (severite == 2 and plein == 0 and len(plat) < 2)
            or (
                plein
                and (
                    re.fullmatch(r"\d{5}|\d+(?:e|er|eme|ieme)", plat)
                    or (dernier not in ("faubourg", "porte", "pont") and _ville(texte, debut_brut, m))
                )
            )
        ):
            break
        else:
            grand = brut[0].isupper() and not texte.isupper()
            suite = (
                plein == 0
                or attend
                or grand
                or dernier in _APPELS
                or plat in _QUALITES
                or brut.isdigit()
                and len(brut) < 5
                or m.nommable(plat)
            )
            if not suite and (m.connu(plat) or len(plat) < 3):
                break
            if (
                plein == 0
                and severite
                and not _assez(plat, grand, elide, articles, texte[: trouve.start()], m, severite)
            ):
                return None
            plein, fin, attend, dernier = plein + 1, trouve.end(), False, plat
            if trouve.group().endswith(".") and len(brut) > 3:
                return trouve.end() - 1
        place = trouve.end()
        if plein >= 6 or articles >= 5:
            break
    return fin


def _assez(plat: str, grand: bool, elide: bool, articles: int, avant: str, m: Mots, severite: int) -> bool:
    if grand or not m.connu(plat):
        return True
    dernier = plier(avant.rsplit(maxsplit=1)[-1]) if avant.strip() else ""
    if severite == 2:
        return dernier in ("les", "des") or elide
    return elide or dernier in ("la", "du", "des", "les")


def _ville(texte: str, place: int, m: Mots) -> bool:
    mots = [plier(w) for w in re.findall(r"[^\W\d_]+", texte[place : place + 60])[:5]]
    if not mots:
        return False
    return (
        mots[0] in m.villes
        and not m.connu(mots[0])
        or any(tuple(mots[: len(s)]) == s for s in m.suites.get(mots[0], ()))
    )


def _suites(texte: str, fin: int) -> int:
    while trouve := _SUITE.match(texte, fin):
        if trouve.end() == fin:
            break
        fin = trouve.end()
    return fin
