"""Tools of an agent inside a graph boundary: raw in their bodies, placeholders everywhere else."""

from __future__ import annotations

from typing import Annotated

import pytest
from faces.agent_world import (
    ASKED,
    CANARIES,
    DOCTOR,
    EMAIL,
    FRIEND,
    ILLNESS,
    NAME,
    PASSWORD,
    THREAD,
    a_world,
    call,
    last,
)
from langchain.agents import create_agent
from langchain.tools import InjectedState, InjectedToolCallId, ToolRuntime
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import ToolMessage
from langchain_core.tools import tool
from langgraph.types import Command

from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.placeholders import CONTRACT
from langchain_memprivacy.policy import ToolPolicy
from langchain_memprivacy.testing.loopback import Reply, ToolCall, find_leaks

WRITE = call("send", to="<EMAIL_1>", about="<MEDICAL_HEALTH_1>, <PASSWORD_1>")
DONE = "Sent to <EMAIL_1> for <REAL_NAME_1>."


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, [WRITE, DONE]) as world:
        yield world


def protected(world, tools, **settings):
    settings.setdefault("middleware", [PrivacyToolMiddleware(world.privacy)])
    return protect(create_agent(world.model(), tools, **settings), world.privacy)


def mailer(seen: list):
    @tool
    def send(to: str, about: str) -> str:
        """Send a mail."""
        seen.append((to, about))
        return f"sent to {to}, copy to {FRIEND}"

    return send


def amailer(seen: list):
    @tool
    async def send(to: str, about: str) -> str:
        """Send a mail."""
        seen.append((to, about))
        return f"sent to {to}, copy to {FRIEND}"

    return send


def test_the_body_sees_raw_and_nobody_else(world):
    """The tool gets PL2 and PL3, credentials stay; wire, traces and checkpoints hold none."""
    seen = []
    with world.saver() as saver, world.traced():
        agent = protected(world, [mailer(seen)], checkpointer=saver)
        out = agent.invoke(ASKED, THREAD)
    assert seen == [(EMAIL, f"{ILLNESS}, <PASSWORD_1>")]
    assert last(out) == f"Sent to {EMAIL} for {NAME}."
    assert out["messages"][2].content == f"sent to {EMAIL}, copy to {FRIEND}"
    assert world.hears()[-1]["content"] == "sent to <EMAIL_1>, copy to <REAL_NAME_2>"
    world.assert_clean()


async def test_the_body_sees_raw_and_nobody_else_async(world):
    """The same on the event loop."""
    seen = []
    async with world.asaver() as saver:
        with world.traced():
            agent = protected(world, [amailer(seen)], checkpointer=saver)
            out = await agent.ainvoke(ASKED, THREAD)
    assert seen == [(EMAIL, f"{ILLNESS}, <PASSWORD_1>")]
    assert last(out) == f"Sent to {EMAIL} for {NAME}."
    world.assert_clean()


async def test_a_sync_tool_in_an_async_agent(world):
    """It runs in a thread, with the same view."""
    seen = []
    with world.traced():
        out = await protected(world, [mailer(seen)]).ainvoke(ASKED)
    assert seen == [(EMAIL, f"{ILLNESS}, <PASSWORD_1>")]
    assert last(out) == f"Sent to {EMAIL} for {NAME}."
    world.assert_clean(checkpoints=False)


def test_a_tool_that_is_named_may_have_credentials(world):
    """The policy decides by name, and each restoring is in the audit log."""
    world.engine(ToolPolicy(named={"send": "PL4"}))
    seen = []
    protected(world, [mailer(seen)]).invoke(ASKED)
    assert seen == [(EMAIL, f"{ILLNESS}, {PASSWORD}")]
    lines = [
        (scope, counts)
        for _, scope, action, counts in world.privacy.vault._audit
        if action == "restore tool:send"
    ]
    assert lines == [("nora", {"EMAIL": 1, "MEDICAL_HEALTH": 1, "PASSWORD": 1})]


