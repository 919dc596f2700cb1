"""What comes in: one HTML form, at most 16 KiB, read in memory; whatever is wrong with it, its words are found again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlencode

from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from bot.declaration import Declaration, valider
from bot.gateway import limites
from bot.gateway.channels.web import CORPS_SECONDES
from bot.labels import DANGERS

RECIT, COMPRENDRE, ORIENTER = "recit", "comprendre", "orienter"
CHAMPS_MAX = 40
LIEU_MAX = 120
# Of a form that is too big, so much is received and thrown away: a browser shows no answer to a form it could not send.
JETE_MAX = 256 * 1024
_URLENCODE, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_RECIT = re.compile(r'name="recit"[^\r\n]*\r?\n\r?\n(.*?)(?:\r?\n--|\Z)', re.DOTALL)
_LETTRE_COUPEE = re.compile(r"%[0-9A-Fa-f]?\Z")
_ILLISIBLES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Empechement(Exception):
    """A form that cannot be treated: HTTP status and code of the sentence to show (bot/textes/sans_trace.yml)."""

    def __init__(self, statut: int, code: str) -> None:
        super().__init__(code)
        self.statut = statut
        self.code = code


@dataclass(frozen=True)
class Formulaire:
    """All that the page knows, field by field; nothing of it is kept anywhere else."""

    vers: str = RECIT
    recit: str = ""
    lieu: str = ""
    code: str = ""
    homonyme: str = ""
    dite: Declaration = Declaration()
    lue: Declaration = Declaration()
    dangers: tuple[str, ...] = ()


async def recevoir(requete: Request, recu: bytearray) -> None:
    """Read the body into `recu`, 16 KiB at most; raise Empechement beyond, too late, or when the person left."""
    try:
        await asyncio.wait_for(_remplir(requete, recu), CORPS_SECONDES)
    except asyncio.TimeoutError as erreur:
        raise Empechement(408, "illisible") from erreur
    except ClientDisconnect as erreur:
        raise Empechement(400, "illisible") from erreur


async def _remplir(requete: Request, recu: bytearray) -> None:
    total = 0
    async for morceau in requete.stream():
        total += len(morceau)
        recu += morceau[: max(0, limites.CORPS_MAX + 1 - len(recu))]
        if total > JETE_MAX:
            break
    if total > limites.CORPS_MAX:
        raise Empechement(413, "coupe")


async def lire(requete: Request, recu: bytearray) -> Formulaire:
    """Return the form of a body; raise Empechement when it is none."""
    type_ = requete.headers.get("content-type", "")
    try:
        if type_.startswith(_MULTIPART):
            if not recu.rstrip().endswith(b"--"):
                raise ValueError(_MULTIPART)  # cut on the way: the parser would forget the last field in silence
            # In memory: without files nothing of it goes to the disk.
            lus = await MultiPartParser(
                requete.headers, _flux(recu), max_files=0, max_fields=CHAMPS_MAX, max_part_size=limites.CORPS_MAX
            ).parse()
        elif type_.startswith(_URLENCODE):
            lus = await FormParser(requete.headers, _flux(recu), max_fields=CHAMPS_MAX).parse()
        else:
            raise ValueError(_URLENCODE)
    except Exception as erreur:  # the parsers raise whatever their input makes them raise, and may quote it
        raise Empechement(400, "illisible") from erreur
    return _formulaire(lus)


async def _flux(recu: bytearray) -> AsyncGenerator[bytes, None]:
    yield bytes(recu)
    yield b""


def _formulaire(lus: FormData) -> Formulaire:
    def un(nom: str) -> str:
        return _propre(str(lus.get(nom, "")))

    avant = dict.fromkeys(("role", "nature", "domaine", "secteur"), "")
    criteres_avant: list[str] = []
    for nom, valeur in (piece.split("=", 1) for piece in un("lue").split("&") if "=" in piece):
        if nom == "critere":
            criteres_avant.append(valeur)
        elif nom in avant:
            avant[nom] = valeur
    return Formulaire(
        vers=un("vers"),
        recit=un("recit"),
        lieu=" ".join(un("lieu").split()),
        code=un("code"),
        homonyme=un("homonyme"),
        dite=valider(un("role"), un("nature"), [str(c) for c in lus.getlist("critere")], un("domaine"), un("secteur")),
        lue=valider(avant["role"], avant["nature"], criteres_avant, avant["domaine"], avant["secteur"]),
        dangers=tuple(d for d in DANGERS if d in un("dangers").split(",")),
    )


def resumer(lue: Declaration) -> str:
    """Return a reading as one field, so that the next form tells what was changed by hand (`bot.declaration.garder`)."""
    paires = [("role", lue.role), ("nature", lue.nature), ("domaine", lue.domaine), ("secteur", lue.secteur)]
    return urlencode([p for p in (*paires, *(("critere", c) for c in lue.criteres)) if p[1]])


def retrouver(requete: Request, recu: bytearray) -> Formulaire:
    """Return what can be found again of a body that is too big or broken: the words, for the danger and the text area."""
    brut = recu.decode("utf-8", "ignore")
    if requete.headers.get("content-type", "").startswith(_URLENCODE):
        champs = dict(p.split("=", 1) for p in brut.split("&") if "=" in p)
        dit = unquote_plus(_LETTRE_COUPEE.sub("", champs.get("recit", brut)), errors="ignore")
    else:
        trouve = _RECIT.search(brut)
        dit = trouve.group(1) if trouve else brut
    return Formulaire(recit=_propre(dit))


def _propre(texte: str) -> str:
    """Return a text with plain line ends, without what no screen shows (NUL, controls)."""
    return _ILLISIBLES.sub("", texte.replace("\r\n", "\n").replace("\r", "\n"))
