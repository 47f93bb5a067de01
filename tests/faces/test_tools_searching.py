"""Tools that search in the cloud, and what `protect_tool` takes for a tool."""

from __future__ import annotations

import pytest
from faces.agent_world import ASKED, CANARIES, EMAIL, NAME, SAID, a_world, call, last
from langchain.agents import create_agent
from langchain_core.tools import create_retriever_tool
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_openai import OpenAIEmbeddings

from langchain_memprivacy import NotCoveredError
from langchain_memprivacy.integrations.embeddings import PrivacyEmbeddings
from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.tools import protect_tool
from langchain_memprivacy.policy import ToolPolicy


@pytest.fixture
def world(tmp_path):
    script = [call("kb", query="contract of <EMAIL_1>"), "Two years, <REAL_NAME_1>."]
    with a_world(tmp_path, script) as world:
        yield world


def searcher(world, *, private: bool):
    """A tool over embeddings of the cloud."""
    embeddings = OpenAIEmbeddings(
        base_url=world.cloud.base_url, api_key="none", check_embedding_ctx_length=False
    )
    if private:
        embeddings = PrivacyEmbeddings(embeddings, world.privacy)
    found = InMemoryVectorStore.from_texts([f"{NAME} has a contract for two years"], embeddings)
    if not private:
        world.cloud.received.clear()
    return create_retriever_tool(found.as_retriever(), "kb", "Search contracts.")


@pytest.mark.parametrize("is_async", [False, True])
async def test_private_embeddings_in_a_tool_hide_the_query(world, is_async):
    """The body is raw, and what it embeds is not: the query leaves with placeholders."""
    world.privacy.desensitize(SAID)
    guard = PrivacyToolMiddleware(world.privacy)
    kb = searcher(world, private=True)
    agent = protect(create_agent(world.model(), [kb], middleware=[guard]), world.privacy)
    out = await agent.ainvoke(ASKED) if is_async else agent.invoke(ASKED)
    assert last(out) == f"Two years, {NAME}."
    assert f"{NAME} has a contract" in out["messages"][-2].text
    query = world.cloud.requests("embeddings")[-1]["input"]
    assert query in ("contract of <EMAIL_1>", ["contract of <EMAIL_1>"])
    world.cloud.assert_clean(CANARIES)


def test_a_tool_that_sees_nothing_sends_nothing(world):
    """Without private embeddings the policy keeps values from the tool."""
    world.engine(ToolPolicy(named={"kb": None}))
    world.privacy.desensitize(SAID)
    guard = PrivacyToolMiddleware(world.privacy)
    kb = searcher(world, private=False)
    protect(create_agent(world.model(), [kb], middleware=[guard]), world.privacy).invoke(ASKED)
    query = world.cloud.requests("embeddings")[-1]["input"]
    assert query in ("contract of <EMAIL_1>", ["contract of <EMAIL_1>"])
    world.cloud.assert_clean(CANARIES)


def test_a_function_becomes_a_tool(world):
    """A plain function with a docstring is made a tool first."""
    world.privacy.desensitize(SAID)
    seen = []

    def send(to: str) -> str:
        """Send a mail."""
        seen.append(to)
        return f"sent to {to}"

    made = protect_tool(send, world.privacy)
    assert (made.name, made.description) == ("send", "Send a mail.")
    assert made.invoke({"to": "<EMAIL_1>"}) == "sent to <EMAIL_1>"
    assert seen == [EMAIL]


def undocumented(to):
    return to


@pytest.mark.parametrize("thing", [undocumented, "send", None, str])
def test_what_is_no_tool_is_refused(world, thing):
    """One line says what to pass."""
    with pytest.raises(NotCoveredError, match="is no tool; pass a tool of LangChain") as caught:
        protect_tool(thing, world.privacy)
    assert "\n" not in str(caught.value)
