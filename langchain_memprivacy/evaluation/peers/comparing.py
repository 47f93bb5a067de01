"""Run several tools over the same messages and count what each leaves readable."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from ..bootstrap import interval
from ..datasets import Dataset, User
from ..masking import masked
from .tools import PEERS, Find, Peer, PeerError


@dataclass(slots=True)
class Tally:
    """What one tool did to one user's messages; holds no text.

    Attributes:
        language: The user's.
        values: Annotated values by level.
        hidden: Those of them of which no readable rest is left.
        outside: Characters that belong to no value, spaces left out.
        overmasked: Those of them that are hidden.
        seconds: How long each message took.
    """

    language: str
    values: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    outside: int = 0
    overmasked: int = 0
    seconds: list[float] = field(default_factory=list)


def compare(
    dataset: Dataset,
    peers: Iterable[Peer] = PEERS,
    *,
    seed: int = 0,
    each: Callable[[int], None] = lambda _: None,
) -> dict[str, Any]:
    """Measure tools side by side.

    They take turns at each message, so that what the machine does meanwhile slows all alike.

    Args:
        dataset: Annotated conversations.
        peers: The tools.
        seed: Where the intervals' random draws begin.
        each: Called with the number of messages done.

    Returns:
        Plain JSON values: `tools`, by name what was run and either its figures (shares from
        0 to 1, milliseconds) or why it was `skipped`; `values` by language and level.
    """
    found = [(peer, *_opened(peer)) for peer in peers]
    tallies: dict[str, list[Tally]] = {peer.name: [] for peer, find, _ in found if find}
    count = 0
    for user in dataset.users:
        mine = {peer.name: Tally(user.language) for peer, find, _ in found if find}
        finders = [
            (peer, peer.open() if peer.remembers else find) for peer, find, _ in found if find
        ]
        for message in user.messages:
            for peer, find in finders:
                tally = mine[peer.name]
                begin = time.perf_counter()
                ranges = find(message.content)
                tally.seconds.append(time.perf_counter() - begin)
                shown = masked(message.content, message.privacy, ranges)
                for gold, hidden in zip(message.privacy, shown.hidden, strict=True):
                    tally.values[str(gold.level)] += 1
                    tally.hidden[str(gold.level)] += hidden
                tally.outside += shown.outside
                tally.overmasked += shown.overmasked
            count += 1
            each(count)
        for name, tally in mine.items():
            tallies[name].append(tally)
    tools = {
        peer.name: {"what": peer.what, "version": peer.version}
        | ({"skipped": why} if find is None else _figures(tallies[peer.name], seed))
        for peer, find, why in found
    }
    return {"tools": tools, "values": _values(dataset.users)}


def _opened(peer: Peer) -> tuple[Find | None, str]:
    try:
        find = peer.open()
    except PeerError as error:
        return None, str(error)
    find("")  # what a tool does once, at its first message, is no message's time
    return find, ""


def _figures(tallies: Sequence[Tally], seed: int) -> dict[str, Any]:
    languages = sorted({tally.language for tally in tallies})
    by_language = {lang: [t for t in tallies if t.language == lang] for lang in languages}
    return {
        "hidden": _hidden(tallies),
        "interval": list(interval(tallies, _hidden, seed=seed)),
        "by_language": {lang: _hidden(found) for lang, found in by_language.items()},
        "by_level": _levels(tallies),
        "by_language_and_level": {lang: _levels(found) for lang, found in by_language.items()},
        "overmasked": _share(sum(t.overmasked for t in tallies), sum(t.outside for t in tallies)),
        "p50_ms": median([s * 1000 for tally in tallies for s in tally.seconds] or [0.0]),
    }


def _hidden(tallies: Sequence[Tally]) -> float:
    values = sum(t.values.total() for t in tallies)  # of nothing, nothing can be read
    return sum(t.hidden.total() for t in tallies) / values if values else 1.0


def _levels(tallies: Sequence[Tally]) -> dict[str, float]:
    values, hidden = Counter[str](), Counter[str]()
    for tally in tallies:
        values.update(tally.values)
        hidden.update(tally.hidden)
    return {level: _share(hidden[level], values[level]) for level in sorted(values)}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _values(users: Iterable[User]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for user in users:
        mine = counts.setdefault(user.language, Counter())
        mine.update(str(gold.level) for message in user.messages for gold in message.privacy)
    return {language: dict(sorted(found.items())) for language, found in sorted(counts.items())}