def test_a_tool_that_is_allowed_nothing_gets_placeholders(world):
    """So it is with memory tools and tools of MCP servers by default."""
    world.engine(ToolPolicy(named={"send": None}))
    seen = []
    protected(world, [mailer(seen)]).invoke(ASKED)
    assert seen == [("<EMAIL_1>", "<MEDICAL_HEALTH_1>, <PASSWORD_1>")]


def test_numbers_are_validated_after_restoring(world):
    """A placeholder stands where the schema wants a number; the tool gets the number."""
    seen = []

    @tool
    def dial(extension: int, times: int = 2) -> str:
        """Dial."""
        seen.append((extension, times))
        return "ok"

    world.cloud.reply = [call("dial", extension="<EXTENSION_1>"), "Done."]
    protected(world, [dial]).invoke({"messages": [("user", "Call 44170")]})
    assert seen == [(44170, 2)]


class Seen(BaseCallbackHandler):
    """Keeps everything that callbacks are told."""

    def __init__(self):
        self.told = []

    def __getattribute__(self, name):
        if name.startswith("on_"):
            return lambda *args, **kwargs: self.told.append((name, repr(args), repr(kwargs)))
        return super().__getattribute__(name)


def test_no_callback_and_no_stream_sees_raw(world):
    """Handlers given to the call and to the tool see placeholders, streams show raw again."""
    handler = Seen()
    send = mailer([])
    send.callbacks = [handler]
    inner = create_agent(world.model(), [send], middleware=[PrivacyToolMiddleware(world.privacy)])
    agent = protect(inner, world.privacy)
    modes = ["values", "updates", "messages", "tools", "tasks", "debug"]
    parts = list(agent.stream(ASKED, {"callbacks": [handler]}, stream_mode=modes))
    names = {name for name, *_ in handler.told}
    assert {"on_tool_start", "on_tool_end", "on_chat_model_start"} <= names
    assert find_leaks(repr(handler.told).encode(), CANARIES) == []
    events = [part for mode, part in parts if mode == "tools"]
    assert [e["event"] for e in events] == ["tool-started", "tool-finished"]
    assert events[0]["input"]["to"] == EMAIL


def test_parallel_calls(world):
    """Each call has its own arguments and its own answer."""
    seen = []
    calls = [ToolCall("send", {"to": to, "about": "x"}) for to in ("<EMAIL_1>", "<REAL_NAME_1>")]
    world.cloud.reply = [Reply("", calls), DONE]
    with world.saver() as saver, world.traced():
        out = protected(world, [mailer(seen)], checkpointer=saver).invoke(ASKED, THREAD)
    assert sorted(to for to, _ in seen) == sorted([EMAIL, NAME])
    answers = [m.content for m in out["messages"] if isinstance(m, ToolMessage)]
    assert answers == [f"sent to {to}, copy to {FRIEND}" for to in (EMAIL, NAME)]
    world.assert_clean()


def test_injected_arguments(world):
    """State is the graph's, with placeholders; runtime and call id come through."""
    seen = {}

    @tool
    def send(
        to: str,
        about: str,
        runtime: ToolRuntime,
        state: Annotated[dict, InjectedState],
        call_id: Annotated[str, InjectedToolCallId],
    ) -> str:
        """Send a mail."""
        seen.update(to=to, said=state["messages"][0].text, ids={call_id, runtime.tool_call_id})
        seen["callbacks"] = [type(each).__name__ for each in runtime.config["callbacks"]]
        return "ok"

    with world.traced():
        protected(world, [send]).invoke(ASKED)
    assert seen["to"] == EMAIL
    assert NAME not in seen["said"]
    assert "<REAL_NAME_1>" in seen["said"]
    assert seen["ids"] == {"call_1_1"}
    assert seen["callbacks"] == ["ModelGuard"]
    world.assert_clean(checkpoints=False)


def test_commands_with_updates_and_messages(world):
    """What a command writes into the state is desensitized, its channels keep their names."""
    from langchain.agents import AgentState

    class State(AgentState):
        contact: str

    @tool
    def send(to: str, about: str, call_id: Annotated[str, InjectedToolCallId]) -> Command:
        """Send a mail."""
        answer = ToolMessage(f"sent to {to}", tool_call_id=call_id, artifact={"cc": FRIEND})
        return Command(update={"contact": f"{FRIEND} <{to}>", "messages": [answer]})

    with world.saver() as saver, world.traced():
        agent = protected(world, [send], checkpointer=saver, state_schema=State)
        out = agent.invoke(ASKED, THREAD)
    assert out["contact"] == f"{FRIEND} <{EMAIL}>"
    assert out["messages"][2].artifact == {"cc": FRIEND}
    world.assert_clean()


