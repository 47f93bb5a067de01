"""A chat model on this machine names what is private; a model in the cloud does the work.

Run it with `python examples/local_model_extractor.py`. Where LOCAL_BASE_URL is set, the local
model is the one that vLLM, llama.cpp or Ollama serves there (LOCAL_MODEL says which); else a
scripted one on 127.0.0.1. The cloud is OpenAI where OPENAI_API_KEY is set.
"""

import json
import os

from cloud import Cloud, side_by_side
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI

from langchain_memprivacy import (
    ChatModelExtractor,
    MemoryVault,
    MemPrivacy,
    RuleExtractor,
    UnionExtractor,
    protect,
)
from langchain_memprivacy.testing.loopback import Loopback

PRIVATE = ["Ines Varga", "Graves' disease", "4417-Linde", "ines.varga@brightleaf.io"]
TEXTS = [
    "My sister Ines Varga told me she has Graves' disease. What may she eat?",
    "Write to ines.varga@brightleaf.io. The gate opens with 4417-Linde, and I like short mails.",
]


def local_answer(asked: dict) -> str:
    """Answer as a small model would: the message is at the end of the only turn."""
    labels = {
        "Ines Varga": ("Relationship Info", "PL2"),
        "Graves' disease": ("Medical Health", "PL3"),
        "4417-Linde": ("Password", "PL4"),
    }
    message = asked["messages"][-1]["content"].rpartition("Message:\n")[2]
    found = [
        {"original_text": text, "privacy_type": type_, "privacy_level": level}
        for text, (type_, level) in labels.items()
        if text in message
    ]
    return json.dumps({"spans": found})


local = Loopback(local_answer)
model = ChatOpenAI(
    model=os.environ.get("LOCAL_MODEL", "scripted"),
    base_url=os.environ.get("LOCAL_BASE_URL", local.base_url),
    api_key="none",
    temperature=0,
)
named = ChatModelExtractor(model)  # refuses a model that is not on this machine
privacy = MemPrivacy(
    extractor=UnionExtractor([RuleExtractor(), named]),  # rules see addresses and numbers
    vault=MemoryVault(),  # leave vault= out for the encrypted file
)

cloud = Cloud(
    "With <MEDICAL_HEALTH_1> iodine matters: <RELATIONSHIP_INFO_1> should ask a doctor.",
    "To <EMAIL_1>: the gate opens with <PASSWORD_1>.",
)
chat = protect(cloud.model, privacy)

side_by_side("THE CLOUD SAW", "YOU SEE")
for text in TEXTS:
    answer = chat.invoke([HumanMessage(text)])
    side_by_side(cloud.saw(), answer.text)
print(f"the local model made up {named.dropped} values, which were dropped")
cloud.prove(PRIVATE)
