"""The facts Boussole may state: dated, sourced, checked on loading (`charger`)."""

from __future__ import annotations

from .chargeur import Faits, charger
from .lecture import FaitInvalide

__all__ = ["FaitInvalide", "Faits", "charger"]
