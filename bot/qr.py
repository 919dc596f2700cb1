"""A QR code (ISO/IEC 18004) of a short text: an authenticator reads it from the screen, and nothing calls anybody.

Byte mode, low correction (a screen has no stain), versions 1 to 10: 271 bytes at most.
"""

from __future__ import annotations

from collections.abc import Iterator

# By version: bytes of correction in a block, then the sizes of data of its blocks (level L).
BLOCS: dict[int, tuple[int, tuple[int, ...]]] = {
    1: (7, (19,)),
    2: (10, (34,)),
    3: (15, (55,)),
    4: (20, (80,)),
    5: (26, (108,)),
    6: (18, (68, 68)),
    7: (20, (78, 78)),
    8: (24, (97, 97)),
    9: (30, (116, 116)),
    10: (18, (68, 68, 69, 69)),
}
REPERES = {1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34)}
REPERES |= {7: (6, 22, 38), 8: (6, 24, 42), 9: (6, 26, 46), 10: (6, 28, 50)}
MASQUES = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)
Grille = list[list[bool]]


def dessiner(texte: str) -> Grille:
    """Return the modules, row by row (True = dark), without the quiet zone; raise ValueError when it is too long."""
    octets = texte.encode()
    version = next((v for v in BLOCS if len(octets) <= _capacite(v)), None)
    if version is None:
        raise ValueError("texte trop long pour un dessin")
    mots = _entrelacer(version, _donnees(version, octets))
    dessins = []
    for masque in range(8):
        grille, fixes = _cadre(version)
        _remplir(grille, fixes, mots, masque)
        _format(grille, masque)
        dessins.append(grille)
    return min(dessins, key=_penalite)


def en_svg(texte: str, marge: int = 4) -> str:
    """Return the drawing as an SVG of one path, dark on white whatever the theme."""
    grille = dessiner(texte)
    cote = len(grille) + 2 * marge
    traits = "".join(
        f"M{x + marge},{y + marge}h1v1h-1z" for y, rang in enumerate(grille) for x, noir in enumerate(rang) if noir
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}" shape-rendering="crispEdges">'
        f'<rect width="{cote}" height="{cote}" fill="#fff"/><path d="{traits}" fill="#000"/></svg>'
    )


def en_caracteres(texte: str, marge: int = 2) -> str:
    """Return the drawing for a terminal: two rows a line, light modules drawn (terminals are dark)."""
    grille = dessiner(texte)
    large = len(grille) + 2 * marge
    vide = [False] * large
    rangs = [vide] * marge + [[False] * marge + rang + [False] * marge for rang in grille] + [vide] * marge
    if len(rangs) % 2:
        rangs.append(vide)
    signes = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join(
        "".join(signes[paire] for paire in zip(haut, bas, strict=True))
        for haut, bas in zip(rangs[::2], rangs[1::2], strict=True)
    )


def _capacite(version: int) -> int:
    bits = 8 * sum(BLOCS[version][1]) - 4 - (8 if version < 10 else 16)
    return bits // 8


