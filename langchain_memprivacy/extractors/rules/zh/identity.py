"""The user's own name, from what is known of it and by Chinese cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder
from ..source import Source
from .names import TITLE, name_at, surname_at
from .pinyin import spell

_ROLES = (
    "领导", "老板", "上司", "主管", "同事", "客户", "房东", "邻居", "朋友", "同学", "老师",
    "医生", "经理", "律师", "爱人", "老公",
    "老婆", "丈夫", "妻子", "公公", "岳父", "亲家", "供应商", "联系人",
)  # fmt: skip
# Given names that are everyday words or parts of place names.
_WORDS = frozenset(
    words(
        "建国 国庆 和平 文化 光明 卫国 建设 解放 胜利 海燕 春天 东方 明明 立春 清明 中华 国强"
        " 太平 建军 青年 长江 幸福 阳光 永远 高兴 天天 一一 思想 文明 向阳 海洋 春节 文学 艺术"
        " 天真 自然 可可 乐乐 欢欢 小雨 冬梅 国际 长城 黎明 红军 志愿 新华 和谐 大海"
    )
)


@lru_cache(maxsize=64)
def _own(name: str) -> tuple[re.Pattern[str], int] | None:
    """Compile the forms of a Chinese name, longest first; None for another script."""
    plain = re.sub(r"[\s·]", "", name)
    family = surname_at(plain, 0) or 1
    surname, given = plain[:family], plain[family:]
    if not given or not all("\u3400" <= c <= "\u9fff" for c in plain):
        return None
    forms = [
        r"\s{0,2}".join(map(re.escape, plain)),
        f"(?P<title>{surname}{TITLE})(?!作|程|资|厂|结|部|之|共|会|是)",
    ]
    if re.sub(r"\s", "", name) != plain:
        forms.insert(0, re.escape(name))
    if len(given) == 2 and given not in _WORDS:
        forms.append(rf"(?P<given>{given})(?![路街县区市镇村门桥湖山])")
    spelled = spell(surname, given)
    if spelled:
        last, parts = spelled
        tail = r"[ '-]?".join(parts)
        last = rf"(?:{last}|lyu|lu)" if last == "lv" else last
        forms.append(
            f"(?i:(?<![A-Za-z0-9@._/-])(?:{last}[ ,]{{0,2}}{tail}|{tail}[ ]?{last})"
            r"(?![A-Za-z0-9_/-]|@|\.[A-Za-z]))"
        )
    return re.compile("|".join(forms)), family


@finder("zh-real-name-known", PrivacyType.REAL_NAME)
def _known(source: Source) -> Iterator[Range]:
    """The known name, its given name alone (two characters), with a title, and in pinyin."""
    own = _own(source.real_name) if source.real_name and not source.real_name.isascii() else None
    if own is None:
        return
    for match in own[0].finditer(source.text):
        before = source.text[max(0, match.start() - 3) : match.start()]
        if match.lastgroup == "title" and before.endswith(_ROLES):
            continue  # 我们领导张总 is another 张
        if match.lastgroup == "given" and before and surname_at(before, len(before) - 1):
            continue  # 王晓明 is not the 晓明 of 李晓明
        yield match.span()


_LABELLED = "|".join(
    f"{label}(?:是|:)"
    for label in (
        "署名", "签名", "落款", "申请人", "投稿人", "报名人", "本人签字", "持卡人", "乘客", "旅客",
        "预订人", "就诊人", "患者姓名", "承诺人", "投保人", r"姓\s{1,4}名",
    )
)  # fmt: skip
# Alternatives begin with plain characters, so that `re` skips to these.
_SURE = lazy(
    "(?:我(?:的)?(?:名字|真名|本名|全名|大名|名)?(?:就)?(?:叫做?|名叫)(?:做)?|我(?:的)?(?:名字"
    "|真名|本名|全名|大名|姓名)(?:就)?是"
    r"|我姓\S{1,2}(?:,|\s)?名?叫|敝姓\S,?名|本人(?:姓名|名叫|叫)"
    r"|我的(?:真实)?姓名(?:是|为|:|\s)|真实姓名(?:是|为|:|\s)|姓名(?:是|为|:|\s)"
    rf"|{_LABELLED}"
    r"|我係|我叫作)\s?[“「\"*【]{0,2}",
    re.ASCII,
)
_WEAK = lazy(r"(?:我是|我就是|本人是?|这里是)\s?", re.ASCII)
_NOT_BEFORE = frozenset("给替和跟让对叫说问告诉知道如果假要以为就算像只但因")
_LATIN = lazy(
    r"(?:我(?:的(?:英文)?名字|英文名)?(?:是|叫)|my name is )\s?(?P<v>[A-Z][a-z]{1,15}"
    r"(?: [A-Z][a-z]{0,15}\.?){1,2})(?=\s?(?:[,。.;!?\n]|$))",
    re.ASCII,
)
_LATIN_LABEL = lazy(
    "(?:姓名|英文名字?|拼音名?|署名|签名|持卡人|乘机人|旅客|Name"
    r"|NAME)(?:\s?\([^()\n]{1,6}\))?\s?[:是为]?\s?"
    r"(?P<v>[A-Z][A-Za-z'-]{1,20}(?:[ ,/][A-Z][A-Za-z'-]{1,20}){1,3})(?![A-Za-z@])",
    re.ASCII,
)
_CLOSING = lazy(
    r"(?:敬礼|敬禮|敬上|祝好|顺祝商祺|顺颂商祺|敬启|谢谢)[!。,]?\s*\n\s*(?:\S{1,8}:)?"
    r"|\n[—–-]{1,4}\s?",
    re.ASCII,
)
_CLOSED = lazy(r"\s*(?:敬上|谨上|敬启)?\s*(?:$|\n)", re.ASCII)
_LABELS = lazy(r"姓\s{0,4}名|[人名]\s?[是:]|落款|名是", re.ASCII)


def _mine(source: Source, start: int, end: int) -> bool:
    """Where the user's name is known, a labelled name must be that one."""
    if source.real_name is None or not re.search(r"[\u4e00-\u9fff]", source.real_name):
        return True
    return source.text[start:end].replace(" ", "") == re.sub(r"\s", "", source.real_name)


