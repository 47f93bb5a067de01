"""What a row of the paper's Tables 6 and 7 holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..taxonomy import PrivacyLevel, PrivacyType


class Actor(StrEnum):
    """Who owes a duty."""

    ROOT = "root"
    """The platform: holds for everybody and cannot be waived."""
    DEVELOPER = "developer"
    """Whoever builds the application."""
    MODEL = "model"
    """The model, in what it says and does."""
    USER = "user"
    """What the user must be able to do."""


class Theme(StrEnum):
    """The secondary themes of Table 6, from tastes to company secrets."""

    EXPRESSION = "expression and interaction preferences"
    HABITS = "general habits"
    CAPABILITY = "capability and modality preferences"
    INTERESTS = "interests and aesthetic preferences"
    PERSONALITY = "personality and emotion"
    DIRECT_IDENTIFIERS = "direct identifiers"
    ONLINE_IDENTIFIERS = "online identifiers"
    BACKGROUND = "identifying relationships and background"
    DOCUMENTS = "government documents and specific identity"
    FINANCE = "finance and credit"
    HEALTH = "health and medicine"
    LOCATION = "precise location and trajectory"
    BIOMETRICS = "biometrics"
    MESSAGES = "messages and accommodation"
    CREDENTIALS = "accounts and credentials"
    KEYS = "keys and signing material"
    ENTERPRISE = "enterprise secrets"


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation and who owes it."""

    actor: Actor
    text: str


@dataclass(frozen=True, slots=True)
class Provision:
    """One row of Table 6; a handling field is empty where the paper sets no rule.

    Attributes:
        principle: The governance principle it serves.
        theme: The subject it covers.
        level: The level of that subject.
        types: The standard types under it; the themes of PL1 have none.
        duties: Who must do what.
        collection: When a value may be taken in.
        storage: Where and in what form it may be kept.
        use: What it may serve.
        retention: How long it may be kept.
        sharing: Who else may get it.
        handling: What to do at the moment it turns up.
    """

    principle: str
    theme: Theme
    level: PrivacyLevel
    types: tuple[PrivacyType, ...]
    duties: tuple[Duty, ...]
    collection: str = ""
    storage: str = ""
    use: str = ""
    retention: str = ""
    sharing: str = ""
    handling: str = ""


@dataclass(frozen=True, slots=True)
class LevelPolicy:
    """One row of Table 7.

    Attributes:
        level: Which level.
        principle: The governance principle it serves.
        criteria: What puts a value on this level.
        long_term_memory: Whether its text may enter long-term memory.
        storage_access: Where it may be kept, and who reaches it.
        model_behaviour: What a model does with it.
    """

    level: PrivacyLevel
    principle: str
    criteria: str
    long_term_memory: str
    storage_access: str
    model_behaviour: str
