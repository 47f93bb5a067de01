"""A chat in the terminal whose answers stream, restored token by token.

Run it with `python examples/streaming_chat.py`; offline (the stand-in names the placeholders
it holds), or with OpenAI where OPENAI_API_KEY is set. End it with Ctrl-D.
"""

import sys

from cloud import Cloud
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph

from langchain_memprivacy import MemoryVault, MemPrivacy, protect
from langchain_memprivacy.testing.loopback.replies import echo

cloud = Cloud(echo)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file


def model(state: MessagesState) -> dict:
    """Answer; the state holds placeholders only."""
    return {"messages": [cloud.model.invoke(state["messages"])]}


graph = StateGraph(MessagesState).add_node(model).add_edge(START, "model")
app = protect(graph.compile(checkpointer=InMemorySaver()), privacy)

config = {"configurable": {"thread_id": "chat"}}
private: set[str] = set()
print("Tell me your name, your mail, a password of nobody's; I keep none of it.")
while True:
    print("you    ", end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        break
    if not line.strip():
        continue
    if not sys.stdin.isatty():
        print(line.rstrip())
    print("user   ", end="")
    for piece, _ in app.stream({"messages": [("user", line)]}, config, stream_mode="messages"):
        print(piece.text, end="", flush=True)
    print(f"\ncloud  {cloud.saw().rstrip()}")
    private |= {span.text for span in privacy.extract(line) if span.level >= 2}
cloud.prove(private)
