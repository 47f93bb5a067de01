"""Values that must not leave: one of each level for every place a value can come from."""

from __future__ import annotations

import random

PLACES = (
    "user text", "history", "system prompt", "tool arguments", "tool result", "tool error",
    "metadata", "context",
)  # fmt: skip
LEVELS = ("PL2", "PL3", "PL4")
NAME = "Nora_Whitfield"
"""What a human message is signed with; providers allow no spaces there."""


def _card(seed: int) -> str:
    """A card number with a right check digit."""
    digits = [4, *random.Random(f"card {seed}").choices(range(10), k=14)]
    total = sum(d if i % 2 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(digits))
    return "".join(map(str, [*digits, -total % 10]))


def _token(seed: int) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    return "ghp_" + "".join(random.Random(f"token {seed}").choices(letters, k=36))


def _value(place: str, level: str) -> str:
    seed = PLACES.index(place)
    return {
        "PL2": f"{''.join(random.Random(f'mail {seed}').choices('bcdfghjkmnpqrstvwz', k=9))}@kestrel-io.net",
        "PL3": _card(seed),
        "PL4": _token(seed),
    }[level]


CANARIES = {f"{level} in {place}": _value(place, level) for place in PLACES for level in LEVELS} | {
    "PL2 as a name": NAME
}
"""Values by label; labels may be shown."""


def sentence(place: str) -> str:
    """A text that holds the place's canaries."""
    mail, card, token = (CANARIES[f"{level} in {place}"] for level in LEVELS)
    return f"Write to {mail}, pay with card {card}, the access token is {token}."
