"""Makes structlog, which Rasa uses with people's words as fields, say only where it speaks from."""

from __future__ import annotations

import logging
from typing import Any

import structlog


def _muet(_logger: Any, methode: str, evenement: dict[str, Any]) -> str:
    """Drop every field; keep the event's dotted name, which is written in Rasa's code."""
    nom = str(evenement.get("event", ""))
    sur = nom if nom.replace(".", "").replace("_", "").isalnum() and len(nom) <= 60 else "…"
    return f"{methode} {sur}"


def taire_structlog() -> None:
    """Configure structlog for this process."""
    structlog.configure(
        processors=[_muet],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        # Made once: Rasa speaks some forty times a turn, and finding out who speaks walks through the callers.
        cache_logger_on_first_use=True,
    )
