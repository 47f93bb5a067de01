"""The walker: nothing private gets past it, nothing else changes, and it all comes back."""

from __future__ import annotations

import base64
import copy
import json
import threading
import uuid
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from ipaddress import ip_address
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from faces.strategies import (
    PLANTED,
    SUITE,
    engine,
    leaked,
    messages,
    readable,
    values,
)
from hypothesis import example, given
from hypothesis import strategies as st
from langchain_core.documents import Document
from langchain_core.documents.base import Blob
from langchain_core.load import dumpd
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
    messages_to_dict,
)
from langchain_core.outputs import ChatGeneration, Generation, LLMResult
from langchain_core.prompt_values import ChatPromptValue, ImagePromptValue, StringPromptValue
from pydantic import AnyUrl, BaseModel, ConfigDict, PrivateAttr

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.messages import Desensitize, Restore, Walker
from langchain_memprivacy.placeholders import find_placeholders

NAME, MAIL, SECRET, *_ = PLANTED
PHONE = "4417882291"


def out(privacy):
    return Walker(Desensitize(privacy, "nora"))


def back(privacy):
    return Walker(Restore(privacy, "nora"))


def coded(text):
    return base64.b64encode(text.encode()).decode()


# --- properties


@SUITE
@given(st.lists(messages, max_size=4))
def test_no_planted_value_leaves_in_messages(history):
    """Six characters in a row of a planted value are nowhere in what goes out."""
    privacy = engine()
    hidden = out(privacy).messages(history)
    assert leaked(hidden) == set()


@SUITE
@given(values)
def test_no_planted_value_leaves_in_values(value):
    """The same for plain values of all kinds."""
    assert leaked(out(engine()).value(value)) == set()


@SUITE
@given(st.lists(messages, max_size=4))
def test_messages_come_back(history):
    """Restoring what was desensitized gives the same messages: classes, ids and all."""
    privacy = engine()
    before = copy.deepcopy(history)
    restored = back(privacy).messages(out(privacy).messages(history))
    assert restored == before
    assert [type(m) for m in restored] == [type(m) for m in before]
    assert history == before  # nothing was changed in place


@SUITE
@given(values)
def test_values_come_back(value):
    """Restoring what was desensitized gives the same value, of the same class."""
    privacy = engine()
    restored = back(privacy).value(out(privacy).value(value))
    assert restored == value
    assert type(restored) is type(value)


@SUITE
@given(st.lists(messages | values, max_size=3))
def test_a_second_walk_changes_nothing(value):
    """What was desensitized is clean."""
    privacy = engine()
    hidden = out(privacy).value(value)
    assert out(privacy).value(hidden) == hidden


@SUITE
@given(st.lists(messages | values, max_size=3))
def test_clean_values_stay_equal(value):
    """Where nothing is private, nothing changes but look-alikes of placeholders."""
    hidden = out(engine({"zzzzzzzz": ("EMAIL", "PL2")})).value(value)
    if not any(True for text in readable(value) for _ in find_placeholders(text)):
        assert hidden == value


def test_what_is_found_late_is_hidden_early():
    """A value that only a later message gives away is hidden in earlier ones, too."""

    class Cued:
        def extract(self, text, *, role="user", real_name=None):
            from langchain_memprivacy.extractors.rules import RuleExtractor

            return RuleExtractor().extract(text, role=role, real_name=real_name)

    from langchain_memprivacy import MemoryVault, MemPrivacy

    privacy = MemPrivacy(extractor=Cued(), vault=MemoryVault(), scope="nora")
    history = [
        HumanMessage("Wrenfield-77-Oak is new"),
        HumanMessage("my password is Wrenfield-77-Oak"),
    ]
    hidden = out(privacy).messages(history)
    assert not any("Wrenfield" in message.text for message in hidden)
    assert out(privacy).messages(hidden) == hidden


# --- odd values


class Plain(Enum):
    MAIL = MAIL


class Text(StrEnum):
    MAIL = MAIL


