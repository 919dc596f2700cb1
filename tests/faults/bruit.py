"""Hostile HTTP bodies, from one seed: what no page would ever send, and what nobody should be able to break with."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.faults.deguisements import INVISIBLES, deguisements

JSON = "application/json"
TYPES = ["text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "image/png",
         "application/json; charset=utf-16", "", "*/*", "a" * 300, "application/json; boundary="]  # fmt: skip
GABARITS = [
    "'; DROP TABLE conversations; --", "' OR '1'='1", "\" OR 1=1 --", "%' AND SLEEP(5)#", "1; SELECT pg_sleep(9)", "\\'; --",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><svg/onload=1>", "<!--", "]]>", "&lt;b&gt;", "<a href='javascript:1'>x</a>",
    "!!python/object/apply:os.system ['id']", "- a: &x [*x]", "---\n...\n--- ", "{a: b", "? x\n: y", "%TAG ! tag:x", "key: [}",
    "{{ 7*7 }}", "{% for x in y %}", "{{ ''.__class__.__mro__ }}", "{# #}", "${jndi:ldap://x}", "#{7*7}", "<%= 7 %>", "{{{{",
    "{0}", "{nom}", "{nom.__class__}", "{0.__init__.__globals__}", "{!r:>9999999999}", "%s%s%n", "%(nom)s", "%99999999d", "{", "}", "{}{}", "{critere}",
    "../../etc/passwd", "$(id)", "`id`", "| id", "\r\nSet-Cookie: a=b", "event: efface\ndata: {}\n\n", "data: x\n\n", "\\", "\\\\\"", "\x1b[2J",
    "NaN", "null", "undefined", "true", "-0", "1e999", "0x41", "__proto__", "constructor", "Infinity", "=1+1", "@SUM(A1)", "-" * 60, "?" * 60,
]  # fmt: skip
MOTS = "on m'a refusé un logement à cause de mon nom à Lille mon chef m'insulte je suis enceinte oui non effacer aide".split()
SIGNES = [
    "a",
    "é",
    " ",
    "\n",
    "😀",
    "\u0301",
    "\u202e",
    "\U0001d54f",
    "ﷺ",
    "\u200b.",
    "/",
    "0",
    "'",
    "Ж",
    "的",
    "👩‍👩‍👧‍👦",
    "{",
    "?!",
]
GROS = 17 * 1024
Fabrique = Callable[[random.Random], bytes]


@dataclass(frozen=True)
class Entree:
    """One thing to send: its family (`nature`), its body, its headers, and the number of bytes after which to hang up."""

    rang: int
    nature: str
    corps: bytes
    entetes: dict[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    coupe: int | None = None


def _id(hasard: random.Random) -> str:
    return f"{hasard.getrandbits(96):024x}"


def _json(hasard: random.Random, valeur: Any) -> bytes:
    """Return JSON as a page writes it or all in escapes; half characters survive both (raw, they are invalid UTF-8)."""
    return json.dumps(valeur, ensure_ascii=hasard.random() < 0.5).encode("utf-8", "surrogatepass")


def _point(hasard: random.Random) -> str:
    """Return a character of any plane, the small ones as often as the large; never half of one."""
    haut = hasard.choice((0x80, 0x250, 0x2000, 0x3000, 0xD800, 0x10000, 0x20000, 0x110000))
    code = hasard.randrange(haut)
    return chr(code if not 0xD800 <= code <= 0xDFFF else 0xFFFD)


def _plans(h: random.Random) -> str:
    return "".join(_point(h) for _ in range(h.choice((1, 3, 40, 400))))


def _demis(h: random.Random) -> str:
    return "".join(
        h.choice(("\ud83d", "\ude00", "\udfff", "\ud800", "a", "\ude00\ud83d")) for _ in range(h.randint(1, 30))
    )


def _melange(h: random.Random) -> str:
    return " ".join(
        h.choice(MOTS) + h.choice(("", "", h.choice(INVISIBLES), _point(h))) for _ in range(h.randint(1, 60))
    )


def _invisibles(h: random.Random) -> str:
    return "".join(h.choices(INVISIBLES, k=h.choice((1, 5, 100)))) + h.choice(("", "", "oui", "\x00effacer\x00"))


def _zalgo(h: random.Random) -> str:
    return "".join(
        c + "".join(chr(h.randrange(0x300, 0x370)) for _ in range(h.randint(0, 30))) for c in h.choice(MOTS) * 3
    )


def _gabarit(h: random.Random) -> str:
    return h.choice(("", "je ", "😀")).join(h.choices(GABARITS, k=h.randint(1, 4)))


def _longueur(h: random.Random) -> str:
    taille, signe = h.choice((3_999, 4_000, 4_001)), h.choice(SIGNES)
    return (signe * taille)[:taille]


def _valeur(h: random.Random, fond: int = 3) -> Any:
    feuilles = [None, True, 0, -1, 1.5, 10**40, "", "x", "\x00", [], {}, "\ud800", float("inf"), float("nan")]
    if fond == 0 or h.random() < 0.6:
        return h.choice(feuilles)
    return (
        [_valeur(h, fond - 1)] * 2
        if h.random() < 0.5
        else {h.choice(("texte", "id", "\x00", "")): _valeur(h, fond - 1)}
    )


def _types(h: random.Random) -> bytes:
    corps = {"id": _id(h), "texte": "oui", "choix": None, "canal": "web"}
    for cle in h.sample(list(corps), k=h.randint(1, 3)):
        corps[cle] = _valeur(h)
    return _json(h, corps)


def _profond(h: random.Random) -> bytes:
    fond, (ouvre, ferme) = h.choice((50, 900, 2_000, 8_000)), h.choice((("[", "]"), ('{"a":', "}"), ("[[", "")))
    nid = ouvre * (min(fond, 8_000 // len(ouvre))) + "1" + ferme * fond
    return (
        h.choice(('{"id":"%s","texte":%s}', '{"id":"%s","texte":"oui","reste":%s}', "%.0s%s")) % (_id(h), nid)
    ).encode()


def _doubles(h: random.Random) -> bytes:
    fin = h.choice(('"texte":"non"', '"choix":"x"', '"id":3', '"texte":null,"texte":"fin"', '"id":"court"'))
    return f'{{"id":"{_id(h)}","texte":"oui","texte":"/restart",{fin}}}'.encode()


def _nombres(h: random.Random) -> bytes:
    gros = h.choice(
        ("9" * 5_000, "1e99999", "-" + "1" * 4_301, "0." + "0" * 900 + "1", "NaN", "-Infinity", "1E+400", "00", "1_000")
    )
    return f'{{"id":"{_id(h)}","texte":{h.choice((gros, chr(34) + gros[:3_000] + chr(34)))},"n":{gros}}}'.encode()


def _utf8(h: random.Random) -> bytes:
    faux = h.choice((b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x80", h.randbytes(40)))
    return b'{"id":"' + _id(h).encode() + b'","texte":"on m\'a ' + faux + b'"}'


def _autres_codages(h: random.Random) -> bytes:
    corps = json.dumps({"id": _id(h), "texte": _melange(h)}, ensure_ascii=False)
    return corps.encode(h.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "utf-7")), "replace")


def _tronque(h: random.Random) -> bytes:
    corps = _json(h, {"id": _id(h), "texte": _melange(h)})
    return corps[: h.randrange(len(corps))]


def _gros(h: random.Random) -> bytes:
    return _json(h, {"id": _id(h), "texte": h.choice(SIGNES) * GROS}) if h.random() < 0.7 else h.randbytes(GROS)


def _autre_corps(h: random.Random) -> bytes:
    return h.choice(
        (b"", b"null", b"[]", b'"x"', b"3", b"{}", b"{", b"\x00", b"id=1&texte=oui", b"<a/>", h.randbytes(99))
    )


def _choix(h: random.Random) -> bytes:
    devine = h.choice(
        (_id(h), _id(h).upper(), "/restart", "' OR 1=1", "\x00" * 24, "\ud800" * 24, "0" * 24, "", _id(h) + "\n")
    )
    return _json(h, {"id": _id(h), "choix": devine})


def _dit(fabrique: Callable[[random.Random], str]) -> Fabrique:
    return lambda h: _json(h, {"id": _id(h), "texte": fabrique(h)})


DEGUISES = deguisements()
# The families that reach the brain come first; the second number is how often each is drawn.
NATURES: dict[str, tuple[Fabrique, int]] = {
    "déguisement": (_dit(lambda h: h.choice(DEGUISES)), 5),
    "mots et signes": (_dit(_melange), 5),
    "tous les plans": (_dit(_plans), 4),
    "gabarit": (_dit(_gabarit), 4),
    "demi-caractères": (_dit(_demis), 2),
    "invisibles": (_dit(_invisibles), 2),
    "zalgo": (_dit(_zalgo), 2),
    "3999 à 4001": (_dit(_longueur), 1),
    "types faux": (_types, 2),
    "JSON profond": (_profond, 1),
    "clés doubles": (_doubles, 1),
    "nombres": (_nombres, 1),
    "UTF-8 faux": (_utf8, 1),
    "autre codage": (_autres_codages, 1),
    "JSON tronqué": (_tronque, 1),
    "trop gros": (_gros, 1),
    "autre corps": (_autre_corps, 1),
    "choix deviné": (_choix, 1),
    "type de contenu": (_dit(_gabarit), 1),
    "connexion coupée": (_dit(_melange), 1),
}


def entrees(graine: int, nombre: int) -> Iterator[Entree]:
    """Yield `nombre` inputs, the same ones for the same seed."""
    hasard = random.Random(graine)
    natures, poids = list(NATURES), [p for _, p in NATURES.values()]
    for rang in range(nombre):
        nature = natures[rang] if rang < len(natures) else hasard.choices(natures, poids)[0]
        corps = NATURES[nature][0](hasard)
        entetes = {"Content-Type": hasard.choice(TYPES) if nature == "type de contenu" else JSON}
        coupe = hasard.randrange(len(corps)) if nature == "connexion coupée" else None
        yield Entree(rang, nature, corps, entetes, coupe)
