"""The model: weights of features, and how likely each token belongs to a private value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from typing import NamedTuple

OUTSIDE, BEGIN, INSIDE = range(3)
Triple = tuple[float, float, float]


class Marginals(NamedTuple):
    """Probabilities of one token's three labels; they sum to 1."""

    outside: float
    begin: float
    inside: float


class CrfModel:
    """A linear-chain conditional random field with the labels outside, begin and inside.

    Args:
        weights: For each feature its three weights.
        transitions: Weight of going from one label (row) to the next (column).
    """

    def __init__(self, weights: Mapping[str, Triple], transitions: Sequence[Triple]) -> None:
        self.weights = dict(weights)
        self.transitions = tuple(transitions)
        self._moves = tuple(tuple(exp(x) for x in row) for row in transitions)

    def __repr__(self) -> str:
        return f"CrfModel({len(self.weights)} features)"

    def marginals(self, features: Sequence[Sequence[str]]) -> list[Marginals]:
        """Compute each token's label probabilities (forward-backward algorithm).

        Args:
            features: One list of feature names a token; unknown ones weigh nothing.
        """
        if not features:
            return []
        states = [self._state(names) for names in features]
        (oo, ob, oi), (bo, bb, bi), (io, ib, ii) = self._moves
        forward: list[Triple] = []
        o = b = i = 1.0
        for at, (so, sb, si) in enumerate(states):
            if at:
                o, b, i = (
                    (o * oo + b * bo + i * io) * so,
                    (o * ob + b * bb + i * ib) * sb,
                    (o * oi + b * bi + i * ii) * si,
                )
            else:
                o, b, i = so, sb, si
            total = o + b + i
            o, b, i = o / total, b / total, i / total
            forward.append((o, b, i))
        found: list[Marginals] = []
        o = b = i = 1.0
        for at in range(len(states) - 1, -1, -1):
            fo, fb, fi = forward[at]
            po, pb, pi = fo * o, fb * b, fi * i
            total = po + pb + pi
            found.append(Marginals(po / total, pb / total, pi / total))
            so, sb, si = states[at]
            o, b, i = o * so, b * sb, i * si
            o, b, i = oo * o + ob * b + oi * i, bo * o + bb * b + bi * i, io * o + ib * b + ii * i
            total = o + b + i
            o, b, i = o / total, b / total, i / total
        found.reverse()
        return found

    def _state(self, names: Sequence[str]) -> Triple:
        get = self.weights.get
        o = b = i = 0.0
        for name in names:
            if (weights := get(name)) is not None:
                o += weights[0]
                b += weights[1]
                i += weights[2]
        top = max(o, b, i)
        return exp(o - top), exp(b - top), exp(i - top)
