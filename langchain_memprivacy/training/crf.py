"""Trains `CrfExtractor`'s weights on annotated dialogues; the same data gives the same file.

    python -m langchain_memprivacy.training.crf OUT [DATA ...]

Without DATA it reads the bundled dialogues and those in `dialogues/`, which are in the source
tree only. Users of the test split are never read. The thresholds are those at which rules and
tagger together hide most values of the development users, and no more than a given share of
their innocent characters; then the models are trained once more, with these users.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite

from ..evaluation.datasets import Annotation, Dataset, Message, User, load
from ..evaluation.masking import masked
from ..extractors.crf import Weights
from ..extractors.crf.decoding import decode
from ..extractors.crf.features import Token, features, tokenize
from ..extractors.crf.kinds import KindModel, kind_features
from ..extractors.crf.model import CrfModel, Triple
from ..extractors.rules import RuleExtractor
from ..taxonomy import PrivacyType

DIALOGUES = Path(__file__).parent / "dialogues"
LABELS = "OBI"
_NEVER = -9.0
"""Weight of a transition that was not seen."""
_SPANS = {"c1": 0.0, "c2": 0.5, "max_iterations": 150}
_KINDS = {"c1": 0.3, "c2": 0.1, "max_iterations": 100}
_LEAST = 0.15
"""Features whose weights differ by less between labels are left out."""
OVERMASKED = 0.0135
"""Share of innocent characters of the development users that may be hidden."""
_STEPS = (0.0003, 0.001, 0.003, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3)


def label(tokens: Sequence[Token], spans: Sequence[Annotation]) -> list[str]:
    """Give each token its label: outside, begin or inside of an annotated value."""
    found = []
    for token in tokens:
        inside = next((s for s in spans if s.start < token.end and token.start < s.end), None)
        found.append("O" if inside is None else "B" if token.start <= inside.start else "I")
    return found


def train(messages: Iterable[Message], threshold: float = 0.3, growth: float = 0.3) -> Weights:
    """Train both models.

    Args:
        messages: Annotated messages.
        threshold: Stored with the weights.
        growth: Stored with the weights.
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
    return Weights(crf, KindModel(kept, [str(kind) for kind in PrivacyType]), threshold, growth)


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


def tuned(weights: Weights, dev: Dataset, overmasked: float = OVERMASKED) -> tuple[float, float]:
    """Find the threshold and the growth that hide most within a share of innocent characters."""
    rules = RuleExtractor()
    told = []
    for user in dev.users:
        for message in user.messages:
            tokens = tokenize(message.content)
            marginals = weights.spans.marginals(features(message.content, tokens))
            spans = rules.extract(message.content, role=message.role, real_name=user.real_name)
            told.append((message, tokens, marginals, spans))
    best = (0, _STEPS[0], _STEPS[0])
    for threshold, growth in itertools.combinations_with_replacement(_STEPS, 2):
        hidden = outside = over = 0
        for message, tokens, marginals, spans in told:
            found = decode(message.content, tokens, marginals, threshold, growth)
            one = masked(message.content, message.privacy, [*spans, *found])
            hidden += sum(one.hidden)
            outside += one.outside
            over += one.overmasked
        if over <= overmasked * outside:
            best = max(best, (hidden, threshold, growth))
    return best[1:]


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
    threshold, growth = tuned(first, dev)
    last = train((m for user in users for m in user.messages), threshold, growth)
    data = last.to_bytes()
    Path(out).write_bytes(data)
    print(f"{len(users)} users, threshold {threshold}, growth {growth}, {len(data) // 1024} KB")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
