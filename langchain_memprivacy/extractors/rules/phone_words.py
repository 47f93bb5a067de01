"""The words that tell telephone numbers from other numbers."""

from __future__ import annotations

import re

from .cued import LINK, PUBLIC_LABELS, words
from .lazy import lazy

_NOT_A_PHONE = lazy(
    words(
        f"{PUBLIC_LABELS}|ssn|nhs|aadhaar|aadhar|id|nric|pesel|bsn|cpf|account|acct|a/c|card"
        f"|iban|routing|"
        "sort code|zip|postcode|vin|imei|imsi|iccid|mac|uid|uuid|tax|passport|member|"
        "customer|policy|license|licence|utr|tfn|medicare|inn|mrn|qq|qq号|steam|身份证"
        "|身份证号|卡号|"
        "账号|账户|邮编|护照|会员号|工号|学号|编号|社保|公积金|口令|密码|验证码|password|pin",
    )
    + LINK
    + r"\Z",
    re.ASCII,
)
_HOTLINE = lazy(
    r"(?:客服|热线|投诉|举报|hotline|helpline|customer (?:service|support|care)|support line"
    r"|info ?line|emergency)"
    r"[^\d\n]{0,16}\Z",
    re.ASCII,
)

# A mobile number is also an account name of Alipay and of many a shop.
_NO_MOBILE = lazy(
    words(f"{PUBLIC_LABELS}|id|uid|imsi|iccid|学号|工号|编号|卡号|qq") + LINK + r"\Z",
    re.ASCII,
)

CUES = lazy(
    words(
        "phone|phone number|phone no|telephone|tel|mobile|mobile number|cell|cell number|"
        "cellphone|cell phone|fax|landline|whatsapp|wa|viber|telegram|imessage|facetime|ph|"
        "mob|contact number|contact no|callback number|call me|text me|ring me|reach me|"
        "reach him|reach her|call him|call her|text him|text her|call us|my number|"
        "his number|her number|their number|new number|home number|work number|dial|digits|"
        "handynummer|handy|telefon|telefonnummer|téléphone|portable|teléfono|telefono|"
        "móvil|movil|celular|cellulare|telefone|telefoon|mobil|電話|电话|電話番号|携帯"
        "|전화번호|전화|휴대폰|"
        "телефон|тел|手机|手机号|手机号码|手機|电话号码|联系电话|联系方式|座机|传真|致电|拨打"
        "|打给我|打我电话|联系我|微信同号|小灵通|固话|号码|"
        "紧急联系人|热线",
    ),
    re.ASCII,
)
WEAK = lazy(
    words(
        "call|text|contact|ring|sms|message|reach|emergency contact|联系|打给|短信|联系人|微信|找"
    ),
    re.ASCII,
)


def is_other(lower: str, start: int) -> bool:
    """The label says that it is another kind of number, or everybody's."""
    back = max(0, start - 32)
    return bool(_NOT_A_PHONE.search(lower, back, start) or _HOTLINE.search(lower, back, start))


def is_other_mobile(lower: str, start: int) -> bool:
    """The same for a number whose form alone says mobile: only plain misfits count."""
    return _NO_MOBILE.search(lower, max(0, start - 32), start) is not None
