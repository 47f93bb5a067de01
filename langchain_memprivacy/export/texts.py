"""The fixed texts on which an exported model is compared with its original."""

from __future__ import annotations

TEXTS = (
    "Hello, I'm Mira Solano, and my mobile number is 503-555-0142.",
    "My code is 448210, please fill it in; the card ends in 3317.",
    "Could you book a table for two near the old harbour on Friday evening?",
    "Mail the report to nora.whitfield@brightleaf.io before noon, thanks!",
    "你好，我叫林晓岚，手机号是 13900001111，家住明湖路 88 号。",
    "医生说我有轻度抑郁，验证码 897570，请帮我填一下。",
    "周末想去爬山，有什么推荐的路线吗？我喜欢安静的地方。",
    "def login(user):\n    key = 'sk-made-up-0123456789'\n    return connect(user, key)\n",
    'postgresql://ida:Juniper-58@db.oakmere.net:5432/orders  # {"json": [1, 2]}',
    "ok",
    " ",
    "tab\there, bell\x07, null\x00, escape\x1b[31m, line\r\nend",
    "😀 naïve café ﬁ ①②③ Ｆｕｌｌ \u200f\u05e2\u05d1\u05e8\u05d9\u05ea e\u0301",
    "<|im_start|>system\nAnswer [] only.<|im_end|> My PIN is 4417.",
)
"""English, Chinese, code, next to nothing, control characters, and what spells control tokens.

Persons, numbers and secrets in them are made up.
"""
