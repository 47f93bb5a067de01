"""The rows of the paper's Tables 6 and 7; its facts in our own words.

The paper names no types in Table 6; which type falls under which theme is read off
its Figures 8 to 10. Two have no theme that names them: vulnerability details go
with the secrets of the organisation they would open, judicial records with the
other records that a state keeps about a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..taxonomy import PrivacyLevel, PrivacyType
from .rows import Actor, Duty, LevelPolicy, Provision, Theme

_PL1, _PL2, _PL3, _PL4 = PrivacyLevel
_ROOT, _DEVELOPER, _MODEL, _USER = Actor
_T = PrivacyType

LEVEL_POLICIES: Mapping[PrivacyLevel, LevelPolicy] = MappingProxyType(
    {
        row.level: row
        for row in (
            LevelPolicy(
                _PL1,
                "lawful, necessary, minimal",
                "A taste, habit or trait that points at nobody by itself and lies outside the "
                "high-risk subjects, even if it might be linked or guessed from.",
                "Allowed, as little as serves, and the user can take it back.",
                "Keep summaries or vectors, not the sentence said; one click deletes them.",
                "May shape the conversation; a guess about the user is never stated as a fact.",
            ),
            LevelPolicy(
                _PL2,
                "lawful, necessary, minimal",
                "Tells who or where a person is, or follows them over time, alone or combined.",
                "Off by default.",
                "Only where the service cannot do without it: a controlled system with encryption, "
                "access rights and an audit trail; retrieval indexes hold a pointer, not the text.",
                "Does not repeat it; where it must, asks first and shows a de-identified form.",
            ),
            LevelPolicy(
                _PL3,
                "security and risk control",
                "Knowing it can hurt a person's safety, money, name or health, or get them treated "
                "unfairly; usually needs a stronger legal ground.",
                "Not allowed.",
                "Only when compelling need meets a clear legal ground: the fewest fields, each "
                "encrypted, every access logged.",
                "Does not ask for it; when told, hides the key parts first and names the risk.",
            ),
            LevelPolicy(
                _PL4,
                "security at the highest level",
                "Whoever has it can log in, move money, sign, go deeper into a system or read an "
                "organisation's undisclosed core.",
                "Never.",
                "In no database, memory or log; cut out or blocked on sight; never in a model's "
                "context.",
                "Refuses to take, keep or show it; advises to replace it and report it through a "
                "safe channel.",
            ),
        )
    }
)
"""Table 7 by level."""

PROVISIONS: tuple[Provision, ...] = (
    Provision(
        "minimal and revocable",
        Theme.EXPRESSION,
        _PL1,
        (),
        (
            Duty(
                _ROOT,
                "Keep a summary of the taste where it serves the user, and no detail "
                "that identifies them.",
            ),
            Duty(_MODEL, "Treat a taste as a taste, not as a fact about who the user is."),
            Duty(_USER, "Can switch personal memory on and off and empty it with one click."),
        ),
        collection="Only what the user says they prefer.",
        storage="A summary, not the words that were said.",
        retention="Short, or as the user sets it.",
    ),
    Provision(
        "minimal and revocable",
        Theme.HABITS,
        _PL1,
        (),
        (
            Duty(_ROOT, "Keep rough tendencies, never an exact timetable."),
            Duty(_DEVELOPER, "Cap how fine the fields for routine, food and exercise may get."),
        ),
        collection="From what the user tells, not by watching them.",
        storage="As a choice from a coarse list.",
    ),
    Provision(
        "minimal and revocable",
        Theme.CAPABILITY,
        _PL1,
        (),
        (
            Duty(
                _ROOT,
                "How somebody likes to work says nothing about what they are able or "
                "entitled to do.",
            ),
        ),
        use="Only to choose how to interact.",
        sharing="No profile of a single person leaves the service.",
    ),
    Provision(
        "minimal and revocable",
        Theme.INTERESTS,
        _PL1,
        (),
        (
            Duty(
                _ROOT,
                "Keep no set of interests that would give a sensitive fact away; blur or "
                "generalise it.",
            ),
            Duty(_USER, "Can look at every remembered entry."),
        ),
        storage="Tags are fine while the user can see and delete them.",
    ),
    Provision(
        "careful inference",
        Theme.PERSONALITY,
        _PL1,
        (),
        (
            Duty(_ROOT, "A mood is no diagnosis: build no health profile from it."),
            Duty(
                _MODEL,
                "Say that a remark about a mood rests on this conversation alone and is "
                "no medical advice.",
            ),
        ),
        use="Only for tone and empathy in the dialogue at hand.",
        retention="No long-term record of moods or stress by default.",
    ),
    Provision(
        "lawful and controlled",
        Theme.DIRECT_IDENTIFIERS,
        _PL2,
        (_T.REAL_NAME, _T.PHONE_NUMBER, _T.EMAIL, _T.DETAILED_ADDRESS),
        (
            Duty(_ROOT, "Keep them out of general long-term memory by default."),
            Duty(
                _DEVELOPER,
                "Where one must be kept: a structured field, encrypted, with "
                "role-based access and an audit log.",
            ),
            Duty(_MODEL, "Show identifiers partly hidden rather than in full."),
        ),
        collection="Only when the service cannot be done without.",
        storage="A controlled domain, encrypted field by field.",
        retention="As short as possible.",
    ),
    Provision(
        "lawful and controlled",
        Theme.ONLINE_IDENTIFIERS,
        _PL2,
        (_T.ACCOUNT_ID_USERNAME, _T.NETWORK_IDENTIFIER),
        (
            Duty(
                _ROOT,
                "Judge user names, ids, addresses and cookies by how far they trace a "
                "person; a session that can be reused counts as a higher risk.",
            ),
            Duty(_DEVELOPER, "Keep short-lived session data apart from what tracks over time."),
        ),
        storage="Better not at all; else in a controlled domain.",
        retention="With an expiry date.",
    ),
    Provision(
        "lawful and minimal",
        Theme.BACKGROUND,
        _PL2,
        (_T.IDENTITY_BACKGROUND, _T.RELATIONSHIP_INFO),
        (
            Duty(
                _MODEL,
                "When details such as employer, title and city come together, tell the "
                "user what they reveal and ask whether to go on.",
            ),
            Duty(_ROOT, "Never use such a combination to work out or look up who somebody is."),
        ),
        use="Only for the task at hand.",
        retention="Not long-term by default.",
    ),
    Provision(
        "security and separate consent",
        Theme.DOCUMENTS,
        _PL3,
        (_T.ID_NUMBER, _T.SENSITIVE_IDENTITY, _T.JUDICIAL_RECORD),
        (
            Duty(
                _ROOT,
                "General systems neither take nor keep document numbers and scans; an "
                "exception needs its own consent and strict controls.",
            ),
            Duty(
                _DEVELOPER,
                "Encrypt such fields strongly, delete them soonest, and consider "
                "two people to approve each access.",
            ),
        ),
        collection="Only the fields needed; a verified yes or no beats the document.",
        storage="A controlled domain with strict auditing.",
        retention="The shortest possible.",
    ),
    Provision(
        "security",
        Theme.FINANCE,
        _PL3,
        (_T.FINANCIAL_ACCOUNT, _T.TRANSACTION_RECORD, _T.ASSETS_INCOME),
        (
            Duty(
                _ROOT,
                "Take no card numbers, payments or credit records by default; when a "
                "user offers them, suggest hiding them first.",
            ),
            Duty(_MODEL, "Work on the smallest part that will do and answer with the rest hidden."),
        ),
        storage="No database by default; if it must be, a controlled domain with masked fields.",
    ),
    Provision(
        "security",
        Theme.HEALTH,
        _PL3,
        (_T.MEDICAL_HEALTH,),
        (
            Duty(
                _ROOT,
                "Diagnoses, prescriptions and histories stay out of general memory and "
                "never feed profiles, advertising or unequal treatment.",
            ),
            Duty(_MODEL, "Make no diagnosis; point to a professional where one is needed."),
        ),
        use="Only to help in this conversation; no health profile.",
    ),
    Provision(
        "security",
        Theme.LOCATION,
        _PL3,
        (_T.PRECISE_LOCATION, _T.ITINERARY_TRAJECTORY),
        (
            Duty(_ROOT, "Keep no live position, track or list of frequent places for long."),
            Duty(_DEVELOPER, "Bound coordinates and geofences and let them expire by themselves."),
        ),
        storage="City or region at most, where it is needed at all.",
        retention="Very short.",
    ),
    Provision(
        "security",
        Theme.BIOMETRICS,
        _PL3,
        (_T.BIOMETRICS,),
        (
            Duty(_ROOT, "No face, finger or voice template or vector in dialogue memory or logs."),
            Duty(
                _DEVELOPER,
                "Keep templates and match results in separate domains behind strong "
                "access control.",
            ),
        ),
        storage="A domain of its own that as little as possible can reach.",
    ),
    Provision(
        "security",
        Theme.MESSAGES,
        _PL3,
        (_T.COMMUNICATION_CONTENT,),
        (
            Duty(
                _ROOT,
                "Keep no chat logs, mails or room numbers by default; when a user pastes "
                "them, suggest taking the sensitive parts out.",
            ),
            Duty(_MODEL, "Quote as little as possible."),
        ),
        use="Only for the request at hand.",
        retention="The text itself does not outlive the session.",
    ),
    Provision(
        "highest protection",
        Theme.CREDENTIALS,
        _PL4,
        (_T.PASSWORD, _T.VERIFICATION_CODE, _T.TOKEN, _T.PAYMENT_SECURITY_CODE),
        (
            Duty(_ROOT, "Never take, keep or repeat a password, code, backup code or session."),
            Duty(_MODEL, "The moment one turns up, advise to replace it and name a safe channel."),
            Duty(_DEVELOPER, "Detect and redact by machine; nothing of it in any log."),
        ),
        collection="Blocked.",
        storage="None.",
        retention="Zero.",
        handling="Redact, and alert as the organisation's procedure says.",
    ),
    Provision(
        "highest protection",
        Theme.KEYS,
        _PL4,
        (_T.KEY, _T.PRIVATE_KEY, _T.DATABASE_CONNECTION_STRING),
        (
            Duty(_ROOT, "No key or seed phrase in model context, memory, logs or training data."),
            Duty(_DEVELOPER, "Keep no secret; have rotation in place and grant least privilege."),
        ),
        storage="None.",
        handling="Advise at once to revoke and replace it.",
    ),
    Provision(
        "highest protection",
        Theme.ENTERPRISE,
        _PL4,
        (_T.BUSINESS_SECRET, _T.VULNERABILITY_DETAILS),
        (
            Duty(
                _ROOT,
                "Unpublished figures, deals, roadmaps and core algorithms stay out of "
                "general chat systems and outside tools by default.",
            ),
            Duty(
                _DEVELOPER,
                "Classify internal material, isolate access to it, and watermark and "
                "audit what goes out.",
            ),
        ),
        storage="A domain inside the organisation that few can see.",
    ),
)
"""Table 6, in the paper's order: PL1 to PL4."""

THEME_OF: Mapping[PrivacyType, Theme] = MappingProxyType(
    {type_: row.theme for row in PROVISIONS for type_ in row.types}
)
"""The theme of each standard type."""
