"""Streams through the model boundary: every cut gives what one piece gives, at once."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from faces.chat_models import ALL, MAIL, NAME, SEEN, VALUES, engine, protected
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from langchain_memprivacy import MemoryVault, PrivacyPolicy, ToolPolicy
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.testing.loopback import Fault, Loopback, Reply, ToolCall

ARGS = {"to": "<EMAIL_1>", "names": ["<REAL_NAME_1>"], "note": "\u003cPASSWORD_1\u003e"}


@pytest.fixture
def cloud():
    """A cloud that repeats all placeholders, and must not see a value."""
    with Loopback(f"Noted: {SEEN}") as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


def total(chunks):
    """The sum of message chunks."""
    first, *rest = chunks
    for chunk in rest:
        first = first + chunk
    return first


@pytest.mark.parametrize("delta", [1, 2, 3, 5, 8, 13, 1000])
async def test_every_cut_gives_what_one_piece_gives(cloud, delta):
    """Text, reasoning and arguments: stream, astream and invoke agree."""
    cloud.reply = Reply(
        f"Noted: {SEEN} And [EMAIL_1], EMAIL_7, <b>.",
        [ToolCall("send", ARGS, "c1"), ToolCall("send", '{"to": "\\u003cEMAIL_1\\u003e"}', "c2")],
    )
    cloud.delta = delta
    model = protected(cloud)
    whole = model.invoke(ALL)
    assert whole.tool_calls[0]["args"]["names"] == [NAME]
    assert whole.tool_calls[1]["args"] == {"to": MAIL}
    for streamed in (
        total(list(model.stream(ALL))),
        total([chunk async for chunk in model.astream(ALL)]),
        model.stream_events(ALL, version="v3").output,
        await (await model.astream_events(ALL, version="v3")),
    ):
        assert streamed.text == whole.text
        assert streamed.tool_calls == whole.tool_calls
        assert streamed.usage_metadata["total_tokens"] == whole.usage_metadata["total_tokens"]


class Paced(BaseChatModel):
    """Streams given chunks, each only when asked for."""

    pieces: list
    handed: list = []  # noqa: RUF012  # pydantic copies it
    prompts: list = []  # noqa: RUF012

    @property
    def _llm_type(self):
        return "paced"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=total(self.pieces))])

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        self.prompts.append(messages)
        for piece in self.pieces:
            self.handed.append(piece)
            yield ChatGenerationChunk(message=piece.model_copy())


def paced(*pieces, **fields):
    """A protected model that streams these pieces."""
    privacy = engine()
    privacy.desensitize(ALL)
    inner = Paced(pieces=[p if not isinstance(p, str) else AIMessageChunk(p) for p in pieces])
    return PrivacyChatModel(inner=inner, privacy=privacy, **fields), inner


def test_nothing_is_held_but_an_open_placeholder():
    """Each piece comes out as soon as it is in; only what may be a placeholder waits."""
    model, inner = paced("Dear ", "<REAL", "_NA", "ME_1", ">, hel", "lo")
    seen = [(len(inner.handed), chunk.text) for chunk in model.stream("hi")]
    assert seen[:6] == [(1, "Dear "), (2, ""), (3, ""), (4, ""), (5, f"{NAME}, hel"), (6, "lo")]


async def test_a_stream_that_ends_inside_a_placeholder():
    """What was held back comes out at the end, whoever marks the end."""
    for last in ("<EMAIL_", AIMessageChunk("<EMAIL_", chunk_position="last")):
        model, _ = paced("Dear ", last)
        assert "".join(c.text for c in model.stream("hi")) == "Dear <EMAIL_"
        assert "".join([c.text async for c in model.astream("hi")]) == "Dear <EMAIL_"


async def test_a_model_whose_streams_have_no_last_chunk():
    """A model with a `stream` of its own may never mark the end; nothing is lost."""

    class Unmarked(Paced):
        def stream(self, input, config=None, **kwargs):  # noqa: A002
            yield from self.pieces

        async def astream(self, input, config=None, **kwargs):  # noqa: A002
            for piece in self.pieces:
                yield piece

    inner = Unmarked(pieces=[AIMessageChunk("Dear "), AIMessageChunk("<EMAIL_")])
    model = PrivacyChatModel(inner=inner, privacy=engine())
    assert "".join(c.text for c in model.stream("hi")) == "Dear <EMAIL_"
    assert "".join([c.text async for c in model.astream("hi")]) == "Dear <EMAIL_"


def test_blocks_and_parallel_calls():
    """Growing blocks and interleaved arguments are restored each on its own."""
    calls = ['{"to": "<EM', '{"who": "<REAL_', 'AIL_1>"}', 'NAME_1>"}']
    chunks = [
        AIMessageChunk([{"type": "text", "text": "for <REAL_NA", "index": 0}]),
        AIMessageChunk([{"type": "text", "text": "ME_1>", "index": 0}]),
        *(
            AIMessageChunk(
                [],
                tool_call_chunks=[
                    tool_call_chunk(
                        name="send" if i < 2 else None,
                        args=args,
                        id=f"c{i}" if i < 2 else None,
                        index=1 + i % 2,
                    )
                ],
            )
            for i, args in enumerate(calls)
        ),
    ]
    model, _ = paced(*chunks)
    message = total(list(model.stream("hi")))
    assert message.text == f"for {NAME}"
    assert [call["args"] for call in message.tool_calls] == [{"to": MAIL}, {"who": NAME}]


async def test_a_broken_stream_raises(cloud):
    """The caller gets what came and then the provider's error."""
    cloud.fault = Fault("broken")
    model = protected(cloud)
    with pytest.raises(Exception, match=r"\w") as caught:
        list(model.stream(ALL))
    assert not [v for v in VALUES.values() if v in str(caught.value)]
    with pytest.raises(type(caught.value)):
        [chunk async for chunk in model.astream(ALL)]
    with pytest.raises(type(caught.value)):
        _ = model.stream_events(ALL, version="v3").output
    with pytest.raises(type(caught.value)):
        await (await model.astream_events(ALL, version="v3"))


