"""Boussole: orientation for victims and witnesses of discrimination (see README.md)."""
