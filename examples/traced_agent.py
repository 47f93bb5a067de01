"""An agent whose state is raw on the device: model, checkpoints and traces get placeholders.

Run it with `python examples/traced_agent.py`; offline, or against OpenAI where OPENAI_API_KEY
is set. The traces go to a LangSmith of its own on 127.0.0.1: to use yours, leave `api_url` and
`api_key` out.
"""

from cloud import Cloud, side_by_side
from langchain.agents import create_agent
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langsmith import tracing_context

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyMiddleware
from langchain_memprivacy.integrations.langsmith import private_client
from langchain_memprivacy.integrations.saver import PrivacySaver
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall

PRIVATE = ["Nora Whitfield", "nora.whitfield@brightleaf.io"]

cloud = Cloud(
    Reply(tool_calls=[ToolCall("book_visit", {"mail": "<EMAIL_1>"})]),
    "Done, <REAL_NAME_1>: the answer comes to <EMAIL_1>.",
    "It was <EMAIL_1>.",
)
smith = Loopback()  # stands in for LangSmith
checkpoints = InMemorySaver()  # or SqliteSaver, PostgresSaver
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file
client = private_client(privacy, api_url=smith.url, api_key="none")


@tool
def book_visit(mail: str) -> str:
    """Ask the doctor for a visit; the answer goes to this address."""
    return f"asked, they write to {mail}"


agent = create_agent(
    cloud.model,
    [book_visit],
    middleware=[PrivacyMiddleware(privacy)],  # the last one, where there are more
    checkpointer=PrivacySaver(checkpoints, privacy),
)

config = {"configurable": {"thread_id": "visit"}}
asked = (
    "My name is Nora Whitfield. Book a visit, they should write to nora.whitfield@brightleaf.io."
)
side_by_side("THE CLOUD SAW", "YOU SEE")
with tracing_context(enabled=True, client=client):
    for text in (asked, "Which address did you give them?"):
        result = agent.invoke({"messages": [("user", text)]}, config)
        side_by_side(cloud.saw(), result["messages"][-1].text)
client.close()

kept = checkpoints.get_tuple(config).checkpoint["channel_values"]["messages"]
side_by_side("AT REST", "IN THE PROCESS")
side_by_side(kept[0].text, agent.get_state(config).values["messages"][0].text)
smith.assert_clean(PRIVATE)
print(f"LangSmith received {len(smith.wire):,} bytes of traces, none of them private")
cloud.prove(PRIVATE)
