"""One user as somebody else: a replacement for each value."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from ...taxonomy import PrivacyType
from ..datasets import Annotation, User
from . import numbers as drawn
from . import secrets
from .exchange import Pool, exchange
from .lists import lists
from .names import Names
from .shapes import Numbers, core, draw, fill, redraw_tokens

_T = PrivacyType
_SCHOOL = re.compile(
    r"school|college|primary|middle|grade|year|class|scoil|infants|nursery|kinder|kita|crèche|学|园|班|級|级",
    re.IGNORECASE,
)
_HANT = frozenset(
    "個這來時們說國學會經過點們還開關門問間號電話對應該讓認識員實際業書長東車馬語請錢"
)
_NAMED = {(_T.REAL_NAME, ""), (_T.RELATIONSHIP_INFO, "person"), (_T.SENSITIVE_IDENTITY, "minor")}

Drawer = Callable[["Person", str], str]


class Person:
    """Replaces values, each the same way every time.

    Args:
        user: Who is copied.
        pool: Where descriptive values come from.
        rng: Draws everything.
    """

    def __init__(self, user: User, pool: Pool, rng: random.Random) -> None:
        self.user, self.rng, self.pool = user, rng, pool
        marks = [mark for message in user.messages for mark in message.privacy]
        self.numbers = Numbers(rng)
        self.addresses: dict[str, str] = {}
        named = [mark.text for mark in marks if _is_named(mark)]
        text = "".join(message.content for message in user.messages)
        self.names = Names(
            rng,
            user.country,
            [*named, user.real_name or ""],
            traditional=sum(c in _HANT for c in text) > 20,
        )
        self._strict: list[tuple[str, str]] = []  # letters and digits, old and new
        self.births: drawn.Births = {}
        self._known: dict[str, str] = {}
        # Longest first: what stands inside a longer number becomes the same part of the new.
        ordered = sorted(marks, key=lambda mark: (-len(core(mark.text)), mark.type, mark.text))
        worded = [mark for mark in ordered if self._place(mark)]
        left = [mark for mark in worded if mark.text not in self._known]
        self._known |= exchange(user, left, pool, rng, self.numbers)

    def replacement(self, mark: Annotation) -> str:
        """Return what stands in a value's place."""
        return self._known[mark.text]

    @property
    def replaced(self) -> dict[str, str]:
        """All values and their replacements."""
        return self._known

    def _place(self, mark: Annotation) -> bool:
        """Draw a strict value or a name; tell whether it is neither.

        A text has one replacement, whatever types it is marked with.
        """
        key = mark.text
        if key in self._known:
            return False
        if _is_named(mark):
            self._known[key] = self.names.apply(mark.text)
            return False
        drawer = _DRAWERS.get((mark.type, mark.format)) or _DRAWERS.get((mark.type, ""))
        if drawer is None or (mark.format == "entry" and not secrets.has_ip(mark.text)):
            return True
        self._known[key] = self._inside(mark.text) or drawer(self, mark.text)
        self._strict.append((core(mark.text), core(self._known[key])))
        return False

    def _inside(self, text: str) -> str | None:
        """Cut a number out of a longer one that holds it and was drawn in its own shape."""
        part = core(text)
        if len(part) < 4 or not any(map(str.isdigit, part)):
            return None
        for old, new in self._strict:
            at = old.find(part)
            if at >= 0 and len(old) == len(new):
                return fill(text, new[at : at + len(part)])
        return None

    def account(self, old: str) -> str:
        """Draw an account: a number, a name at a bank, or a phrase with numbers."""
        name, at, bank = old.partition("@")
        if at:
            return f"{self.handle(name)}@{bank}"
        if " " in old and not core(old).isdigit():
            return _worded(self, old)
        return drawn.account(old, self.rng)

    def mail(self, old: str) -> str:
        """Draw a mail address: other names and digits, another domain."""
        local, _, domain = old.partition("@")
        providers = lists()["providers"]
        if domain.casefold() in providers:
            return f"{self.handle(local)}@{self.rng.choice(providers)}"
        head, _, rest = domain.partition(".")
        named = self.names.within(head)
        return f"{self.handle(local)}@{named if named != head else self._host(head)}.{rest}"

    def handle(self, old: str) -> str:
        """Draw the name of an account: other names, words and digits."""
        new = self.names.within(self.names.apply(old, every=False))
        new = re.sub(r"\d+", lambda match: draw(match[0], self.rng), new, flags=re.ASCII)
        if new != old or not old.isascii():
            return new
        return secrets.password(old, self.rng)

    def _host(self, head: str) -> str:
        words = lists()["words"]
        return "-".join(self.rng.choice(words) for _ in head.split("-")[:2])


