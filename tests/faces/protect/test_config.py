"""What a call brings besides its input: config, context, keyword arguments."""

from __future__ import annotations

import base64
import random
import string
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from faces.protect.world import (
    ASKED,
    CANARIES,
    EMAIL,
    NAME,
    PIN,
    SAID,
    chain,
    engine,
    graph,
    model,
    saver,
    thread,
)
from langchain_core.runnables import RunnableLambda
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from pydantic import BaseModel

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.integrations.crossing import Crossing
from langchain_memprivacy.integrations.identifying import is_private
from langchain_memprivacy.integrations.protect import protect

HEX, LOW, BASE62 = (
    "0123456789abcdef",
    string.ascii_lowercase + string.digits,
    string.ascii_letters + string.digits,
)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEYS = ["thread_id", "user_id", "user", "session", "tenant", "assistant_id", "run"]
PER_SHAPE = 80


def ids(seed: int) -> dict[str, list[str]]:
    """Ids of the usual shapes."""
    chance = random.Random(seed)

    def some(letters: str, count: int) -> str:
        return "".join(chance.choice(letters) for _ in range(count))

    def moment() -> datetime:
        return datetime.fromtimestamp(chance.randrange(1_500_000_000, 1_900_000_000), UTC)

    def words(count: int) -> str:
        return "-".join(
            chance.choice(["blue", "otter", "river", "lamp", "stone", "tall"]) for _ in range(count)
        )

    shapes = {
        "uuid4": lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "uuid hex": lambda: uuid.UUID(int=chance.getrandbits(128), version=4).hex,
        "ulid": lambda: f"01J{some(CROCKFORD, 23)}",
        "ksuid": lambda: f"2{some(BASE62, 26)}",
        "nanoid": lambda: some(f"{BASE62}_-", 21),
        "object id": lambda: some(HEX, 24),
        "sha1": lambda: some(HEX, 40),
        "sha256": lambda: some(HEX, 64),
        "user-n": lambda: f"user-{chance.randrange(10 ** chance.randint(1, 9))}",
        "t n": lambda: f"t{chance.randrange(1000)}",
        "thread_n": lambda: f"thread_{chance.randrange(10**9)}",
        "conversation:n": lambda: f"conversation:{chance.randrange(10**6)}",
        "session": lambda: f"session-{some(LOW, 12)}",
        "stripe": lambda: f"cus_{some(BASE62, 14)}",
        "openai": lambda: f"thread_{some(BASE62, 24)}",
        "slug": lambda: words(3),
        "slug and number": lambda: f"{words(2)}-{chance.randrange(10000)}",
        "iso time": lambda: moment().isoformat(),
        "iso date": lambda: moment().date().isoformat(),
        "compact time": lambda: moment().strftime("%Y%m%dT%H%M%SZ"),
        "epoch seconds": lambda: str(int(moment().timestamp())),
        "epoch milliseconds": lambda: str(
            int(moment().timestamp()) * 1000 + chance.randrange(1000)
        ),
        "snowflake": lambda: str(chance.randrange(10**17, 10**18)),
        "base64": lambda: base64.urlsafe_b64encode(chance.randbytes(16)).decode().rstrip("="),
        "short hex": lambda: some(HEX, 8),
        "namespace": lambda: f"org_{chance.randrange(999)}/user_{chance.randrange(99999)}",
        "slack": lambda: f"U{some(string.ascii_uppercase + string.digits, 10)}",
        "counter": lambda: str(chance.randrange(10**7)),
    }
    return {shape: [make() for _ in range(PER_SHAPE)] for shape, make in shapes.items()}


@pytest.mark.parametrize("key", KEYS)
def test_ids_are_never_refused(key):
    """More than 10,000 generated ids under the usual keys pass, with the rules as the detector."""
    crossing = Crossing(engine(extractor=None), "nora")
    found = [
        (shape, index)
        for shape, made in ids(KEYS.index(key)).items()
        for index, one in enumerate(made)
        if is_private(crossing, one, key)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thread_id", EMAIL),
        ("thread_id", f"user:{EMAIL}"),
        ("user_id", EMAIL),
        ("name", NAME),
        ("phone", "+49 30 90182044"),
        ("nested", {"deep": [{"mail": EMAIL}]}),
        ("card", "4539 1488 0343 6467"),
    ],
)
async def test_private_values_that_identify_are_refused(key, value):
    """An address as a thread's name would reach checkpoints: an error says so and shows nothing."""
    privacy = engine(extractor=None)
    protected = protect(RunnableLambda(str), privacy)
    config = {"configurable": {key: value}}
    for call in (protected.invoke, lambda x, c: list(protected.stream(x, c))):
        with pytest.raises(NotCoveredError, match="opaque id") as caught:
            call("x", config)
        assert str(value) not in str(caught.value)
    with pytest.raises(NotCoveredError, match="opaque id"):
        await protected.ainvoke("x", config)
    built = protect(graph(RunnableLambda(str), saver()), privacy)
    for call in (
        built.get_state,
        lambda c: list(built.get_state_history(c)),
        lambda c: built.update_state(c, {}),
    ):
        with pytest.raises(NotCoveredError, match="opaque id"):
            call(config)
    assert privacy.recognise(str(value), "nora") == []  # to be refused is not to be kept


