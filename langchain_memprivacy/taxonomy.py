"""The paper's four levels and its 28 standard type tags (section 4.2, Figures 8 and 9).

Data and two look-ups, nothing else: `PrivacyLevel`, `PrivacyType`, `type_tag`,
`type_level`. What to do with a value of some level is in `provisions`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum, StrEnum
from functools import cache
from typing import NamedTuple


class PrivacyLevel(IntEnum):
    """How much harm a value does once it is out (paper, section 4.2).

    Compares and sorts as a number. `PrivacyLevel("PL3")` and `PrivacyLevel(3)` work.
    """

    PL1 = 1
    """Tastes, habits, style: does not identify anybody and stays as it is."""
    PL2 = 2
    """Identifies, locates or traces a person, alone or combined."""
    PL3 = 3
    """Harms health, money, safety, dignity or fair treatment when known."""
    PL4 = 4
    """Usable at once by whoever holds it: credentials, keys, undisclosed secrets."""

    def __str__(self) -> str:
        return self.name

    @classmethod
    def _missing_(cls, value: object) -> PrivacyLevel | None:
        return cls.__members__.get(value.strip().upper()) if isinstance(value, str) else None


class _Tag(NamedTuple):
    label: str
    level: PrivacyLevel
    definition: str
    aliases: tuple[str, ...]


class PrivacyType(StrEnum):
    """The 28 standard type tags; each member is its tag, `PrivacyType.EMAIL == "EMAIL"`."""

    # PL4
    PASSWORD = "PASSWORD"
    VERIFICATION_CODE = "VERIFICATION_CODE"
    TOKEN = "TOKEN"
    KEY = "KEY"
    PRIVATE_KEY = "PRIVATE_KEY"
    PAYMENT_SECURITY_CODE = "PAYMENT_SECURITY_CODE"
    DATABASE_CONNECTION_STRING = "DATABASE_CONNECTION_STRING"
    VULNERABILITY_DETAILS = "VULNERABILITY_DETAILS"
    BUSINESS_SECRET = "BUSINESS_SECRET"
    # PL3
    ID_NUMBER = "ID_NUMBER"
    FINANCIAL_ACCOUNT = "FINANCIAL_ACCOUNT"
    TRANSACTION_RECORD = "TRANSACTION_RECORD"
    ASSETS_INCOME = "ASSETS_INCOME"
    MEDICAL_HEALTH = "MEDICAL_HEALTH"
    PRECISE_LOCATION = "PRECISE_LOCATION"
    ITINERARY_TRAJECTORY = "ITINERARY_TRAJECTORY"
    BIOMETRICS = "BIOMETRICS"
    COMMUNICATION_CONTENT = "COMMUNICATION_CONTENT"
    SENSITIVE_IDENTITY = "SENSITIVE_IDENTITY"
    JUDICIAL_RECORD = "JUDICIAL_RECORD"
    # PL2
    REAL_NAME = "REAL_NAME"
    PHONE_NUMBER = "PHONE_NUMBER"
    EMAIL = "EMAIL"
    DETAILED_ADDRESS = "DETAILED_ADDRESS"
    ACCOUNT_ID_USERNAME = "ACCOUNT_ID_USERNAME"
    NETWORK_IDENTIFIER = "NETWORK_IDENTIFIER"
    IDENTITY_BACKGROUND = "IDENTITY_BACKGROUND"
    RELATIONSHIP_INFO = "RELATIONSHIP_INFO"

    @property
    def label(self) -> str:
        """The tag as the paper prints it, for example `"ID Number"`."""
        return _TAGS[self].label

    @property
    def level(self) -> PrivacyLevel:
        """The level that the paper files this type under."""
        return _TAGS[self].level

    @property
    def definition(self) -> str:
        """What belongs to this type, in one sentence."""
        return _TAGS[self].definition

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that models and people use for it, English first, then Chinese."""
        return _TAGS[self].aliases


_PL2, _PL3, _PL4 = PrivacyLevel.PL2, PrivacyLevel.PL3, PrivacyLevel.PL4
_T = PrivacyType