def _donnees(version: int, octets: bytes) -> bytes:
    longueur = 8 if version < 10 else 16
    bits = f"0100{len(octets):0{longueur}b}" + "".join(f"{o:08b}" for o in octets)
    total = 8 * sum(BLOCS[version][1])
    bits += "0" * min(4, total - len(bits))
    bits += "0" * (-len(bits) % 8)
    brut = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return brut + (b"\xec\x11" * total)[: total // 8 - len(brut)]


def _entrelacer(version: int, donnees: bytes) -> bytes:
    correction, tailles = BLOCS[version]
    diviseur = _diviseur(correction)
    blocs, debut = [], 0
    for taille in tailles:
        blocs.append(donnees[debut : debut + taille])
        debut += taille
    restes = [_reste(bloc, diviseur) for bloc in blocs]
    sortie = [bloc[i] for i in range(max(tailles)) for bloc in blocs if i < len(bloc)]
    return bytes(sortie + [reste[i] for i in range(correction) for reste in restes])


def _produit(x: int, y: int) -> int:
    # In the field GF(2^8) of QR codes (0x11D).
    z = 0
    for i in range(7, -1, -1):
        z = (z << 1) ^ ((z >> 7) * 0x11D)
        z ^= ((y >> i) & 1) * x
    return z


def _diviseur(degre: int) -> bytes:
    coefficients = [0] * (degre - 1) + [1]
    racine = 1
    for _ in range(degre):
        for i in range(degre):
            coefficients[i] = _produit(coefficients[i], racine)
            if i + 1 < degre:
                coefficients[i] ^= coefficients[i + 1]
        racine = _produit(racine, 2)
    return bytes(coefficients)


def _reste(bloc: bytes, diviseur: bytes) -> bytes:
    reste = [0] * len(diviseur)
    for octet in bloc:
        facteur = octet ^ reste.pop(0)
        reste.append(0)
        reste = [r ^ _produit(d, facteur) for r, d in zip(reste, diviseur, strict=True)]
    return bytes(reste)


def _cadre(version: int) -> tuple[Grille, Grille]:
    # The fixed modules: finders, timing, alignment, version; and where they are.
    cote = 17 + 4 * version
    grille = [[False] * cote for _ in range(cote)]
    fixes = [[False] * cote for _ in range(cote)]

    def poser(x: int, y: int, noir: bool) -> None:
        if 0 <= x < cote and 0 <= y < cote:
            grille[y][x], fixes[y][x] = noir, True

    for i in range(cote):
        poser(6, i, i % 2 == 0)
        poser(i, 6, i % 2 == 0)
    for cx, cy in ((3, 3), (cote - 4, 3), (3, cote - 4)):
        for dy in range(-4, 5):
            for dx in range(-4, 5):
                poser(cx + dx, cy + dy, max(abs(dx), abs(dy)) not in (2, 4))
    centres = REPERES[version]
    for cy in centres:
        for cx in centres:
            if (cx, cy) in ((6, 6), (6, cote - 7), (cote - 7, 6)):
                continue
            for dy in range(-2, 3):
                for dx in range(-2, 3):
                    poser(cx + dx, cy + dy, max(abs(dx), abs(dy)) != 1)
    for i in range(9):  # the place of the format, written with each mask
        for x, y in ((8, i), (i, 8)):
            if not fixes[y][x]:
                poser(x, y, False)
    for i in range(8):
        poser(cote - 1 - i, 8, False)
        poser(8, cote - 1 - i, False)
    if version >= 7:
        reste = version
        for _ in range(12):
            reste = (reste << 1) ^ ((reste >> 11) * 0x1F25)
        bits = version << 12 | reste
        for i in range(18):
            noir = bool(bits >> i & 1)
            poser(cote - 11 + i % 3, i // 3, noir)
            poser(i // 3, cote - 11 + i % 3, noir)
    return grille, fixes


def _format(grille: Grille, masque: int) -> None:
    cote = len(grille)
    donnee = 1 << 3 | masque  # 1 is level L
    reste = donnee
    for _ in range(10):
        reste = (reste << 1) ^ ((reste >> 9) * 0x537)
    bits = (donnee << 10 | reste) ^ 0x5412
    for i in range(15):
        noir = bool(bits >> i & 1)
        haut = (8, i) if i < 6 else (8, i + 1) if i < 8 else (7, 8) if i == 8 else (14 - i, 8)
        cotes = (cote - 1 - i, 8) if i < 8 else (8, cote - 15 + i)
        for x, y in (haut, cotes):
            grille[y][x] = noir
    grille[cote - 8][8] = True


def _parcours(cote: int) -> Iterator[tuple[int, int]]:
    for droite in (*range(cote - 1, 6, -2), 5, 3, 1):
        for pas in range(cote):
            montant = (droite + 1) & 2 == 0
            for x in (droite, droite - 1):
                yield x, cote - 1 - pas if montant else pas


def _remplir(grille: Grille, fixes: Grille, mots: bytes, masque: int) -> None:
    bits = (bool(mot >> i & 1) for mot in mots for i in range(7, -1, -1))
    for x, y in _parcours(len(grille)):
        if not fixes[y][x]:
            grille[y][x] = next(bits, False) ^ (MASQUES[masque](x, y) == 0)


def _penalite(grille: Grille) -> int:
    cote = len(grille)
    total = 0
    for lignes in (grille, [list(c) for c in zip(*grille, strict=True)]):
        for ligne in lignes:
            ecrit = "".join("1" if noir else "0" for noir in ligne)
            total += sum(n - 2 for n in map(len, ecrit.replace("01", "0 1").replace("10", "1 0").split()) if n >= 5)
            total += 40 * sum(
                ecrit.startswith(motif, i) for i in range(cote) for motif in ("00001011101", "10111010000")
            )
    for y in range(cote - 1):
        for x in range(cote - 1):
            total += 3 * (grille[y][x] == grille[y][x + 1] == grille[y + 1][x] == grille[y + 1][x + 1])
    noirs = sum(map(sum, grille))
    return total + 10 * (abs(noirs * 20 - cote * cote * 10) // (cote * cote))