class Noted(dict):
    pass


class Listed(list):
    pass


class Str(str):  # noqa: SLOT000  # it can carry more than text
    pass


class Model(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)
    mail: Any = MAIL
    _secret: Any = PrivateAttr(SECRET)

    @cached_property
    def line(self):
        return f"mail {self.mail}"


@dataclass(frozen=True, slots=True)
class Slotted:
    mail: str
    late: str = field(init=False, compare=False)


@dataclass
class Data:
    mail: str
    late: str = field(init=False, default=NAME)

    def __post_init__(self):
        self.beside = SECRET


class Pair(NamedTuple):
    left: str
    right: str


def noted(value, **notes):
    for name, note in notes.items():
        setattr(value, name, note)
    return value


def model():
    one = Model(more=NAME)
    assert one.line
    return one


EXACT = {
    "tuple": (MAIL, 1, (NAME,)),
    "message as a pair": ("user", f"I am {NAME}"),
    "pair of other things": ([1], 2),
    "named tuple": Pair("user", MAIL),
    "sets": [{MAIL, "a"}, frozenset([NAME])],
    "deque": deque([MAIL], maxlen=3),
    "ordered": OrderedDict(a=MAIL),
    "default": defaultdict(list, a=[MAIL]),
    "counter": Counter({MAIL: 2}),
    "keys": {(MAIL, 1): 1, NAME: {SECRET: 2}, None: 3, 4: 5},
    "dict with attributes": noted(Noted(a=MAIL), note=NAME),
    "list with attributes": noted(Listed([MAIL]), note=NAME),
    "bytes": [MAIL.encode(), bytearray(NAME.encode()), b"\xff\xd8\xff\x00\x01"],
    "latin-1": f"Zoë, Zoë, Zoë {MAIL}".encode("latin-1"),
    "utf-16": f"Zoë {MAIL}".encode("utf-16"),
    "paths": [PurePosixPath("/home") / NAME / "x", PureWindowsPath("C:\\") / NAME],
    "model": model(),
    "dataclass": Data(MAIL),
    "document": Document(MAIL, metadata={"source": NAME, MAIL: 1}, id=MAIL),
    "blob": Blob(data=MAIL.encode(), mimetype="text/plain", path=f"/tmp/{NAME}"),
    "prompts": [StringPromptValue(text=MAIL), ChatPromptValue(messages=[HumanMessage(MAIL)]),
                ImagePromptValue(image_url={"url": MAIL})],
    "outputs": [ChatGeneration(message=AIMessage(MAIL), generation_info={"x": NAME}),
                LLMResult(generations=[[Generation(text=MAIL)]], llm_output={"a": NAME})],
    "lone surrogate": f"\ud800 {MAIL}",
    "JSON, escaped": json.dumps({"a": f"林 {MAIL}", "b": [1.0, None]}),
    "long words": "x_" * 300 + "." + MAIL,
    "data URL of text": "data:text/plain;base64," + coded(MAIL),
    "data URL that is none": f"data:{NAME},{MAIL}",
    "serialised": dumpd(HumanMessage(MAIL, name=NAME)),
    "as dicts": messages_to_dict([AIMessage(MAIL, additional_kwargs={"x": SECRET})]),
    "unchanged": [None, True, 1.5, timedelta(days=1), date(2026, 1, 1), uuid.UUID(int=7),
                  Decimal("1.50"), ip_address("127.0.0.1"), datetime(2026, 1, 1, tzinfo=UTC)],
}  # fmt: skip
"""What comes back exactly as it was."""


@pytest.mark.parametrize("name", list(EXACT))
def test_odd_values(name):
    """Hidden whatever the container, unchanged for the caller, and back again."""
    privacy, value = engine(), EXACT[name]
    before = copy.deepcopy(value)
    hidden = out(privacy).value(value)
    assert leaked(hidden) == set()
    assert value == before
    assert out(privacy).value(hidden) == hidden
    restored = back(privacy).value(hidden)
    assert restored == value
    assert type(restored) is type(value)


