"""The whole orientation without script, without cookie and without writing anything: HTML forms that carry all they know."""

from bot.gateway.sans_trace.lecture import Lecteur
from bot.gateway.sans_trace.pages import ROUTES

__all__ = ["ROUTES", "Lecteur"]
