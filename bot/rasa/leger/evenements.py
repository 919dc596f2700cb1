"""Finds the class of an event by its name in a table: Rasa walks through all subclasses of Event, for each event of each turn."""

from rasa.shared.core.events import Event

from bot.rasa.leger.attendu import exiger


def poser() -> None:
    """Replace Event.resolve_by_type; what has no class is asked of Rasa each time, as a class may come later."""
    origine = exiger(Event, "resolve_by_type").__func__
    if origine.__module__ == __name__:
        return
    connues: dict[str, type[Event]] = {}

    def resoudre(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        classe: type[Event] | None = connues.get(type_name) or origine(type_name, default)
        if classe is not None and classe.type_name == type_name:
            connues[type_name] = classe
        return classe

    Event.resolve_by_type = staticmethod(resoudre)
