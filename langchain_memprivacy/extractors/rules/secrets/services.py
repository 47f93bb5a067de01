"""Keys and tokens that services issue, each told by its prefix and form."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..rule import LEFT, RIGHT, Rule, pattern
from .judge import is_issued

_KEY, _TOKEN = PrivacyType.KEY, PrivacyType.TOKEN


def _is_issued(match: re.Match[str]) -> bool:
    return is_issued(match[match.lastgroup or 0])


def _is_mixed(match: re.Match[str]) -> bool:
    """A generic prefix needs a body with digits, which no CSS class or product name has."""
    value = match[match.lastgroup or 0]
    digits = sum(map(value.count, "0123456789"))
    return digits >= 2 and sum(c.isalpha() for c in value) > 6 and is_issued(value)


def _is_aws_secret(match: re.Match[str]) -> bool:
    """Forty characters are also a commit hash; that one has no upper case."""
    value = match[match.lastgroup or 0]
    return (
        value.lower() != value != value.upper()
        and re.search(r"\d", value) is not None
        and value.count("/") < 4
        and is_issued(value)
    )


def _prefixed(name: str, type: PrivacyType, regex: str, *needs: str) -> Rule:  # noqa: A002
    return pattern(
        f"secret-{name}", type, rf"{LEFT}(?:{regex}){RIGHT}", needs=needs, accept=_is_issued
    )


RULES: tuple[Rule, ...] = (
    _prefixed("aws-id", _KEY, r"(?:AKIA|ASIA)[A-Z0-9]{12,20}", "akia", "asia"),
    pattern(
        "secret-aws",
        _KEY,
        r"(?<![A-Za-z0-9/+=._-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
        near=("secret", "akia", "asia", "aws"),
        reach=80,
        accept=_is_aws_secret,
    ),
    _prefixed("aws-session", _TOKEN, r"(?:FwoG|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{60,2000}", "fwog",
    "iqoj"),
    _prefixed("amazon-client", _KEY,
              r"amzn1\.(?:oa2-cs\.v1|application-oa2-client)\.[a-f0-9]{32,80}", "amzn1."),
    _prefixed("google-api", _KEY, r"AIza[A-Za-z0-9_-]{30,45}", "aiza"),
    _prefixed("google-oauth", _TOKEN, r"ya29\.[A-Za-z0-9_-]{20,400}|1//0[A-Za-z0-9_-]{20,200}",
              "ya29.", "1//0"),
    _prefixed("google-client", _KEY, r"GOCSPX-[A-Za-z0-9_-]{16,40}", "gocspx-"),
    _prefixed("github", _TOKEN, r"gh[opsur]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255}",
              "ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_"),
    _prefixed("gitlab", _TOKEN,
              r"(?:glpat|gldt|glrt|glcbt|glptt|glft|glsoat|glimt|glagent)-[A-Za-z0-9_.-]{16,80}",
              "gl"),
    _prefixed("bitbucket", _TOKEN, r"AT(?:ATT3x|BB|CTT3x)[A-Za-z0-9_=-]{20,400}", "atatt", "atbb",
              "atctt"),
    _prefixed("slack", _TOKEN, r"xox[abeoprs]-(?:\d-)?[A-Za-z0-9-]{12,250}"
        r"|xapp-\d-[A-Za-z0-9-]{20,250}",
              "xox", "xapp-"),
    _prefixed("stripe", _KEY, r"[sr]k_(?:live|test|prod)_[A-Za-z0-9]{14,255}"
        r"|whsec_[A-Za-z0-9+/=]{16,100}",
              "sk_", "rk_", "whsec_"),
    pattern(
        "secret-sk",  # OpenAI, Anthropic, OpenRouter, DeepSeek, DashScope, Moonshot, LangSmith
        _KEY,
        r"(?<![A-Za-z0-9_-])(?:sk|lsv2)[-_](?:[a-z0-9]{2,8}[-_]){0,3}[A-Za-z0-9_-]{14,250}",
        needs=("sk-", "lsv2_", "sk_"),
        digits=2,
        accept=_is_mixed,
    ),
    _prefixed("ai-provider", _KEY,
              r"(?:gsk_|xai-|pplx-|nvapi-|fw_|tvly-(?:dev-|prod-)?|csk-|r8_|jina_|pcsk_|cpk_|voy-"
              r"|pa-)"
              r"(?=[A-Za-z_-]{0,24}\d)[A-Za-z0-9_-]{20,200}",
              "gsk_", "xai-", "pplx-", "nvapi-", "fw_", "tvly-", "csk-", "r8_", "jina_", "pcsk_"),
    _prefixed("hugging-face", _TOKEN, r"(?:hf|api_org)_[A-Za-z0-9]{20,60}", "hf_", "api_org_"),
    _prefixed("npm", _TOKEN, r"npm_[A-Za-z0-9]{30,50}", "npm_"),
    _prefixed("pypi", _TOKEN, r"pypi-[A-Za-z0-9_-]{30,300}", "pypi-"),
    _prefixed("rubygems", _TOKEN, r"rubygems_[a-f0-9]{40,56}", "rubygems_"),
    _prefixed("docker", _TOKEN, r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,60}", "dckr_"),
    pattern(
        "secret-twilio",
        _KEY,
        LEFT + r"SK[0-9a-f]{32}" + RIGHT,
        needs=("sk",),
        digits=4,
        accept=_is_issued,
    ),
    _prefixed("sendgrid", _KEY, r"SG\.[A-Za-z0-9_-]{12,30}\.[A-Za-z0-9_-]{20,60}", "sg."),
    _prefixed("mail-service", _KEY,
              r"key-[0-9a-f]{32}|xkeysib-[0-9a-f]{40,70}-[A-Za-z0-9]{12,20}|[0-9a-f]{32}-us\d{1,2}"
              r"|re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{16,40}|pubkey-[0-9a-f]{32}",
              "key-", "xkeysib-", "-us", "re_"),
    pattern(
        "secret-telegram-bot",
        _TOKEN,
        r"(?<![A-Za-z0-9:])(?:bot)?(?P<v>\d{8,10}:A[A-Za-z0-9_-]{30,38})" + RIGHT,
        needs=(":a",),
        digits=8,
        accept=_is_issued,
    ),
    pattern(
        "secret-discord-bot",
        _TOKEN,
        r"(?<![A-Za-z0-9._-])(?:mfa\.[A-Za-z0-9_-]{60,100}"
        r"|[MNO][A-Za-z0-9_-]{22,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,40})" + RIGHT,
        needs=(".",),
        digits=3,
        accept=_is_issued,
    ),
    _prefixed("cloud-host", _TOKEN,
              r"do[opr]_v1_[a-f0-9]{40,64}|nfp_[A-Za-z0-9]{30,50}|sbp_[a-f0-9]{32,48}"
              r"|fo1_[A-Za-z0-9_-]{30,60}"
              r"|HRKU-[A-Za-z0-9_-]{30,70}|pul-[a-f0-9]{40}|tskey-[a-z]{3,8}-[A-Za-z0-9-]{16,60}"
              r"|dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9._-]{30,60}|hv[sbr]\.[A-Za-z0-9_-]{20,200}"
              r"|pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.-]{30,64}"
              r"|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{50,80}",
              "_v1_", "nfp_", "sbp_", "fo1_", "hrku-", "pul-", "tskey-", "dp.", "hvs.", "hvb.",
              "hvr.",
              "pscale_", ".atlasv1."),
    _prefixed("commerce", _TOKEN,
              r"shp(?:at|ss|ca|pa|ua)_[a-fA-F0-9]{32}|sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,50}"
              r"|EAAA[A-Za-z0-9_-]{50,70}|access_token\$(?:production"
              r"|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}",
              "shp", "sq0", "eaaa", "access_token$"),
    _prefixed("facebook", _TOKEN, r"EAA[A-Z][A-Za-z0-9]{80,300}", "eaa"),
    _prefixed("databricks", _TOKEN, r"dapi[a-f0-9]{32}(?:-\d)?", "dapi"),
    _prefixed("work-tools", _TOKEN,
              r"ntn_[A-Za-z0-9]{30,60}|secret_[A-Za-z0-9]{40,45}|lin_(?:api"
              r"|oauth)_[A-Za-z0-9]{30,60}"
              r"|figd_[A-Za-z0-9_-]{30,60}|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"
              r"|sl\.[A-Za-z0-9_-]{60,200}"
              r"|PMAK-[a-f0-9]{20,28}-[a-f0-9]{30,38}",
              "ntn_", "secret_", "lin_", "figd_", "pat", "sl.", "pmak-"),
    _prefixed("monitoring", _TOKEN,
              r"sntry[su]_[A-Za-z0-9+/=_-]{40,300}|gl(?:c|sa)_[A-Za-z0-9_+/=]{30,200}"
              r"|NRAK-[A-Z0-9]{24,30}"
              r"|ph[cx]_[A-Za-z0-9]{40,50}|NRII-[A-Za-z0-9_-]{30,40}",
              "sntry", "glc_", "glsa_", "nrak-", "phc_", "phx_", "nrii-"),
    _prefixed("mapbox", _TOKEN, r"sk\.eyJ[A-Za-z0-9_-]{30,120}\.[A-Za-z0-9_-]{16,40}", "sk.eyj"),
    _prefixed("cloud-china", _KEY,
              r"LTAI[A-Za-z0-9]{12,26}|AKID[A-Za-z0-9]{13,40}|AKLT[A-Za-z0-9_-]{16,60}"
              r"|bce-v3/ALTAK-[A-Za-z0-9/]{20,90}",
              "ltai", "akid", "aklt", "altak-"),
    pattern(
        "secret-hex-id-pair",  # Zhipu and others: 32 hex digits, a dot, 16 characters
        _KEY,
        LEFT + r"[a-f0-9]{32}\.[A-Za-z0-9]{16}" + RIGHT,
        needs=(".",),
        digits=6,
        accept=_is_issued,
    ),
    pattern(
        "secret-azure-key",
        _KEY,
        r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{86}==",
        needs=("==",),
        digits=3,
        accept=_is_issued,
    ),
    pattern(
        "secret-license",
        _KEY,
        LEFT + r"[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5}(?![A-Za-z0-9-])",
        near=("key", "licen", "serial", "activat", "密钥", "序列号", "激活码", "注册码"),
        reach=60,
        accept=_is_issued,
    ),
)  # fmt: skip
