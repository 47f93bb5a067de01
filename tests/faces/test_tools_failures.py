"""Errors of tools: their type goes on, private values and what leads to them do not."""

from __future__ import annotations

import asyncio
import errno
import traceback

import httpx
import pytest
from faces.agent_world import (
    ASKED,
    CANARIES,
    DOCTOR,
    EMAIL,
    FRIEND,
    ILLNESS,
    NAME,
    THREAD,
    a_world,
    call,
)
from langchain.agents import create_agent
from langchain.agents.middleware import ToolRetryMiddleware
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import ToolException, tool
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import RetryPolicy
from pydantic import BaseModel, ValidationError, field_validator

from langchain_memprivacy import ExtractorError
from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.tools import protect_tool
from langchain_memprivacy.testing.loopback import find_leaks


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, [call("send", to="<EMAIL_1>"), "I see."]) as world:
        yield world


class CodedError(Exception):
    """An error with attributes and a text of its own."""

    def __init__(self, who, *, code):
        super().__init__(f"no such person: {who}")
        self.who, self.code, self.connection = who, code, object()


class PickyError(Exception):
    """An error whose text needs what cannot be read."""

    def __init__(self, who):
        self.parts = [object(), who]

    def __str__(self):
        return f"no such person: {self.parts[1]}"


class Address(BaseModel):
    """Refuses everything, and quotes it."""

    to: str

    @field_validator("to")
    @classmethod
    def known(cls, value):
        msg = f"{value} is unknown"
        raise ValueError(msg)


def http_error():
    request = httpx.Request("GET", f"https://example.org/{EMAIL}")
    answer = httpx.Response(404, request=request, text=FRIEND)
    return httpx.HTTPStatusError(f"404 for {EMAIL}", request=request, response=answer)


def invalid():
    try:
        Address(to=NAME + " of a long street with a number and more to be cut " + EMAIL)
    except ValidationError as error:
        return error


def undecodable():
    return UnicodeDecodeError("utf-8", b"\xff", 0, 1, f"for {FRIEND}")


ERRORS = [
    lambda: ValueError(f"unknown: {EMAIL}"),
    lambda: KeyError(EMAIL),
    lambda: ToolException(f"unknown: {EMAIL}"),
    lambda: FileNotFoundError(errno.ENOENT, "No such file", f"/home/{FRIEND}/x"),
    lambda: TimeoutError({"to": [EMAIL, FRIEND]}),
    lambda: CodedError(EMAIL, code=7),
    lambda: ExceptionGroup(f"for {EMAIL}", [ValueError(FRIEND), KeyError(EMAIL)]),
    http_error,
    invalid,
    undecodable,
]


def shown(error: BaseException) -> bytes:
    """All that a log, a trace or a debugger could show of an error."""
    text = traceback.TracebackException.from_exception(error, capture_locals=True)
    parts = [repr(error), str(error), repr(vars(error)), *text.format()]
    if isinstance(error, ValidationError):
        parts.append(repr(error.errors()))
    return "\n".join(parts).encode()


def failing(made):
    @tool
    def send(to: str) -> str:
        """Send a mail."""
        try:
            msg = f"inside for {to}"
            raise RuntimeError(msg)  # noqa: TRY301
        except RuntimeError as inner:
            raise made() from inner

    return send


def raised(tool_, **args):
    """What comes out of a protected tool, off the traceback of this test."""
    asked = {"type": "tool_call", "name": tool_.name, "args": args, "id": "1"}
    try:
        tool_.invoke(asked)
    except Exception as error:
        return error
    pytest.fail("nothing was raised")


