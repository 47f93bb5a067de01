"""National numbers of Asia and the Near East."""

from __future__ import annotations

from .. import checks
from ..checks import standard as std
from ..rule import Rule
from .row import national_id, not_sample


def _person_pan(text: str) -> bool:
    """The fourth letter is P for a person; textbooks print ABCDE1234F."""
    return text[3] == "P" and text[5:9] != "1234"


RULES: tuple[Rule, ...] = (
    national_id(
        "cn",
        (
            "身份证|身份证号|身份证号码|证件|证件号|证件号码|公民身份号码|居民身份证|证号"
            "|id card|id number|identity card|"
            "chinese id|resident id|national id"
        ),
        r"[1-8]\d{5}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{3}[\dXx]",
        checks.chinese_id,
        alone=True,
        digits=17,
    ),
    national_id(
        "cn-15",
        "身份证|身份证号|身份证号码|老身份证|一代身份证|旧身份证|15位身份证|证件号",
        r"[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}",
        digits=15,
    ),
    national_id(
        "tw",
        (
            "身分證|身分證字號|身份證|身份證字號|身分证|统一编号|統一編號|居留證|居留证"
            "|taiwan id|national id|id card|id number|"
            "arc"
        ),
        r"[A-Z][1289]\d{8}",
        checks.taiwanese_id,
        alone=True,
        digits=9,
    ),
    national_id(
        "hk",
        "hkid|hong kong id|hong kong identity card|香港身份證|香港身份证|身份證|身份证|id card"
        "|id number",
        r"(?:[A-Z]{1,2}\d{6}\([0-9A]\)|[A-Z]{1,2}\d{6}[0-9A])",
        lambda text: "(" in text and checks.hong_kong_id(text),
        alone=True,
        digits=6,
    ),
    national_id(
        "mo",
        "澳门身份证|澳門身份證|澳门居民身份证|澳門居民身份證|macau id|macao id|bir",
        r"[1578]\d{6}(?:\(\d\)|/?\d)",
    ),
    national_id(
        "sg",
        "nric|fin|ic number|singapore id|singpass",
        r"[STFGMstfgm]\d{7}[A-Za-z]",
        not_sample(checks.singaporean_id, "1234567"),
        alone=True,
        digits=7,
    ),
    national_id(
        "my",
        "mykad|kad pengenalan|no kp|ic|nric|malaysian ic|ic number|ic no",
        r"\d{6}-?\d{2}-?\d{4}",
        lambda text: "-" in text and std("my.nric")(text),
        alone=True,
        digits=12,
    ),
    national_id(
        "in-aadhaar",
        "aadhaar|aadhar|adhaar|adhar|uidai|aadhaar card|aadhar card|आधार",
        r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}",
        std("in_.aadhaar"),
        digits=12,
    ),
    national_id(
        "in-pan",
        "pan|pan card|income tax",
        r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]",
        _person_pan,
        alone=True,
        digits=4,
    ),
    national_id(
        "in-voter",
        "voter id|voter card|epic no|election card",
        r"[A-Z]{3}\d{7}",
        std("in_.epic"),
        digits=7,
    ),
    national_id(
        "kr",
        "주민등록번호|주민번호|외국인등록번호|rrn|resident registration|korean id",
        r"\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])-?[1-8]\d{6}",
        lambda text: "-" in text and checks.korean_rrn(text),
        alone=True,
        digits=13,
    ),
    national_id(
        "jp",
        "マイナンバー|個人番号|my number|my number card|mynumber|个人番号",
        r"\d{4}[ -]?\d{4}[ -]?\d{4}",
        std("jp.in_"),
        digits=12,
    ),
    national_id("id", "nik|ktp|no ktp|nomor ktp|e-ktp", r"\d{16}", std("id.nik"), digits=16),
    national_id(
        "th",
        "เลขบัตรประชาชน|บัตรประชาชน|thai id|thai national id|citizen id",
        r"\d-?\d{4}-?\d{5}-?\d{2}-?\d",
        lambda text: "-" in text and std("th.pin")(text),
        alone=True,
        digits=13,
    ),
    national_id(
        "pk",
        "cnic|nicop|nadra|شناختی کارڈ",
        r"\d{5}-\d{7}-\d|[1-7]\d{12}",
        lambda text: "-" in text and std("pk.cnic")(text),
        alone=True,
        digits=13,
    ),
    national_id(
        "ph",
        "sss|philhealth|umid|philsys|pag-ibig|sss number",
        r"\d{2}-?\d{7,9}-?\d|\d{4}-\d{4}-\d{4}(?:-\d{4})?",
    ),
    national_id(
        "vn",
        "cccd|căn cước|căn cước công dân|cmnd|chứng minh nhân dân|số cccd",
        r"\d{12}|\d{9}",
    ),
    national_id(
        "il",
        "תעודת זהות|ת.ז|ת.ז.|teudat zehut|israeli id|mispar zehut",
        r"\d{7,8}-?\d",
        std("il.idnr"),
    ),
)