def test_attributes_come_back():
    """What equality does not compare comes back as well."""
    privacy = engine()
    data = back(privacy).value(out(privacy).value(Data(MAIL)))
    assert (data.late, data.beside) == (NAME, SECRET)
    one = back(privacy).value(out(privacy).value(model()))
    assert (one.more, one._secret, one.line) == (NAME, SECRET, f"mail {MAIL}")
    half = back(privacy).value(out(privacy).value(Slotted(MAIL)))
    assert half.mail == MAIL
    assert not hasattr(half, "late")
    ring = out(privacy).value(deque([MAIL], maxlen=3))
    assert ring.maxlen == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (int(PHONE), PHONE),
        (float(PHONE), f"{PHONE}.0"),
        (Decimal(PHONE), PHONE),
        (Plain.MAIL, MAIL),
        (Text.MAIL, MAIL),
        (Str(MAIL), MAIL),
        (noted(Str(MAIL), note=NAME), MAIL),
        (AnyUrl(f"https://x.io/{PHONE}"), f"https://x.io/{PHONE}"),
    ],
)
def test_private_scalars_come_back_as_text(value, text):
    """A placeholder is text, so what stood there comes back as text of the same letters."""
    privacy = engine()
    hidden = out(privacy).value({"a": value})
    assert leaked(hidden) == set()
    restored = back(privacy).value(hidden)["a"]
    assert type(restored) is str
    assert restored == text


@pytest.mark.parametrize("kind", [MappingProxyType, ChainMap, UserDict])
def test_other_mappings_become_dicts(kind):
    """A mapping that is no dict comes out as one."""
    privacy = engine()
    hidden = out(privacy).value(kind({"a": MAIL}))
    assert hidden == {"a": "<EMAIL_1>"}


class Subclass(HumanMessage):
    artifact: Any = None
    diary: str = ""


class Secretive(HumanMessage):
    _note: str = PrivateAttr(SECRET)


class Odd(tuple):
    __slots__ = ()


def cyclic():
    ring: list[Any] = [MAIL]
    ring += [ring, ring]
    return ring


def deep():
    value: Any = MAIL
    for _ in range(500):
        value = [value]
    return value


def message_in_itself():
    message = HumanMessage("x")
    message.additional_kwargs["content"] = [message.additional_kwargs]
    return message