async def test_a_reader_who_leaves(cloud):
    """Closing a stream early closes the provider's, and nothing hangs."""
    model = protected(cloud)
    stream = model.stream(ALL)
    next(stream)
    stream.close()
    astream = model.astream(ALL)
    await anext(astream)
    await astream.aclose()
    events = await model.astream_events(ALL, version="v3")
    async for _ in events:
        break
    await events.aclose()


class Watching(MemoryVault):
    """Notes on which threads it is asked."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def __getattribute__(self, name):
        if name in {"assign", "lookup", "changes", "record", "forget"}:
            super().__getattribute__("threads").add(threading.get_ident())
        return super().__getattribute__(name)


async def test_the_loop_never_waits_for_vault_or_extractor(cloud, monkeypatch):
    """All async ways ask the vault and the extractor in a thread, audits included.

    Only the look at what was forgotten while a stream is open may be on the loop.
    """
    monkeypatch.setattr("langchain_memprivacy.view.FRESH", 3600)
    vault = Watching()
    threads = set()

    class Slow:
        def extract(self, text, *, role="user", real_name=None):
            threads.add(threading.get_ident())
            time.sleep(0.2)
            return known.extract(text, role=role, real_name=real_name)

    privacy = engine(vault=vault)
    known = privacy.extractor
    privacy.extractor = Slow()
    cloud.reply = Reply(f"Noted: {SEEN}", [ToolCall("send", ARGS)])
    inner = protected(cloud).inner
    model = PrivacyChatModel(inner=inner, privacy=privacy).bind_tools(
        [{"type": "function", "function": {"name": "send", "parameters": {"type": "object"}}}]
    )
    gaps, done = [], False

    async def tick():
        while not done:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            gaps.append(time.monotonic() - before)

    ticking = asyncio.create_task(tick())
    await model.ainvoke(ALL)
    [chunk async for chunk in model.astream(ALL)]
    [event async for event in model.astream_events(ALL, version="v2")]
    await (await model.astream_events(ALL, version="v3"))
    quiet = PrivacyChatModel(inner=inner, privacy=privacy, disable_streaming=True)
    [event async for event in quiet.astream_events(ALL, version="v2")]
    done = True
    await ticking
    assert threading.get_ident() not in vault.threads
    assert threading.get_ident() not in threads
    assert threads
    assert max(gaps) < 0.2


async def test_many_streams_at_once(cloud):
    """Streams of one model do not mix."""
    model = protected(cloud)

    async def one():
        return "".join([chunk.text async for chunk in model.astream(ALL)])

    texts = await asyncio.gather(*(one() for _ in range(20)))
    assert set(texts) == {f"Noted: {ALL}"}


async def test_a_stream_that_outlives_a_value(cloud):
    """Forgotten while a stream is open, a value is not restored any more."""
    model, _ = paced("a <EMAIL_1> ", "b", " <EMAIL_1>")
    stream = model.stream("hi")
    assert next(stream).text == f"a {MAIL} "
    model.privacy.forget(value=MAIL)
    time.sleep(0.06)
    assert "".join(chunk.text for chunk in stream) == "b <EMAIL_1>"


async def test_restored_arguments_are_audited(cloud):
    """What went into arguments of tools is in the audit log, for streams as for answers."""
    records = []

    class Auditing(MemoryVault):
        def record(self, scope, action, counts):
            records.append((action, dict(counts)))
            super().record(scope, action, counts)

    cloud.reply = Reply(tool_calls=[ToolCall("send", {"to": "<EMAIL_1>", "key": "<PASSWORD_1>"})])
    policy = PrivacyPolicy(tools=ToolPolicy())
    model = protected(cloud, engine(vault=Auditing(), policy=policy))
    expected = [("restore tool:send", {"EMAIL": 1})]
    model.invoke(ALL)
    assert records == expected
    records.clear()
    list(model.stream(ALL))
    assert records == expected
    records.clear()
    [chunk async for chunk in model.astream(ALL)]
    assert records == expected
