"""`desensitize | restore` gives back every byte."""

from __future__ import annotations

import pytest

VALUE = "lena.moor@brightleaf.io"
TEXTS = {
    "crlf": f"To: {VALUE}\r\nFrom: me\r\n",
    "no-final-newline": f"To {VALUE}",
    "only-newlines": "\n\n\n",
    "blank-edges": f"  \t {VALUE} \n \n",
    "lone-cr": f"a\rb {VALUE}\r",
    "emoji": f"👩\u200d👧 {VALUE} 🇩🇪\U0010ffff",
    "nul": f"\0{VALUE}\0\0 end",
    "control": f"\x1b[31m{VALUE}\x1b[0m\x07\x85\u2028\u2029",
    "bom": f"\ufeff{VALUE}",
    "right-to-left": f"שלום {VALUE} \u202eabc\u202c",
    "cjk": f"我的邮箱是{VALUE}，手机号是13800138000。",
    "look-alikes": f"<EMAIL_1> <EMAIL_7> [PHONE_NUMBER_2] &lt;EMAIL_1&gt; {VALUE}",
    "zero-width": f"lena\u200b.moor@brightleaf.io {VALUE}",
    "long": (f"line of prose, {VALUE}, more prose\r\n" + "x" * 997 + "\n") * 60,
    "empty": "",
}


@pytest.mark.parametrize("name", TEXTS)
def test_round_trip(run, name):
    """Whatever the text, what went in comes out, and the value was not in between."""
    raw = TEXTS[name].encode()
    left = run("desensitize", stdin=raw)
    assert (left.code, left.stderr) == (0, b"")
    assert VALUE.encode() not in left.stdout
    back = run("restore", stdin=left.stdout)
    assert (back.code, back.stdout) == (0, raw)


def test_round_trip_through_json(run):
    """The same holds for the texts inside `--json`, also in one process after another."""
    text = TEXTS["crlf"] + TEXTS["nul"]
    left = run("desensitize", "--json", stdin=text.encode()).json["text"]
    assert run("restore", "--json", stdin=left.encode()).json["text"] == text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_the_terminals_encoding_changes_nothing(spawn, monkeypatch, encoding):
    """Bytes in, bytes out: text is UTF-8 whatever Python takes the terminal for."""
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    raw = "Grüße, 你好 👋 lena.moor@brightleaf.io\r\n".encode()
    left = spawn("desensitize", stdin=raw).stdout
    assert left == "Grüße, 你好 👋 <EMAIL_1>\r\n".encode()
    assert spawn("restore", stdin=left).stdout == raw