def test_return_direct(world):
    """The result is the answer, and comes back raw."""

    @tool(return_direct=True)
    def send(to: str, about: str) -> str:
        """Send a mail."""
        return f"sent to {to}"

    with world.traced():
        out = protected(world, [send]).invoke(ASKED)
    assert last(out) == f"sent to {EMAIL}"
    assert len(world.cloud.requests("chat/completions")) == 1
    world.assert_clean(checkpoints=False)


def test_content_and_artifact_and_blocks(world):
    """Blocks of content and the artifact beside them are desensitized."""

    @tool(response_format="content_and_artifact")
    def send(to: str, about: str) -> tuple:
        """Send a mail."""
        return [{"type": "text", "text": f"sent to {to}"}], {"receipt": FRIEND}

    with world.saver() as saver, world.traced():
        out = protected(world, [send], checkpointer=saver).invoke(ASKED, THREAD)
    answer = out["messages"][2]
    assert answer.content == [{"type": "text", "text": f"sent to {EMAIL}"}]
    assert answer.artifact == {"receipt": FRIEND}
    world.assert_clean()


def test_system_prompt_and_descriptions(world):
    """Names that the developer wrote down leave as placeholders; the contract is at the end."""

    @tool(description=f"Send a mail, for example to {DOCTOR}.")
    def send(to: str, about: str) -> str:
        return "ok"

    with world.saver() as saver, world.traced():
        agent = protected(
            world, [send], checkpointer=saver, system_prompt=f"You work for {DOCTOR}."
        )
        agent.invoke(ASKED, THREAD)
    request = world.cloud.requests("chat/completions")[0]
    system = request["messages"][0]
    assert system["role"] == "system"
    assert system["content"].startswith("You work for <REAL_NAME_")
    assert system["content"].endswith(CONTRACT)
    assert system["content"].count(CONTRACT) == 1
    described = request["tools"][0]["function"]
    assert described["description"].startswith("Send a mail, for example to <REAL_NAME_")
    assert set(described["parameters"]["properties"]) == {"to", "about"}
    world.assert_clean()


def test_the_contract_can_be_left_out(world):
    """Without one nothing is added, not even a system prompt."""
    middleware = [PrivacyToolMiddleware(world.privacy, contract=None)]
    protected(world, [mailer([])], middleware=middleware).invoke(ASKED)
    assert world.hears(0)[0]["role"] == "user"


def test_unknown_tools_are_answered_as_ever(world):
    """The model asks for a tool that nobody has."""
    world.cloud.reply = [call("fly", to="<EMAIL_1>"), DONE]
    with world.traced():
        out = protected(world, [mailer([])]).invoke(ASKED)
    assert "fly is not a valid tool" in out["messages"][2].content
    world.assert_clean(checkpoints=False)


def test_tools_that_middleware_adds(world):
    """A tool that is not registered is protected too, where ours is the last middleware."""
    from langchain.agents.middleware import AgentMiddleware

    seen = []
    send = mailer(seen)

    class Adds(AgentMiddleware):
        def wrap_model_call(self, request, handler):
            return handler(request.override(tools=[*request.tools, send]))

        def wrap_tool_call(self, request, handler):
            if request.tool is None:
                request = request.override(tool=send)
            return handler(request)

    middleware = [Adds(), PrivacyToolMiddleware(world.privacy)]
    with world.saver() as saver, world.traced():
        agent = protected(world, [], middleware=middleware, checkpointer=saver)
        out = agent.invoke(ASKED, THREAD)
    assert seen == [(EMAIL, f"{ILLNESS}, <PASSWORD_1>")]
    assert last(out) == f"Sent to {EMAIL} for {NAME}."
    world.assert_clean()