def _is_named(mark: Annotation) -> bool:
    kind = PrivacyType(mark.type) if mark.type in PrivacyType.__members__ else None
    if (kind, mark.format) not in _NAMED and kind != _T.REAL_NAME:
        return False
    if mark.format != "minor":
        return True
    if any(map(str.isdigit, mark.text)) or _SCHOOL.search(mark.text):
        return False
    return not mark.text.isascii() or mark.text != mark.text.lower()


def _shaped(person: Person, old: str) -> str:
    return fill(old, draw(core(old), person.rng))


def _worded(person: Person, old: str) -> str:
    """Keep the words, draw what holds digits."""
    return redraw_tokens(person.names.apply(old, every=False), person.rng)


_DRAWERS: dict[tuple[str, str], Drawer] = {
    (_T.PASSWORD, "word"): lambda p, old: (
        secrets.password(old, p.rng) if old.isascii() else p.numbers.apply(old)
    ),
    (_T.PASSWORD, "pin"): _shaped,
    (_T.VERIFICATION_CODE, ""): _shaped,
    (_T.TOKEN, ""): lambda p, old: secrets.key(old, p.rng),
    (_T.KEY, ""): lambda p, old: secrets.key(old, p.rng),
    (_T.PRIVATE_KEY, ""): lambda p, old: secrets.key(old, p.rng),
    (_T.PRIVATE_KEY, "seed"): lambda p, old: secrets.seed_phrase(
        old, p.rng, p.pool.words([(_T.PRIVATE_KEY, "seed")])
    ),
    (_T.PAYMENT_SECURITY_CODE, ""): _shaped,
    (_T.DATABASE_CONNECTION_STRING, ""): lambda p, old: secrets.connection(old, p.rng, p.addresses),
    (_T.VULNERABILITY_DETAILS, "entry"): lambda p, old: secrets.ip(
        p.names.within(old), p.rng, p.addresses
    ),
    (_T.ID_NUMBER, ""): lambda p, old: drawn.document(old, p.rng, p.user.country, p.births),
    (_T.FINANCIAL_ACCOUNT, "card"): lambda p, old: drawn.card(old, p.rng),
    (_T.FINANCIAL_ACCOUNT, "iban"): lambda p, old: drawn.account(old, p.rng),
    (_T.FINANCIAL_ACCOUNT, "account"): lambda p, old: p.account(old),
    (_T.FINANCIAL_ACCOUNT, "wallet"): lambda p, old: secrets.wallet(old, p.rng),
    (_T.PHONE_NUMBER, ""): lambda p, old: drawn.phone(old, p.rng),
    (_T.EMAIL, ""): lambda p, old: p.mail(old),
    (_T.ACCOUNT_ID_USERNAME, "name"): lambda p, old: p.handle(old),
    (_T.ACCOUNT_ID_USERNAME, "number"): _shaped,
    (_T.NETWORK_IDENTIFIER, "ip"): lambda p, old: secrets.ip(old, p.rng, p.addresses),
    (_T.NETWORK_IDENTIFIER, "mac"): lambda p, old: _mac(old, p.rng),
    (_T.NETWORK_IDENTIFIER, "device"): lambda p, old: drawn.device(p.names.within(old), p.rng),
    (_T.NETWORK_IDENTIFIER, "url"): lambda p, old: p.names.within(old),
    (_T.DETAILED_ADDRESS, "postcode"): _shaped,
    (_T.PRECISE_LOCATION, "coordinates"): lambda p, old: drawn.coordinates(old, p.rng),
    (_T.IDENTITY_BACKGROUND, "age"): lambda p, old: drawn.age(old, p.rng),
    (_T.IDENTITY_BACKGROUND, "birth"): lambda p, old: drawn.birth(old, p.rng, p.births),
    (_T.JUDICIAL_RECORD, "number"): lambda p, old: p.numbers.apply(old),
    (_T.BIOMETRICS, "template"): _worded,
}


def _mac(old: str, rng: random.Random) -> str:
    style = "02x" if old == old.lower() else "02X"
    return re.sub("[0-9A-Fa-f]{2}", lambda _: format(rng.randrange(256), style), old)
