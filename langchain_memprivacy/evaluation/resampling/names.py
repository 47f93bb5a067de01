"""Names of people, exchanged part by part, so that every spelling of one changes alike."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from .lists import lists, plain

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HAN = re.compile(r"[㐀-鿿]+")
_TITLED = re.compile(r"(?i:mr|mrs|ms|miss|mdm|dr|prof|frau|herr)\b")
_KIN = re.compile(
    "^(?:爸爸|妈妈|父亲|母亲|哥哥|弟弟|姐姐|妹妹|儿子|女儿|舅舅|叔叔|姑姑|老婆|老公|妻子|丈夫)"
)
_DOTTED = re.compile(r"[㐀-鿿]+(?:[·•．][㐀-鿿]+)+")


class Names:
    """One user's people under other names.

    Args:
        rng: Draws them.
        country: Where the user lives; says which names fit.
        known: Every text that names somebody: names, with kin words and titles or without.
        traditional: Whether Chinese names are written in traditional characters.
    """

    def __init__(
        self, rng: random.Random, country: str, known: Iterable[str], *, traditional: bool = False
    ) -> None:
        self._rng = rng
        self._region: str = lists()["countries"].get(country, "anglo")
        self._suffix = "_hant" if traditional else ""
        self._latin: dict[str, str] = {}
        self._han: dict[str, str] = {}
        texts = sorted(set(known), key=lambda text: (-len(text), text))
        for text in texts:
            self._learn_latin(text)
        dotted = any(map(_DOTTED.search, texts))
        for text in texts:
            self._learn_han(text, dotted=dotted)

    def apply(self, text: str, *, every: bool = True) -> str:
        """Exchange the names in a text.

        Args:
            text: A name, or a text that holds some.
            every: Whether parts in small letters are exchanged, too, and single Chinese
                characters; only right where the text is nothing but a name.
        """
        out = _WORD.sub(lambda match: self._word(match[0], every=every), text)
        parts = sorted((p for p in self._han if every or len(p) > 1), key=lambda p: (-len(p), p))
        if parts:
            out = re.sub("|".join(map(re.escape, parts)), lambda match: self._han[match[0]], out)
        return out

    def within(self, text: str) -> str:
        """Exchange names inside a word, as mail addresses and device names have them."""
        # Short names only between signs or digits: "koh" in "desmond-koh", not in "kohlrabi".
        parts = [
            re.escape(part) if len(part) > 3 else rf"(?<![A-Za-z]){re.escape(part)}(?![A-Za-z])"
            for part in sorted(self._latin, key=lambda part: (-len(part), part))
            if len(part) > 2
        ]
        if not parts:
            return text
        return re.sub(
            "|".join(parts),
            lambda match: _cased(plain(self._latin[plain(match[0])]).title(), match[0]),
            text,
            flags=re.IGNORECASE,
        )

    def _given(self, old: str, gender: str) -> str:
        pools: dict[str, list[str]] = lists()["given"][self._region]
        return self._fresh(old, pools[gender] if gender else [*pools["f"], *pools["m"]])

    def _fresh(self, old: str, pool: list[str]) -> str:
        """Draw a name that neither the user's people nor their new ones have."""
        taken = {old, *self._latin, *map(plain, self._latin.values())}
        return self._rng.choice([name for name in pool if plain(name) not in taken] or pool)

    def _learn_latin(self, text: str) -> None:
        words = [word for word in _WORD.findall(text) if _is_name(word)]
        gender = _gender(text)
        titled = len(words) == 1 and _TITLED.match(text) is not None
        for at, word in enumerate(words):
            key = plain(word).removesuffix("'s")
            if key not in self._latin:
                last = titled or (at and at == len(words) - 1)
                families: list[str] = lists()["family"][self._region]
                self._latin[key] = self._fresh(key, families) if last else self._given(key, gender)

    def _word(self, word: str, *, every: bool) -> str:
        bare = word[:-2] if word.endswith(("'s", "’s")) else word
        new = self._latin.get(plain(bare))
        if new is None or not (every or bare[0].isupper()):
            return word
        return _cased(new, bare) + word[len(bare) :]

    def _learn_han(self, text: str, *, dotted: bool) -> None:
        data = lists()["chinese"]
        for name in _DOTTED.findall(text):
            for part in re.split(r"[·•．]", name):
                self._turkic(part)
        for run in _HAN.findall(_DOTTED.sub(" ", text)):
            family, given = _chinese(run)
            if not family:
                if dotted:
                    self._turkic(_KIN.sub("", run))
                elif len(run) == 2:
                    self._han.setdefault(run, self._rng.choice(data[f"given{self._suffix}"]))
                continue
            new = self._han.setdefault(
                family, self._rng.choice(data[f"new_surnames{self._suffix}"])
            )
            if given:
                pool = data["single"] if len(given) == 1 else data[f"given{self._suffix}"]
                drawn = self._han.setdefault(given, self._rng.choice(pool))
                self._han.setdefault(family + given, new + drawn)

    def _turkic(self, part: str) -> None:
        names: list[str] = lists()["chinese"]["turkic"]
        if len(part) > 1 and part not in self._han:
            free = [n for n in names if n not in self._han and n not in self._han.values()]
            self._han[part] = self._rng.choice(free or names)


def _chinese(run: str) -> tuple[str, str]:
    """Tell family and given name in a run of Chinese characters; empty where it has none."""
    data = lists()["chinese"]
    surnames = set(data["surnames"])
    titles = sorted(data["titles"], key=lambda title: (-len(title), title))
    title = next((one for one in titles if run.endswith(one) and len(run) > len(one)), "")
    body = run.removesuffix(title)
    if len(body) in (2, 3) and body[0] in surnames and body[0] not in "老小阿":
        return body[0], body[1:]
    nicknamed = len(body) > 1 and body[-2] in "老小阿" and body[-1] in surnames
    if title or nicknamed or len(body) == 1:
        return (body[-1], "") if body[-1] in surnames else ("", "")
    for length in (3, 2):
        if body[-length:][0] in surnames and len(body) >= length:
            return body[-length], body[1 - length :]
    return "", ""


def _is_name(word: str) -> bool:
    if not word[0].isupper() or (word.isupper() and len(word) < 6):
        return False
    return word.casefold() not in {one.casefold() for one in lists()["not_names"]}


def _gender(text: str) -> str:
    words = {*re.split(r"[\W_]+", text.casefold())}
    for gender, name in (("f", "female"), ("m", "male")):
        if words & set(lists()[name]):
            return gender
    return ""


def _cased(new: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return new.upper()
    return new.lower() if like[0].islower() else new