def test_the_detector_is_asked_once_for_an_id():
    """A model takes its time: the ids that come with every call are not read again."""
    asked = []

    class Counting:
        def extract(self, text, **_):
            asked.append(text)
            return []

    protected = protect(RunnableLambda(str), engine(extractor=Counting()))
    for text in ("a", "b", "c"):
        protected.invoke(text, {**thread("t-1", user_id="u-1"), "metadata": {"case": "c-1"}})
    assert {"a", "b", "c", "t-1", "u-1"} <= set(asked)
    assert len(asked) == len(set(asked))


def test_known_values_are_refused_even_as_ids(privacy):
    """What the detector does not know in an id is refused once it is known in the scope."""
    protected = protect(RunnableLambda(str), privacy)
    protected.invoke(SAID)
    with pytest.raises(NotCoveredError):
        protected.invoke("x", thread(f"chat/{PIN}"))
    assert protected.invoke("x", thread("chat/other")) == "x"


def test_metadata_tags_and_names_are_desensitized(cloud, privacy):
    """They reach checkpoints; ids in them stay, so that they are found again."""
    one = str(uuid.UUID(int=7, version=4))
    config = {
        **thread(),
        "metadata": {"who": NAME, "user_id": one, "n": 3},
        "tags": [f"for {EMAIL}"],
    }
    memory = saver()
    protect(graph(model(cloud), memory), privacy).invoke(ASKED, config)
    kept = [one.metadata for one in memory.list(thread())]
    assert all(m["who"] == "<REAL_NAME_1>" and m["user_id"] == one and m["n"] == 3 for m in kept)
    assert not any(value in str(kept) for value in CANARIES.values())
    assert "memprivacy" not in str(kept)
    assert config["metadata"]["who"] == NAME  # the caller's own is as it was


class Client:
    """Something that is no data."""


@dataclass
class Context:
    who: str
    user_id: str = "u1"
    client: Any = field(default_factory=Client)


@dataclass(slots=True)
class Slotted:
    who: str
    user_id: str = "u1"
    client: Any = None


class Row(NamedTuple):
    who: str
    user_id: str = "u1"
    client: Any = None


class Model(BaseModel, arbitrary_types_allowed=True):
    who: str
    user_id: str = "u1"
    client: Any = None


@pytest.mark.parametrize("kind", [dict, Context, Slotted, Row, Model])
async def test_the_runtime_context_is_desensitized(privacy, kind):
    """Dict, dataclass or pydantic: text becomes placeholders, ids and clients stay."""
    seen = []

    def look(state: dict, runtime: Runtime) -> dict:
        seen.append(runtime.context)
        return {"to": "<REAL_NAME_1>"}

    schema = None if kind is dict else kind
    built = StateGraph(dict, context_schema=schema).add_node("look", look).add_edge(START, "look")
    protected = protect(built.compile(), privacy)
    client = Client()
    context = kind(who=NAME, user_id="u1", client=client)
    assert protected.invoke({"x": 1}, context=context) == {"to": NAME}
    assert await protected.ainvoke({"x": 1}, context=context) == {"to": NAME}
    for one in seen:
        read = one.get if isinstance(one, dict) else lambda name, one=one: getattr(one, name)
        assert (read("who"), read("user_id")) == ("<REAL_NAME_1>", "u1")
        assert read("client") is client
        assert type(one) is kind
    bad = kind(who="x", user_id=EMAIL, client=None)
    with pytest.raises(NotCoveredError, match="context"):
        protected.invoke({"x": 1}, context=bad)


def test_keyword_arguments_of_models(cloud, privacy):
    """Stop words and users are desensitized; names in the schemas of tools stay, their prose does not."""
    tool = {
        "type": "function",
        "function": {
            "name": "lookup",
            "description": f"Look up letters of {NAME}",
            "parameters": {
                "type": "object",
                "properties": {"name": {"type": "string", "enum": ["Anna", EMAIL]}},
            },
        },
    }
    protect(model(cloud), privacy).invoke(SAID, tools=[tool], tool_choice="auto", user=EMAIL)
    (asked,) = cloud.requests("chat")
    sent = asked["tools"][0]["function"]
    assert sent["name"] == "lookup"
    assert sent["description"] == "Look up letters of <REAL_NAME_1>"
    assert list(sent["parameters"]["properties"]) == ["name"]
    assert asked["user"] == "<EMAIL_1>"


def test_a_run_around_lends_its_configurable(privacy):
    """A boundary that is called inside of a run has the settings of that run."""
    seen = []
    inner = protect(
        RunnableLambda(lambda x, config: seen.append(config["configurable"]) or x), privacy
    )
    outer = RunnableLambda(inner.invoke)
    assert outer.invoke(EMAIL, {"configurable": {"flavour": "mint"}}) == EMAIL
    assert seen[0]["flavour"] == "mint"


def test_configs_of_bindings_apply(cloud, privacy):
    """What was bound before, and what is bound after, both reach the call, protected."""
    seen = []

    def look(x: str, config: Any) -> str:
        seen.append((config["metadata"].get("a"), config["metadata"].get("b"), config["tags"]))
        return x

    inner = RunnableLambda(look).with_config(metadata={"a": 1})
    protected = protect(inner, privacy).with_config(metadata={"b": NAME}).with_config(tags=["t"])
    assert protected.invoke(EMAIL, {"tags": [EMAIL]}) == EMAIL
    assert seen == [(1, "<REAL_NAME_1>", ["<EMAIL_1>", "t"])]
    assert protect(chain(model(cloud)), privacy).get_name() == "RunnableSequence"
