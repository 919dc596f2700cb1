"""Our NLU components for Rasa's pipeline."""
