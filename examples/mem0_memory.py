"""Mem0 on this device with a model in the cloud: both see placeholders only.

Run it with `python examples/mem0_memory.py`; offline, or against OpenAI where OPENAI_API_KEY
is set. It needs `pip install 'langchain-memprivacy[mem0]'`.
"""

import json
import logging
import os
import sqlite3
import tempfile
import warnings

folder = tempfile.TemporaryDirectory()
os.environ["MEM0_DIR"] = folder.name  # Mem0 writes into the home folder else

from cloud import Cloud, side_by_side  # noqa: E402
from langchain_core.embeddings import DeterministicFakeEmbedding  # noqa: E402

from langchain_memprivacy import MemoryVault, MemPrivacy  # noqa: E402
from langchain_memprivacy.integrations.mem0 import PrivacyMem0  # noqa: E402

warnings.simplefilter("ignore")  # of Mem0 and its local database
logging.getLogger("mem0").setLevel(logging.CRITICAL)  # it misses spaCy, and goes on without
from mem0 import Memory  # noqa: E402  # after the adapter, which turns its reports off

PRIVATE = ["ben.okafor@brightleaf.io", "+1 303 555 0142"]
SAID = (
    "My plumber's mail address is ben.okafor@brightleaf.io.",
    "His phone number is +1 303 555 0142, and he likes strong coffee.",
)

FACTS = (
    ["The user's plumber has the mail address <EMAIL_1>"],
    ["The plumber's phone number is <PHONE_NUMBER_1>", "The plumber likes strong coffee"],
)

cloud = Cloud(*(json.dumps({"memory": [{"text": fact} for fact in facts]}) for facts in FACTS))
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file
inner = Memory.from_config(
    {
        "llm": {"provider": "langchain", "config": {"model": cloud.model}},
        # Stands in for a model of yours; one in the cloud would see placeholders, too.
        "embedder": {
            "provider": "langchain",
            "config": {"model": DeterministicFakeEmbedding(size=64)},
        },
        "vector_store": {
            "provider": "qdrant",
            "config": {"path": f"{folder.name}/vectors", "embedding_model_dims": 64},
        },
        "history_db_path": f"{folder.name}/history.db",
    }
)
memory = PrivacyMem0(inner, privacy)

side_by_side("THE CLOUD SAW", "YOU SAID")
for text in SAID:
    memory.add(text, user_id="u-7f3a")
    told = cloud.saw().partition("## New Messages")[2].partition("##")[0].strip()
    side_by_side(told, text)

print("the database holds:")
with sqlite3.connect(f"{folder.name}/history.db") as database:
    for (row,) in database.execute("select new_memory from history"):
        print("   ", row)
database.close()

print("you read:")
for item in memory.get_all(filters={"user_id": "u-7f3a"})["results"]:
    print("   ", item["memory"])

inner.vector_store.client.close()
memory.close()
folder.cleanup()
cloud.prove(PRIVATE)