REFUSED = {
    "object": (object, "object"),
    "generator": (lambda: (x for x in [MAIL]), "generator"),
    "lock": (threading.Lock, "lock"),
    "class": (lambda: HumanMessage, "ModelMetaclass"),
    "odd tuple": (lambda: Odd([MAIL]), "Odd"),
    "cycle": (cyclic, "itself"),
    "deep": (deep, "too deep"),
    "message in itself": (message_in_itself, "itself"),
    "extra field": (lambda: HumanMessage("x", diary=MAIL), "an extra field of HumanMessage"),
    "field of others": (lambda: HumanMessage("x", artifact=MAIL), "'artifact' of HumanMessage"),
    "calls of nobody": (lambda: HumanMessage("x", tool_calls=[MAIL]), "'tool_calls'"),
    "own field": (lambda: Subclass("x", diary=MAIL), "'diary' of Subclass"),
    "private attribute": (lambda: Secretive("x"), "private attributes of Secretive"),
    "tokens": (
        lambda: AIMessage("x", response_metadata={"logprobs": {
            "content": [{"token": "Nora", "logprob": -1}, {"token": " Whitfield"}]}}),
        "logprobs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_refused(name):
    """What is not known does not pass, and the error says what, in one line, without values."""
    make, words = REFUSED[name]
    with pytest.raises(NotCoveredError) as caught:
        out(engine()).value({"a": make()})
    text = str(caught.value)
    assert words in text
    assert "\n" not in text
    assert leaked(text) == set()


@pytest.mark.parametrize("name", ["object", "extra field", "private attribute", "tokens"])
def test_left_alone_on_the_way_back(name):
    """Nothing is refused where nothing leaves."""
    value = REFUSED[name][0]()
    assert back(engine()).value([value]) == [value]


def test_empty_fields_pass():
    """A field that is not known but empty says nothing."""
    message = HumanMessage("x", diary="", flag=True, rest=[])
    assert out(engine()).message(message) == message


def test_a_known_field_of_a_subclass_is_read():
    """A subclass may declare a field that other messages have."""
    assert out(engine()).message(Subclass("x", artifact=MAIL)).artifact == "<EMAIL_1>"


# --- labels


def test_labels_that_are_text():
    """An id, a type or a role is read where it is more than a word, or a known value."""
    privacy = engine()
    privacy.desensitize(SECRET)
    block = {"type": NAME, "id": MAIL, "format": SECRET, "index": 1, "detail": PHONE}
    history = [
        HumanMessage([block], id=MAIL),
        ChatMessage("x", role=NAME),
        ToolMessage("x", tool_call_id=MAIL),
        RemoveMessage(id="a", additional_kwargs={MAIL: NAME}),
        AIMessage("x", response_metadata={"id": NAME, MAIL: 1, "n": 7}, tool_calls=[
            {"name": SECRET, "args": {}, "id": MAIL}]),
    ]  # fmt: skip
    hidden = out(privacy).messages(history)
    assert leaked(hidden) == set()
    assert back(privacy).messages(hidden) == history


def test_labels_that_are_labels():
    """Ids as providers make them never reach the extractor."""
    seen = []

    class Watching:
        def extract(self, text, *, role="user", real_name=None):
            seen.append(text)
            return []

    from langchain_memprivacy import MemoryVault, MemPrivacy

    privacy = MemPrivacy(extractor=Watching(), vault=MemoryVault(), scope="nora")
    ids = ["chatcmpl-BzzkTPv0wQ8oRsn2Xz8HV", "run--5b1b6a5e-1b7c-4d3c-9c3d-0a9b8c7d6e5f-0",
           "call_Jja7J89XsjrOLA5rMEOWSL", "toolu_01A09q90qw90lq917835lq9", "7", "fp_6f2eabb9a5"]  # fmt: skip
    for id_ in ids:
        message = AIMessage(
            "", id=id_, tool_calls=[{"name": "send_mail", "args": {}, "id": id_}],
            response_metadata={"id": id_, "system_fingerprint": id_, "created": 1_700_000_000,
                               "token_usage": {"total_tokens": 123_456}},
            usage_metadata={"input_tokens": 99_999, "output_tokens": 1, "total_tokens": 100_000},
        )  # fmt: skip
        assert out(privacy).message(message) == message
    assert seen == []


def test_counts_that_are_known_values():
    """A number in metadata that the vault knows is hidden."""
    privacy = engine()
    privacy.desensitize(PHONE)
    hidden = out(privacy).message(AIMessage("x", response_metadata={"n": int(PHONE)}))
    assert hidden.response_metadata == {"n": "<PHONE_NUMBER_1>"}


# --- media


PIXELS = bytes(range(256)) * 8
MEDIA = {
    "picture": {"type": "image", "mime_type": "image/png", "base64": base64.b64encode(PIXELS).decode()},
    "urlsafe": {"type": "audio", "mime_type": "audio/wav",
                "base64": base64.urlsafe_b64encode(PIXELS).decode().rstrip("=")},
    "openai": {"type": "image_url", "image_url": {
        "url": "data:image/png;base64," + base64.b64encode(PIXELS).decode()}},
    "bytes": {"type": "media", "mime_type": "image/png", "data": PIXELS},
    "in a value": {"payload": base64.b64encode(PIXELS).decode()},
}  # fmt: skip


@pytest.mark.parametrize("name", list(MEDIA))
def test_media_are_not_read(name):
    """Bytes that are no text never reach the extractor, and stay as they are."""
    seen = []

    class Watching:
        def extract(self, text, *, role="user", real_name=None):
            seen.append(text)
            return []

    from langchain_memprivacy import MemoryVault, MemPrivacy

    privacy = MemPrivacy(extractor=Watching(), vault=MemoryVault(), scope="nora")
    message = HumanMessage([MEDIA[name]])
    assert out(privacy).message(message) == message
    assert max(map(len, seen), default=0) < 64


HIDING = {
    "csv in plain": {"format": "csv", "data": f"name\n{NAME}"},
    "svg": {"mime_type": "image/svg+xml", "data": coded(f"<svg>{NAME}</svg>")},
    "bytes of text": {"mime_type": "application/octet-stream", "base64": coded(f"hello {NAME}")},
    "short": {"type": "text", "media_type": "text/plain", "data": SECRET},
    "urlsafe": {"mime_type": "text/plain",
                "data": base64.urlsafe_b64encode(f"?>>>??? {NAME}".encode()).decode().rstrip("=")},
    "unmarked": {"format": "x", "data": MAIL},
    "signature of a mail": {"signature": f"Best, {NAME}"},
    "opaque in name only": {"encrypted_content": SECRET, "thought_signature": SECRET},
}  # fmt: skip


@pytest.mark.parametrize("name", list(HIDING))
@pytest.mark.parametrize("place", ["value", "block"])
def test_text_in_the_guise_of_media(name, place):
    """What says it is media, or opaque, and is text is read."""
    if (name, place) == ("opaque in name only", "block"):
        pytest.skip("a word in a block's signature is the provider's")
    privacy = engine()
    value = HIDING[name] if place == "value" else HumanMessage([HIDING[name]])
    hidden = out(privacy).value(value)
    assert leaked(hidden) == set()
    assert back(privacy).value(hidden) == value


def test_wrapped_base64_comes_back_with_the_same_bytes():
    """Line breaks inside base64 of text are not kept where a value was hidden in it."""
    privacy, data = engine(), coded(f"hello {NAME} there " * 9)
    hidden = out(privacy).value({"mime_type": "text/plain", "data": f"{data[:76]}\n{data[76:]}"})
    assert leaked(hidden) == set()
    assert back(privacy).value(hidden)["data"] == data


# --- arguments


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"x","pin" : "4417882291"}',
        '{\n  "nora.whitfield@brightleaf.io": ["Juniper-Lantern-58"]\n}',
        '{"a": "Nora Whitfield", "a": "twice"}',
        '{"a": "\\u6797 Nora Whitfield"}',
        '{"\\u6211 Nora Whitfield <EMAIL_7>": []}',
        '{"a": "{\\"b\\": \\"Nora Whitfield\\"}"}',
        '{"a": "gate \\"seven\\" \\\\ 4417#"}',
        '{"cut": "Nora Whitfield',
        "Nora Whitfield",
        '"Nora Whitfield"',
    ],
)
def test_arguments_keep_their_spelling(text):
    """JSON in a string comes back character by character, and is JSON in between."""
    privacy = engine()
    hidden = out(privacy).arguments(text, "send_mail", "assistant")
    assert leaked(hidden) == set()
    assert back(privacy).arguments(hidden, "send_mail", "assistant") == text
    try:
        json.loads(text)
    except ValueError:
        return
    json.loads(hidden)


