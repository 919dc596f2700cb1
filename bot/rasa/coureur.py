"""Runs Rasa's graph of components one after the other, in an order worked out once.

Rasa's own runner works the order out and writes every input into a debug message that nobody reads, at each of the five or six
runs of a turn.
"""

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner


class CoureurSimple(DaskGraphRunner):
    """Same nodes, same inputs, same results as DaskGraphRunner."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run the nodes that the targets need; return the output of each target."""
        buts = tuple(targets or self._graph_schema.target_names)
        resultats: dict[str, Any] = {nom: (nom, valeur) for nom, valeur in (inputs or {}).items()}
        for nom, besoins in self._ordre(buts):
            # What is given as an input, or is no node at all (a missing input), is passed as the node expects it.
            recus = (resultats.get(b, b) for b in besoins)
            try:
                resultats[nom] = self._instantiated_nodes[nom](*recus)
            except RuntimeError as erreur:
                raise GraphRunError("Error running runner.") from erreur
        return dict(resultats[but] for but in buts)

    def _ordre(self, buts: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the nodes to run with what each needs, each after those that it needs; worked out once per targets."""
        connus: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = self.__dict__.setdefault("_ordres", {})
        if buts not in connus:
            schema = self._graph_schema.minimal_graph_schema(list(buts))
            ordre: dict[str, tuple[str, ...]] = {}

            def visiter(nom: str) -> None:
                if nom in ordre or nom not in schema.nodes:
                    return
                besoins = tuple(schema.nodes[nom].needs.values())
                for besoin in besoins:
                    visiter(besoin)
                ordre[nom] = besoins

            for nom in schema.nodes:
                visiter(nom)
            connus[buts] = list(ordre.items())
        return connus[buts]
