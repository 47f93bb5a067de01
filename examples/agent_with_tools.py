"""An agent with two tools and a human in the loop; only the tools' bodies see raw values.

Run it with `python examples/agent_with_tools.py`; offline, or against OpenAI where
OPENAI_API_KEY is set.
"""

from cloud import Cloud, side_by_side
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyToolMiddleware, protect
from langchain_memprivacy.testing.loopback import Reply, ToolCall

PRIVATE = ["Nora Whitfield", "Ben Okafor", "ben.okafor@brightleaf.io", "b.okafor@brightleaf.io"]
TASK = (
    "My name is Nora Whitfield. Find the mail address of my doctor Ben Okafor, ask for a new date."
)

cloud = Cloud(
    Reply(tool_calls=[ToolCall("find_contact", {"name": "<RELATIONSHIP_INFO_1>"})]),
    Reply(tool_calls=[ToolCall("send_mail", {"to": "<EMAIL_1>", "body": "Yours, <REAL_NAME_1>"})]),
    "Done, <REAL_NAME_1>: I wrote to your <RELATIONSHIP_INFO_1> at <EMAIL_2>.",
)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file
outbox: list[tuple[str, str]] = []


@tool
def find_contact(name: str) -> str:
    """Find a person's mail address in the address book on this device."""
    known = {"Ben Okafor": "ben.okafor@brightleaf.io"}
    return next((mail for person, mail in known.items() if person in name), "not found")


@tool
def send_mail(to: str, body: str) -> str:
    """Send a mail from this device."""
    outbox.append((to, body))
    return f"sent to {to}"


agent = create_agent(
    cloud.model,
    [find_contact, send_mail],
    middleware=[
        HumanInTheLoopMiddleware(interrupt_on={"send_mail": True}),
        PrivacyToolMiddleware(privacy),
    ],
    checkpointer=InMemorySaver(),
)
agent = protect(agent, privacy)

config = {"configurable": {"thread_id": "demo"}}
side_by_side("THE CLOUD SAW", "YOU SEE")
result = agent.invoke({"messages": [("user", TASK)]}, config)
while "__interrupt__" in result:
    # You are asked with real values, and may change them; the graph goes on with placeholders.
    decisions = []
    for asked in result["__interrupt__"][0].value["action_requests"]:
        side_by_side(cloud.saw(), f"Send this? {asked['args']}")
        args = {**asked["args"], "to": "b.okafor@brightleaf.io"}
        decisions.append({"type": "edit", "edited_action": {"name": asked["name"], "args": args}})
    result = agent.invoke(Command(resume={"decisions": decisions}), config)
side_by_side(cloud.saw()[-120:], result["messages"][-1].text)
for to, body in outbox:
    print(f"in the outbox, for {to}: {body}")
cloud.prove(PRIVATE)
