"""Messages, values and streams with planted values in every place that holds text."""

from __future__ import annotations

import base64
import contextlib
import json
import re

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from langchain_core.documents import Document
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages.tool import invalid_tool_call, tool_call, tool_call_chunk

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.testing.extractors import FixedExtractor

SUITE = settings(
    derandomize=True,
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PLANTED = {
    "Nora Whitfield": ("REAL_NAME", "PL2"),
    "nora.whitfield@brightleaf.io": ("EMAIL", "PL2"),
    "Juniper-Lantern-58": ("PASSWORD", "PL4"),
    'gate "seven" \\ 4417#': ("VERIFICATION_CODE", "PL4"),
    "12 Quill Lane\nBrook End": ("DETAILED_ADDRESS", "PL2"),
    "林晓岚女士的门锁": ("REAL_NAME", "PL2"),
    "R&D <Orchid> 100%": ("EMPLOYER", "PL2"),
    "4417882291": ("PHONE_NUMBER", "PL2"),
}
"""What is found wherever it stands; none of it is anybody's."""

FRAGMENT = 6
"""So many characters of a value in a row are a leak."""


def engine(values=PLANTED):
    """An engine that finds the planted values and keeps them in memory."""
    return MemPrivacy(extractor=FixedExtractor(values), vault=MemoryVault(), scope="nora")


def fragments(values=PLANTED):
    return {v[i : i + FRAGMENT] for v in values for i in range(len(v) - FRAGMENT + 1)}


_FRAGMENTS = fragments()
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")


def readable(value, seen=None):  # noqa: C901  # one case after the other
    """Yield everything that can be read in a value: texts, keys, attributes, decoded bytes."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, str):
        yield value
        yield _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)
        for coded in _BASE64.findall(value):
            with contextlib.suppress(ValueError):
                padded = coded.rstrip("=") + "=" * (-len(coded.rstrip("=")) % 4)
                yield base64.b64decode(padded).decode("utf-8", "replace")
    elif isinstance(value, (bytes, bytearray)):
        for codec in ("utf-8", "utf-16", "latin-1"):
            yield value.decode(codec, "replace")
    elif isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            yield from readable(item, seen)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from readable(item, seen)
    else:
        yield str(value)
    for name in ("__dict__", "__pydantic_extra__", "__pydantic_private__"):
        if getattr(value, name, None):
            yield from readable(dict(getattr(value, name)), seen)


def leaked(value):
    """Return the fragments of planted values that can be read in a value."""
    return {f for text in readable(value) for f in _FRAGMENTS if f in text}


# --- values and messages

planted = st.sampled_from(list(PLANTED))
words = st.sampled_from([
    "", "please write to", "she said:", "我叫", "👍🏽 ok", "a\r\n\tb", "{", '["x"]', "https://x.io/?q=",
    "null", "EMAIL_9", "<EMAIL_7>", "[x](y)", "\x00", "\ud800", '{"a": "b"}', "data:", "%20",
])  # fmt: skip
spaces = st.sampled_from([" ", "\n", "; "])
plain = st.lists(words, max_size=2).map(" ".join)
texts = st.one_of(
    planted,
    st.builds("{}{}{}{}{}".format, plain, spaces, planted, spaces, plain),
    st.builds("{}{}{}{}{}".format, planted, spaces, plain, spaces, planted),
    plain,
)
keys = st.one_of(st.sampled_from(["to", "pin", "note", "id", "name", "signature", "data"]), texts)
leaves = st.one_of(texts, st.integers(-99, 99), st.booleans(), st.none(), st.floats(0, 1))
json_values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
json_objects = st.dictionaries(keys, json_values, max_size=3)
values = st.recursive(
    st.one_of(leaves, texts.map(lambda t: t.encode("utf-8", "surrogatepass"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner, inner),
        st.dictionaries(keys, inner, max_size=3),
        st.frozensets(texts, max_size=3),
        st.builds(Document, texts, metadata=st.dictionaries(keys, inner, max_size=2)),
    ),
    max_leaves=6,
)
ids = st.sampled_from(["msg_0a1b2c", "run--5b1b6a5e-1b7c-4d3c-9c3d-0a9b8c7d6e5f-0", "call_1", "7"])
json_strings = st.builds(
    lambda value, ascii_, indent: json.dumps(value, ensure_ascii=ascii_, indent=indent),
    json_objects,
    st.booleans(),
    st.sampled_from([None, 2]),
)
coded = texts.map(lambda t: base64.b64encode(t.encode("utf-8", "replace")).decode())

blocks = st.one_of(
    st.builds(lambda t, i: {"type": "text", "text": t, "id": i}, texts, ids),
    st.builds(lambda t: {"type": "text", "text": "", "annotations": [
        {"type": "citation", "url": t, "title": t, "cited_text": t, "start_index": 1},
    ]}, texts),
    st.builds(lambda t: {"type": "reasoning", "reasoning": t, "extras": {"note": t}}, texts),
    st.builds(lambda t: {"type": "reasoning", "id": "rs_1", "encrypted_content": "gAAA=",
                         "summary": [{"type": "summary_text", "text": t}]}, texts),
    st.builds(lambda t: {"type": "image_url", "image_url": {"url": t, "detail": "low"}}, texts),
    st.builds(lambda t: {"type": "image", "url": t, "mime_type": "image/png"}, texts),
    st.builds(lambda t: {"type": "image", "base64": "iVBORw0KGgo=", "title": t}, texts),
    st.builds(lambda t: {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"},
                         "transcript": t}, texts),
    st.builds(lambda t: {"type": "text-plain", "text": t, "mime_type": "text/plain", "title": t,
                         "context": t}, texts),
    st.builds(lambda c: {"type": "file", "base64": c, "mime_type": "text/csv"}, coded),
    st.builds(lambda c, t: {"type": "file", "file": {
        "filename": t, "file_data": f"data:text/plain;base64,{c}"}}, coded, texts),
    st.builds(lambda t: {"type": "document", "source": {
        "type": "text", "media_type": "text/plain", "data": t}, "title": t}, texts),
    st.builds(lambda a: {"type": "tool_use", "id": "toolu_1", "name": "send_mail", "input": a},
              json_objects),
    st.builds(lambda a: {"type": "tool_call", "id": "call_1", "name": "send_mail", "args": a},
              json_objects),
    st.builds(lambda a: {"type": "function_call", "call_id": "call_1", "name": "send_mail",
                         "arguments": a}, json_strings),
    st.builds(lambda t, a: {"type": "tool_result", "tool_use_id": "toolu_1", "content": [
        {"type": "text", "text": t}, {"type": "x", "rest": a}]}, texts, json_values),
    st.builds(lambda a: {"type": "server_tool_result", "tool_call_id": "c", "output": a},
              json_values),
    st.builds(lambda a: {"type": "non_standard", "value": a}, json_objects),
    st.builds(lambda a: {"type": "executable_code", "executable_code": a}, json_objects),
)  # fmt: skip
contents = st.one_of(texts, st.lists(texts | blocks, max_size=4))
extras = st.fixed_dictionaries({}, optional={
    "reasoning_content": texts,
    "refusal": st.none() | texts,
    "function_call": st.builds(lambda a: {"name": "send_mail", "arguments": a}, json_strings),
    "tool_calls": st.builds(lambda a: [{"id": "call_1", "type": "function", "function": {
        "name": "send_mail", "arguments": a}}], json_strings),
    "audio": st.builds(lambda t: {"id": "a", "data": "UklGRg==", "transcript": t}, texts),
    "parsed": json_values,
})  # fmt: skip
metadata = st.fixed_dictionaries(
    {"model_name": st.just("gpt-4.1-mini-2026-04-14"), "finish_reason": st.just("stop")},
    optional={"token_usage": st.just({"total_tokens": 1101}), "headers": json_objects,
              "stop_sequence": texts},
)  # fmt: skip
calls = st.builds(lambda a, i: tool_call(name="send_mail", args=a, id=i), json_objects, ids)
invalid = st.builds(
    lambda a, e: invalid_tool_call(name="send_mail", args=a, id="call_9", error=e), texts, texts
)
names = st.sampled_from([None, "user", "Nora Whitfield", "nora", "critic-2"])
common = {"additional_kwargs": extras, "response_metadata": metadata, "id": ids}
messages = st.one_of(
    st.builds(HumanMessage, contents, name=names, **common),
    st.builds(SystemMessage, contents, name=names, **common),
    st.builds(ChatMessage, contents, role=st.sampled_from(["critic", "user"]), **common),
    st.builds(FunctionMessage, contents, name=st.just("send_mail"), **common),
    st.builds(
        ToolMessage,
        contents,
        tool_call_id=ids,
        artifact=values,
        name=st.sampled_from([None, "send_mail"]),
        **common,
    ),
    st.builds(
        AIMessage,
        contents,
        name=names,
        tool_calls=st.lists(calls, max_size=2),
        invalid_tool_calls=st.lists(invalid, max_size=1),
        **common,
    ),
)


# --- streams of chunks


@st.composite
def cuts(draw, text, most=6):
    """Cut a text anywhere into pieces."""
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=most)))
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@st.composite
def interleaved(draw, lanes):
    """Merge lists into one, each in its own order."""
    lanes = [list(lane) for lane in lanes if lane]
    merged = []
    while lanes:
        lane = lanes[draw(st.integers(0, len(lanes) - 1))]
        merged.append(lane.pop(0))
        lanes = [rest for rest in lanes if rest]
    return merged


def chunk(**fields):
    return AIMessageChunk(**{"content": "", "id": "run-1", **fields})


@st.composite
def plain_streams(draw, texts):
    return [chunk(content=piece) for piece in draw(cuts(draw(texts)))]


@st.composite
def block_streams(draw, texts):
    """Text, reasoning and thinking blocks with an index, one after the other."""
    chunks = []
    for index in range(draw(st.integers(1, 3))):
        kind, field = draw(
            st.sampled_from(
                [("text", "text"), ("reasoning", "reasoning"), ("thinking", "thinking")]
            )
        )
        chunks += [
            chunk(content=[{"type": kind, field: piece, "index": index}])
            for piece in draw(cuts(draw(texts)))
        ]
    return chunks


@st.composite
def summary_streams(draw, texts):
    """Reasoning and text as OpenAI's Responses API streams them."""
    chunks = [chunk(content=[{"type": "reasoning", "id": "rs_1", "summary": [], "index": 0}])]
    for part in range(draw(st.integers(1, 2))):
        chunks += [
            chunk(content=[{"type": "reasoning", "index": 0, "summary": [
                {"index": part, "type": "summary_text", "text": piece}]}])
            for piece in draw(cuts(draw(texts)))
        ]  # fmt: skip
    chunks.append(chunk(content=[{"type": "reasoning", "id": "rs_1", "summary": [],
                                  "encrypted_content": "gAAAAB==", "index": 0}]))  # fmt: skip
    chunks += [
        chunk(content=[{"type": "text", "text": piece, "index": 1}])
        for piece in draw(cuts(draw(texts)))
    ]
    note = draw(texts)
    chunks.append(chunk(content=[{"type": "text", "index": 1, "annotations": [
        {"type": "citation", "url": "https://x.io", "title": note}]}]))  # fmt: skip
    return chunks


@st.composite
def call_streams(draw, objects):
    """Parallel calls of tools, as each provider streams them, interleaved."""
    form = draw(st.sampled_from(["openai", "responses", "anthropic", "kwargs", "one index"]))
    lanes = []
    for number in range(draw(st.integers(1, 3))):
        index = 0 if form == "one index" else number + 1
        args = json.dumps(draw(objects), ensure_ascii=draw(st.booleans()))
        first, *rest = draw(cuts(args))
        ids = [f"call_{number}"] + [None] * len(rest)
        if form == "one index":  # all calls whole, and under the same index
            first, rest = args, []
        lane = []
        for piece, id_ in zip([first, *rest], ids, strict=False):
            name = f"tool_{number}" if id_ else None
            calls = [tool_call_chunk(name=name, args=piece, id=id_, index=index)]
            named = {"name": name} if name else {}
            if form == "responses":
                content = [{"type": "function_call", "arguments": piece, "index": index,
                            **({"call_id": id_} if id_ else {}), **named}]  # fmt: skip
                lane.append(chunk(content=content, tool_call_chunks=calls))
            elif form == "anthropic":
                content = [{"type": "input_json_delta", "partial_json": piece, "index": index}]
                if id_:
                    lane.append(chunk(
                        content=[{"type": "tool_use", "id": id_, "input": {}, "index": index, **named}],
                        tool_call_chunks=[tool_call_chunk(name=name, args="", id=id_, index=index)],
                    ))  # fmt: skip
                lane.append(chunk(content=content, tool_call_chunks=[
                    tool_call_chunk(name=None, args=piece, id=None, index=index)]))  # fmt: skip
            elif form == "kwargs":
                entry = {"index": index, "function": {"arguments": piece, **named}}
                lane.append(chunk(additional_kwargs={"tool_calls": [entry]}))
            else:
                lane.append(chunk(tool_call_chunks=calls))
        lanes.append(lane)
    return draw(interleaved(lanes))


@st.composite
def kwargs_streams(draw, texts):
    """Reasoning beside the text, as DeepSeek, Groq, xAI and Ollama send it."""
    thought = [
        chunk(additional_kwargs={"reasoning_content": piece}) for piece in draw(cuts(draw(texts)))
    ]
    return [*thought, *draw(plain_streams(texts))]


def streams(texts, objects):
    """Any of them, or text followed by calls; with a last chunk or without."""
    one = st.one_of(
        plain_streams(texts),
        block_streams(texts),
        summary_streams(texts),
        call_streams(objects),
        kwargs_streams(texts),
        st.builds(lambda a, b: a + b, plain_streams(texts), call_streams(objects)).filter(
            lambda chunks: all(isinstance(c.content, str) for c in chunks)
        ),
    )
    last = st.sampled_from([
        [],
        [chunk(chunk_position="last", response_metadata={"finish_reason": "stop"},
               usage_metadata={"input_tokens": 7, "output_tokens": 2, "total_tokens": 9})],
    ])  # fmt: skip
    return st.builds(lambda a, b: [chunk(), *a, *b], one, last)
