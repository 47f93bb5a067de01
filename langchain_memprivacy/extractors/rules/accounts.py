"""Names and numbers of accounts on platforms, by cue words in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .lazy import lazy, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

_ACCOUNT = PrivacyType.ACCOUNT_ID_USERNAME

_NOT_A_NAME_TEXT = """
    string str text varchar int integer number bool boolean null none nil true false undefined
    required optional unique missing invalid valid wrong incorrect correct taken available already
    empty blank hidden shown visible displayed case-sensitive the a an my your his her their our
    not no yes now new old same different and or but for with without from when where which that
    this what who is are was were be been has have had will would can could should must admin
    administrator root user username users guest test tester demo example anonymous unknown
    default system password passwd email e-mail mail phone login logout account name handle field
    fields column form page here there changed locked blocked disabled suspended closed gone
    needed stored shared public private active inactive savings checking current business personal
    request requests error errors event events function callback linked connected verified hacked
    created deleted correctly really just still too very also only like something case_sensitive
    user_name user_id your_username yourusername your-username your_name myusername user123
    username123 johndoe john_doe jane_doe janedoe foo bar foobar baz alphanumeric ubuntu pi
    ec2-user handleclick handlesubmit req self this typescript javascript python java github
    gitlab discord telegram twitter instagram facebook wechat steam support service services team
    official channel group groups bot server servers app apps api premium nitro
    """
_NOT_A_NAME = frozenset(_NOT_A_NAME_TEXT.split())
_PRONE = lazy(
    r"(?i)^(?:x{3,}|your|my_|the_|some|e\.g|https?|www\.|example|handle[A-Z]|on[A-Z]|get[A-Z]"
    r"|set[A-Z]|process\.|os\.|req\.|self\.|user\.|\d{1,3}$|(?:19|20)\d\d$)"
)
_TRAILING = ".,:;!?-"


def _name_of(value: str) -> str:
    return value.rstrip(_TRAILING)


def looks_like_handle(value: str) -> bool:
    """Look for a digit, a joiner inside or an inner capital: what no plain word has."""
    return re.search(r"\d|[a-z][A-Z]|[A-Za-z][_.][A-Za-z]", value) is not None


def is_name(value: str) -> bool:
    """Tell whether the value can name an account, and is no word that follows such cues."""
    bare = value.lstrip("@").lower()
    return (
        len(bare) >= 3
        and bare not in _NOT_A_NAME
        and _PRONE.match(value.lstrip("@")) is None
        and re.search(r"[a-z]|\d{5}", bare) is not None
    )


_SIGN = (
    r"[\"']?\s{0,2}(?P<sign>[:=]|->|(?:is|was)(?: now| still| just)?:?(?=\s)|['’]s(?=\s)"
    r"|(?=@))\s{0,2}"
)
_SITE = r"(?:\s(?:on|for|at|in)\s(?:the\s)?[A-Za-z][\w.+]{1,20}(?:\s(?!is|was)[A-Za-z]{2,12})?)?"
_WORD = r"(?P<q>[\"'`“]?)(?P<v>@?[A-Za-z0-9][A-Za-z0-9_.@#-]{2,40})"
_EN = lazy(
    r"(?<![A-Za-z])(?P<mine>(?i:my|our|his|her"
    r"|their)(?:\s[A-Za-z]{2,16}){0,2}\s)?(?i:(?P<cue>user[ _-]?name|user[ _-]?id|userid"
    r"|login(?:[ _-]?(?:name|id))?"
    r"|log-?in name|account[ _-]?(?:name|id)|account|handle|screen[ _-]?name|gamertag|gamer tag"
    r"|nickname|nick|player[ _-]?(?:id|name)|profile name|uid"
    r"|display name|alias|ign|sign-?in name|apple id|epic id|psn(?: id)?|battletag|line id"
    r"|kakao(?:talk)? id|wechat(?: id)?|weixin|skype(?: id| name)?"
    r"|telegram(?: handle| username| id)?|tg|discord(?: tag| handle| username| id)?"
    r"|instagram(?: handle)?|insta|ins|ig|twitter(?: handle)?|tiktok(?: handle)?"
    r"|snapchat|snap|github(?: username| handle| user)?|reddit(?: username| user)?|steam(?: id"
    r"| name)?|twitch|xbox(?: live)?|signal username|mastodon|bluesky))" + _SITE + _SIGN + _WORD,
    re.ASCII,
)
_SURE_CUES = (
    "username",
    "user name",
    "user-name",
    "user_name",
    "handle",
    "gamertag",
    "gamer tag",
    "screen name",
    "ign",
)


def _begins_word(lower: str, cue: str) -> bool:
    start = lower.find(cue)
    while start > 0 and "a" <= lower[start - 1] <= "z":
        start = lower.find(cue, start + 1)
    return start >= 0


@finder(
    "account-name",
    _ACCOUNT,
    needs=("user", "login", "log-in", "account", "handle", "screen", "gamer", "nick", "player",
           "uid", "display name", "alias", "ign", "sign",
           "profile name", "apple id", "epic", "psn", "battletag", "line id", "kakao", "wechat",
           "weixin", "skype", "telegram", "tg", "discord",
           "ins", "ig", "twitter", "tiktok", "snap", "github", "reddit", "steam", "twitch",
           "xbox", "mastodon", "bluesky"),
)  # fmt: skip
def _account_name(source: Source) -> Iterator[Range]:
    """Find "my username on X is V" and "handle: V"."""
    if not any(_begins_word(source.lower, cue) for cue in _account_name.needs):
        return  # the usual case: "ig" in "right"
    for match in matches(_EN, source):
        value = _name_of(match["v"])
        cue = match["cue"].lower()
        if not is_name(value) or _is_mail(value):
            continue
        if not match["sign"] and _FOLLOWED.search(
            source.text, max(0, match.start("v") - 40), match.start("v")
        ):
            continue
        end = match.start("v") + len(value)
        after = source.text[end : end + 1]
        before = source.text[max(0, match.start() - 1) : match.start()]
        if (after and after in "(/\\[=+&%") or (before and before in "_.-/"):
            continue
        handle = (
            looks_like_handle(value)
            or value.startswith("@")
            or bool(match["q"] and after in "\"'`”")
        )
        sure = (
            cue.startswith(_SURE_CUES)
            and (match["mine"] or match["sign"] in ":=")
            and len(value) >= 5
        )
        if not handle and not sure:
            continue
        if cue in ("account", "login", "uid") and value.isdigit() and len(value) < 5:
            continue
        yield match.start("v"), end


def _is_mail(value: str) -> bool:
    """A mail address is its own type; a leading @ belongs to a handle."""
    return "@" in value[1:]


def _is_number(match: re.Match[str]) -> bool:
    """Neither a date nor so short that it would be found again in every price."""
    value = match["v"]
    return sum(map(str.isalnum, value)) >= 5 and not re.fullmatch(
        r"(?:19|20)\d\d(?:-\d\d){0,2}", value
    )


_DECORATORS_TEXT = """
    property staticmethod classmethod override param params return returns media import keyframes
    angular types babel everyone here channel deprecated see since throws author component
    injectable input output dataclass pytest app client bot tool tools router cached cache
    abstractmethod
    """
_DECORATORS = frozenset(_DECORATORS_TEXT.split())

_FOLDERS_TEXT = """
    user users ubuntu root admin administrator runner node apps public shared default username
    yourname your_name your-name youruser vagrant jovyan ec2-user hadoop build jenkins docker
    deploy postgres guest vscode codespace gitpod circleci travis all_users app_user coder
    developer example myuser linuxbrew username1 sandbox workspace project projects
    """
_FOLDERS = frozenset(_FOLDERS_TEXT.split())


_FOLLOWED = lazy(
    r"(?i)\b(?:follow|tag|mention|credit|cc) (?!me\b|my\b|us\b|our\b|@)[^.!?\n]{0,38}\Z"
)
"""Whoever asks to follow somebody else names no account of theirs."""


def _word(match: re.Match[str]) -> str:
    return match["v"][1:].partition(".")[0].lower()


RULES: tuple[Rule, ...] = (
    _account_name,
    pattern(
        "account-number",
        _ACCOUNT,
        r"(?<![A-Za-z])(?i:user[ _-]?id|uid|player[ _-]?id|member(?:ship)?[ _-]?(?:id|number"
        r"|no\.?|#)|student[ _-]?(?:id|number|no\.?)|employee[ _-]?(?:id|number|no\.?)"
        r"|staff[ _-]?(?:id|number)|badge[ _-]?(?:id|number)|customer[ _-]?(?:id|number|no\.?)"
        r"|subscriber[ _-]?(?:id|number)|loyalty (?:number|id)"
        r"|frequent flyer (?:number|no\.?|#)?|library card(?: number)?|account[ _-]?id"
        r"|profile[ _-]?id|chat[ _-]?id|matriculation number)"
        r"[\"']?\s{0,2}(?:number\s)?(?:[:=#]|is\b"
        r"|was\b)?\s{0,2}[\"'#]?(?P<v>(?=[A-Za-z-]{0,8}\d)[A-Za-z]{0,5}-?\d[\d-]{3,18}[A-Za-z]?)"
        r"(?![A-Za-z0-9.%]|\s?(?:points|dollars))(?<!-)",
        needs=("id", "number", "no.", "#", "frequent flyer", "library card"),
        digits=4,
        accept=_is_number,
    ),
    pattern(
        "account-logged",
        _ACCOUNT,
        r"(?<![A-Za-z0-9_.?&-])(?i:user(?:name)?|login|acct)=(?P<v>[A-Za-z][A-Za-z0-9_.-]{3,30})"
        r"(?=[ \t,;\]]{1,2}(?:[a-z_]{1,12}=\S{1,60}[ \t,;]{1,2}){0,4}(?:ip|src|src_ip|addr|rhost"
        r"|client|client_ip|remote|from|host|session|tty|pid)=)",
        needs=("user=", "username=", "login=", "acct="),
        accept=lambda match: is_name(match["v"]),
    ),
    pattern(
        "discord-tag",
        _ACCOUNT,
        LEFT + r"(?!(?i:issue|pr|bug|ticket|task|pull|room|order|item|case|card"
            r"|no)#)(?P<v>[A-Za-z0-9_.]{2,32}#\d{4,5})" + RIGHT,
        near=("discord", "battletag", "battle.net", "战网", "blizzard", "riot", "valorant",
              "league", "add me"),
        reach=60,
    ),
    pattern(
        "platform-handle",
        _ACCOUNT,
        r"(?<![A-Za-z0-9._%+/@-])(?P<v>@[A-Za-z][A-Za-z0-9_.]{2,30}[A-Za-z0-9_])(?![A-Za-z0-9@/(]"
        r"|\.[A-Za-z])",
        near=("telegram", "tg", "电报", "my twitter", "on twitter", "instagram", "insta", "my ig",
              "tiktok", "threads", "bluesky", "my handle",
              "i'm on", "find me", "dm me", "follow me", "message me", "my x ", "snapchat", "推特"),
        reach=40,
        accept=lambda match: (
            is_name(match["v"])
            and _word(match) not in _DECORATORS
            and not _FOLLOWED.search(match.string[max(0, match.start() - 40) : match.start()])
        ),
    ),
    pattern(
        "steam-id",
        _ACCOUNT,
        LEFT + r"(?:STEAM_[0-5]:[01]:\d{4,10}|\[U:1:\d{4,10}\]|7656119\d{10})" + RIGHT,
        needs=("steam_", "[u:1:", "7656119"),
    ),
    pattern(
        "home-folder",
        _ACCOUNT,
        r"(?:(?<![A-Za-z0-9_.~])/(?:home|Users)/"
        r"|[A-Za-z]:\\{1,2}Users\\{1,2})(?P<v>[A-Za-z][A-Za-z0-9._-]{3,31})(?=[/\\])",
        needs=("/home/", "/users/", "\\users\\"),
        accept=lambda match: match["v"].lower() not in _FOLDERS and is_name(match["v"]),
    ),
)  # fmt: skip