# A table: with one alias a line it would be four times as long.
# fmt: off
_TAGS: dict[PrivacyType, _Tag] = {
    _T.PASSWORD: _Tag(
        "Password",
        _PL4,
        "A secret phrase, PIN or security answer that opens an account, device or door.",
        ("passphrase", "passcode", "pin", "pin code", "security answer", "wifi password",
         "login password", "密码", "口令", "登录密码", "支付密码", "取款密码", "密保答案"),
    ),
    _T.VERIFICATION_CODE: _Tag(
        "Verification Code",
        _PL4,
        "A one-time or backup code that confirms a login or a payment.",
        ("otp", "one-time password", "one-time code", "mfa code", "2fa code", "sms code",
         "backup code", "recovery code", "auth code", "验证码", "动态码", "校验码", "短信验证码",
         "备用码", "恢复码"),
    ),
    _T.TOKEN: _Tag(
        "Token",
        _PL4,
        "A bearer credential of a session or client: access token, JWT, authenticated cookie.",
        ("access token", "session token", "bearer token", "refresh token", "jwt", "cookie",
         "session cookie", "oauth code", "sso ticket", "令牌", "访问令牌", "会话令牌"),
    ),
    _T.KEY: _Tag(
        "Key",
        _PL4,
        "A shared secret of a service or program: API key, access key, signing or encryption key.",
        ("api key", "access key", "secret key", "secret", "client secret", "signing key",
         "encryption key", "license key", "密钥", "秘钥", "接口密钥", "访问密钥"),
    ),
    _T.PRIVATE_KEY: _Tag(
        "Private Key",
        _PL4,
        "The secret half of a key pair, or the words it is derived from.",
        ("ssh key", "certificate private key", "seed phrase", "mnemonic", "recovery phrase",
         "wallet key", "私钥", "助记词", "证书私钥"),
    ),
    _T.PAYMENT_SECURITY_CODE: _Tag(
        "Payment Security Code",
        _PL4,
        "The short code that proves possession of a payment card.",
        ("cvv", "cvc", "cvv2", "card security code", "card verification value", "安全码",
         "卡背三位", "信用卡安全码"),
    ),
    _T.DATABASE_CONNECTION_STRING: _Tag(
        "Database Connection String",
        _PL4,
        "An address of a database or service that carries its credentials.",
        ("connection string", "database url", "dsn", "database credentials", "连接串",
         "数据库连接字符串", "数据库连接串"),
    ),
    _T.VULNERABILITY_DETAILS: _Tag(
        "Vulnerability Details",
        _PL4,
        "How to get into a system: unpatched flaws, admin entry points, internal networks.",
        ("vulnerability", "exploit", "exploit details", "poc", "internal entry point",
         "admin url", "漏洞", "漏洞细节", "漏洞详情", "内网入口"),
    ),
    _T.BUSINESS_SECRET: _Tag(
        "Business Secret",
        _PL4,
        "What an organisation has not disclosed: figures, deals, roadmaps, prices, client lists.",
        ("trade secret", "confidential business information", "undisclosed financials",
         "商业秘密", "商业机密", "企业机密"),
    ),
    _T.ID_NUMBER: _Tag(
        "ID Number",
        _PL3,
        "A number of a document a state or insurer issued: identity card, passport, tax, plate.",
        ("id card number", "national id", "passport number", "social security number", "ssn",
         "tax id", "driver license number", "license plate", "license plate number",
         "insurance number", "身份证号", "身份证号码", "护照号", "驾照号", "车牌号", "社保号"),
    ),
    _T.FINANCIAL_ACCOUNT: _Tag(
        "Financial Account",
        _PL3,
        "A card, bank, payment or wallet account and the particulars of the card.",
        ("bank card number", "credit card number", "card number", "bank account", "iban",
         "account number", "routing number", "wallet address", "银行卡号", "信用卡号", "银行账号",
         "开户行", "卡号"),
    ),
    _T.TRANSACTION_RECORD: _Tag(
        "Transaction Record",
        _PL3,
        "A payment whose purpose or account says something private about the payer.",
        ("transaction", "bill", "bill details", "payment record", "order record", "交易记录",
         "账单", "消费记录", "转账记录"),
    ),
    _T.ASSETS_INCOME: _Tag(
        "Assets/Income",
        _PL3,
        "What a person earns, owns or owes, as a figure.",
        ("income", "salary", "assets", "net worth", "debt", "loan", "credit score", "收入", "工资",
         "薪资", "年薪", "资产", "负债", "贷款", "征信"),
    ),
    _T.MEDICAL_HEALTH: _Tag(
        "Medical Health",
        _PL3,
        "Diagnoses, treatments, prescriptions, measured body values, reproductive health.",
        ("medical", "health", "health information", "medical record", "diagnosis",
         "prescription", "medical history", "body metric", "健康信息", "医疗健康", "诊断", "病历",
         "病史", "处方"),
    ),
    _T.PRECISE_LOCATION: _Tag(
        "Precise Location",
        _PL3,
        "Where a person is right now, to the door or the coordinate.",
        ("location", "gps", "coordinates", "real-time location", "精确位置", "实时位置", "定位",
         "坐标", "经纬度"),
    ),
    _T.ITINERARY_TRAJECTORY: _Tag(
        "Itinerary/Trajectory",
        _PL3,
        "Where a person was or will be and when: tickets, stays, commutes.",
        ("itinerary", "trajectory", "travel itinerary", "flight", "train", "hotel stay",
         "commute route", "行程", "轨迹", "行踪", "航班", "车次", "住宿记录"),
    ),
    _T.BIOMETRICS: _Tag(
        "Biometrics",
        _PL3,
        "Face, fingerprint, voice or iris features and identifiers of their templates.",
        ("biometric", "fingerprint", "face id", "voiceprint", "iris", "生物特征", "指纹", "人脸",
         "声纹", "虹膜"),
    ),
    _T.COMMUNICATION_CONTENT: _Tag(
        "Communication Content",
        _PL3,
        "The wording of private messages, mails and calls.",
        ("chat log", "message content", "sms content", "email content", "call record",
         "通信内容", "聊天记录", "短信内容", "邮件内容", "通话记录"),
    ),
    _T.SENSITIVE_IDENTITY: _Tag(
        "Sensitive Identity",
        _PL3,
        "Origin, religion, political stance, orientation, or being a minor.",
        ("ethnicity", "race", "religion", "religious belief", "political view",
         "sexual orientation", "minor information", "敏感身份", "民族", "宗教信仰", "政治面貌",
         "政治立场", "性取向"),
    ),
    _T.JUDICIAL_RECORD: _Tag(
        "Judicial Record",
        _PL3,
        "Lawsuits, penalties, police reports and arbitration a person is part of.",
        ("litigation", "criminal record", "court case", "police report", "case number",
         "penalty record", "司法记录", "诉讼", "案号", "犯罪记录", "行政处罚", "报警记录"),
    ),
    _T.REAL_NAME: _Tag(
        "Real Name",
        _PL2,
        "The user's own full name and recognisable forms of it.",
        ("name", "full name", "user name in real life", "legal name", "姓名", "真实姓名", "名字"),
    ),
    _T.PHONE_NUMBER: _Tag(
        "Phone Number",
        _PL2,
        "A mobile, landline or fax number.",
        ("phone", "telephone", "telephone number", "mobile", "mobile number", "cell phone",
         "landline", "fax number", "手机号", "手机号码", "电话", "电话号码", "座机", "联系电话"),
    ),
    _T.EMAIL: _Tag(
        "Email",
        _PL2,
        "A mail address.",
        ("email address", "e-mail", "mail address", "邮箱", "电子邮箱", "邮箱地址", "电子邮件"),
    ),
    _T.DETAILED_ADDRESS: _Tag(
        "Detailed Address",
        _PL2,
        "Where a person lives, works or gets mail, to the street or building, and its postcode.",
        ("address", "home address", "work address", "street address", "postal address",
         "zip code", "postal code", "postcode", "地址", "详细地址", "家庭住址", "住址", "收货地址",
         "邮编"),
    ),
    _T.ACCOUNT_ID_USERNAME: _Tag(
        "Account ID/Username",
        _PL2,
        "The name or number of an account on a platform.",
        ("account id", "username", "user name", "user id", "uid", "account", "handle",
         "wechat id", "qq number", "membership number", "账号", "用户名", "账户", "微信号", "QQ号",
         "会员号"),
    ),
    _T.NETWORK_IDENTIFIER: _Tag(
        "Network Identifier",
        _PL2,
        "What names a device or page on a network: IP, MAC, IMEI, device id, personal page.",
        ("ip", "ip address", "mac address", "device id", "imei", "personal homepage",
         "user agent", "网络标识", "网络标识符", "IP地址", "设备号", "设备标识", "个人主页"),
    ),
    _T.IDENTITY_BACKGROUND: _Tag(
        "Identity Background",
        _PL2,
        "Age, birth date, gender, employer, title, school and class of a person.",
        ("age", "date of birth", "birthday", "gender", "employer", "company", "job title",
         "occupation", "school", "class", "education", "身份背景", "年龄", "出生日期", "生日",
         "性别", "单位", "公司", "职位", "职业", "学校", "班级"),
    ),
    _T.RELATIONSHIP_INFO: _Tag(
        "Relationship Info",
        _PL2,
        "Other people around the user: who they are, how to reach them, how they are related.",
        ("relationship", "third party", "third-party name", "contact", "emergency contact",
         "relative", "family member", "关系信息", "第三方", "紧急联系人", "亲属", "家属", "联系人"),
    ),
}
# fmt: on

