"""Where in a text a placeholder stands, and how a value must be written there.

Inside a JSON string a quote needs its backslash, in place of a JSON number text needs
quotes, inside a URL a space needs its percent sign. `Surroundings` follows a text from
its beginning and answers that question from the left alone, so that a stream and the
whole text get the same answer. Desensitizing asks it too and keeps a value only in the
form that restoring will write back (`decode`), which is what makes round trips exact.

JSON is recognised wherever an object or array begins, in prose and code blocks too,
and as soon as it stops being valid JSON it is text again. JSON and URLs may stand
inside JSON strings, as in the arguments of a tool call.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, unquote

_TEXT_END = re.compile(r"[{\[]|(?:https?|ftps?|wss?|file)://|mailto:", re.IGNORECASE)
_URL_END = re.compile(r"""[\s"'<>`|()\[\]{}，。；：！？、）】》」』]""")
_URL_SAFE = "-._~@:/,;$!*="
_SPACE = re.compile(r"[ \t\r\n]*")
_STRING_RUN = re.compile(r'[^"\\\x00-\x1f]+')
_SCALAR = re.compile(r"[-+.0-9A-Za-z]+")
_SCALAR_START = frozenset("-0123456789tfn")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_SCHEME = len("https://")
_MAX_DEPTH = 4
"""JSON inside JSON strings is followed this many levels down."""


def url_escape(value: str) -> str:
    """Percent-encode what would end or split a URL; letters of any script stay readable."""
    return "".join(
        c if c > "\x7f" and c.isalnum() else quote(c, _URL_SAFE, errors="surrogatepass")
        for c in value
    )


def json_escape(value: str, *, ascii_only: bool = False) -> str:
    """Write a value as the inside of a JSON string."""
    return json.dumps(value, ensure_ascii=ascii_only)[1:-1]


def _holds_structure(text: str) -> bool:
    # Plain searches take a tenth of what one expression takes that ignores case.
    return any(mark in text for mark in ("{", "[", "://")) or "mailto:" in text.lower()


