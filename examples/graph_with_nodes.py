"""A hand-built LangGraph graph with the node pair: checkpoints and cloud hold placeholders.

Run it with `python examples/graph_with_nodes.py`; offline, or against OpenAI where
OPENAI_API_KEY is set.
"""

from cloud import Cloud, side_by_side
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph

from langchain_memprivacy import (
    MemoryVault,
    MemPrivacy,
    PrivateContext,
    PrivateState,
    desensitize_node,
    restore_node,
)

PRIVATE = ["Nora Whitfield", "nora.whitfield@brightleaf.io", "Juniper-Lantern-58"]
TURNS = [
    "My name is Nora Whitfield, mail me at nora.whitfield@brightleaf.io. I love jasmine tea.",
    "My password is Juniper-Lantern-58. Who am I, and what do I like?",
]

cloud = Cloud(
    "Nice to meet you, <REAL_NAME_1>! I will write to <EMAIL_1> about teas.",
    "You are <REAL_NAME_1> and love jasmine tea. Do change <PASSWORD_1> soon.",
)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file


def model(state: PrivateState) -> dict:
    """Answer; the state holds placeholders only."""
    return {"messages": [cloud.model.invoke(state["messages"])]}


graph = StateGraph(PrivateState, context_schema=PrivateContext)
graph.add_node("desensitize", desensitize_node(privacy))
graph.add_node("model", model)
graph.add_node("restore", restore_node(privacy))
graph.add_edge(START, "desensitize")
graph.add_edge("desensitize", "model")
graph.add_edge("model", "restore")
graph.add_edge("restore", END)
app = graph.compile(checkpointer=InMemorySaver())

config = {"configurable": {"thread_id": "demo"}}
side_by_side("THE CLOUD AND THE CHECKPOINTER HOLD", "YOU SEE")
for text in TURNS:
    # Raw text goes in beside the state, which is checkpointed before any node runs.
    result = app.invoke({}, config, context={"messages": [("user", text)]})
    for kept, shown in list(zip(result["messages"], result["display"], strict=True))[-2:]:
        side_by_side(f"{kept.type}: {kept.text}", f"{shown.type}: {shown.text}")

history = str(list(app.get_state_history(config)))
assert not [value for value in PRIVATE if value in history]
cloud.prove(PRIVATE)
