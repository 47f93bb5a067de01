"""What the model reads: a part that never changes, one for each user, one for each message.

The parts are cut where tokens end, so that a session that holds the first ones is given
the last one only.
"""

from __future__ import annotations

import json

from .manifest import PLACE, Prompt
from .vocabulary import Piece, Vocabulary, readable

UNKNOWN = "unknown"
"""Stands where the user's real name is not known."""

_MAX_NAME = 200
_NAMES = ("Nora Whitfield", "林晓岚", UNKNOWN)


class PromptParts:
    """Renders a prompt in three parts: `static`, then `user`, then `message`.

    Args:
        prompt: How the model is asked.
        vocabulary: Of the model.

    Attributes:
        static: The tokens that all prompts begin with.
    """

    def __init__(self, prompt: Prompt, vocabulary: Vocabulary) -> None:
        self._ascii = prompt.ascii
        self._vocabulary = vocabulary
        before, _, after = prompt.text.partition(PLACE)
        *head, last = vocabulary.split(prompt.before + before)
        self._middle = vocabulary.split(after)
        self._after = vocabulary.split(prompt.after)
        assert isinstance(last, str)
        cut = self._cut(last)
        self.static: tuple[int, ...] = tuple(vocabulary.join([*head, last[:cut]]))
        self._lead = last[cut:]

    def user(self, role: str, real_name: str | None) -> list[int]:
        """Return the tokens from the user's name up to `"content":`."""
        name = " ".join(readable(real_name or "").split())[:_MAX_NAME] or UNKNOWN
        head = f'{{"role": {self._json(role)}, "content":'
        return self._vocabulary.join([self._lead, name, *self._middle, head])

    def message(self, text: str) -> list[int]:
        """Return the tokens of a message and of what comes after it."""
        return self._vocabulary.join([f" {self._json(text)}}}", *self._after])

    def whole(self, text: str, role: str, real_name: str | None) -> list[int]:
        """Return the tokens of all three parts."""
        return [*self.static, *self.user(role, real_name), *self.message(text)]

    def cost(self, text: str) -> int:
        """Count the tokens of a piece of a message; at most a few more than within it."""
        return len(self._vocabulary.encode(self._json(text)[1:-1]))

    def _json(self, text: str) -> str:
        return json.dumps(readable(text), ensure_ascii=self._ascii)

    def _cut(self, text: str) -> int:
        """Find the place nearest to the name where tokens end, whatever the name is.

        A space before a name belongs to the name's token, a line break to the one before.
        """
        places = (len(text.rstrip(" ")), len(text), len(text.rstrip()))
        return next((cut for cut in places if all(self._holds(text, cut, n) for n in _NAMES)), 0)

    def _holds(self, text: str, cut: int, name: str) -> bool:
        tail: list[Piece] = [name, *self._middle]
        join = self._vocabulary.join
        return join([text[:cut]]) + join([text[cut:], *tail]) == join([text, *tail])
