"""The observatory: what is counted of the situations, and what may be shown of these counts (ADR 008)."""
