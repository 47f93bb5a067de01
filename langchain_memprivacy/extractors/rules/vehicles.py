"""Licence plates and vehicle identification numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .checks import vin
from .cued import Label, cued
from .lazy import lazy, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = "A-HJ-NP-Z"  # letters that plates use: no I, no O


def _plate(match: re.Match[str]) -> bool:
    """Serials hold two letters at most; that keeps product names out."""
    serial = match["serial"]
    return sum(map(str.isalpha, serial)) <= 2 + (serial[-1] in "学警港澳挂")


def _about_vehicle(match: re.Match[str]) -> bool:
    """`使` and `领` are everyday words as well."""
    around = match.string[max(0, match.start() - 24) : match.end() + 16]
    return re.search(r"车|牌|馆|WJ", around) is not None


_CUE = Label(
    "license plate|licence plate|number plate|plate|plates|plate number|plate no|reg|"
    "reg number|registration|registration number|registration plate|vehicle registration|"
    "car reg|kennzeichen|nummernschild|autokennzeichen|plaque|immatriculation|"
    "plaque d'immatriculation|matrícula|placa|targa|kenteken|車牌|车牌|车牌号|车牌号码|車牌號"
    "|車牌號碼|牌照|车号|"
    "ナンバープレート",
    reach=40,
)
_FORM = lazy(
    LEFT + r"(?:"
    r"[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]"  # Great Britain
    r"|[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?\d{1,4}[EH]?"  # Germany
    r"|[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}|\d{4} ?[B-Z]{3}"  # France, Italy, Spain
    r"|[A-Z]{2}[- ]?\d{1,2}[- ]?[A-Z]{1,3}[- ]?\d{4}"  # India
    r"|[A-Z]{1,3}[ -]?\d{2,4}[ -]?[A-Z]?|\d{1,3}[ -]?[A-Z]{2,3}[ -]?\d{0,4}"
    r"|(?:[A-Z]{2} )?\d[A-Z]{3}\d{3}"
    r"|(?:A[GIR]|B[ELS]|FR|G[ELR]|JU|LU|N[EW]|OW|S[GHOZ]|T[GI]|UR|V[DS]|Z[GH])"
    r"[ -]?\d{1,3}[ '’.]?\d{3}"  # Switzerland
    r")" + RIGHT + r"(?! ?\d{2})",
    re.ASCII,
)


@finder("plate-labelled", PrivacyType.ID_NUMBER, needs=_CUE.terms, digits=1)
def _labelled_plate(source: Source) -> Iterator[Range]:
    """Plates of other countries have no form of their own: only right behind their label."""
    for match in matches(_FORM, source):
        if (
            5 <= len(match[0].replace(" ", "").replace("-", "")) <= 10
            and _CUE.of(source, *match.span()) == Label.DIRECT
        ):
            yield match.span()


RULES: tuple[Rule, ...] = (
    pattern(
        "plate-cn",
        PrivacyType.ID_NUMBER,
        rf"(?<![里讯为全最更革创崭翻])[{_PROVINCE}][{_SIGN}](?:[ ·•.・-]|牌)?"
        rf"(?P<serial>[DF][{_SIGN}0-9]\d{{4}}|\d{{5}}[{_SIGN}]"
        rf"|[{_SIGN}0-9]{{4}}[{_SIGN}0-9学警港澳挂])"
        r"(?![A-Za-z0-9])",
        digits=3,
        accept=_plate,
    ),
    pattern(
        "plate-cn-official",
        PrivacyType.ID_NUMBER,
        rf"使\d{{6}}(?!\d)|(?<!\d)\d{{6}}使(?![用\u4e00-\u9fff])"
        rf"|[{_PROVINCE}][{_SIGN}][ ·]?\d{{4}}[使领](?![用取导先])"
        r"|WJ[ ·]?[" + _PROVINCE + r"]?\d{4,5}[A-Z]?(?![A-Za-z0-9])",
        needs=("使", "领", "wj"),
        digits=4,
        accept=_about_vehicle,
    ),
    _labelled_plate,
    cued(
        "vin",
        PrivacyType.ID_NUMBER,
        (
            "vin|vin number|vin#|chassis|chassis number|vehicle identification number|"
            "fahrgestellnummer|fin|车架号|车辆识别代号|车架号码|大架号"
        ),
        r"(?<![A-Za-z0-9_/+=-])(?:[A-HJ-NPR-Z0-9]{17}|[a-hj-npr-z0-9]{17})(?![A-Za-z0-9_/+=-])",
        check=lambda text: text.upper() == text and vin(text),
        alone=True,
        digits=5,
    ),
)