@pytest.mark.parametrize("made", ERRORS)
def test_types_stay_and_values_go(world, made):
    """Text, arguments, attributes, causes and locals of frames hold no value."""
    world.privacy.desensitize(ASKED["messages"][0][1])
    error = raised(protect_tool(failing(made), world.privacy), to="<EMAIL_1>")
    assert type(error) is type(made())
    assert find_leaks(shown(made()), CANARIES)
    assert find_leaks(shown(error), CANARIES) == []
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize("made", ERRORS)
async def test_types_stay_and_values_go_async(world, made):
    """The same where the tool is asynchronous."""
    world.privacy.desensitize(ASKED["messages"][0][1])

    @tool
    async def send(to: str) -> str:
        """Send a mail."""
        raise made()

    protected = protect_tool(send, world.privacy)
    try:
        await protected.ainvoke({"to": "<EMAIL_1>"})
    except Exception as error:
        assert type(error) is type(made())  # noqa: PT017
        assert find_leaks(shown(error), CANARIES) == []  # noqa: PT017
    else:
        pytest.fail("nothing was raised")


def test_errors_still_say_what_was_wrong(world):
    """Placeholders stand for the values, numbers and short words stay."""
    tool_ = protect_tool(failing(lambda: CodedError(EMAIL, code=7)), world.privacy)
    world.privacy.desensitize(EMAIL)
    error = raised(tool_, to="<EMAIL_1>")
    assert (str(error), error.who, error.code) == (
        "no such person: <EMAIL_1>", "<EMAIL_1>", 7,
    )  # fmt: skip
    assert not hasattr(error, "connection")


def test_errors_that_cannot_be_made_again(world):
    """They become an exception of tools, with the name of their type."""
    world.privacy.desensitize(EMAIL)
    error = raised(protect_tool(failing(lambda: PickyError(EMAIL)), world.privacy), to="x")
    assert type(error) is ToolException
    assert str(error) == "PickyError: no such person: <EMAIL_1>"
    assert find_leaks(shown(error), CANARIES) == []


def test_quotes_cut_in_the_middle_go(world):
    """Pydantic cuts what it quotes; the halves of a value are no value to any vault."""
    error = raised(
        protect_tool(failing(lambda: RuntimeError(str(invalid()))), world.privacy), to=""
    )
    assert type(error) is RuntimeError
    assert find_leaks(shown(error), CANARIES, fragment=8) == []


def test_a_detector_that_fails_lets_nothing_out(world):
    """Neither result nor error leave when they cannot be looked at."""
    world.privacy.desensitize(EMAIL)
    extract = world.privacy.extractor.extract

    class Broken:
        def extract(self, text, *, role="user", real_name=None):
            if "unknown" in text or "sent" in text:
                raise RuntimeError(text)
            return extract(text, role=role, real_name=real_name)

    world.privacy.extractor = Broken()
    error = raised(
        protect_tool(failing(lambda: ValueError(f"unknown {DOCTOR}")), world.privacy), to="x"
    )
    assert str(error) == "ValueError: what it says could not be desensitized"
    assert find_leaks(shown(error), CANARIES) == []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        return f"sent for {DOCTOR}"

    error = raised(protect_tool(send, world.privacy), to="x")
    assert type(error) is ExtractorError
    assert find_leaks(shown(error), CANARIES) == []


def test_invalid_arguments_are_told_to_the_model(world):
    """The real tool validates what was restored; the model reads of placeholders."""

    @tool(args_schema=Address)
    def send(to: str) -> str:
        """Send a mail."""
        return "never"

    with world.saver() as saver, world.traced():
        agent = create_agent(
            world.model(), [send], middleware=[PrivacyToolMiddleware(world.privacy)],
            checkpointer=saver,
        )  # fmt: skip
        out = protect(agent, world.privacy).invoke(ASKED, THREAD)
    heard = world.hears()[-1]["content"]
    assert "<EMAIL_1> is unknown" in heard
    assert EMAIL in out["messages"][2].content
    world.assert_clean()


def test_tool_handles_its_own_errors(world):
    """`handle_tool_error` and `handle_validation_error` are asked, with the raw error."""
    seen = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        msg = f"unknown: {to}"
        raise ToolException(msg)

    send.handle_tool_error = lambda error: seen.append(str(error)) or f"No: {error}"
    world.privacy.desensitize(EMAIL)
    asked = {"type": "tool_call", "name": "send", "args": {"to": "<EMAIL_1>"}, "id": "1"}
    answer = protect_tool(send, world.privacy).invoke(asked)
    assert (answer.content, answer.status) == ("No: unknown: <EMAIL_1>", "error")
    assert seen == [f"unknown: {EMAIL}"]


