"""Orientation without a trace and without JavaScript: forms only, everything in the page, nothing kept anywhere."""

from bot.gateway.sans_trace.routes import ROUTES

__all__ = ["ROUTES"]
