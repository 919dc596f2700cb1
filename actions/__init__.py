"""Rasa's custom actions: each is a thin adapter from the tracker to the core, one small file an action."""
