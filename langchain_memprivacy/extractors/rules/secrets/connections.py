"""Addresses that carry credentials: connection strings, URLs with a password, command lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source
from .judge import is_placeholder

_CONNECTION, _PASSWORD = PrivacyType.DATABASE_CONNECTION_STRING, PrivacyType.PASSWORD

_URL = lazy(
    r"(?<![A-Za-z0-9+])(?<![A-Za-z0-9]:)(?:jdbc:(?:[a-z0-9+]{2,20}:){1,3}[/@A-Za-z0-9]"
    r"|(?i:postgres(?:ql)?|pgsql"
    r"|mysqlx?|mariadb"
    r"|mongodb(?:\+srv)?|rediss?|valkeys?|amqps?|rabbitmq|kafka|nats|tls|mssql|sqlserver|oracle"
    r"|clickhouses?"
    r"|cockroachdb|cockroach|snowflake|redshift|neo4j(?:\+s{1,2}c?)?|bolt(?:\+s{1,2}c?)?|ldaps?"
    r"|cassandra"
    r"|couchdbs?|influxdb|elasticsearch|es|hive|presto|trino|db2|vertica|sqlanywhere|timescaledb"
    r"|libsql"
    r"|opengauss|kingbase|dm|tidb|oceanbase|memcached|mqtts?|celery|sftp|smtps?|imaps?)"
    r"(?:\+[a-z0-9_]{2,20})?://)[!#-&(-;=?-_a-~]{3,600}",
    re.ASCII,
)
_USERINFO = lazy(
    r"(?:://|:thin:|:oci:)(?P<user>[^\s:@/]{0,80})[:/](?P<pass>[^\s/]{1,200}"
    r"|[^\s]{1,80})@(?P<host>[A-Za-z0-9\[(/._-][^\s]{0,200})",
    re.ASCII,
)
_PARAMETER = lazy(
    r"(?i)[?&;](?:password|pwd|passwd|sslpassword|accesstoken|token)=(?P<pass>[^&;\s]{2,200})",
    re.ASCII,
)
_STAND_IN = lazy(
    r"(?i)^(?:p|pw|pass|passwd|password|passwort|pwd|secret|mysecret|mypass(?:word)?"
    r"|db_?pass(?:word)?"
    r"|user_?pass(?:word)?|token|credentials?|hunter2?|test|guest|root|admin|postgres|mysql|redis"
    r"|mongo)$"
)
_STAND_IN_USER = lazy(r"(?i)^(?:u|user|username|usr|db_?user|my_?user|login|name)$")
_STAND_IN_HOST = lazy(
    r"(?i)^(?:localhost|127\.0\.0\.1|\[::1\]|h|host(?:name)?\d?|server|db|database|address|ip"
    r"|domain(?:\.com)?"
    r"|mydomain\.com|(?:[a-z0-9-]{1,40}\.){0,4}example(?:\.(?:com|org|net))?)(?=$|[:/?;,])"
)
_TRAILING = ".,;:!?)]}*_`"


def _is_secret(user: str, password: str, host: str) -> bool:
    """Templates are not secrets, and neither is a word like `password` on a made-up host."""
    if is_placeholder(password) or password.startswith(("$", "%", "{", "[")):
        return False
    stand_in = _STAND_IN.match(password) or password == user
    return not (stand_in and (_STAND_IN_HOST.match(host) or _STAND_IN_USER.match(user)))


@finder("connection-url", _CONNECTION, needs=("://", "jdbc:"))
def _connection_url(source: Source) -> Iterator[Range]:
    """Find `scheme://user:password@host/...` and JDBC, whole, if there is a password in it."""
    for match in matches(_URL, source):
        url = match[0].rstrip(_TRAILING)
        login = _USERINFO.search(url)
        parameter = _PARAMETER.search(url)
        if login and not _is_secret(login["user"], login["pass"], login["host"]):
            continue
        if login or (parameter and not is_placeholder(parameter["pass"])):
            yield match.start(), match.start() + len(url)


_PAIRS = lazy(
    r"(?i)(?<![A-Za-z0-9_.])(?:server|data source|host|hostname|addr|address|driver|dsn|provider"
    r"|endpoint"
    r"|accountendpoint|accountname|defaultendpointsprotocol|blobendpoint|user id|uid|username"
    r"|user|database|initial catalog)"
    r"\s?=\s?[^;\"'`\n]{1,200}(?:;\s?[A-Za-z][A-Za-z _]{0,28}\s?=[^;\"'`\n]{0,200}){1,20}",
    re.ASCII,
)
_PAIR_SECRET = lazy(
    r"(?i)(?:^|[;\s])(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature"
    r"|access ?key)\s?=\s?"
    r"(?P<pass>[^;\s]{2,200})",
    re.ASCII,
)
_LIBPQ = lazy(
    r"(?<![A-Za-z0-9_.])(?:host|hostaddr|dbname|user|port)=[^\s\"';,()]{1,100}"
    r"(?: [a-z_]{2,24}=(?:'[^'\n]{1,100}'|[^\s\"',()]{1,100})){1,12}",
    re.ASCII,
)

_HAN = re.compile("[\u4e00-\u9fff。]")


@finder("connection-pairs", _CONNECTION, needs=("password", "pwd", "accountkey", "sharedaccess"))
def _connection_pairs(source: Source) -> Iterator[Range]:
    """Find `Server=...;Password=...;` (ODBC, ADO, Azure) and libpq's `host=... password=...`."""
    for regex in (_PAIRS, _LIBPQ):
        for match in matches(regex, source):
            value = match[0]
            last = value.rfind(";") + 1
            if regex is _PAIRS and last:
                # The last value ends at a blank; prose may follow. `Key = value` is one pair.
                pair = re.match(
                    r"\s?[A-Za-z][A-Za-z _]{0,28}\s?=\s?(?:\{[^{}]{0,60}\}|\S*)", value[last:]
                )
                value = value[: last + pair.end()] if pair else value[:last]
            value = _HAN.split(value, maxsplit=1)[0].rstrip(".,:!?)]* ")
            secret = _PAIR_SECRET.search(value)
            if secret and not is_placeholder(secret["pass"]) and secret["pass"][0] not in "$%{[":
                yield match.start(), match.start() + len(value)


