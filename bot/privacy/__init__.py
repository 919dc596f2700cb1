"""Safety of the words people entrust: encryption per conversation (vault) and masking (mask)."""
