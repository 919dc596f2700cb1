"""QR codes: what is drawn reads back, and is the symbol that another encoder draws."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET

import pytest

from bot import qr


def relire(grille: qr.Grille) -> str:
    """Read a drawing back: its mask from the format, then the bits, the blocks, the text."""
    cote = len(grille)
    version = (cote - 17) // 4
    masque = _masque(grille)
    fixes = qr._cadre(version)[1]
    bits = [grille[y][x] ^ (qr.MASQUES[masque](x, y) == 0) for x, y in qr._parcours(cote) if not fixes[y][x]]
    mots = [sum(bit << (7 - i) for i, bit in enumerate(bits[d : d + 8])) for d in range(0, len(bits) - 7, 8)]
    _, tailles = qr.BLOCS[version]
    blocs: list[list[int]] = [[] for _ in tailles]
    suite = iter(mots)
    for i in range(max(tailles)):
        for bloc, taille in zip(blocs, tailles, strict=True):
            if i < taille:
                bloc.append(next(suite))
    flux = "".join(f"{m:08b}" for bloc in blocs for m in bloc)
    longueur = 8 if version < 10 else 16
    assert flux[:4] == "0100"
    n = int(flux[4 : 4 + longueur], 2)
    return bytes(int(flux[4 + longueur + 8 * i : 12 + longueur + 8 * i], 2) for i in range(n)).decode()


def _masque(grille: qr.Grille) -> int:
    bits = sum(grille[8][x] << (14 - i) for i, x in enumerate((0, 1, 2, 3, 4, 5, 7, 8)))
    bits ^= 0x5412
    assert bits >> 13 == 1, "level L"
    return bits >> 10 & 7


@pytest.mark.parametrize("longueur", [1, 17, 18, 78, 106, 134, 192, 230, 231, 271])
def test_what_is_drawn_reads_back(longueur: int) -> None:
    texte = ("otpauth://totp/Boussole:x%40y?secret=ABCDEFGH" * 8)[:longueur]
    assert relire(qr.dessiner(texte)) == texte


# Drawn by an independent encoder, with the same mask and level: whole symbols, correction included.
TEMOINS = {
    17: "4fa7dfd5a253ac6c",
    32: "204982ff924dcef8",
    78: "b181b42aa60bbf13",
    106: "c9fc69508ba0d44d",
    134: "e1d89b9f986774a5",
    154: "f1914a1562bfe4fd",
    192: "05e8350ea09bae37",
    230: "feadc272e1cfbc6b",
    271: "388b53de2fdcdb37",
}


@pytest.mark.parametrize(("longueur", "empreinte"), TEMOINS.items())
def test_the_same_symbol_as_another_encoder(longueur: int, empreinte: str) -> None:
    texte = ("otpauth://totp/Boussole:x%40y?secret=ABCDEFGH" * 8)[:longueur]
    dessin = "".join("1" if noir else "0" for rang in qr.dessiner(texte) for noir in rang)
    assert hashlib.sha256(dessin.encode()).hexdigest()[:16] == empreinte


def test_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="long"):
        qr.dessiner("a" * 272)


def test_it_is_a_drawing_for_a_page_and_for_a_terminal() -> None:
    racine = ET.fromstring(qr.en_svg("boussole"))
    assert racine.attrib["viewBox"] == "0 0 29 29"
    lignes = qr.en_caracteres("boussole").splitlines()
    assert {len(ligne) for ligne in lignes} == {25} and len(lignes) == 13
