"""From a YAML file to dataclasses, keeping line numbers so that an error names file, line and reason.

Works on YAML *nodes* (before values are built): only nodes know their line, and a repeated key, which a
normal load would silently drop, is still visible.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml

_LECTEUR: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_EN_CLAIR = {
    "str": "un texte",
    "int": "un nombre",
    "bool": "true ou false",
    "timestamp": "une date",
    "null": "vide",
    "float": "un nombre à virgule",
}


class FaitInvalide(Exception):
    """A facts file that must not be used; `str()` is a French sentence for who maintains the file."""

    def __init__(self, fichier: str, ligne: int, raison: str) -> None:
        self.fichier, self.ligne, self.raison = fichier, ligne, raison
        super().__init__(f"{fichier}, ligne {ligne} : {raison}")


@dataclasses.dataclass(frozen=True)
class Lu:
    """One entry as read: the object built, and where each of its fields stands in the file."""

    objet: Any
    fichier: str
    ligne: int
    lignes: dict[str, int]

    def refuser(self, raison: str, champ: str = "", rang: int | None = None) -> NoReturn:
        """Raise FaitInvalide at the line of `champ`, of its item `rang`, or of the entry."""
        ligne = self.lignes.get(champ, self.ligne)
        raise FaitInvalide(self.fichier, self.lignes.get(f"{champ}.{rang}", ligne), raison)


def lire(chemin: Path, classe: type, nom: str) -> list[Lu]:
    """Read every entry of one file as `classe`.

    In: the file, the dataclass, the name to print in errors. Out: entries in file order.
    Errors: FaitInvalide for YAML that cannot be read, unknown or missing fields, wrong types, repeated keys.
    """
    racine = _composer(chemin, nom)
    if not isinstance(racine, yaml.MappingNode):
        raise FaitInvalide(nom, 1, "le fichier doit contenir une liste « entrees: ».")
    champs = _champs(racine, nom)
    for cle, valeur in champs.items():
        if cle not in ("entrees", "sources_communes"):
            raise FaitInvalide(nom, _ligne(valeur), f"rubrique inconnue « {cle} » (attendu : entrees).")
    entrees = champs.get("entrees")
    if not isinstance(entrees, yaml.SequenceNode):
        raise FaitInvalide(nom, 1, "le fichier doit contenir une liste « entrees: ».")
    return [_entree(noeud, classe, nom) for noeud in entrees.value]


def _composer(chemin: Path, nom: str) -> yaml.Node | None:
    try:
        texte = chemin.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        ligne = e.object[: e.start].count(b"\n") + 1
        raise FaitInvalide(nom, ligne, "le fichier n'est pas enregistré en UTF-8.") from e
    try:
        noeud: yaml.Node | None = yaml.compose(texte, Loader=_LECTEUR)
    except yaml.MarkedYAMLError as e:
        ligne = e.problem_mark.line + 1 if e.problem_mark else 1
        raise FaitInvalide(nom, ligne, f"YAML illisible ({e.problem}).") from e
    except yaml.YAMLError as e:
        raise FaitInvalide(nom, 1, f"YAML illisible ({e}).") from e
    return noeud


def _ligne(noeud: yaml.Node) -> int:
    return int(noeud.start_mark.line) + 1


def _champs(noeud: yaml.MappingNode, nom: str) -> dict[str, yaml.Node]:
    champs: dict[str, yaml.Node] = {}
    for cle, valeur in noeud.value:
        texte = str(cle.value)
        if texte in champs:
            raise FaitInvalide(nom, _ligne(cle), f"« {texte} » est écrit deux fois.")
        champs[texte] = valeur
    return champs


@functools.cache
def _types(classe: type) -> dict[str, Any]:
    return typing.get_type_hints(classe)


@functools.cache
def _obligatoires(classe: Any) -> tuple[str, ...]:
    absent = dataclasses.MISSING
    return tuple(f.name for f in dataclasses.fields(classe) if f.default is absent)


def _entree(noeud: yaml.Node, classe: type, nom: str) -> Lu:
    objet = _objet(noeud, classe, nom, "une entrée")
    assert isinstance(noeud, yaml.MappingNode)
    lignes: dict[str, int] = {}
    for cle, valeur in noeud.value:
        lignes[cle.value] = _ligne(cle)
        if isinstance(valeur, yaml.SequenceNode):
            lignes.update({f"{cle.value}.{i}": _ligne(n) for i, n in enumerate(valeur.value)})
    return Lu(objet, nom, _ligne(noeud), lignes)


def _objet(noeud: yaml.Node, classe: type, nom: str, champ: str) -> Any:
    if not isinstance(noeud, yaml.MappingNode):
        raise FaitInvalide(nom, _ligne(noeud), f"{champ} : des champs « nom: valeur » sont attendus.")
    champs, connus = _champs(noeud, nom), _types(classe)
    for cle, (n_cle, _) in zip(champs, noeud.value, strict=True):
        if cle not in connus:
            raise FaitInvalide(nom, _ligne(n_cle), f"champ inconnu « {cle} ».")
    for requis in _obligatoires(classe):
        if requis not in champs:
            raise FaitInvalide(nom, _ligne(noeud), f"il manque « {requis} ».")
    return classe(**{cle: _valeur(valeur, connus[cle], nom, cle) for cle, valeur in champs.items()})


def _valeur(noeud: yaml.Node, attendu: Any, nom: str, champ: str) -> Any:
    origine = typing.get_origin(attendu)
    if origine is types.UnionType or origine is typing.Union:
        if noeud.tag == _TAG + "null":
            return None
        attendu = next(a for a in typing.get_args(attendu) if a is not type(None))
        origine = typing.get_origin(attendu)
    if origine is tuple:
        if not isinstance(noeud, yaml.SequenceNode):
            raise FaitInvalide(nom, _ligne(noeud), f"« {champ} » doit être une liste.")
        return tuple(_valeur(n, typing.get_args(attendu)[0], nom, champ) for n in noeud.value)
    if dataclasses.is_dataclass(attendu):
        return _objet(noeud, typing.cast(type, attendu), nom, f"« {champ} »")
    return _scalaire(noeud, attendu, nom, champ)


def _scalaire(noeud: yaml.Node, attendu: Any, nom: str, champ: str) -> Any:
    tag = {str: "str", int: "int", bool: "bool", date: "timestamp"}[attendu]
    brut = str(noeud.value).strip() if isinstance(noeud, yaml.ScalarNode) else ""
    if noeud.tag == _TAG + tag:
        if attendu is str and brut:
            return brut
        if attendu is int and brut.isdecimal() and (brut == "0" or brut[0] != "0"):
            return int(brut)
        if attendu is bool and brut in ("true", "false"):
            return brut == "true"
        if attendu is date:
            try:
                return date.fromisoformat(brut)
            except ValueError:
                pass
    recu = _EN_CLAIR.get(noeud.tag.removeprefix(_TAG), "autre chose")
    if isinstance(noeud, yaml.ScalarNode) and not brut:
        recu = "vide"
    conseil = " Mettez la valeur entre guillemets." if attendu is str and brut and recu != "vide" else ""
    if attendu is date:
        conseil = " Écrivez une date complète : AAAA-MM-JJ."
    raise FaitInvalide(nom, _ligne(noeud), f"« {champ} » doit être {_EN_CLAIR[tag]} (reçu : {brut or recu}).{conseil}")
