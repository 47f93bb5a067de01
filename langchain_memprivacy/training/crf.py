"""Trains `CrfExtractor`'s weights on annotated dialogues; the same data gives the same file.

    python -m langchain_memprivacy.training.crf OUT [DATA ...]

Without DATA it reads the bundled dialogues and the standalone messages in `dialogues/`,
which are in the source tree only. Users of the test split are never read. The threshold is
the highest at which rules and tagger together hide less than the given share of innocent
characters of the development users; then the models are trained once more, with these users.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite

from ..evaluation.datasets import Annotation, Dataset, Message, User, load
from ..evaluation.extraction import evaluate_extraction, summarize
from ..extractors.combine import UnionExtractor
from ..extractors.crf import CrfExtractor, Weights
from ..extractors.crf.features import Token, features, tokenize
from ..extractors.crf.kinds import KindModel, kind_features
from ..extractors.crf.model import CrfModel, Triple
from ..extractors.rules import RuleExtractor
from ..taxonomy import PrivacyType

DIALOGUES = Path(__file__).parent / "dialogues"
LABELS = "OBI"
_NEVER = -9.0
"""Weight of a transition that was not seen."""
_SPANS = {"c1": 0.0, "c2": 0.5, "max_iterations": 100}
_KINDS = {"c1": 0.3, "c2": 0.1, "max_iterations": 100}
_LEAST = 0.05
"""Features whose weights differ by less between labels are left out."""
OVERMASKED = 0.012
"""Share of innocent characters of the development users that may be hidden."""


def label(tokens: Sequence[Token], spans: Sequence[Annotation]) -> list[str]:
    """Give each token its label: outside, begin or inside of an annotated value."""
    found = []
    for token in tokens:
        inside = next((s for s in spans if s.start < token.end and token.start < s.end), None)
        found.append("O" if inside is None else "B" if token.start <= inside.start else "I")
    return found


def train(messages: Iterable[Message], threshold: float = 0.3) -> Weights:
    """Train both models.

    Args:
        messages: Annotated messages.
        threshold: Stored with the weights.
    """
    spans = pycrfsuite.Trainer(verbose=False)
    kinds = pycrfsuite.Trainer(verbose=False)
    for message in messages:
        tokens = tokenize(message.content)
        if not tokens:
            continue
        spans.append(features(message.content, tokens), label(tokens, message.privacy))
        for value, first, last in _values(tokens, message.privacy):
            kinds.append([kind_features(tokens, first, last)], [value.type])
    weights, transitions = _fit(spans, _SPANS)
    crf = CrfModel(
        {
            name: triple
            for name, by_label in weights.items()
            if _spread(triple := _triple(by_label.get(x, 0.0) for x in LABELS)) > _LEAST
        },
        [_triple(transitions.get((a, b), _NEVER) for b in LABELS) for a in LABELS],
    )
    by_kind, _ = _fit(kinds, _KINDS)
    standard = {
        name: {kind: x for kind, x in by_label.items() if abs(x) > _LEAST}
        for name, by_label in by_kind.items()
    }
    kept = {name: by_label for name, by_label in standard.items() if by_label}
    return Weights(crf, KindModel(kept, [str(kind) for kind in PrivacyType]), threshold)


def _values(
    tokens: Sequence[Token], spans: Sequence[Annotation]
) -> Iterator[tuple[Annotation, int, int]]:
    for span in spans:
        at = [i for i, t in enumerate(tokens) if span.start < t.end and t.start < span.end]
        if at:
            yield span, at[0], at[-1] + 1


def _triple(weights: Iterable[float]) -> Triple:
    outside, begin, inside = weights
    return outside, begin, inside


def _spread(triple: Triple) -> float:
    return max(triple) - min(triple)


def _fit(
    trainer: pycrfsuite.Trainer, parameters: dict[str, float]
) -> tuple[dict[str, dict[str, float]], dict[tuple[str, str], float]]:
    trainer.set_params(parameters)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, by), weight in info.state_features.items():
        weights[name][by] = weight
    return weights, dict(info.transitions)


def tuned(weights: Weights, dev: Dataset, overmasked: float = OVERMASKED) -> float:
    """Find the highest threshold that keeps rules and tagger within the share of innocents."""
    best = 0.01
    for step in range(1, 50):
        threshold = step / 50
        both = UnionExtractor([RuleExtractor(), CrfExtractor(weights, threshold=threshold)])
        if summarize(evaluate_extraction(both, dev))["overall"]["overmasked"] > overmasked:
            break
        best = threshold
    return best


def main(arguments: Sequence[str]) -> None:
    """Train on data sets (the bundled one if none is named) and write the weights."""
    out, *sources = arguments
    users: list[User] = [
        user
        for name in sources or ("bundled", DIALOGUES)
        for user in load(name).users
        if user.split != "test"
    ]
    dev = Dataset("dev", tuple(user for user in users if user.split == "dev"))
    first = train(m for user in users if user.split == "train" for m in user.messages)
    threshold = tuned(first, dev)
    last = train((m for user in users for m in user.messages), threshold)
    data = last.to_bytes()
    Path(out).write_bytes(data)
    print(f"{len(users)} users, threshold {threshold}, {len(data) // 1024} KB")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