class Surroundings:
    """Follows one text from its beginning; see the module's docstring.

    Feed it what stands to the left with `text` and `placeholder`, ask with `encode` or
    `decode`. Nothing is parsed before the first question that needs it.
    """

    def __init__(self, depth: int = 0) -> None:
        self._depth = depth
        self._waiting: list[str | None] = []  # None stands for a placeholder
        self._structured = False
        self._in_url = False
        self._stack: list[str] = []  # open JSON containers, "{" or "["
        self._objects = 0  # how many of them are objects
        self._state = ""  # of the JSON parser; "" is plain text
        self._is_key = False
        self._inside: Surroundings | None = None  # of the JSON string we are in
        self._escape = ""  # an escape sequence cut off so far
        self._tail = ""  # the end of plain text, where a URL's scheme may begin

    def text(self, chunk: str) -> None:
        """Go past text that holds no placeholder."""
        if chunk:
            self._waiting.append(chunk)

    def placeholder(self) -> None:
        """Go past a placeholder."""
        self._waiting.append(None)

    def stays_flat(self, coming: str) -> bool:
        """Tell whether neither what went before nor the text to come can hold structure."""
        self._catch_up()
        return not self._structured and not _holds_structure(self._tail + coming)

    def encode(self, value: str, *, escaped: bool = False) -> str:
        """Return how a value must be written at this place.

        Args:
            value: The value.
            escaped: Write it with JSON escapes, those beyond ASCII included.
        """
        self._catch_up()
        if self._state == "string" and self._inside is not None:
            return json_escape(self._inside.encode(value), ascii_only=escaped)
        if escaped:
            return json_escape(value, ascii_only=True)
        if self._at_leaf():
            return value if _is_scalar(value) else json.dumps(value, ensure_ascii=False)
        return url_escape(value) if self._in_url else value

    def decode(self, written: str, *, escaped: bool = False) -> str | None:
        """Return the value that is written like this here, or None where there is none.

        Args:
            written: What stands here.
            escaped: Whether to read it as `encode` writes with escapes; JSON strings only.
        """
        self._catch_up()
        if escaped and self._state != "string":
            return None
        for value in (written, *self.candidates(written)):
            if self.encode(value, escaped=escaped) == written:
                return value
        return None

    def candidates(self, written: str) -> list[str]:
        """Return values that may be written like this here; `decode` makes sure."""
        self._catch_up()
        if self._state == "string" and self._inside is not None:
            text = _json_string(f'"{written}"')
            return [] if text is None else [text, *self._inside.candidates(text)]
        if self._at_leaf():
            text = _json_string(written)
            return [] if text is None else [text]
        return [unquote(written)] if self._in_url else []

    def _at_leaf(self) -> bool:
        # "[<NAME_1>]" alone is far more often prose or Markdown than a JSON array.
        return self._state == "value" and self._objects > 0

    def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for chunk in waiting:
            if chunk is None:
                self._pass_placeholder()
            elif self._structured or _holds_structure(self._tail + chunk):
                self._structured = True
                self._parse(chunk)
            else:
                self._tail = (self._tail + chunk)[-_SCHEME:]

    def _pass_placeholder(self) -> None:
        if self._state == "string" and self._inside is not None and not self._escape:
            self._inside.placeholder()
        elif self._at_leaf():
            self._state = "scalar"
        elif self._state:
            self._leave_json()
        self._tail = ""

    def _leave_json(self) -> None:
        self._state, self._inside, self._escape = "", None, ""
        self._stack.clear()
        self._objects = 0
        self._in_url = False

    def _parse(self, chunk: str) -> None:
        position = 0
        while position < len(chunk):
            step = self._text_step if not self._state else self._json_step
            position = step(chunk, position)

    def _text_step(self, chunk: str, position: int) -> int:
        if self._in_url:
            end = _URL_END.search(chunk, position)
            if end is None:
                return len(chunk)
            self._in_url = False
            self._tail = ""
            return end.start() if chunk[end.start()] in "{[" else end.end()
        if self._tail:  # a scheme may have begun there
            across = _TEXT_END.search(self._tail + chunk[position : position + _SCHEME])
            if across is not None and across.start() < len(self._tail):
                position += across.end() - len(self._tail)
                self._tail, self._in_url = "", True
                return position
        match = _TEXT_END.search(chunk, position)
        if match is None:
            self._tail = (self._tail + chunk[position:])[-_SCHEME:]
            return len(chunk)
        self._tail = ""
        if match[0] not in "{[":
            self._in_url = True
        elif self._depth < _MAX_DEPTH:
            self._open(match[0])
        return match.end()

    def _open(self, bracket: str) -> None:
        self._stack.append(bracket)
        self._objects += bracket == "{"
        self._state = "key" if bracket == "{" else "value"

    def _json_step(self, chunk: str, position: int) -> int:
        if self._state == "string":
            return self._string_step(chunk, position)
        if self._state == "scalar":
            match = _SCALAR.match(chunk, position)
            if match is not None:
                return match.end()
            self._state = "after"
        spaces = _SPACE.match(chunk, position)
        assert spaces is not None
        position = spaces.end()
        if position == len(chunk):
            return position
        char = chunk[position]
        if not self._token(char):
            self._leave_json()
            return position + (char not in "{[")  # another JSON text may begin right here
        return position + 1

    def _token(self, char: str) -> bool:
        """Take one structural character; False where JSON does not allow it here."""
        state = self._state
        if char == '"' and state in {"key", "value"}:
            self._state, self._is_key = "string", state == "key"
            self._inside = Surroundings(self._depth + 1)
        elif char in "{[" and state == "value":
            self._open(char)
        elif char in "}]" and state in {"after", "key", "value"}:
            if "{["["}]".index(char)] != self._stack.pop():
                return False
            self._objects -= char == "}"
            self._state = "after" if self._stack else ""
        elif char == "," and state == "after":
            self._state = "key" if self._stack[-1] == "{" else "value"
        elif char == ":" and state == "colon":
            self._state = "value"
        elif char in _SCALAR_START and state == "value":
            self._state = "scalar"
        else:
            return False
        return True

    def _string_step(self, chunk: str, position: int) -> int:
        assert self._inside is not None
        if self._escape:
            self._escape += chunk[position]
            self._finish_escape()
            return position + 1
        run = _STRING_RUN.match(chunk, position)
        if run is not None:
            self._inside.text(run[0])
            return run.end()
        char = chunk[position]
        if char == "\\":
            self._escape = char
        elif char == '"':
            self._state, self._inside = ("colon" if self._is_key else "after"), None
        else:  # a raw control character: not JSON
            self._leave_json()
        return position + 1

    def _finish_escape(self) -> None:
        assert self._inside is not None
        kind, digits = self._escape[1], self._escape[2:]
        if kind == "u":
            if len(digits) < 4:
                return
            try:
                self._inside.text(chr(int(digits, 16)))
            except ValueError:
                self._leave_json()
        elif kind in _ESCAPES:
            self._inside.text(_ESCAPES[kind])
        else:
            self._leave_json()
        self._escape = ""


def _json_string(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, str) else None


def _is_scalar(value: str) -> bool:
    try:
        parsed = json.loads(value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return not isinstance(parsed, (str, list, dict)) and value.strip() == value


def _refuse(constant: str) -> None:
    """`NaN` and `Infinity` are Python's, not JSON's."""
    raise ValueError(constant)
