"""Mail addresses, also disguised ones."""

from __future__ import annotations

import re

from ...taxonomy import PrivacyType
from .lazy import lazy
from .rule import LEFT, RIGHT, Rule, pattern

_RESERVED = lazy(
    r"(?i)(?:^|[.@])(?:example\.(?:com|org|net)|[a-z0-9-]+\.(?:invalid|test)|localhost)$"
    r"|^(?:users?|you|yourname|name|me|test|admin|john|jane|foo|bar|someone|somebody|example|e?mail"
    r"|first\.last|firstname|your\.email|alice|bob)(?:[.+_-]\w+)?@[a-z0-9.-]+\.example$"
)
"""Names set apart for documentation; people write `.example` for hosts they hide, too."""
_FILE = lazy(
    r"(?i)\.(?:png|jpe?g|gif|svg|webp|ico|bmp|css|js|ts|jsx|tsx|json|ya?ml|html?|pdf|zip|gz"
    r"|service|sock|git)$"
)
_ROLE = lazy(r"(?i)(?:git|no-?reply|do-?not-?reply|mailer-daemon|postmaster)(?:\+[\w.-]*)?@")
_DESK = lazy(
    r"(?i)(?:support|info|hello|press|sales|contact|help|helpdesk|privacy|legal|security|abuse"
    r"|careers|jobs|billing|media|marketing|feedback|customer-?(?:service|care)|enquiries"
    r"|inquiries|webmaster|newsletter|newsroom|dpo)@"
    r"(?!(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|protonmail|qq|163|126|foxmail"
    r"|gmx|live|web)\.)"
)
_OWN_DESK = lazy(
    r"(?:\b(?:my|our|mine|(?:me|us) (?:at|on|under|via)|i['’]m|i am|i run|i use|we['’]re|we are"
    r"|we use)\b|我|咱|本人)[^\n.!?。！？]{0,40}\Z",
    re.ASCII,
)
_SHELL = lazy(
    r"(?:(?<![a-z])(?:ssh|scp|sftp|rsync|ssh-copy-id|mosh|message-id)\b[^\n]{0,60}"
    r"|://[^\s@]{0,80})\Z",
    re.ASCII,
)
_LETTER = r"A-Za-z0-9\u00c0-\u024f\u0370-\u1fff"


def _is_mail(match: re.Match[str]) -> bool:
    """Reserved names, files (logo@2x.png), ssh targets, robots, desks are nobody's address."""
    mail, text = match[0], match.string
    if _RESERVED.search(mail) or _FILE.search(mail) or _ROLE.match(mail):
        return False
    if re.match(r":[~/\w]", text[match.end() : match.end() + 2], re.ASCII) and not re.match(
        r":\d?\s", text[match.end() : match.end() + 3]
    ):
        return False
    before = text[max(0, match.start() - 90) : match.start()].lower()
    if _DESK.match(mail) and not (
        _OWN_DESK.search(before)
        or re.match(r"\W{0,2}\s?(?:is|are|was) (?:my|our|me|mine)\b", text[match.end() :][:20])
    ):
        return False
    return _SHELL.search(before) is None


def _is_spoken_mail(match: re.Match[str]) -> bool:
    """`ann at home dot com` needs the rest of it to look like a host."""
    host = re.sub(r"(?i)\s*(?:[(\[{]\s*(?:dot|\.)\s*[)\]}]|\bdot\b|点)\s*", ".", match["host"])
    first = host.strip().split(".")[0].strip().lower()
    return first not in _ORDINARY and _RESERVED.search("@" + host.strip()) is None


_ORDINARY = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "my",
        "our",
        "your",
        "its",
        "his",
        "her",
        "their",
        "dot",
        "noon",
        "all",
        "once",
    ]
)

_DOT = r"(?:\s?[(\[{]\s?(?:dot|\.|点)\s?[)\]}]\s?|\s(?i:dot)\s)"
_PROVIDER = (
    r"(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|protonmail|qq"
    r"|163|126|foxmail|sina|gmx|live)"
)

RULES: tuple[Rule, ...] = (
    pattern(
        "email",
        PrivacyType.EMAIL,
        rf"(?<![{_LETTER}])[{_LETTER}][{_LETTER}._%+'-]{{0,63}}@(?:[{_LETTER}-]{{1,63}}\.){{1,8}}"
        rf"(?:[A-Za-z]{{2,24}}|[\u00c0-\u024f\u0370-\u1fff]{{2,12}}"
        rf"|xn--[a-z0-9-]{{2,30}})(?![{_LETTER}-])",
        needs=("@",),
        accept=_is_mail,
    ),
    pattern(
        "email-han",
        PrivacyType.EMAIL,
        r"(?<![A-Za-z0-9._%+-])(?:[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
        r"|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8})"
        r"@(?:[A-Za-z0-9-]{1,30}\.)?[\u4e00-\u9fffA-Za-z0-9-]{1,20}\."
        r"(?:中国|中國|公司|网络|網絡|香港|台湾|台灣|我爱你|[A-Za-z]{2,8}(?=[^A-Za-z0-9.-]|\Z))",
        needs=("@",),
        accept=lambda match: not match[0].partition("@")[2].isascii() and _is_mail(match),
    ),
    pattern(
        "email-disguised",
        PrivacyType.EMAIL,
        LEFT + r"[A-Za-z0-9][A-Za-z0-9._+-]{1,40}\s?[(\[{<]\s?(?:at|@|AT|At|艾特)\s?[)\]}>]\s?"
        rf"(?P<host>[A-Za-z0-9-]{{1,40}}(?:(?:{_DOT}|\.)[A-Za-z0-9-]{{2,24}}){{1,4}}){RIGHT}",
        needs=("at)", "at]", "at }", "at}", "at )", "at ]", "@)", "@]", "at>", "艾特"),
        accept=_is_spoken_mail,
    ),
    pattern(
        "email-spoken",
        PrivacyType.EMAIL,
        LEFT + r"(?:[A-Za-z0-9_+-]{1,30} (?i:dot"
        r"|underscore) ){0,3}[A-Za-z0-9][A-Za-z0-9._+-]{1,40} (?i:at) "
        r"(?P<host>(?:[A-Za-z0-9-]{2,40} (?i:dot) ){1,3}(?i:com|org|net|io|edu|gov|co|uk|de|fr"
        r"|eu|me|dev|ai|app"
        r"|ca|au|in|cn|info|us|nl|ch|at|it|es|se|jp))" + RIGHT,
        needs=(" dot ",),
        accept=_is_spoken_mail,
    ),
    pattern(
        "email-provider",
        PrivacyType.EMAIL,
        LEFT + r"[A-Za-z0-9][A-Za-z0-9._+-]{2,40}(?: (?i:at) |\s?#\s?|\s?艾特\s?)"
        rf"(?P<host>(?i:{_PROVIDER})\s?(?:\.|点)\s?(?i:com|net|me|cn|de|fr)){RIGHT}",
        needs=(" at ", "#", "艾特"),
        accept=_is_spoken_mail,
    ),
)
