"""Measures extraction, leakage and memory utility as the paper does (sections 3 and 5)."""