OTHER = "OTHER"
"""Tag of a type whose given name holds no Latin letter and is no known alias."""

_NOT_WORD = re.compile(r"[^a-z0-9]+")
MAX_TAG = 48
"""Longest type tag in characters; longer names are cut, so that placeholders stay short."""


@cache
def _alias_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for tag, row in _TAGS.items():
        for name in (tag.value, row.label, *row.aliases):
            table[_fold(name)] = tag.value
    return table


def _fold(name: str) -> str:
    return re.sub(r"[\s_/\-]+", "", unicodedata.normalize("NFKC", name).casefold())


@cache
def type_tag(name: str) -> str:
    """Fold a type's name to its tag in upper snake case.

    Args:
        name: A tag, a label of the paper, an alias in English or Chinese, or any
            other name a model came up with.

    Returns:
        The standard tag where `name` is known, else `name` itself in upper snake
        case (at most `MAX_TAG` characters, starting with a letter), or `OTHER`.

    Example:
        >>> type_tag("ID Number"), type_tag("手机号"), type_tag("pet's name")
        ('ID_NUMBER', 'PHONE_NUMBER', 'PET_S_NAME')
    """
    known = _alias_table().get(_fold(name))
    if known is not None:
        return known
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = _NOT_WORD.sub("_", latin.lower()).strip("_0123456789")
    return words.upper()[:MAX_TAG].rstrip("_") or OTHER


def type_level(tag: str) -> PrivacyLevel | None:
    """Return the standard level of a tag, or None for a tag the paper does not name."""
    return PrivacyType(tag).level if tag in _TAGS else None
