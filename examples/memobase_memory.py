"""A chat that remembers its user in Memobase: the model and the memory see placeholders.

Run it with `python examples/memobase_memory.py`; offline, with a stand-in for Memobase, or
against the real one where MEMOBASE_URL and MEMOBASE_API_KEY are set, and against OpenAI
where OPENAI_API_KEY is. It needs `pip install 'langchain-memprivacy[memobase]'`.
"""

import json
import os

from cloud import Cloud, side_by_side
from memobase import ChatBlob, MemoBaseClient

from langchain_memprivacy import MemoryVault, MemPrivacy, protect
from langchain_memprivacy.integrations.memobase import PrivacyMemobase
from langchain_memprivacy.testing.loopback import assert_clean
from langchain_memprivacy.testing.loopback.records import Record
from langchain_memprivacy.testing.loopback.wire import Connection, WireServer

PRIVATE = ["Nora Whitfield", "nora.whitfield@brightleaf.io", "+1 303 555 0142"]
SAID = (
    "My name is Nora Whitfield, mail me at nora.whitfield@brightleaf.io.",
    "My phone number is +1 303 555 0142. What do you know of me?",
)


class StandIn(WireServer):
    """Keeps what it is told, and tells it again as the context."""

    def __init__(self) -> None:
        self.wire, self.known = b"", []
        super().__init__(self.reply)

    def reply(self, record: Record, connection: Connection) -> None:
        """Answer as Memobase does."""
        self.wire += record.data
        body = json.loads(record.body or "{}")
        data = {"id": body.get("id"), "context": "\n".join(self.known)}
        if "/blobs/insert/" in record.path:
            said = body["blob_data"]["messages"]
            self.known += [f"- {m['content']}" for m in said if m["role"] == "user"]
        known = record.method != "GET" or "/context/" in record.path
        answer = {"errno": 0, "errmsg": ""} if known else {"errno": 404, "errmsg": "no such user"}
        connection.whole(200, {**answer, "data": data})


cloud = Cloud(
    "Welcome, <REAL_NAME_1>.",
    "You are <REAL_NAME_1>, at <EMAIL_1> and <PHONE_NUMBER_1>.",
)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file
stand_in = None if os.environ.get("MEMOBASE_URL") else StandIn()
url = f"http://127.0.0.1:{stand_in.server_address[1]}" if stand_in else os.environ["MEMOBASE_URL"]
client = MemoBaseClient(project_url=url, api_key=os.environ.get("MEMOBASE_API_KEY", "none"))

memory = PrivacyMemobase(client, privacy)
model = protect(cloud.model, privacy)
user = memory.get_or_create_user("nora.whitfield@brightleaf.io")

side_by_side("THE CLOUD SAW", "YOU SEE")
for text in SAID:
    known = user.context() or "nothing yet"
    answer = model.invoke([("system", f"You know of the user:\n{known}"), ("user", text)]).text
    said = [{"role": "user", "content": text}, {"role": "assistant", "content": answer}]
    user.insert(ChatBlob(messages=said), sync=True)
    side_by_side(cloud.saw(), answer)

print("you read in the memory:", *user.context().splitlines(), sep="\n    ")
client.client.close()
if stand_in:
    stand_in.close()
    print("the memory holds:", *stand_in.known, sep="\n    ")
    assert_clean(stand_in.wire, PRIVATE, fragment=8)
cloud.prove(PRIVATE)
