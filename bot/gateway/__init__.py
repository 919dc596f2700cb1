"""The only public door: identity, limits, danger first, journal, five seconds, and who answers now."""