_URL_LOGIN = lazy(
    r"(?<=://)(?P<user>[^\s:@/\"'<>]{0,80}):(?P<v>[^\s/\"'<>]{1,200})@(?P<host>[A-Za-z0-9\[]"
    r"[^\s\"'<>/?#]{0,120})",
    re.ASCII,
)


@finder("url-password", _PASSWORD, needs=("://",))
def _url_password(source: Source) -> Iterator[Range]:
    """Find the password of `https://user:password@host`."""
    for match in matches(_URL_LOGIN, source):
        if _is_secret(match["user"], match["v"], match["host"]):
            yield match.span("v")


def _is_typed(match: re.Match[str]) -> bool:
    """An option's value, not a variable, a file, the next option or a user id of Docker."""
    value = match["v"]
    if is_placeholder(value) or value.startswith(("$", "%", "-", "{", "[", "@")):
        return False
    docker_ids = value.isdigit() and re.search(r"\d:\d{1,6}\Z", match[0])
    return _STAND_IN.match(value) is None and not docker_ids


_ARGUMENT = r"[\"']?(?P<v>[^\s\"'|;,)`。\u4e00-\u9fff]{3,128})"

RULES: tuple[Rule, ...] = (
    _connection_url,
    _connection_pairs,
    _url_password,
    pattern(
        "cli-user-password",
        _PASSWORD,
        r"(?<![A-Za-z0-9_-])(?:-u|--user|--proxy-user|-U|-a|--auth"
        r"|--creds)[ =][\"']?[^\s:\"'/]{1,64}:"
        r"(?P<v>[^\s\"'|;)`]{3,128})",
        needs=("curl", "http", "wget", "skopeo", "oc "),
        accept=_is_typed,
    ),
    pattern(
        "cli-mysql-password",
        _PASSWORD,
        r"(?<=\s)-p[\"\']?(?P<v>(?=[A-Za-z]{0,40}[^A-Za-z\s])[^\s\"'=:/-]"
        r"(?:(?!,[\u4e00-\u9fff])[^\s\"'|;`。\u4e00-\u9fff]){3,63})",
        near=("mysql", "mariadb", "mongosh", "7z"),
        reach=120,
        accept=_is_typed,
    ),
    pattern(
        "cli-password",
        _PASSWORD,
        r"(?:sshpass\s{1,3}-p\s?|redis-cli\s[^\n|]{0,60}?-a\s{1,3}|plink\s[^\n|]{0,60}?-pw\s"
        r"|docker login\s[^\n|]{0,60}?-p\s|(?<![A-Za-z0-9-])--(?:[a-z]{1,12}-)?pass(?:word|wd"
        r"|phrase)?[ =]{1,2})" + _ARGUMENT,
        needs=("sshpass", "redis-cli", "plink", "docker login", "--"),
        accept=_is_typed,
    ),
)
