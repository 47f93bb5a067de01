"""The one line that tells a user what to do about a value that turned up."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ..taxonomy import PrivacyLevel, PrivacyType, type_level, type_tag
from .queries import read_level


class _Line(NamedTuple):
    en: str
    zh: str


class SpanLike(Protocol):
    """What `advice` needs to know of a span; `PrivacySpan` has it."""

    @property
    def type(self) -> str:
        """The type tag."""
        ...

    @property
    def level(self) -> PrivacyLevel:
        """The level of this very value."""
        ...


_T = PrivacyType

_BY_TYPE: dict[str, _Line] = {
    _T.PASSWORD: _Line(
        "Change this password now, everywhere you use it, and keep the new one in a password "
        "manager.",
        "请立即在所有用到它的地方更换这个密码，新密码存进密码管理器。",
    ),
    _T.VERIFICATION_CODE: _Line(
        "Give this code to nobody; if you did not ask for it, someone is trying to get in: "
        "change that account's password.",
        "不要把验证码告诉任何人；若不是您本人申请的，请马上修改该账号的密码。",
    ),
    _T.TOKEN: _Line(
        "End this session now: sign out on all devices or revoke the token where it was issued.",
        "请立即结束该会话：在所有设备上退出登录，或到签发处吊销这个令牌。",
    ),
    _T.KEY: _Line(
        "Rotate this key now: revoke it where it was issued and create a new one.",
        "请立即轮换这个密钥：到签发处吊销它，再新建一个。",
    ),
    _T.PRIVATE_KEY: _Line(
        "Treat this key as lost: make a new pair, replace the public half everywhere, and move "
        "any funds to a new wallet.",
        "请视同已泄露：重新生成密钥对并替换所有公钥，若是钱包请把资产转到新钱包。",
    ),
    _T.PAYMENT_SECURITY_CODE: _Line(
        "Never send this code in a message; ask your bank for a new card if it got out.",
        "不要在消息里发送安全码；若已外泄，请联系银行换卡。",
    ),
    _T.DATABASE_CONNECTION_STRING: _Line(
        "Change the password in this connection string now and check who has connected.",
        "请立即更换连接串里的密码，并检查有哪些连接记录。",
    ),
    _T.VULNERABILITY_DETAILS: _Line(
        "Report this flaw only to those who run the system, by their private channel, until it "
        "is fixed.",
        "修复之前，请只通过私密渠道把这个漏洞告知系统负责方。",
    ),
    _T.BUSINESS_SECRET: _Line(
        "Check that you may share this; if it went out, tell your security or legal team.",
        "请先确认您有权分享；若已发出，请告知公司的安全或法务团队。",
    ),
    _T.ID_NUMBER: _Line(
        "Give this number only where the law or the service requires it, and hide the middle.",
        "仅在依法或办事必需时提供证件号，并遮住中间几位。",
    ),
    _T.FINANCIAL_ACCOUNT: _Line(
        "Share the last four digits only, and watch your statements.",
        "只提供后四位即可，并留意账单。",
    ),
    _T.TRANSACTION_RECORD: _Line(
        "Leave out payee and purpose where the amount is enough.",
        "只需金额时，请略去收款方和用途。",
    ),
    _T.ASSETS_INCOME: _Line(
        "Give a range where the exact figure is not needed.",
        "不需要确切数字时，说个范围就够了。",
    ),
    _T.MEDICAL_HEALTH: _Line(
        "Share this with those who treat you; for a decision, ask a doctor.",
        "健康信息只告诉为您诊治的人；要做决定请咨询医生。",
    ),
    _T.PRECISE_LOCATION: _Line(
        "Name the city instead, or share your position for a short time only.",
        "说到城市就好，或者只短时共享位置。",
    ),
    _T.ITINERARY_TRAJECTORY: _Line(
        "Tell only those who travel with you or pick you up; dates show when your home is empty.",
        "行程只告诉同行或接您的人；日期会暴露家里何时没人。",
    ),
    _T.BIOMETRICS: _Line(
        "Do not send this: unlike a password it can never be changed.",
        "请不要发送：生物特征不像密码，泄露后无法更换。",
    ),
    _T.COMMUNICATION_CONTENT: _Line(
        "Cut what the other person would not want passed on.",
        "请删去对方不愿被转发的内容。",
    ),
    _T.SENSITIVE_IDENTITY: _Line(
        "Mention this only where it matters; nobody may treat you worse for it.",
        "非必要不必提及；任何人都不得因此歧视您。",
    ),
    _T.JUDICIAL_RECORD: _Line(
        "Discuss this with your lawyer, and leave out names and case numbers elsewhere.",
        "细节请与律师讨论，其他场合略去姓名和案号。",
    ),
}

_BY_LEVEL: dict[PrivacyLevel, _Line] = {
    PrivacyLevel.PL3: _Line(
        "Share only the part that is needed, and with those who need it.",
        "只提供必要的部分，只告诉需要的人。",
    ),
    PrivacyLevel.PL4: _Line(
        "Treat this as exposed: replace or revoke it now, and pass the new one on by a safe "
        "channel.",
        "请视同已泄露：立即更换或吊销，新的请走安全渠道传递。",
    ),
}


def advice(
    value: SpanLike | str,
    language: str = "en",
    *,
    level: PrivacyLevel | str | int | None = None,
) -> str | None:
    """Tell the user, in one line, what to do about a detected value.

    A standard type has its own line. The level decides for any other type, and
    where the value is graded above its type, such as a password inside a mail.

    Args:
        value: A span, or the name of a type.
        language: `"en"` or `"zh"`.
        level: The value's level, when `value` is the name of a type without one.

    Returns:
        The line, or None where nothing is due: PL1, PL2, and a type that is not
        standard and has no level.

    Raises:
        ValueError: The language or the level does not exist.

    Example:
        >>> advice("api key")
        'Rotate this key now: revoke it where it was issued and create a new one.'
    """
    if language not in _Line._fields:
        msg = f"unknown language {language!r}: use {' or '.join(_Line._fields)}"
        raise ValueError(msg)
    tag = type_tag(value if isinstance(value, str) else value.type)
    if not isinstance(value, str) and level is None:
        level = value.level
    standard = type_level(tag)
    own = standard if level is None else read_level(level)
    if own is None:
        return None
    line = _BY_TYPE.get(tag) if standard and own <= standard else _BY_LEVEL.get(own)
    return None if line is None else str(getattr(line, language))
