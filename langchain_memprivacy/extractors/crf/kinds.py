"""Which type a value is, once it is known to be private: a linear classifier."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from ...taxonomy import PrivacyLevel, PrivacyType
from .features import Token, shape, word

_AROUND = 4
_LEAD = 1.0
"""By how much the weights of a secret's type exceed those of all others."""
_MOST = 12
"""Tokens of a value that are looked at; a longer one is known by its beginning."""


class KindModel:
    """Weights of features for each type; the highest sum wins.

    A secret must win clearly: what is graded PL4 is kept in memory only, so that a wrong one
    is lost with the process.

    Args:
        weights: For each feature the types it speaks for or against.
        labels: All types, in a fixed order; the first wins a tie.
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]], labels: Sequence[str]) -> None:
        self.weights = {name: dict(by_label) for name, by_label in weights.items()}
        self.labels = tuple(labels)
        self._secrets = {x for x in labels if PrivacyType(x).level is PrivacyLevel.PL4}

    def __repr__(self) -> str:
        return f"KindModel({len(self.labels)} types, {len(self.weights)} features)"

    def decide(self, features: Sequence[str]) -> str:
        """Return the type that the features of a value speak for."""
        scores = dict.fromkeys(self.labels, 0.0)
        for name in features:
            for label, weight in self.weights.get(name, {}).items():
                scores[label] += weight
        best = max(scores, key=scores.__getitem__)
        if best in self._secrets and len(self._secrets) < len(scores):
            other = max((x for x in scores if x not in self._secrets), key=scores.__getitem__)
            return best if scores[best] - scores[other] >= _LEAD else other
        return best


def kind_features(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    """Name the features of a value and of what stands around it.

    Args:
        tokens: The tokens of the whole text.
        first: Index of the value's first token.
        last: Index after its last token.
    """
    inside = tokens[first : min(last, first + _MOST)]
    words = [word(token.text) for token in inside]
    before = [word(token.text) for token in tokens[max(0, first - _AROUND) : first]]
    after = [word(token.text) for token in tokens[last : last + 2]]
    shapes = [shape(token.text) for token in inside]
    found = {f"i={w}" for w in words} | {f"j={a}|{b}" for a, b in itertools.pairwise(words)}
    found |= {f"x={w[-3:]}" for w in words if len(w) > 4}
    found |= {f"b={w}" for w in before} | {f"a={w}" for w in after}
    found |= {f"s={s}" for s in shapes}
    found |= {
        f"S={''.join(shapes[:6])}",
        f"n={min(last - first, 8)}",
        f"f={words[0]}",
        f"l={words[-1]}",
    }
    if before:
        found |= {f"p={before[-1]}", f"ps={before[-1]}|{shapes[0]}", f"pp={'|'.join(before[-2:])}"}
    return sorted(found)
