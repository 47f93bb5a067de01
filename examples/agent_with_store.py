"""An agent that remembers people in a store: its rows hold placeholders, its user sees values.

Run it with `python examples/agent_with_store.py`; offline, or against OpenAI where
OPENAI_API_KEY is set.
"""

import sqlite3

from cloud import Cloud, side_by_side
from langchain.agents import create_agent
from langchain.tools import ToolRuntime
from langchain_core.tools import tool
from langgraph.store.sqlite import SqliteStore

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyToolMiddleware, protect
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import Reply, ToolCall

PRIVATE = ["ben.okafor@brightleaf.io", "+1 303 555 0142", "b.okafor@brightleaf.io"]
HOME = ("people", "u-7f3a")  # opaque ids stay as they are

cloud = Cloud(
    Reply(tool_calls=[ToolCall("remember", {"who": "plumber", "mail": "<EMAIL_1>"})]),
    "Noted: your plumber is at <EMAIL_1>.",
    Reply(tool_calls=[ToolCall("remember", {"who": "plumber", "phone": "<PHONE_NUMBER_1>"})]),
    "Your plumber can be reached at <EMAIL_1> and <PHONE_NUMBER_1>.",
)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
store = PrivacyStore(SqliteStore(database), privacy)  # or PostgresStore, or any other
store.setup()


@tool
def remember(who: str, runtime: ToolRuntime, mail: str = "", phone: str = "") -> str:
    """Remember how somebody can be reached; returns all that is known of them."""
    assert runtime.store is not None
    old = runtime.store.get(HOME, who)
    new = {key: value for key, value in (("mail", mail), ("phone", phone)) if value}
    runtime.store.put(HOME, who, {**(old.value if old else {}), **new})
    return f"known of {who}: {runtime.store.get(HOME, who).value}"


agent = create_agent(
    cloud.model, [remember], middleware=[PrivacyToolMiddleware(privacy)], store=store
)
agent = protect(agent, privacy)

side_by_side("THE CLOUD SAW", "YOU SEE")
for text in (
    "My plumber's mail address is ben.okafor@brightleaf.io, please remember that.",
    "My plumber's phone number is +1 303 555 0142. How can I reach him?",
):
    answer = agent.invoke({"messages": [("user", text)]})["messages"][-1].text
    side_by_side(cloud.saw(), answer)

print("the database holds:")
for row in database.execute("select prefix, key, value from store"):
    print("   ", *(cell if isinstance(cell, str) else cell.decode() for cell in row))

# Your own code reads and searches with real values.
for item in store.search(HOME, filter={"mail": "ben.okafor@brightleaf.io"}):
    print("you read:", item.key, item.value)
receipt = privacy.forget(value="+1 303 555 0142", stores=[store])
print("forgotten:", *receipt.placeholders, "and with it", len(receipt.purged[0].items), "item(s)")
assert store.get(HOME, "plumber") is None
cloud.prove(PRIVATE)