@finder(
    "zh-real-name",
    PrivacyType.REAL_NAME,
    needs=("我", "名", "本人", "申请人", "持卡人", "签字", "旅客", "乘客", "落款", "就诊人",
           "预订人", "承诺人", "投保人", "报名人", "敝姓"),
)  # fmt: skip
def _cued(source: Source) -> Iterator[Range]:
    """我叫X, 姓名:X, and with more care 我是X."""
    text = source.text
    for match in matches(_SURE, source):
        if source.role == "assistant" and match[0].startswith("我"):
            continue
        end = name_at(text, match.end(), sure=True)
        labelled = _LABELS.search(match[0]) is not None
        if end and (not labelled or _mine(source, match.end(), end)):
            yield match.end(), end
    if source.role != "user":
        return
    for match in matches(_WEAK, source):
        if text[max(0, match.start() - 1) : match.start()] in _NOT_BEFORE:
            continue
        end = name_at(text, match.end(), sure=False)
        # 我是张伟的同事 names somebody else.
        if end and text[end : end + 1] not in {"的", "她", "他"}:
            yield match.end(), end
    for match in (*matches(_LATIN, source), *matches(_LATIN_LABEL, source)):
        yield match.span("v")


_OF_CLASS = lazy(r"我是[^,。;!?\n]{2,24}?[)\d一二三四五六七八九十]班的", re.ASCII)
_ENDS = lazy(r"[,。;!?\n、\s(]|$", re.ASCII)


@finder("zh-real-name-of-class", PrivacyType.REAL_NAME, needs=("班的",))
def _of_class(source: Source) -> Iterator[Range]:
    """我是育才中学初二(3)班的林子轩."""
    if source.role != "user":
        return
    for match in matches(_OF_CLASS, source):
        end = name_at(source.text, match.end(), sure=True)
        if end and _ENDS.match(source.text, end):
            yield match.end(), end


@finder("zh-signature", PrivacyType.REAL_NAME, needs=("\n",))
def _signature(source: Source) -> Iterator[Range]:
    """A name alone on the line under the closing formula."""
    if source.role != "user":
        return
    for match in matches(_CLOSING, source):
        end = name_at(source.text, match.end(), sure=False)
        if end and _CLOSED.match(source.text, end):
            yield match.end(), end


RULES = (_known, _cued, _of_class, _signature)
