"""The only package that may import rasa: NLU component, channel, tracker store, server."""
