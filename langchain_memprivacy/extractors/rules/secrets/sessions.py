"""What a logged-in client holds: JWTs, bearer headers, cookies, codes and signatures in URLs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import LEFT, Range, Rule, finder, pattern
from ..source import Source
from .judge import is_code, is_issued, is_placeholder, is_random

_TOKEN, _PASSWORD = PrivacyType.TOKEN, PrivacyType.PASSWORD
_B64 = r"[A-Za-z0-9_-]"

_SESSION_NAME = (
    r"(?:[A-Za-z0-9_.-]{0,24}(?:sess(?:ion)?|auth|token|jwt|csrf|xsrf|sid|login"
    r"|remember)[A-Za-z0-9_.-]{0,24}"
    r"|sid|ssid|sapisid|hsid|apisid|li_at|bduss(?:_bfess)?|stoken|sessdata|bili_jct|z_c0|sub|subp"
    r"|wt2|xs"
    r"|_u|uid_tt|sid_guard|passport_csrf_token|cf_clearance|datr|ct0|connect\.sid|__cf_bm|a1"
    r"|web_session"
    r"|skey|p_skey|pt4_token|unb|_tb_token_|cookie2)"
)
_HEADER = lazy(r"(?i)(?<![a-z-])(?:set-)?cookies?[\"']?\s{0,2}[:=]\s{0,2}", re.ASCII)
_ANY_PAIR = lazy(r"(?P<name>[A-Za-z0-9_.-]{1,64})=(?P<v>[^\s;,\"'<>]{6,1024})", re.ASCII)
_TRAILING = ".,:!?)]}*`"
_NOT_AUTH = lazy(
    r"(?i)^(?:path|domain|expires|max-age|samesite|priority|version|lang|locale|theme|_ga\w*|_gid)$"
)


@finder("cookie-header", _TOKEN, needs=("cookie",))
def _cookie_header(source: Source) -> Iterator[Range]:
    """Find the values in a `Cookie:` header that can log somebody in."""
    limit = 0
    for header in matches(_HEADER, source):
        if header.end() < limit:
            continue
        line_end = source.text.find("\n", header.end())
        limit = min(line_end if line_end >= 0 else len(source.text), header.end() + 4096)
        for pair in _ANY_PAIR.finditer(source.text, header.end(), limit):
            value = pair["v"].rstrip(_TRAILING)
            if _NOT_AUTH.match(pair["name"]) or is_placeholder(value):
                continue
            named = re.fullmatch(_SESSION_NAME, pair["name"], re.ASCII | re.IGNORECASE)
            if is_random(value) or (named and any(c.isdigit() for c in value)):
                yield pair.start("v"), pair.start("v") + len(value)


_COOKIE_NAMES = lazy(
    r"(?i)(?<![A-Za-z0-9])(?:phpsessid|jsessionid|asp\.net_sessionid|\.aspnetcore\.[a-z.]{4,24}"
    r"|connect\.sid|laravel_session"
    r"|ci_session|_?[a-z0-9]{1,16}_session|session(?:_?id|_token|-token)?|sess_?id|sid|_gh_sess"
    r"|user_session|li_at|bduss"
    r"|sessdata|stoken|csrftoken|xsrf-token|remember_token|auth_token"
    r"|wordpress_logged_in_[a-f0-9]{6,32})"
    r"[\"']?\s?=\s?[\"']?(?P<v>[^\s;,\"'<>&()\[\]]{8,1024})",
    re.ASCII,
)


@finder(
    "session-cookie",
    _TOKEN,
    needs=("sess", "sid", "li_at", "bduss", "token", "wordpress", ".aspnet"),
)
def _session_cookie(source: Source) -> Iterator[Range]:
    """Find `PHPSESSID=...` and its kin without the header."""
    for pair in matches(_COOKIE_NAMES, source):
        value = pair["v"].rstrip(_TRAILING)
        if is_random(value) or (
            len(value) >= 20 and value.isalnum() and is_issued(value) and not value.isalpha()
        ):
            yield pair.start("v"), pair.start("v") + len(value)


def _is_bearer(match: re.Match[str]) -> bool:
    return is_random(match["v"]) or (
        len(match["v"]) > 30 and is_issued(match["v"]) and not is_code(match["v"])
    )


def _is_random(match: re.Match[str]) -> bool:
    return is_random(match["v"])


def _is_parameter(match: re.Match[str]) -> bool:
    """A short value may be a coupon or a page's key, unless its name calls it a token."""
    named = re.match(r"[a-z_]*(?:token|secret|sig)", match[0], re.IGNORECASE) is not None
    return len(match["v"]) >= (8 if named else 16) and (
        _is_random(match) or (len(match["v"]) > 40 and _is_bearer(match))
    )


