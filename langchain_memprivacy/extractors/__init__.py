"""Extractors turn a text into private spans; `base` holds what they have in common."""