def test_private_numbers_in_arguments():
    """A number becomes the text of its placeholder, so that it stays JSON."""
    privacy = engine()
    hidden = out(privacy).arguments(f'{{"pin": {PHONE}, "n": 12}}', "f", "assistant")
    assert hidden == '{"pin": "<PHONE_NUMBER_1>", "n": 12}'
    assert back(privacy).arguments(hidden, "f", "assistant") == f'{{"pin": "{PHONE}", "n": 12}}'


# --- messages in other forms, and their mix


def test_dict_messages():
    """OpenAI's and LangGraph's dicts are read as messages: names, calls and contents."""
    privacy = engine()
    history = [
        {"role": "user", "content": [{"type": "text", "text": MAIL}], "name": "Nora_W"},
        {"type": "human", "content": MAIL, "id": "run--1", "additional_kwargs": {"x": NAME}},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c", "type": "function", "function": {"name": "f", "arguments": json.dumps({"a": MAIL})}}]},
        {"role": "tool", "tool_call_id": "c", "content": MAIL, "artifact": {"a": NAME}},
        {"type": "ai", "content": "", "tool_calls": [{"name": "f", "args": {"a": MAIL}, "id": "c"}],
         "response_metadata": {"token_usage": {"total_tokens": 12345}, "headers": {"x": NAME}}},
    ]  # fmt: skip
    hidden = out(privacy).value({"messages": history})
    assert leaked(hidden) == set()
    assert hidden["messages"][2]["tool_calls"][0]["function"]["name"] == "f"
    assert back(privacy).value(hidden) == {"messages": history}


