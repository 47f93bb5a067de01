"""LangMem with a model and a store in the cloud: both hold placeholders only.

Run it with `python examples/langmem_memory.py`; offline, or against OpenAI where
OPENAI_API_KEY is set. It needs `pip install 'langchain-memprivacy[langmem]'`.
"""

import json
import re

from cloud import Cloud, side_by_side
from langgraph.store.memory import InMemoryStore
from pydantic import BaseModel, Field

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.langmem import protect_memory
from langchain_memprivacy.testing.loopback import Reply, ToolCall, assert_clean

from langmem import create_memory_store_manager  # isort: skip  # LangMem's imports warn by themselves

PRIVATE = ["ben.okafor@brightleaf.io", "b.okafor@kestrel-io.net", "+1 303 555 0142"]
SAID = (
    "My plumber's mail address is ben.okafor@brightleaf.io, his phone number is +1 303 555 0142.",
    "The plumber has another mail address now: b.okafor@kestrel-io.net.",
)


class Contact(BaseModel):
    """Somebody the user may want to reach."""

    who: str
    mail: str = Field(pattern=r"^[^@<>\s]+@[^@<>\s]+$")  # a placeholder may stand there
    phone: str = Field(max_length=20)


def second(asked: dict) -> Reply:
    """Change the contact that LangMem found in the store."""
    found = re.search(r"instance id=(\w+)", json.dumps(asked["messages"]))
    patches = [{"op": "replace", "path": "/mail", "value": "<EMAIL_2>"}]
    args = {"json_doc_id": found[1], "planned_edits": "the new address", "patches": patches}
    return Reply(tool_calls=[ToolCall("PatchDoc", args)])


FIRST = {"who": "the user's plumber", "mail": "<EMAIL_1>", "phone": "<PHONE_NUMBER_1>"}
cloud = Cloud(Reply(tool_calls=[ToolCall("Contact", FIRST)]), second)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file
store = InMemoryStore()  # as well a PostgresStore

manager = create_memory_store_manager(
    cloud.model, schemas=[Contact], namespace=("contacts", "{user_id}"), store=store
)
manager = protect_memory(manager, privacy)

config = {"configurable": {"user_id": "u-7f3a"}}
side_by_side("THE CLOUD SAW", "YOU SAID")
for text in SAID:
    manager.invoke({"messages": [{"role": "user", "content": text}]}, config)
    told = cloud.saw().partition("Human Message")[2].strip("=\n ").partition("\n")[0]
    side_by_side(told, text)

side_by_side("THE STORE HOLDS", "YOU READ")
for row, item in zip(store.search(("contacts",)), manager.search(config=config), strict=True):
    side_by_side(json.dumps(row.value["content"]), repr(item.value))
    assert_clean(repr(row).encode(), PRIVATE, fragment=6)
cloud.prove(PRIVATE)