def _is_basic(match: re.Match[str]) -> bool:
    return any(c.isupper() or c.isdigit() for c in match["v"][1:]) and not is_placeholder(
        match["v"]
    )


RULES: tuple[Rule, ...] = (
    pattern(
        "jwt",
        _TOKEN,
        rf"(?<![A-Za-z0-9_.-])eyJ{_B64}{{8,2000}}\.(?:eyJ{_B64}{{6,8000}}(?:\.{_B64}{{8,2000}})?"
        rf"|{_B64}{{0,2000}}\.{_B64}{{8,200}}\.{_B64}{{8,8000}}\.{_B64}{{8,200}})",
        needs=("eyj",),
        accept=lambda match: is_issued(match[0]),
    ),
    pattern(
        "bearer",
        _TOKEN,
        LEFT + r"(?i:bearer)[\"']?\s{1,3}[\"']?(?P<v>[A-Za-z0-9._~+/-]{12,4000}={0,2})",
        needs=("bearer",),
        accept=_is_bearer,
    ),
    pattern(
        "authorization-header",
        _TOKEN,
        r"(?i:authorization)[\"']?\s{0,2}[:=]\s{0,2}[\"']?(?i:token|basic|apikey|digest"
        r"|aws4-hmac-sha256|ghost|bot)\s{1,2}"
        r"(?P<v>[A-Za-z0-9._~+/:-]{8,2000}={0,2})",
        needs=("authorization",),
        accept=_is_basic,
    ),
    _cookie_header,
    _session_cookie,
    pattern(
        "url-token",
        _TOKEN,
        r"(?<=[?&#;])(?i:access_token|refresh_token|id_token|auth_token|session_token|token|jwt"
        r"|api_?key|apikey|key|appkey"
        r"|auth|auth_key|sig|sign|signature|x-amz-signature|x-amz-security-token|x-goog-signature"
        r"|x-oss-signature"
        r"|q-signature|hmac|ticket|sessionid|sid|code|secret|client_secret|invite_token"
        r"|reset_token|confirmation_token"
        r"|samlresponse|otp_token|magic|share_token|upn)=(?P<v>[A-Za-z0-9._~%+/-]{8,4000}={0,2})",
        needs=("?", "&"),
        accept=_is_parameter,
    ),
    pattern(
        "url-token-path",
        _TOKEN,
        r"(?<=/)(?i:reset|reset-password|password-reset|magic-link|verify|verify-email|confirm"
        r"|invite|invitation|unsubscribe"
        r"|activate|login|sso)/(?P<v>[A-Za-z0-9_-]{16,400})",
        needs=("://",),
        accept=_is_random,
    ),
    pattern(
        "webhook-url",
        _TOKEN,
        r"https://(?:hooks\.slack(?:-gov)?\.com/(?:services|workflows"
        r"|triggers)/[A-Za-z0-9/_-]{16,120}"
        r"|(?:ptb\."
        r"|canary\.)?discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{15,21}/[A-Za-z0-9_-]{30,90}"
        r"|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/(?:v2/)?hook/[A-Za-z0-9-]{16,64}"
        r"|oapi\.dingtalk\.com/robot/send\?access_token=[a-f0-9]{32,64}"
        r"|qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=[A-Za-z0-9-]{16,64}"
        r"|[a-z0-9-]{1,60}\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/._-]{30,300}"
        r"|hooks\.zapier\.com/hooks/catch/\d{4,12}/[A-Za-z0-9]{5,16}"
        r"|hook\.(?:[a-z]{2}\d\.)?make\.com/[a-z0-9]{16,48}"
        r"|maker\.ifttt\.com/trigger/[A-Za-z0-9_]{1,60}/(?:json/)?with/key/[A-Za-z0-9_-]{16,60}"
        r"|sctapi\.ftqq\.com/SCT[A-Za-z0-9]{16,60}"
        r"|api\.telegram\.org/bot\d{8,10}:[A-Za-z0-9_-]{30,40}"
        r"|calendar\.google\.com/calendar/ical/[A-Za-z0-9%@._-]{6,120}/private-"
        r"[a-f0-9]{32}/basic\.ics)",
        needs=("https://",),
        accept=lambda match: is_issued(match[0]),
    ),
    pattern(
        "meeting-password",
        _PASSWORD,
        r"(?:zoom\.(?:us|com\.cn)/[a-z]{1,3}/\d{9,12}\?(?:[a-z]{1,12}=[A-Za-z0-9.]{1,40}&)?pwd="
        r"|pan\.baidu\.com/s/[\w-]{6,40}\?pwd="
        r"|(?:cloud\.189\.cn|www\.aliyundrive\.com/s"
        r"|www\.alipan\.com/s)/[\w/?=-]{6,60}[?&]pwd=)(?P<v>[A-Za-z0-9.]{4,64})",
        needs=("pwd=",),
    ),
)
