"""An LCEL chain, `prompt | model | parser`, with the boundary of the device around it.

Run it with `python examples/lcel_chain.py`; offline, or against OpenAI where OPENAI_API_KEY
is set.
"""

from cloud import Cloud, side_by_side
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

from langchain_memprivacy import MemoryVault, MemPrivacy, protect

PRIVATE = ["Tomas Lindgren", "tomas.lindgren@brightleaf.io", "+46 70 123 45 67"]
NOTES = [
    "My name is Tomas Lindgren, I moved to a flat with a garden.",
    "Call me at +46 70 123 45 67 or write to tomas.lindgren@brightleaf.io, mornings only.",
]

cloud = Cloud(
    "<REAL_NAME_1> has moved to a flat with a garden.",
    "Reach the customer in the morning: <PHONE_NUMBER_1>, <EMAIL_1>.",
    "Dear <REAL_NAME_1>, congratulations on your garden!",
)
privacy = MemPrivacy(vault=MemoryVault())  # leave vault= out for the encrypted file

prompt = ChatPromptTemplate(
    [
        ("system", "You write for a {tone} shop. Copy words like <EMAIL_1> exactly."),
        ("human", "{task}: {note}"),
    ]
)
chain = protect(prompt | cloud.model | StrOutputParser(), privacy)

side_by_side("THE CLOUD SAW", "YOU SEE")
for note in NOTES:
    summary = chain.invoke({"tone": "friendly", "task": "Summarize", "note": note})
    side_by_side(cloud.saw(), summary)

# Streamed pieces are restored as they come; only the beginning of a placeholder is held back.
pieces = list(chain.stream({"tone": "warm", "task": "Congratulate", "note": NOTES[0]}))
side_by_side(cloud.saw(), "".join(pieces))
print(f"streamed in {len(pieces)} pieces")
cloud.prove(PRIVATE)
