"""Names and numbers of accounts on platforms, by Chinese cue words."""

from __future__ import annotations

import re

from ...taxonomy import PrivacyType
from .accounts import is_name, looks_like_handle
from .lazy import lazy
from .rule import Rule, pattern

_ACCOUNT = PrivacyType.ACCOUNT_ID_USERNAME

_IS_ZH = r"(?:\s?(?:[:=]|是|为|叫做?|改成|改为)\s?|\s)(?:[\"'“「]\s?)?"
_LATIN = r"(?P<v>@?[A-Za-z0-9][A-Za-z0-9_.-]{2,40}(?<![.-]))(?![A-Za-z0-9@])"


def _is_zh_name(match: re.Match[str]) -> bool:
    return is_name(match["v"]) and (not match["v"].isdigit() or len(match["v"]) >= 5)


_ABOUT_FIELD = lazy(r"必填|不能|为空|已存在|什么|重复|无效|错误|填写|密码|字段|可以")


def _is_zh_nickname(match: re.Match[str]) -> bool:
    """Without quotes, a name of Han characters may as well be the rest of a sentence."""
    prose = match["q"] is None and re.search("[不的]", match["v"])
    return _ABOUT_FIELD.search(match["v"]) is None and not prose


RULES: tuple[Rule, ...] = (
    pattern(
        "wechat-id",
        _ACCOUNT,
        r"(?:微信(?:号码?|id|ID|账号|帐号)?|(?<![A-Za-z])(?i:wx|vx|weixin|wechat|v信)(?:号|id"
        r"|ID)?|薇信|威信"
        r"|加[vV]|绿泡泡)(?:\s?\([^()\n]{1,12}\))?" + _IS_ZH
        + r"(?P<v>[A-Za-z][A-Za-z0-9_-]{5,19}|[0-9]{6,12}(?!\d))(?![A-Za-z0-9@_])",
        needs=("微信", "wx", "vx", "weixin", "wechat", "v信", "薇信", "威信", "加v", "绿泡泡"),
        accept=_is_zh_name,
    ),
    pattern(
        "wechat-id-beside",
        _ACCOUNT,
        prose=True,
        regex=        r"(?:微信号?|(?i:加我?v信?"
        r"|(?<![A-Za-z])[vw]x))(?P<v>(?=[A-Za-z_-]{1,20}\d)[A-Za-z][A-Za-z0-9_-]{5,19}"
        r"|\d{11})(?![A-Za-z0-9@_])",
        needs=("微信", "加v", "加我v", "vx", "wx"),
        accept=lambda match: not re.fullmatch(r"wx[0-9a-f]{16}", match["v"]),
    ),
    pattern(
        "qq-number",
        _ACCOUNT,
        r"(?<![A-Za-z])(?i:qq|扣扣|企鹅)(?:号码?|账号)?(?!群|音乐|邮箱)\s?(?:[:=]|是|为|加"
        r"|：)?\s?(?P<v>[1-9]\d{4,10})(?![A-Za-z0-9@.])",
        needs=("qq", "扣扣", "企鹅"),
        digits=5,
    ),
    pattern(
        "account-zh",
        _ACCOUNT,
        r"(?:抖音(?:号|id|ID)?|快手(?:号|id|ID)?|小红书(?:号|id|ID)?|微博(?:号|id|ID|昵称|名)?"
        r"|知乎(?:id|ID|用户名"
        r"|昵称)?|豆瓣(?:id|ID)?|(?:b站|B站|哔哩哔哩)(?:账号|id|ID|uid|UID|昵称)?"
        r"|淘宝(?:账号|号|id|ID)?|京东(?:账号|id|ID)?|支付宝(?:账号|号)?|钉钉(?:号|账号)?"
        r"|飞书(?:号|账号)?|闲鱼(?:号|账号)?"
        r"|网易云(?:id|ID|账号)?|拼多多账号|steam(?:账号|id|ID|号)|Steam(?:账号|id|ID|号)"
        r"|电报(?:号)?|推特(?:账号|号)?|领英|用户名|用户(?:id|ID|号)"
        r"|(?<!银行)(?<!收款)(?<!对公)(?<!卡)(?<!公众)(?<!汇款)(?<!款)[账帐]号(?:名|id|ID)?"
        r"|账户名|[账帐]户(?:id|ID)"
        r"|登[录陆]名|登[录陆]账号|昵称|网名"
        r"|游戏(?:id|ID|名|昵称|账号)|角色名|(?<![A-Za-z])(?:uid|UID|Uid|ID|id))" + _IS_ZH + _LATIN,
        needs=("抖音", "快手", "小红书", "微博", "知乎", "豆瓣", "b站", "哔哩", "淘宝", "京东",
               "支付宝", "钉钉", "飞书",
               "闲鱼", "网易云", "拼多多", "steam", "电报",
               "推特", "领英", "用户", "账号", "帐号", "账户", "帐户", "登录", "登陆", "昵称",
               "网名", "游戏", "角色", "uid"),
        accept=lambda match: (
            _is_zh_name(match) and (looks_like_handle(match["v"]) or len(match["v"]) >= 6)
        ),
    ),
    pattern(
        "account-zh-logged",
        _ACCOUNT,
        r"(?:用户|用戶|账号|帐号|賬號)\s?[\"'“\[]?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31}(?<![.-]))[\"'”\]]?\s?"
        r"(?:已|被|在|于|尝试|成功|从\s?[0-9.]{7,15}\s?)?(?:登[录陆入出]|注销|认证|锁定|密码错误)",
        needs=("登录", "登陆", "登入", "登出", "注销", "认证", "锁定", "密码错误"),
        accept=lambda match: is_name(match["v"]) and looks_like_handle(match["v"]),
    ),
    pattern(
        "account-zh-quoted",
        _ACCOUNT,
        r"(?:用户名|昵称|网名|微信名|游戏名|角色名|账号名|(?:微信|QQ|qq|抖音|微博|游戏)(?:昵称"
        r"|名字))\s?(?:[:=]|是|为"
        r"|叫做?)\s?(?P<q>[\"“「'])?"
        r"(?P<v>(?(q)[^\"”」'\n]{2,20}"
        r"|[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9_·]{1,11}))(?=[\"”」',。;!\n]|\Z)",
        needs=("用户名", "昵称", "网名", "微信名", "游戏名", "角色名", "账号名", "名字"),
        accept=_is_zh_nickname,
    ),
    pattern(
        "staff-number-zh",
        _ACCOUNT,
        r"(?:员工(?:编?号|id|ID)|工号|学号|学生证号|学籍号|会员(?:卡号|编号|号|id|ID)|会员卡"
        r"|饭卡号|借书证号?|客户(?:编?号|id|ID)"
        r"|用户编号|户号|警号|准考证号|报名号)(?:码)?"
        r"\s?(?:[:=]|是"
        r"|为)?\s?(?P<v>(?=[A-Za-z-]{0,8}\d)[A-Za-z]{0,8}-?\d[A-Za-z0-9-]{2,19})(?![A-Za-z0-9])",
        needs=("工号", "学号", "员工", "学生证", "学籍", "会员", "饭卡", "借书证", "客户",
               "用户编号", "户号", "警号", "准考证",
               "报名号"),
        digits=3,
    ),
)  # fmt: skip
