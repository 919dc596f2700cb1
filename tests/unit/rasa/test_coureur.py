"""Our runner gives what Rasa's gives, on the same graph."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from bot.rasa.coureur import CoureurSimple

APPELS: list[str] = []


class Somme(GraphComponent):
    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Somme:
        return cls()

    def run(self, a: int, b: int) -> int:
        APPELS.append(f"{a}+{b}")
        if b == 13:
            raise RuntimeError("treize")
        return a + b


def noeud(**besoins: str) -> SchemaNode:
    return SchemaNode(needs=besoins, uses=Somme, constructor_name="create", fn="run", config={}, eager=True)


GRAPHE = GraphSchema(
    {
        "fin": SchemaNode(
            needs={"a": "milieu", "b": "x"},
            uses=Somme,
            constructor_name="create",
            fn="run",
            config={},
            eager=True,
            is_target=True,
        ),
        "milieu": noeud(a="x", b="y"),
        "inutile": noeud(a="y", b="y"),
    }
)


def coureur(classe: type[DaskGraphRunner]) -> DaskGraphRunner:
    return classe(GRAPHE, None, ExecutionContext(GRAPHE, "essai"))  # type: ignore[arg-type]


@pytest.mark.parametrize("cibles", [None, ["fin"], ["milieu"], ["milieu", "fin"]])
def test_same_inputs_same_results(cibles: list[str] | None) -> None:
    for entrees in ({"x": 1, "y": 2}, {"x": 5, "y": -5}):
        recus = []
        for classe in (DaskGraphRunner, CoureurSimple):
            APPELS.clear()
            recus.append((coureur(classe).run(inputs=dict(entrees), targets=cibles), sorted(APPELS)))
        assert recus[0] == recus[1]


@pytest.mark.parametrize("classe", [DaskGraphRunner, CoureurSimple])
def test_a_component_that_fails_is_told_alike(classe: type[DaskGraphRunner]) -> None:
    with pytest.raises(GraphComponentException):
        coureur(classe).run(inputs={"x": 1, "y": 13})


def test_a_second_run_starts_afresh() -> None:
    un = coureur(CoureurSimple)
    assert un.run(inputs={"x": 1, "y": 2}) == {"fin": 4}
    assert un.run(inputs={"x": 10, "y": 2}) == {"fin": 22}
