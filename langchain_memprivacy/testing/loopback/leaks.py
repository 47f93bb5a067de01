"""Looks for private values in bytes that must not hold any: requests, files, logs, traces.

Nothing here ever shows a value: findings name it by its index or its label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .views import views

MIN_FRAGMENT = 6
"""Shorter pieces of a value stand in innocent texts too."""
# Decoded as base64, any text gives random bytes, and these hold every short string.
_MIN_IN_BASE64 = 4
_SHOWN = 20

Values = Sequence[str] | Mapping[str, str]
"""Values to look for: a sequence (named by index) or a mapping from safe labels to values."""


class Leak(NamedTuple):
    """One value in one place.

    Attributes:
        label: The value's index, or its label where values came as a mapping.
        place: Where it stands, and in which encoding if it does not stand there as it is.
    """

    label: int | str
    place: str


def find_leaks(data: bytes, values: Values, fragment: int | None = None) -> list[Leak]:
    """Find values in bytes, as they are and under escapes, percent encoding and base64.

    Args:
        data: Where to look. Text is expected in UTF-8; what lies around it does not matter.
        values: What must not be there; none may be empty.
        fragment: The length in characters, 6 or more, from which a piece of a value counts
            as the value; short pieces of numbers stand in times and identifiers too.
            None: only whole values count.

    Returns:
        One finding a value, in the order of the values; `place` says how it was encoded:
        `raw`, `escaped` (JSON or Python), `percent`, `base64`, `escaped+base64`, ...,
        with `fragment of ` before it where not the whole value was found. Values of fewer
        than four bytes are not looked for in base64.

    Raises:
        ValueError: A value is empty, or `fragment` is too small.
    """
    return Search(values, fragment).find(data)


class Search:
    """A search made ready, for many places; arguments and errors as for `find_leaks`."""

    def __init__(self, values: Values, fragment: int | None = None) -> None:
        self._wanted = _labelled(values, fragment)
        self._sizes = {k: len(v.encode("utf-8", "replace")) for k, v in self._wanted.items()}
        self._longest = max(self._sizes.values(), default=0)
        self._pieces: dict[str, list[int | str]] = {}
        self._samples: dict[str, set[str]] = {}
        # Samples of the text, so close together that every piece in it holds one whole.
        self._sample = (fragment or 0) // 2 + 1
        self._step = (fragment or 0) - self._sample + 1
        if fragment:
            self._cut_up(fragment)

    def find(self, data: bytes) -> list[Leak]:
        """Find the values in bytes."""
        whole: dict[int | str, str] = {}
        partly: dict[int | str, str] = {}
        for form, text in views(data, self._longest):
            least = _MIN_IN_BASE64 if "base64" in form else 1
            for label, value in self._wanted.items():
                if label not in whole and self._sizes[label] >= least and value in text:
                    whole[label] = form
            for piece in self._present(text):
                for label in self._pieces[piece]:
                    partly.setdefault(label, f"fragment of {form}")
        found = partly | whole
        return [Leak(label, found[label]) for label in self._wanted if label in found]

    def _cut_up(self, size: int) -> None:
        for label, value in self._wanted.items():
            for start in range(len(value) - size + 1):
                self._pieces.setdefault(value[start : start + size], []).append(label)
        for piece in self._pieces:
            for start in range(self._step):
                sample = piece[start : start + self._sample]
                self._samples.setdefault(sample, set()).add(piece)

    def _present(self, text: str) -> set[str]:
        if not self._samples:
            return set()
        # Looked up in C, so that the time does not grow with the number of values.
        size, last = self._sample, len(text) - self._sample + 1
        cuts = map(slice, range(0, last, self._step), range(size, last + size, self._step))
        met = self._samples.keys() & map(text.__getitem__, cuts)
        likely = set[str]().union(*(self._samples[cut] for cut in met))
        return {piece for piece in likely if piece in text}


def assert_clean(
    places: bytes | Mapping[str, bytes], values: Values, fragment: int | None = None
) -> None:
    """Fail if a value stands in one of several places.

    Args:
        places: Bytes, or a mapping from names (of files, of logs) to bytes.
        values: As for `find_leaks`.
        fragment: As for `find_leaks`.

    Raises:
        AssertionError: A value was found; the message names labels and places only.
        ValueError: As for `find_leaks`.
    """
    parts = places if isinstance(places, Mapping) else {"the data": places}
    search = Search(values, fragment)
    fail_on(
        Leak(leak.label, describe(name, leak.place))
        for name, data in parts.items()
        for leak in search.find(data)
    )


def _labelled(values: Values, fragment: int | None) -> dict[int | str, str]:
    """Give each value its label; refuse what would be found everywhere."""
    if fragment is not None and fragment < MIN_FRAGMENT:
        msg = f"a fragment is {MIN_FRAGMENT} characters or more, not {fragment}"
        raise ValueError(msg)
    if isinstance(values, str):
        values = [values]
    pairs = values.items() if isinstance(values, Mapping) else enumerate(values)
    wanted: dict[int | str, str] = dict(pairs)
    if empty := [label for label, value in wanted.items() if not value]:
        msg = f"value {empty[0]} is empty; leave it out"
        raise ValueError(msg)
    return wanted


def describe(place: str, form: str) -> str:
    """Say where and in which encoding; a value as it is needs no remark."""
    return place if form == "raw" else f"{place} ({form.removesuffix(' of raw')})"


def fail_on(leaks: Iterable[Leak]) -> None:
    """Fail if there are leaks.

    Raises:
        AssertionError: There are; the message names labels and places.
    """
    lines = list(dict.fromkeys(f"canary {leak.label} reached {leak.place}" for leak in leaks))
    if lines:
        more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
        raise AssertionError("\n".join([*lines[:_SHOWN], *more]))
