"""Is this string a secret, or only something that stands where a secret would stand?"""

from __future__ import annotations

import re

from ..lazy import lazy

_PLACEHOLDER = lazy(
    r"(?i)x{4,}|\*{3,}|\.{3}|\u2026|[<>]|\$\{|\$\(|\{\{|%\(|%s|#\{|your|example|placeholder"
    r"|change[_-]?(?:me|this|it)|replace|redacted|insert|dummy|sample|fake|goes[_-]?here|foobar"
    r"|^\$[A-Z_]+$|^%[A-Z_]+%$|^\{\w+\}$|^\[\w+\]$|abcdefghijklmnop|0{8}|#{4,}|_{4,}|-{4,}",
    re.ASCII,
)
_DOCUMENTED = (
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lI",  # the token of jwt.io
    "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
    "sk_test_BQokikJOvBiI2HlWgH4olfQ2",
    "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",  # Azure's emulator
)
_CODE = lazy(
    r"(?i)^(?:process\.env|os\.(?:environ|getenv)|import\.meta|system\.getenv|env|config|settings"
    r"|secrets?|vars?|self|this|request|req|ctx|context|args|options|params|data|props|github"
    r"|vault|data|local|module|kubernetes|ssm|arn|file|https?|/|\./|~/|\.\./)[.:/\[(]",
    re.ASCII,
)
_DOTTED_NAMES = lazy(r"^[A-Za-z_]\w{0,20}(?:\.[A-Za-z_]\w{0,20}){1,6}$", re.ASCII)
_WORDS = lazy(r"[A-Za-z]?[a-z]{2,}|[A-Z]{3,}|(?<![A-Za-z0-9])\d{1,4}(?![A-Za-z0-9])")
_HASH_NAME = lazy(r"(?i)^(?:sha\d{1,3}|md5)[-:]", re.ASCII)


def is_placeholder(value: str) -> bool:
    """Tell whether documentation or a template would print the value."""
    return _PLACEHOLDER.search(value) is not None or any(known in value for known in _DOCUMENTED)


def is_issued(value: str) -> bool:
    """Tell whether a value with a service's own form is a real one, not a pattern of it."""
    body = value.rstrip("=")
    return len(set(body)) >= min(8, len(body) // 2) and not is_placeholder(value)


def is_code(value: str) -> bool:
    """Tell whether the value is a name that a program looks up, a path, or a digest."""
    return (
        _CODE.match(value) is not None
        or _DOTTED_NAMES.match(value) is not None
        or _HASH_NAME.match(value) is not None
    )


def is_random(value: str) -> bool:
    """Tell whether somebody's key could look so: after its words are gone, enough is left.

    A measure of entropy alone passes `my-app-prod-secret-2024` and fails short keys;
    what tells them apart is how much does not read as a word or a year.
    """
    if len(value) < 8 or is_placeholder(value) or is_code(value):
        return False
    digits = sum(map(value.count, "0123456789"))
    letters = sum(c.isalpha() for c in value)
    if len(set(value)) < 6 or not letters:
        return len(value) >= 24 and digits >= 16 and len(set(value)) >= 6
    rest = sum(c.isalnum() for c in _WORDS.sub("", value))
    if digits >= 2:
        return rest >= (4 if len(value) < 16 else 6)
    mixed = value != value.lower() and value != value.upper()
    return len(value) >= 20 and mixed and rest >= 10