def test_fields_keep_the_names_of_channels():
    """Keys of a state are not text, though they may read like it."""
    privacy = engine({"messages": ("PET_NAME", "PL2")})
    assert out(privacy).fields({"messages": "messages"}) == {"messages": "<PET_NAME_1>"}


def test_signed_thoughts_are_not_restored():
    """A provider takes its signed blocks back only as it gave them."""
    privacy = engine()
    history = [AIMessage([
        {"type": "thinking", "thinking": MAIL, "signature": "EqQB+/8="},
        {"type": "reasoning", "reasoning": MAIL, "extras": {"signature": "EqQB+/8="}},
        {"type": "text", "text": MAIL, "extras": {"signature": "EqQB+/8="}},
    ])]  # fmt: skip
    hidden = out(privacy).messages(history)
    assert leaked(hidden) == set()
    restored = back(privacy).messages(hidden)[0].content
    assert restored[:2] == hidden[0].content[:2]
    assert restored[2] == history[0].content[2]


def test_a_chunk_stays_a_chunk():
    """Chunks keep their class, their calls and the pieces of calls."""
    privacy = engine()
    chunk = AIMessageChunk(
        content=MAIL,
        tool_call_chunks=[{"name": "f", "args": json.dumps({"a": MAIL}), "id": "1", "index": 0}],
    )
    hidden = out(privacy).message(chunk)
    assert type(hidden) is AIMessageChunk
    assert leaked(hidden) == set()
    assert back(privacy).message(hidden) == chunk


@SUITE
@given(messages)
@example(SystemMessage(""))
def test_desensitized_messages_are_messages(message):
    """What comes out passes through LangChain's own serialisation."""
    hidden = out(engine()).message(message)
    assert isinstance(hidden, BaseMessage)
    assert hidden.id == message.id
    assert type(hidden).model_validate(hidden.model_dump()).type == message.type


def test_opaque_bytes_are_not_read():
    """A signature never reaches the extractor, whatever it looks like."""
    block = {"type": "text", "text": "x", "extras": {"signature": "Nora/Whitfield+4417882291="}}
    assert out(engine()).content([block], "assistant") == [block]


def test_a_value_in_itself_ends_on_the_way_back():
    """What holds itself twice is walked once."""
    ring = back(engine()).value(cyclic())
    assert ring[0] == MAIL


def test_a_word_that_happens_to_be_base64():
    """Short data is read as it stands, too."""
    privacy = engine({"JuniperLantern5X": ("PASSWORD", "PL4")})
    value = {"format": "x", "data": "JuniperLantern5X"}
    assert out(privacy).value(value) == {"format": "x", "data": "<PASSWORD_1>"}


def test_nothing_is_shared_with_the_original():
    """Who changes the copy does not change what the caller holds."""
    message = AIMessage("x", tool_calls=[])
    hidden = out(engine()).message(message)
    hidden.additional_kwargs["a"] = 1
    hidden.tool_calls.append(1)
    assert message.additional_kwargs == {}
    assert message.tool_calls == []
