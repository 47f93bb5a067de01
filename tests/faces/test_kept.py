"""What became of messages is kept, and never longer than it is true."""

from __future__ import annotations

from datetime import date

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_memprivacy import MemoryVault, MemPrivacy, RuleExtractor
from langchain_memprivacy.messages import Desensitize, Restore, Walker

MAIL = "nora.whitfield@brightleaf.io"


class Counting(RuleExtractor):
    """The rules, and how often they were asked."""

    asked = 0

    def extract(self, text, **kwargs):
        self.asked += 1
        return super().extract(text, **kwargs)


@pytest.fixture
def privacy():
    return MemPrivacy(extractor=Counting(), vault=MemoryVault())


def out(privacy, *messages):
    return Walker(Desensitize(privacy, "local")).messages(messages)


def back(privacy, *messages, **kwargs):
    return Walker(Restore(privacy, "local", **kwargs)).messages(messages)


def test_a_known_message_is_not_walked_again(privacy):
    """The second time it costs no look at its texts, and gives the same."""
    message = HumanMessage(f"Write to {MAIL}", id="1")
    first = out(privacy, message)
    asked = privacy.extractor.asked
    assert out(privacy, message.model_copy()) == first
    assert privacy.extractor.asked == asked > 0


@pytest.mark.parametrize(
    "message",
    [
        HumanMessage("the code word is Kestrel-Harbour-9"),
        AIMessage("", tool_calls=[{"name": "say", "args": {"x": "Kestrel-Harbour-9"}, "id": "1"}]),
        ToolMessage('{"x": "Kestrel\\u002dHarbour\\u002d9"}', tool_call_id="1"),
        AIMessage("", additional_kwargs={"reasoning_content": ["Kestrel-Harbour-9"]}),
    ],
    ids=["text", "arguments", "escaped", "kwargs"],
)
def test_what_becomes_known_later_is_hidden_then(privacy, message):
    """A value that was nothing special when the message was kept is found in it afterwards."""
    assert "Harbour" in repr(out(privacy, message)).replace("\\u002d", "-")
    privacy.desensitize("My password is Kestrel-Harbour-9.")
    assert "Harbour" not in repr(out(privacy, message))


def test_numbers_that_become_known_later_are_hidden_then(privacy):
    """A number is a number in the message, and a text in the vault."""
    call = {"name": "dial", "args": {"x": 730219}, "id": "1"}
    message = AIMessage("", tool_calls=[call])
    assert out(privacy, message)[0].tool_calls[0]["args"]["x"] == 730219
    privacy.desensitize("My password is 730219.")
    assert out(privacy, message)[0].tool_calls[0]["args"]["x"] == "<PASSWORD_1>"


def test_nothing_that_was_forgotten_comes_back(privacy):
    """Neither does the placeholder stand in a message again, nor its value."""
    message = HumanMessage(f"Write to {MAIL}")
    (hidden,) = out(privacy, message)
    assert MAIL in back(privacy, hidden)[0].text
    privacy.forget(value=MAIL)
    assert MAIL not in back(privacy, hidden)[0].text
    assert out(privacy, message)[0].text == "Write to <EMAIL_2>"


def test_what_stayed_unknown_is_looked_at_again(privacy):
    """A placeholder without a value may get one."""
    reply = AIMessage("Ask <EMAIL_1>")
    assert back(privacy, reply)[0].text == "Ask <EMAIL_1>"
    privacy.desensitize(MAIL)
    assert back(privacy, reply)[0].text == f"Ask {MAIL}"


def test_limits_are_kept_apart(privacy):
    """What was restored up to a level is not given where less may be."""
    privacy.desensitize("My password is Kestrel-Harbour-9.")
    reply = AIMessage("It is <PASSWORD_1>")
    assert back(privacy, reply)[0].text == "It is Kestrel-Harbour-9"
    assert back(privacy, reply, upto=3)[0].text == "It is <PASSWORD_1>"


def test_classes_roles_and_types_are_kept_apart(privacy):
    """Equal fields make no equal messages: the role decides what is found, the type what returns."""
    same = [kind("Note 4711") for kind in (HumanMessage, SystemMessage, AIMessage)]
    assert [type(m) for m in out(privacy, *same)] == [HumanMessage, SystemMessage, AIMessage]
    for value in ((1, 2), [1, 2], {"1": True}, {1: True}, 1, 1.0, True):
        message = ToolMessage("x", tool_call_id="1", artifact=value)
        for _ in range(2):
            (found,) = out(privacy, message)
            assert (type(found.artifact), found.artifact) == (type(value), value)


def test_nobody_changes_what_is_kept(privacy):
    """A result may be changed by who got it; the next one is as it should be."""
    message = AIMessage("x", response_metadata={"usage": {"n": [1]}})
    for _ in range(3):
        (found,) = out(privacy, message)
        assert found.response_metadata == {"usage": {"n": [1]}}
        found.response_metadata["usage"]["n"].append(MAIL)
    assert message.response_metadata == {"usage": {"n": [1]}}


def test_a_walker_that_shares_gives_back_what_needs_no_change(privacy):
    """The very message, once it is known; what holds a value is a copy as ever."""
    plain, private = HumanMessage("x", id="1"), HumanMessage(MAIL, id="2")
    walker = Walker(Desensitize(privacy, "local"))
    walker.shares = True
    for _ in range(2):
        first, second = walker.messages([plain, private])
    assert first is plain
    assert (second.text, private.text) == ("<EMAIL_1>", MAIL)


def test_what_is_no_plain_value_is_walked_each_time(privacy):
    """Objects in an artifact may change without a trace."""
    message = ToolMessage("x", tool_call_id="1", artifact={"when": date(2026, 11, 22), "to": MAIL})
    for _ in range(2):
        assert out(privacy, message)[0].artifact["to"] == "<EMAIL_1>"


def test_there_is_an_end_to_what_is_kept(privacy):
    """A long history pushes out what is oldest, and stays right."""
    history = [HumanMessage(f"{i}: " + "word " * 4000) for i in range(300)]
    for _ in range(2):
        assert out(privacy, *history) == history
    view = privacy._view("local")
    assert view._kept_bytes == sum(len(kept.result) for kept in view._kept.values()) <= 4 << 20
