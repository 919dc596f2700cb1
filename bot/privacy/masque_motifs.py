"""What tells who somebody is by its shape: e-mails, accounts, car plates and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.masque_chiffres import Portee, textes_publics
from bot.privacy.masque_mots import Mots, plier

_FINS = (
    r"(?:com|fr|net|org|eu|be|info|biz|me|io|co|uk|es|pt|it|de|ma|dz|tn|sn|pl|ro|tr|ch|lu|re|gp|mq|pro|gouv\s?\.\s?fr)"
)
_POINT = r"(?:\s?\.\s?|\s(?:point|dot|pt)\s|\s?[(\[](?:point|dot)[)\]]\s?)"
_TIRET = (
    r"(?:\s(?:point|dot|tiret(?:\s(?:du\s)?(?:bas|8|huit))?|underscore|trait d'union|moins|plus)\s"
    r"|\s?[(\[](?:point|dot)[)\]]\s?)"
)
_AROBASE = (
    r"(?:\s?@\s?|\s?[(\[]\s?(?:at|a|@|arobase|arobas|arobaze)\s?[)\]]\s?|\s(?:arobase|arobas|arobaze"
    r"|arrobase|arobasse|at)\s)"
)
_MAIL = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]+(?:{_TIRET}[\w.+\-]+){{0,4}}{_AROBASE}[\w\-]+(?:\stiret\s[\w\-]+){{0,3}}"
    rf"(?:{_POINT}[\w\-]+){{0,3}}?{_POINT}{_FINS}\b"
    rf"|(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*",
    re.IGNORECASE,
)
_MAIL_DOMAINE = re.compile(
    r"(?<![\w.+\-])[\w.+\-]+\s?(?:@|\(at\)|\[at\]|\sarobase|\sarobas)\s?(?:gmail|hotmail|outlook|yahoo"
    r"|orange|free|sfr|laposte|wanadoo|icloud|live|protonmail|proton)\b"
    r"(?:\s?[.\s]\s?(?:com|fr|net|me)\b)?",
    re.IGNORECASE,
)
_URL_COMPTE = re.compile(
    r"(?<![\w-])(?:https?://)?(?:[\w-]+\.)?(?:facebook|fb|instagram|tiktok|twitter|x|snapchat|linkedin"
    r"|youtube|threads|twitch|pinterest|t|wa|copainsdavant)"
    r"\.(?:com|fr|me|net|tv)/[^\s<>\"'),;]+",
    re.IGNORECASE,
)
_POIGNEE = re.compile(r"(?<![\w.@/])@[A-Za-z0-9_](?:[\w.\-]{0,38}\w)?")
_RESEAU = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|twitter|face(?:book)?|fb|telegram|discord|pseudo|compte"
    r"|twitch|linkedin|whatsapp|threads|profil)\b"
    r"(?:\s(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|twitter|facebook|fb|telegram|discord|sur\s\w+))?"
    r"(?:\s(?:de|du)\s(?:mon|ma|son|sa|la|le|l['’])\s?\w+)?"
    r"\s?(?:c['’]?\s?est|cest|est|:|=|->|→|s['’]appelle|sous le nom|sous le pseudo"
    r"|au nom de)\s?:?\s?[\"«]?\s?@?([\w][\w.\-]{2,38}\w)",
    re.IGNORECASE,
)
_SOULIGNE = re.compile(r"(?<![\w.@/\-])(?=[\w.\-]*[^\W\d_])(?:[\w.\-]*\w_+\w[\w.\-]*\w|\w{3,30}#\d{4})(?![\w/])")
_LETTRE = "A-HJ-NP-TV-Z"
_PLAQUE = re.compile(
    rf"(?<![\w-])(?:[{_LETTRE}]{{2}}[ ]?-?[ ]?\d{{3}}[ ]?-?[ ]?[{_LETTRE}]{{2}}"
    rf"|[{_LETTRE.lower()}]{{2}}-\d{{3}}-[{_LETTRE.lower()}]{{2}}"
    rf"|[{_LETTRE.lower()}]{{2}}\d{{3}}[{_LETTRE.lower()}]{{2}}|\d{{2,4}}[ -][A-Z]{{2,3}}[ -](?:\d{{2}}"
    rf"|2[AB]))(?![\w-])"
)
_PLAQUE_DITE = re.compile(
    r"(?:plaque|immatricul\w*|voiture|v[ée]hicule|scooter|moto|camionnette|clio|twingo)\b[^\n.\ue000]{0,30}?[\s:]"
    r"((?:[a-z]{2}[ .\-]?\d{3}[ .\-]?[a-z]{2}|\d{1,4}[ .\-]?[a-z]{2,3}[ .\-]?(?:\d{2}|2[ab])))(?![\w-])",
    re.IGNORECASE,
)
_PAS_PLAQUE = re.compile(
    r"\b(?:EUR|RUE|ANS|KMH|CDD|CDI|ET|OU|DE|EN|AU|LE|LA|UN|DU|SUR|PAR|AVS|TER|BIS|NON|OUI|RSA|AV|BD|MIN|SEM)\b", re.I
)
_MOIS = (
    r"(?:janv(?:ier)?|f[ée]v(?:rier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?"
    r"|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?)\.?"
)
_DATE = (
    rf"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?(?:\d{{1,2}}(?:er"
    rf"|ER)?\s?[ ./\-]\s?(?:\d{{1,2}}|{_MOIS})\s?[ ./\-]\s?(?:\d{{4}}|\d{{2}})\b|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:er)?\s?{_MOIS}(?:\s?(?:19|20)?\d{{2}}\b)?|{_MOIS}\s(?:19|20)?\d{{2}}\b|\d{{8}}\b"
    rf"|\d{{1,2}}[/.\-]\d{{1,2}}\b|(?:19|20)\d{{2}}\b|(?<=en )\d{{2}}\b)"
)
_NAISSANCE = re.compile(
    rf"(?:\bn[ée](?:\(e\)|(?:·e|\.e|e)?s?\b)|\b(?:date\s+(?:de\s+)?naiss?ance|naissance|ddn|anniversaire"
    rf"|date\s+de\s+naiss)\b)"
    rf"(?:\s+(?:est|c['’]?\s?est|cest|etait|[ée]tait|du|au|de|mon|ma|fils|fille|enfant|b[ée]b[ée]|petite?"
    rf"|complete|exacte))*"
    rf"\s*(?:[:=,(]\s*)?(?:(?:le|un|en|au|vers)\s+)?({_DATE})",
    re.IGNORECASE,
)
_PAS_NEE = re.compile(
    r"(?:association|entreprise|soci[ée]t[ée]|loi|projet|asso|id[ée]e|bo[iî]te|agence|marque"
    r"|plateforme)\b[^.\n\ue000]{0,25}$",
    re.I,
)


def courriels(texte: str) -> Iterator[Portee]:
    """Find e-mail addresses, spelled out too (« machin arobase truc point fr »), but the public ones of the facts."""
    for motif in (_MAIL, _MAIL_DOMAINE):
        for m in motif.finditer(texte):
            if m.group().lower() not in textes_publics():
                yield m.span()


def comptes(texte: str, m: Mots) -> Iterator[Portee]:
    """Find handles and profile pages of persons on social networks; out: where they are."""
    for motif in (_URL_COMPTE, _POIGNEE, _SOULIGNE):
        for trouve in motif.finditer(texte):
            if trouve.group().lower() not in textes_publics() or motif is _POIGNEE:
                yield trouve.span()
    for trouve in _RESEAU.finditer(texte):
        pseudo = trouve.group(1)
        if re.search(r"[\d_.]", pseudo) or not m.connu(plier(pseudo)):
            yield trouve.span(1)


def plaques(texte: str) -> Iterator[Portee]:
    """Find car plates, of the present form and of the former one; out: where they are."""
    for trouve in _PLAQUE.finditer(texte):
        if "-" in trouve.group() or not _PAS_PLAQUE.search(re.sub(r"\d", " ", trouve.group())):
            yield trouve.span()
    for trouve in _PLAQUE_DITE.finditer(texte):
        if not _PAS_PLAQUE.search(re.sub(r"[\d-]", " ", trouve.group(1))):
            yield trouve.span(1)


def naissances(texte: str) -> Iterator[Portee]:
    """Find dates said to be of birth, and no other date; out: where the dates are."""
    for trouve in _NAISSANCE.finditer(texte):
        if not _PAS_NEE.search(texte[max(0, trouve.start() - 60) : trouve.start()]):
            yield trouve.span(1)
