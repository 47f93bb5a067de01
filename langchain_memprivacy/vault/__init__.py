"""Vaults keep the mapping placeholder <-> value; `base` holds what they have in common."""
