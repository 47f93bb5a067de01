"""Pseudonyms: what names things in a place that others share, without private values.

In a label or key each placeholder `<EMAIL_1>` is written `EMAIL_1_~` and the tag of its
scope: without brackets and dots, which stores do not allow or give a meaning to, and so
that the `<EMAIL_1>` of two people, or of two devices of one, are two names. The underscore
before the tilde is there so that nothing takes the beginning for a placeholder whose
brackets were dropped, and puts the value of whoever reads it in its place.

In a text that somebody else wrote, placeholders are written the same way, in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...messages import Desensitize, Restore
from ...placeholders import MAX_NUMBER, Escape, Placeholder, find_placeholders
from ...taxonomy import MAX_TAG
from ..crossing import Crossing
from ..identifying import is_private

_CORE = (
    rf"([A-Z][A-Z0-9_]{{0,{MAX_TAG - 1}}})_([1-9][0-9]{{0,{len(str(MAX_NUMBER)) - 1}}})"
    r"_~([a-z2-7]{10})"
)
_TAG = re.compile(r"[a-z2-7]{10}")
# A tilde parts it from a letter or digit before it, and is itself parted by another one.
_IN_LABEL = re.compile(rf"(?:(?<=[A-Za-z0-9_~])~|(?<![A-Za-z0-9_~])){_CORE}")
_JOINS = re.compile(r"[A-Za-z0-9_~]\Z")
_BRACKETS = {
    Escape.NONE: ("<", ">"),
    Escape.HTML: ("&lt;", "&gt;"),
    Escape.JSON: ("\\u003c", "\\u003e"),
    Escape.URL: ("%3C", "%3E"),
}
_OPENING = "|".join(re.escape(opening) for opening, _ in _BRACKETS.values())
_CLOSING = "|".join(re.escape(closing) for _, closing in _BRACKETS.values())
_IN_TEXT = re.compile(rf"({_OPENING}){_CORE}({_CLOSING})")
_ANYWHERE = re.compile(rf"{_IN_TEXT.pattern}|{_IN_LABEL.pattern}")
_WORDS = re.compile(r"(_+)(?=[^_])")
_TILDE = "_~"


def pseudonym(placeholder: Placeholder, tag: str) -> str:
    """Write a placeholder as a name of its own: `EMAIL_1_~` and its scope's tag."""
    return f"{placeholder.type}_{placeholder.number}{_TILDE}{tag}"


def pseudonyms_in(text: str) -> list[tuple[Placeholder, str]]:
    """Find pseudonyms in a label or a text; returns placeholders and tags."""
    if _TILDE not in text:
        return []
    found = []
    for match in _ANYWHERE.finditer(text):
        type_, number, tag = match.group(2, 3, 4) if match[2] else match.group(6, 7, 8)
        found.append((Placeholder(type_, int(number)), tag))
    return found


def is_tag(text: str) -> bool:
    """Tell whether a text has the form of a scope's tag."""
    return _TAG.fullmatch(text) is not None


def mark_foreign(text: str, tag: str) -> str:
    """Write the placeholders of a text with the tag of their scope, which is not the reader's."""
    pieces: list[str] = []
    position = 0
    for match in find_placeholders(text):
        opening, closing = _BRACKETS[match.escape]
        name = pseudonym(match.placeholder, tag)
        pieces += (text[position : match.start], opening, name, closing)
        position = match.end
    return "".join([*pieces, text[position:]])


def unmark_own(text: str, tag: str) -> str:
    """Write placeholders of a text that carry this tag without it."""
    if _TILDE not in text:
        return text

    def bare(match: re.Match[str]) -> str:
        opening, type_, number, whose, closing = match.groups()
        return f"{opening}{type_}_{number}{closing}" if whose == tag else match[0]

    return _IN_TEXT.sub(bare, text)


def read_own(text: str, tag: str, restore: Callable[[str], str]) -> str:
    """Restore the placeholders of a text that carry this tag, and nothing else."""
    if _TILDE not in text:
        return text
    return _IN_TEXT.sub(
        lambda match: restore(unmark_own(match[0], tag)) if match[4] == tag else match[0], text
    )


def around_pseudonyms(text: str, rewrite: Callable[[str], str]) -> str:
    """Rewrite what stands between pseudonyms; they stay as they are."""
    if _TILDE not in text:
        return rewrite(text)
    pieces: list[str] = []
    position = 0
    for match in _ANYWHERE.finditer(text):
        between = text[position : match.start()]
        pieces += (rewrite(between) if between else "", match[0])
        position = match.end()
    rest = text[position:]
    return "".join([*pieces, rewrite(rest) if rest else ""])


class Pseudonyms:
    """Names that a scope gives to labels with private values in them.

    The same label has the same name for as long as its values are known in the scope.
    Labels without private values, opaque ids above all, stay as they are.

    Args:
        crossing: The call: whose mapping, and whether inside of a graph boundary.
        tag: The scope's tag; asked for where left out.
    """

    def __init__(self, crossing: Crossing, tag: str | None = None) -> None:
        self._crossing = crossing
        self.tag = crossing.privacy.tag(crossing.scope) if tag is None else tag
        self._out: Desensitize | None = None
        self._back: Restore | None = None

    def hide(self, label: str) -> str:
        """Write a label as it may stand where others read it.

        Raises:
            ExtractorError: The detector failed.
            VaultError: The vault failed.
        """
        return around_pseudonyms(label, self._hidden)

    def show(self, label: str) -> str:
        """Read a label: own pseudonyms become values, those of others stay.

        Inside of a graph boundary, own ones become placeholders.

        Raises:
            VaultError: The vault failed.
        """
        return _IN_LABEL.sub(self._shown, label) if _TILDE in label else label

    def _hidden(self, piece: str, before: str = "") -> str:
        looks = next(find_placeholders(piece), None) is not None
        if not looks and not is_private(self._crossing, piece):
            # `user_` before a number makes it part of a word, for a detector.
            parts = _WORDS.split(piece)
            if len(parts) == 1:
                return piece
            return "".join(self._hidden(p, q) for p, q in zip(parts, ["", *parts], strict=False))
        if self._out is None:
            self._out = self._crossing.desensitize()
        result, position = "", 0
        hidden = self._out.text(piece, "user")
        for match in find_placeholders(hidden):
            result += hidden[position : match.start]
            result += "~" if _JOINS.search(before + result) else ""
            result += pseudonym(match.placeholder, self.tag)
            position = match.end
        return result + hidden[position:]

    def _shown(self, match: re.Match[str]) -> str:
        type_, number, whose = match.groups()
        if whose != self.tag:
            return match[0]
        placeholder = str(Placeholder(type_, int(number)))
        if self._crossing.inside:
            return placeholder
        if self._back is None:
            self._back = self._crossing.restore()
        value = self._back.text(placeholder)
        return match[0] if value == placeholder else value  # forgotten
