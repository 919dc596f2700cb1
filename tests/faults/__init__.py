"""Faults on purpose: what is promised must hold while parts die, stop, or are fed anything."""