def test_errors_reach_the_caller_and_traces_clean(world):
    """An error that nobody handles: traces, checkpoints and what is raised hold no value."""
    with world.saver() as saver, world.traced():
        agent = create_agent(
            world.model(), [failing(lambda: CodedError(EMAIL, code=7))],
            middleware=[PrivacyToolMiddleware(world.privacy)], checkpointer=saver,
        )  # fmt: skip
        with pytest.raises(CodedError, match="no such person"):
            protect(agent, world.privacy).invoke(ASKED, THREAD)
    world.assert_clean()


@pytest.mark.parametrize("is_async", [False, True])
async def test_retries_see_the_type(world, is_async):
    """`ToolRetryMiddleware(retry_on=...)` tries again, and its last word is clean."""
    tries = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        tries.append(to)
        raise CodedError(to, code=7)

    retry = ToolRetryMiddleware(
        max_retries=2, retry_on=(CodedError,), initial_delay=0, jitter=False
    )
    agent = protect(
        create_agent(
            world.model(), [send], middleware=[retry, PrivacyToolMiddleware(world.privacy)]
        ),
        world.privacy,
    )
    with world.traced():
        await agent.ainvoke(ASKED) if is_async else await asyncio.to_thread(agent.invoke, ASKED)
    assert tries == [EMAIL] * 3
    assert "<EMAIL_1>" in world.hears()[-1]["content"]
    world.assert_clean(checkpoints=False)


def in_a_node(world, node, asked, **policy):
    """Run a graph of one node of tools, inside `protect`."""
    builder = StateGraph(MessagesState)
    builder.add_node("tools", node, **policy)
    builder.add_edge(START, "tools")
    said = [HumanMessage(f"{NAME} {ILLNESS}"), asked]
    with world.saver() as saver, world.traced():
        graph = protect(builder.compile(checkpointer=saver), world.privacy)
        return graph.invoke({"messages": said}, THREAD)["messages"][-1]


def test_tool_nodes_of_graphs_of_your_own(world):
    """`handle_tool_errors` with a type, and a retry policy of the node, go by the type."""
    tries = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        tries.append(to)
        raise ConnectionError(to) if len(tries) == 1 else CodedError(to, code=7)

    node = ToolNode([protect_tool(send, world.privacy)], handle_tool_errors=(CodedError,))
    policy = RetryPolicy(retry_on=ConnectionError, initial_interval=0, jitter=False)
    asked = AIMessage("", tool_calls=[{"name": "send", "args": {"to": EMAIL}, "id": "1"}])
    answer = in_a_node(world, node, asked, retry_policy=policy)
    assert tries == [EMAIL, EMAIL]
    assert isinstance(answer, ToolMessage)
    assert (answer.status, EMAIL in answer.content) == ("error", True)
    world.assert_clean()


@pytest.mark.parametrize("fails", [False, True])
def test_wrap_functions_serve_tool_nodes(world, fails):
    """The middleware's functions do the same as the arguments of a `ToolNode`."""
    seen = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        seen.append(to)
        if fails:
            raise CodedError(to, code=7)
        return f"sent to {to}"

    guard = PrivacyToolMiddleware(world.privacy)
    node = ToolNode(
        [send],
        handle_tool_errors=True,
        wrap_tool_call=guard.wrap_tool_call,
        awrap_tool_call=guard.awrap_tool_call,
    )
    asked = AIMessage("", tool_calls=[{"name": "send", "args": {"to": EMAIL}, "id": "1"}])
    answer = in_a_node(world, node, asked)
    assert seen == [EMAIL]
    assert EMAIL in answer.content
    assert answer.status == ("error" if fails else "success")
    world.assert_clean()


async def test_cancelling_passes(world):
    """A cancelled tool is cancelled, nothing else."""
    started = asyncio.Event()

    @tool
    async def wait() -> str:
        """Wait."""
        started.set()
        await asyncio.sleep(30)
        return "never"

    task = asyncio.create_task(protect_tool(wait, world.privacy).ainvoke({}))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
