"""Messages of our own on which a model is tried and timed; all of them are made up."""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """A message that somebody might write.

    Attributes:
        name: Its language, and its length or what is in it.
        text: The message.
    """

    name: str
    text: str


SAMPLES = (
    Sample("en, no values", "Could you suggest a quiet place for lunch near a harbour?"),
    Sample("zh, no values", "周末想去爬山，有什么安静的路线推荐吗？"),
    Sample(
        "en, four values",
        "Hi, I'm Mira Solano. Call me on 503-555-0142 or write to mira.solano@brightleaf.io; "
        "the code for the door is 448210.",
    ),
    Sample(
        "zh, four values",
        "我叫林晓岚，手机号是 13900001111，家住明湖路 88 号 3 单元，验证码 897570 请帮我填一下。",
    ),
    Sample(
        "en, long",
        "Here is what I need for the form, please put it together for me. My name is Ida Brandt "
        "and I was born on 14 March 1987. We moved in spring; the new address is 27 Larch Lane, "
        "Oakmere, and the landlord, Tomas Verhoeven, has the spare key. My passport is number "
        "X4482193, my salary is 52,400 a year before tax, and I have been taking metformin for "
        "type 2 diabetes since last autumn. The portal's login is ida.brandt with the password "
        "Juniper-58!, but it may ask for a code that it sends to ida@fennel.example. As for the "
        "rest, I like long walks, strong coffee and old films, and I would rather travel by "
        "train than by plane. Could you draft a short and friendly letter to the office, and a "
        "list of what is still missing? There is no hurry, any day of next week is fine.",
    ),
    Sample(
        "zh, long",
        "请帮我整理一份入职材料。我叫周若溪，1991 年 6 月 2 日出生，"
        "身份证号 110101199106020047，"
        "现住栖霞街 15 号 2 栋 601 室，紧急联系人是我先生陈屿，"
        "电话 13800002222。工资卡是 6222 0000 1111 2223，"
        "月薪两万三千元。我去年查出甲状腺结节，正在吃优甲乐，体检报告下周给你。"
        "公司邮箱是 ruoxi.zhou@oakmere.net，"
        "初始密码 Lotus#2291，登录后请提醒我修改。另外，我喜欢喝茶，"
        "周末常去图书馆，坐地铁上下班，希望工位靠窗一点。麻烦写一封简短客气的邮件给人事，"
        "语气自然些，谢谢！",
    ),
)  # fmt: skip
