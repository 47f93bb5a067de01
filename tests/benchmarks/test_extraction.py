"""How long the rules take for a message of 500 characters.

Processor time, so that a busy machine does not count against them.
"""

from __future__ import annotations

import time

import pytest

from langchain_memprivacy import RuleExtractor

pytestmark = pytest.mark.benchmark(timer=time.process_time)

ENGLISH = (
    "Hi there, quick update before the weekend. My name is Ottilie Varga and I moved to 27 Larkspur Lane, "
    "Boulder, CO 80302 last month, so please use that from now on. The clinic said my asthma is under control, "
    "they will write to ottilie.varga@brightleaf.io, or you can call me on +1 303-555-0187 after six. We talked "
    "about the garden as well: tomatoes did fine, the beans did not. Could you plan three dinners for the guests, "
    "nothing with nuts, and remind me of the train on Friday? I like slow mornings and strong coffee."
)
CHINESE = (
    "你好，我叫沈若溪，最近换了工作，住址也变了，新的收货地址是江苏省南京市鼓楼区云栖路66号2幢301室，手机号是13900139000。"
    "上周去体检，医生说我有轻度贫血，让我多休息、多吃一点红肉和菠菜。报告会发到我的邮箱ruoxi.shen@brightleaf.cn，你帮我留意一下。"
    "下个月想带爸妈去一次海边，预算不要太高，最好坐高铁，住的地方安静一点，早上能看到日出。妈妈喜欢拍照，爸爸喜欢钓鱼，我只想睡懒觉。"
    "另外，帮我把每周三晚上的瑜伽课改到周四，老师那边我已经说过了。家里的绿萝叶子发黄，不知道是水多了还是光线不够，你有空查一查。"
    "最近在看一本讲宋代生活的书，里面写到点茶和插花，很有意思，想找一些类似的书单，最好是不太厚、晚上睡前能翻几页的那种。谢谢你！"
    "对了，周末想试着做一次桂花糕，糯米粉和粘米粉的比例总记不住，请列一个简单的步骤，写明每一步要多长时间，顺便推荐一款不太甜的桂花蜜。"
    "还有一件小事：阳台的晾衣架松了，螺丝好像是四毫米的，家里没有合适的扳手，楼下五金店几点关门我也不清楚，你看要不要直接叫师傅上门。就这些，晚安。"
    "明天早上八点叫我起床，先放一首轻快的歌，再念一遍今天的天气和待办事项。出门前提醒我带伞和水杯。"
)
CODE = (
    "2031-04-02T09:14:07.221Z INFO  api.gateway request_id=7f3c1f0e9a path=/v2/orders status=200 took=31ms\n"
    "2031-04-02T09:14:07.934Z ERROR worker-3 job=sync-inventory attempt=2 ConnectionError: upstream timed out\n"
    "def connect(settings):\n"
    '    url = "postgresql://svc_orders:t7Kq-w2Zp_9xLm@db.internal:5432/orders"\n'
    "    return create_engine(url, pool_size=settings.pool, echo=False)\n"
    "# retry with backoff, see docs/runbook.md section 4.2, build 8.14.0-rc1 (commit 9f2c1ab)\n"
    "for delay in (0.5, 1.0, 2.0):\n"
    "    time.sleep(delay)\n"
)


def _sized(text: str) -> str:
    return (text + "\n" + text)[:500]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("english", ENGLISH, "ottilie.varga@brightleaf.io"),
        ("chinese", CHINESE, "13900139000"),
        ("code", CODE, "t7Kq-w2Zp_9xLm"),
    ],
    ids=["english", "chinese", "code"],
)
def test_extraction(median, goal, name, text, found):
    """All rules together, on one message."""
    extractor, message = RuleExtractor(), _sized(text)
    assert len(message) == 500
    assert any(found in span.text for span in extractor.extract(message))
    goal(
        f"rules, 500 characters, {name}, p50",
        median(extractor.extract, message),
        1.5,
        "ms",
        "processor",
    )
