"""Reads each rule once: RulePolicy reads all of them anew for each state that it compares, twice a prediction."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET

from bot.rasa.leger.attendu import exiger

Etat = dict[str, Any]


class Attendu(NamedTuple):
    """What a rule asks of one state: to be a start or not, values that are set, values that are not."""

    suite: bool
    voulus: tuple[tuple[str, str, Any], ...]
    absents: tuple[tuple[str, str], ...]


def poser() -> None:
    """Replace RulePolicy._get_possible_keys."""
    exiger(RulePolicy, "_is_rule_applicable")
    exiger(RulePolicy, "_does_rule_match_state")
    exiger(RulePolicy, "_get_possible_keys")
    RulePolicy._get_possible_keys = cles_possibles


def cles_possibles(_politique: RulePolicy, table: dict[str, str], etats: list[Etat]) -> set[str]:
    """Return the rules that the last states of a conversation may be following (RulePolicy._get_possible_keys)."""
    possibles = set(table)
    for rang, etat in enumerate(reversed(etats)):
        possibles = {cle for cle in possibles if _applicable(lire(cle), rang, etat)}
    return possibles


def _applicable(regle: tuple[Attendu, ...], rang: int, etat: Etat) -> bool:
    """Do as RulePolicy._is_rule_applicable: past its length a rule holds; the start of one matches a start only."""
    if rang >= len(regle):
        return True
    suite, voulus, absents = regle[rang]
    if not suite or not etat.get(PREVIOUS_ACTION):
        return not suite and not etat.get(PREVIOUS_ACTION)
    for sorte, nom, valeur in voulus:
        if etat.get(sorte, {}).get(nom) != valeur:
            return False
    # While training, what must not be set carries that very mark.
    return all((etat.get(sorte, {}).get(nom) or SHOULD_NOT_BE_SET) == SHOULD_NOT_BE_SET for sorte, nom in absents)


@lru_cache(maxsize=4096)
def lire(cle: str) -> tuple[Attendu, ...]:
    """Return what a rule asks of each state, the last first; as json reads lists where there were tuples, they are put back."""
    return tuple(_attendu(etat) for etat in reversed(json.loads(cle)))


def _attendu(etat: Etat) -> Attendu:
    valeurs = [(s, n, tuple(v) if isinstance(v, list) else v) for s, sous in etat.items() for n, v in sous.items()]
    # The previous action first: it is what most often differs.
    valeurs.sort(key=lambda valeur: valeur[0] != PREVIOUS_ACTION)
    return Attendu(
        bool(etat.get(PREVIOUS_ACTION)),
        tuple(v for v in valeurs if v[2] and v[2] != SHOULD_NOT_BE_SET),
        tuple(v[:2] for v in valeurs if v[2] == SHOULD_NOT_BE_SET),
    )
