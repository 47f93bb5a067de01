"""Weak spots of systems and buildings in Chinese: the clause that says what and how.

Two shapes are told without a whole recipe around them. A thing and the state it was left in
stand in one clause (1433端口直接对公网开着, 报表导出能读任意文件); or something that should
keep people out gives way to a trick (拿公交卡一别就开, 从走廊外面一推就进).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds
from ..rule import Range, Rule, finder
from ..source import Source

_THING = (
    r"(?:端口|(?<![\d.])\d{2,5}口|接口|服务器|伺服器|机房|网段|網段|内网|公网|外网|回调|签名|令牌"
    r"|固件|桶|共享|导出|上传|上傳"
    r"|下载|单号|單號|编号|序列号|链接|網址|网址|网页|页面|頁面|后台|後台|系统|参数|查询页|搜索框"
    r"|表单|图片|验证码"
    r"|短信码|密钥|口令|密码|账号|用户名|号段|堡垒机|跳板机|路由器|录像机|平板|小程序|公众号|网关"
    r"|控制台|调试口"
    r"|串口|蓝牙|wi-?fi|\b(?:redis|mongo(?:db)?|mysql|erp|oa|vpn|plc|sa|api|app|swagger|actuator"
    r"|kibana|nacos"
    r"|vcenter|gitlab|jenkins|windows|php|rdp|smb\w*|imap|ftp|mqtt|snmp|adb|bmc|pacs|his|nas|oss"
    r"|s3|gm|ota|usb"
    r"|uid|token|sshd|orthanc|grafana|docker|k8s|swarm|svn|git|ssh|cms|thinkphp|struts2?|webmail)\b"
    r"|3389|(?<![\w/])/[a-z][\w.-]*(?:/[\w.{}-]+)+|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})"
)
_STATE = (
    r"(?:(?:[没沒未不冇]|还没|从来没|一直没|没有)(?:做|开启?|設|设|打|过|有)?\s?(?:再)?(?:验签"
    r"|驗簽|签名|加盐|隔离|隔開|隔开|鉴权|访问等级|二次验证|强制二次"
    r"|mfa|补丁|修补|升级?|禁用?|拦|过滤|限制|限次|限频|限流|关|锁ip|鎖ip|加密|归属|查权限|判归属"
    r"|比对"
    r"|跟[^,。]{1,6}隔|验身份|验后缀"
    r"|校验|审计|requirepass|打过?[^,。]{0,14}补丁)(?![系闭注机灯了过])|鉴权没开|没加密码"
    r"|不限次数|不问密码|连密码都不要"
    r"|只[验驗]后缀|[仅只]校[验驗]|仅前端|固定key|写死|匿名(?:可|能|登录|枚举)|公共读写?|公开可列"
    r"|allusers"
    r"|(?:直接)?对(?:公网|外网|全网|外|整个[^,。]{1,6})(?:开放?|暴露)|直接对外|对外没|映射(?:在"
    r"|到|了?公网)|暴露在公网|办公网(?:直通|可达|就能|可直连)"
    r"|(?:还|都|仍|留|全|用)[^,。]{0,5}(?:出厂|默认|初始)"
    r"|(?:出厂|默认)\s?[a-z]{2,10}/[a-z0-9]{2,12}|(?:出厂|默认|初始)(?:口令"
    r"|密码)[^,。]{0,5}(?:[没未]改|没换|还能|照样|能进)|(?<![\w/])(?:admin|root|test|guest|demo"
    r"|orthanc|maint)/[a-z0-9]{3,12}|报\s?sql|sql\s?错"
    r"|弹脚本|能列目录"
    r"|可?列目录|盲注|everyone|谁都(?:能|可|晓得)|(?:能|可)(?:被)?(?:穷举|暴力破解|伪造|复制"
    r"|任意)|水平越权|同一个?(?:把|套|个)(?:私钥|密码|口令|密钥)"
    r"|(?:都|还|全)(?:是|用)(?:出厂|默认|同一)|已知缺陷|远程执行|老版本|停止维护|可直接加用户"
    r"|直达核心|能执行|传木马|传shell|传jsp|永恒之蓝)"
)
_SPOT = lazy(
    rf"{_THING}[^,。;!?\n]{{0,24}}?{_STATE}|{_STATE}[^,。;!?\n]{{0,24}}?{_THING}"
    r"|(?:(?:改|换|猜|把)[^,。;!?\n]{2,22}?|加一|减一|末尾|后头|后面加"
    r"|尾号)[^,。;!?\n]{0,12}?(?:就|便|即)(?:能|可以?|是|进|有|会)"
    r"[^,。;!?\n]{0,4}(?:看|读|拿|下|翻|进|登|没水印|别人|别家|导|后台|管理)"
)
_KEEPS = (
    r"(?:门|門|锁|鎖|插销|防盗网|卷帘|闸|道闸|抬杆|栏杆|围栏|窗|保险箱|保险柜|柜子|抽屉|梯控|货梯"
    r"|电梯|指纹机|人脸机|访客机"
    r"|监控|摄像头|探头|枪机|录像|充电桩|遥控器?|门卡|房卡|门磁|报警主机|弱电间|消控室|取件柜"
    r"|快递柜|售货机|终端|收款机|自助机)"
)
_TRICK = (
    r"(?:一(?:推|别|撬|捅|吸|抬|拽|拉|晃|贴|顶|提|勾|掰|按|扒|踹|插|拧)[^,。;!?\n]{0,8}?(?:就|便"
    r"|即|能|可)[^,。;!?\n]{0,4}(?:开|進|进|钻|下来|复位|弹|掉|过)"
    r"|(?:贴墙|贴着墙|绕)[^,。]{0,8}拍不到|拍不到|(?:监控|录像)死角|盲区|不刷卡[^,。]{0,4}(?:就"
    r"|也|都)能|断(?:了)?电[^,。]{0,6}就?(?:自动)?(?:开|弹)"
    r"|(?:随便|谁)[^,。;!?\n]{0,10}都(?:能|可)(?:开|进|过|刷|抬)|都(?:能|可以)(?:捅|撬|刷|打)开"
    r"|随便输[^,。]{0,10}(?:放行|能过|都能)"
    r"|(?:就|即)(?:自动|可|能)?(?:自己)?(?:弹|捅|撬|解)?开(?:锁|門|门)?(?:了|$)|举着就能过|没注销"
    r"|还能刷开|常年不锁|(?:[门锁]|销)[^,。]{0,4}坏(?:了|着|的)[^,。]{0,8}"
    r"(?:没修|半年|一推|顶着|关不)|用砖头顶|一贴就能复制|不扣费|离线[^,。]{0,6}盲区"
    r"|钥匙(?:就)?(?:挂|放|藏|压|塞)在)"
)
_GIVES = lazy(rf"{_KEEPS}[^。;!?\n]{{0,28}}?{_TRICK}|(?:用|拿|按)[^,。;!?\n]{{2,16}}{_TRICK}")
_TRICKED = lazy(_TRICK)
# What anybody may do is a flaw where the thing is somebody's, as a door is at a named place.
_MILD = lazy(
    "谁都|没加密|没限制|(?:改|换|猜|把|后面加)[^,。;!?]{2,34}(?:就|便|即)(?:能|可以?|是|进|有|会)"
)
_WHOSE = lazy(
    r"我们|咱|我司|他们|公司|单位|店|厂|仓库|学校|教务|医院|后台|服务器|端口|内网|办公网|\d口|参数"
    r"|id\b|[单学编]号|网址|(?<!\w)/[a-z]|\d\.\d+\.|别[人家]|接口|管理|redis|桶|数据库|导出|水印|\b[a-z]{2,8}=\d"
)
_WHERE = lazy(
    r"[后侧前大铁]门|库|[机车]房|(?<![房时中一])间|(?<![客餐卧浴大])[室厅]|[楼栋层廊]|月台|小区|公司|单位|学校|[店厂]"
    r"|基地|宿舍|\d号|[东西南北]|我们|咱|他们|前台|车棚|闸|梯|围栏|摄像头|监控|访客|指纹|人脸"
)
_AROUND = 40
_MORE = lazy(
    rf"{_STATE}|(?:就|便|都|也|还|即)(?:能|可以?)(?:直接|随便|远程)?(?:看|查|读|写|退|打开|进|登"
    rf"|下|导|改|拿|调|拖|翻|传|连|开|当|加|顶|监|放)"
    r"|拔插头就|抓包|重放|从底下|往上一提|抬就"
)
_TALK = lazy(
    "建议|建議|应该?|须|請|请|立即|马上|今晚|今天内|怎么|如何|吗$|一般|通常|比如|例如|如果|要不要"
    "|是不是|等于|等於|意味着|攻击者|网上说|先把|改成随机"
    "|改为(?!别)|忘了?密码|密码忘|修改密码|自己家|我家|尽快|补上|加上|关掉|关闭|换成(?!别)|打开后"
    "|点开|点击|安装|可以写|典型|分级|这种要|先上|去掉|别让|新闻|反面例子|优先整改"
)
_LEAD = lazy(
    r"\s*(?:[-·•]\s?|\d{1,2}[.)、]\s?|[一二三四五六七八九①-⑨][、.]\s?"
    r"|第[一二三四][,个]?)?(?:\[[a-z]\]\s?)?(?:[^,。;:\n]{0,12}?(?:发现了?|原因是|说是|都晓得"
    r"|会这个|上次就是|不过|这边|第[一二三四]条写?|(?<!的)说(?=[a-z/\d\u4e00-\u9fff])|告诉我|知道"
    r"|补了[一两二三]个)[:,]?\s?)?"
    r"(?:因为|而且|还有(?:一个|个)?(?:怪事|毛病)?|另外|其实|然后|以及|对了|再一个|仲有|又|是|里头"
    r"|我们的?|咱们的?|他们的?|那个?)?\s?"
)
_TAIL = lazy(
    r"(?<=[\u4e00-\u9fff\w)])\s?(?:那个先|(?:这|那)(?:个|种)?(?:算|是|属于|等于)|是平台|属于|也被"
    r"|他(?:说|也)|居然|我(?:已经|也|就)|是很|是不是)[^,。]*$"
)
_CLAUSE = re.compile(
    r"(?<!\d),|,(?!\d)|(?<!\d):(?!//)|:(?!//|\d)|[()。!;\n“”\"「」『』|]|\?(?!\w+=)"
    r"|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff/])"
)
_MOST = 70
_LEAST = 6


@finder(
    "zh-weakness",
    PrivacyType.VULNERABILITY_DETAILS,
    needs=(
        "验签", "驗簽", "签名", "加盐", "隔", "鉴权", "等级", "二次验证", "mfa", "补", "升",
        "禁", "拦", "过滤", "限", "没关", "未关", "锁", "加密", "归属", "权限", "比对", "身份",
        "后缀", "校验", "requirepass", "密码", "前端", "固定key", "写死", "匿名", "公共读",
        "公开", "allusers", "对公网", "对外", "对全网", "对整个", "公网", "办公网", "出厂",
        "默认", "初始", "admin/", "sql", "弹", "目录", "盲注", "everyone", "谁都", "穷举",
        "破解", "伪造", "复制", "越权", "同一", "缺陷", "远程", "老版本", "停止维护", "直接加",
        "执行", "传", "永恒", "就能", "就可", "就是", "就进", "即可", "一推", "一别", "一撬",
        "一捅", "一吸", "一抬", "一拽", "一拉", "一贴", "一顶", "一提", "一按", "拍不到", "盲区",
        "死角", "不刷卡", "断电", "断了电", "都能", "随便", "开了", "自动开", "开锁", "没注销",
        "还能刷", "坏了", "坏着", "坏的", "砖头", "不扣费", "钥匙",
    ),
)  # fmt: skip
def _weakness(source: Source) -> Iterator[Range]:
    """Find clauses that tell of a weak spot, and the clause after that says what it gives."""
    systems, buildings = lower_holds(_SPOT, source), lower_holds(_GIVES, source)
    if not (systems or buildings):
        return
    lower = source.lower
    before: Range | None = None
    open_at: int | None = None
    first = last = 0
    for left, right in _clauses(lower):
        linked = before is not None and before[1] + 1 >= left and lower[before[1]] in ", "
        told = right - left > 3 and not _TALK.search(lower, left, right)
        spot = told and (
            (systems and _is_spot(lower, left, right))
            or (
                buildings
                and _GIVES.search(lower, left, right) is not None
                and _WHERE.search(lower, max(0, left - _AROUND), right + _AROUND) is not None
            )
        )
        trick = told and buildings and not spot and _TRICKED.search(lower, left, right) is not None
        more = told and open_at is not None and linked and _MORE.search(lower, left, right)
        if open_at is not None and not (linked and (spot or trick or more)):
            yield from _found(source, first, last)
            open_at = None
        if spot or (trick and before is not None and _kept(lower, before, left)):
            if open_at is None:
                first = left
                if trick and before is not None:
                    first = before[0]
            open_at, last = left, right
        elif more or (trick and open_at is not None):
            last = right
        before = (left, right)
    if open_at is not None:
        yield from _found(source, first, last)


def _is_spot(lower: str, left: int, right: int) -> bool:
    """Tell whether a clause names a system's weak spot, and whose it is where it must."""
    spot = _SPOT.search(lower, left, right)
    if spot is None:
        return False
    return (
        _MILD.search(spot[0]) is None
        or _WHOSE.search(lower, max(0, left - _AROUND), right + _AROUND) is not None
    )


_KEPT = lazy(_KEEPS)


def _kept(lower: str, before: Range, left: int) -> bool:
    """Tell whether the clause before names what should have kept people out."""
    return (
        before[1] + 1 >= left
        and lower[before[1]] in ", "
        and before[1] - before[0] < _MOST // 2
        and _KEPT.search(lower, *before) is not None
    )


def _found(source: Source, start: int, end: int) -> Iterator[Range]:
    lead = _LEAD.match(source.lower, start, end)
    start = lead.end() if lead else start
    tail = _TAIL.search(source.lower, start + _LEAST, end)
    end = tail.start() if tail else end
    end = start + len(source.text[start:end].rstrip())
    if _LEAST <= end - start <= 2 * _MOST:
        yield start, end


def _clauses(lower: str) -> Iterator[Range]:
    start = 0
    for edge in _CLAUSE.finditer(lower):
        if start < edge.start():
            yield start, edge.start()
        start = edge.end()
    if start < len(lower):
        yield start, len(lower)


RULES: tuple[Rule, ...] = (_weakness,)
