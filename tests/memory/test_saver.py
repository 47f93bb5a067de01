"""`PrivacySaver` as a checkpointer: the contract, what is kept of each kind of value, refusals."""

from __future__ import annotations

import copy
import dataclasses
import enum
import re
import uuid
from collections import deque
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from faces.agent_world import EMAIL, EXTRACTOR, FRIEND, NAME, SAID
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Interrupt, Send
from memory.checkpoints import assert_kept_clean, inner_saver, rows
from pydantic import BaseModel, Field

from langchain_memprivacy import MemoryVault, MemPrivacy, NotCoveredError, ScopeError
from langchain_memprivacy.integrations.saver import PrivacySaver
from langchain_memprivacy.integrations.saver.marks import mark, unmark
from langchain_memprivacy.testing.loopback import assert_clean

CONFIG = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}


@pytest.fixture
def privacy() -> MemPrivacy:
    return MemPrivacy(extractor=EXTRACTOR, vault=MemoryVault(), scope="nora")


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Any:
    """Returns the address of a database, and starts the server where one asks for it."""
    return lambda: request.getfixturevalue("postgres_uri")


@pytest.mark.parametrize("kind", ["memory", "async sqlite", "async postgres"])
async def test_it_is_a_checkpointer(kind: str, tmp_path: Path, postgres: Any) -> None:
    """It does all that the contract of LangGraph asks, with rules that find much."""
    privacy = MemPrivacy(vault=MemoryVault())
    async with inner_saver(kind, tmp_path, postgres) as inner:

        @checkpointer_test(name=f"{kind} inside")
        async def made() -> Any:
            yield PrivacySaver(inner, privacy)

        report = await validate(made)
    done = {name: result for name, result in report.results.items() if result.passed is not None}
    assert {"put", "put_writes", "get_tuple", "list", "delete_thread"} <= set(done)
    assert {name: result.failures for name, result in done.items() if not result.passed} == {}


class Able(InMemorySaver):
    """Can copy threads, and nothing else that is optional."""

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        for ns, kept in list(self.storage[source_thread_id].items()):
            self.storage[target_thread_id][ns] = dict(kept)
        for (thread, *rest), blob in list(self.blobs.items()):
            if thread == source_thread_id:
                self.blobs[target_thread_id, *rest] = blob


def test_optional_methods_are_those_of_the_inner_class(privacy: MemPrivacy) -> None:
    """LangGraph asks the class; what the inner one cannot do is the base's."""
    able, plain = PrivacySaver(Able(), privacy), PrivacySaver(InMemorySaver(), privacy)
    for name in ("copy_thread", "acopy_thread", "delete_for_runs", "adelete_for_runs", "prune"):
        mine = getattr(type(able), name) is not getattr(BaseCheckpointSaver, name)
        assert mine == (name == "copy_thread")
        assert getattr(type(plain), name) is getattr(BaseCheckpointSaver, name)
    put(able, {"said": SAID})
    able.copy_thread("t", "u")
    copied = able.get_tuple({"configurable": {"thread_id": "u"}})
    assert copied.checkpoint["channel_values"] == {"said": SAID}
    assert type(able).__name__ == "PrivacySaver"
    assert isinstance(able, PrivacySaver)
    assert isinstance(copy.copy(able), PrivacySaver)
    again = able.with_allowlist([("a", "B")]).with_allowlist([("a", "C")])
    assert type(again) is type(able)
    assert again.get_tuple(CONFIG).checkpoint["channel_values"] == {"said": SAID}


def put(saver: Any, values: dict[str, Any], config: Any = CONFIG, **metadata: Any) -> Any:
    versions = dict.fromkeys(values, saver.get_next_version(None, None))
    checkpoint = {**empty_checkpoint(), "channel_values": values, "channel_versions": versions}
    return saver.put(config, checkpoint, {"source": "input", "step": -1, **metadata}, versions)


class Colour(enum.Enum):
    """An enum."""

    RED = "red"


class Pair(NamedTuple):
    """A named tuple."""

    who: str
    count: int


@dataclasses.dataclass
class Card:
    """A dataclass."""

    owner: str
    number: int = 44170


@dataclasses.dataclass
class Checked:
    """A dataclass that checks what it is given."""

    mail: str

    def __post_init__(self) -> None:
        if "@" not in self.mail:
            raise ValueError(self.mail)


class Address(BaseModel):
    """A model inside of one."""

    street: str


class Person(BaseModel):
    """A model whose fields are checked."""

    mail: str = Field(pattern="@")
    number: int = 0
    address: Address = Address(street="Elm Row")


VALUES = {
    "text": SAID,
    "json text": f'{{"to": "{EMAIL}", "more": "caf\\u00e9 {FRIEND}"}}',
    "number": 44170,
    "numbers": [44170, 44170.5, Decimal(44170), True, None],
    "times": [datetime(2026, 5, 4, tzinfo=UTC), date(2026, 5, 4)],
    "id": uuid.UUID(int=44170),
    "bytes": SAID.encode(),
    "keys": {EMAIL: {44170: 1}, "plain": {FRIEND}},
    "containers": [(EMAIL,), deque([NAME]), frozenset({EMAIL})],
    "named": Pair(NAME, 44170),
    "card": Card(NAME),
    "person": Person(mail=EMAIL, number=44170, address=Address(street=NAME)),
    "enum": Colour.RED,
    "pattern": re.compile("a+"),
    "send": Send("node", {"who": NAME, FRIEND: EMAIL}),
    "look-alike": "<EMAIL_7> and [EMAIL_8]",
    "messages": [
        HumanMessage([{"type": "text", "text": SAID}], name="Nora_W", id="m-1"),
        AIMessage(
            NAME,
            tool_calls=[{"name": "f", "args": {"n": 44170, "to": [EMAIL]}, "id": "c"}],
            invalid_tool_calls=[
                {"name": "f", "args": f'{{"a": "caf\\u00e9 {NAME}", "n": 44170}}', "id": "d", "error": SAID, "type": "invalid_tool_call"}
            ],
            additional_kwargs={"note": NAME},
        ),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
@pytest.mark.parametrize("name", VALUES)
async def test_what_comes_back_is_what_was_put(
    kind: str, name: str, tmp_path: Path, postgres: Any, privacy: MemPrivacy
) -> None:
    """Values of every kind: equal and of the same class, as channels, writes and metadata."""
    async with inner_saver(kind, tmp_path, postgres) as inner:
        saver = PrivacySaver(inner, privacy)
        bare = InMemorySaver()  # what serializing alone does
        put(bare, {"c": VALUES[name]})
        expected = bare.get_tuple(CONFIG).checkpoint["channel_values"]["c"]
        config = put(saver, {"c": VALUES[name], "kept": EMAIL})
        saver.put_writes(config, [("c", VALUES[name])], "task")
        found = saver.get_tuple(CONFIG)
        (listed,) = saver.list(CONFIG)
        data = rows(kind, inner, tmp_path, postgres)
    for value in (
        found.checkpoint["channel_values"]["c"],
        found.pending_writes[0][2],
        listed.checkpoint["channel_values"]["c"],
    ):
        assert value == expected
        assert repr(value) == repr(expected)
    assert_kept_clean(data)
    assert NUMBER not in data
    assert b": 44170" not in data


NUMBER = b"\xcd\xac\x8a"
"""44170, as MessagePack writes it."""


def test_the_number_is_searched_for_as_it_would_be_kept() -> None:
    """The search above finds a number that was put without protection."""
    inner = InMemorySaver()
    put(inner, {"c": [44170]})
    assert NUMBER in rows("memory", inner, Path(), None)


def test_a_class_that_could_not_be_made_again_is_refused(privacy: MemPrivacy) -> None:
    """The serializer would lose it without a word; a value without private parts passes."""
    saver = PrivacySaver(InMemorySaver(), privacy)
    with pytest.raises(NotCoveredError, match="Checked") as caught:
        put(saver, {"c": Checked(EMAIL)})
    assert EMAIL not in str(caught.value)
    put(saver, {"c": Checked("someone@else")})
    assert saver.get_tuple(CONFIG).checkpoint["channel_values"] == {"c": Checked("someone@else")}


def test_what_cannot_be_read_is_refused(privacy: MemPrivacy) -> None:
    """An object of a strange class is not kept."""
    inner = InMemorySaver()
    with pytest.raises(NotCoveredError, match="object"):
        put(PrivacySaver(inner, privacy), {"c": object()})
    assert not inner.storage


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
async def test_a_private_thread_id_is_refused(kind: str, tmp_path: Path, postgres: Any) -> None:
    """It would stand in every row; no call gets to the inner one, and deleting still can."""
    privacy = MemPrivacy(vault=MemoryVault())
    config = {"configurable": {"thread_id": EMAIL, "checkpoint_ns": ""}}
    async with inner_saver(kind, tmp_path, postgres) as inner:
        inner.get_tuple(CONFIG)  # makes the tables
        saver = PrivacySaver(inner, privacy)
        for call in (
            saver.get_tuple,
            saver.list,
            lambda c: saver.put_writes(c, [], "t"),
            lambda c: saver.put(c, empty_checkpoint(), {}, {}),
        ):
            with pytest.raises(NotCoveredError, match="thread_id") as caught:
                call(config)
            assert EMAIL not in str(caught.value)
        saver.delete_thread(EMAIL)
        assert EMAIL.encode() not in rows(kind, inner, tmp_path, postgres)


async def test_a_private_thread_id_is_refused_in_asynchronous_calls(tmp_path: Path) -> None:
    """The same for the twins."""
    config = {"configurable": {"thread_id": EMAIL, "checkpoint_ns": ""}}
    async with inner_saver("async sqlite", tmp_path, None) as inner:
        await inner.aget_tuple(CONFIG)
        saver = PrivacySaver(inner, MemPrivacy(vault=MemoryVault()))
        for call in (
            saver.aget_tuple,
            lambda c: anext(saver.alist(c)),
            lambda c: saver.aput_writes(c, [], "t"),
            lambda c: saver.aput(c, empty_checkpoint(), {}, {}),
        ):
            with pytest.raises(NotCoveredError, match="thread_id"):
                await call(config)
        await saver.adelete_thread(EMAIL)
        assert EMAIL.encode() not in rows("async sqlite", inner, tmp_path, None)


def test_metadata_keep_ids_and_hide_values(privacy: MemPrivacy) -> None:
    """Ids stay as they are for whoever searches by them; keys and values are hidden."""
    inner = InMemorySaver()
    saver = PrivacySaver(inner, privacy)
    config = {
        "configurable": {"thread_id": "t", "checkpoint_ns": "", "user_id": "u-7", "n": 44170, "__in": NAME},
        "metadata": {"note": SAID, FRIEND: "x"},
    }  # fmt: skip
    put(saver, {"c": EMAIL}, config, run_id="run-1", assistant_id="a-1", extra={"who": NAME})
    kept = inner.get_tuple(CONFIG).metadata
    assert (kept["user_id"], kept["run_id"], kept["assistant_id"]) == ("u-7", "run-1", "a-1")
    assert_clean(repr(kept).encode(), [EMAIL, NAME, FRIEND])
    back = saver.get_tuple(CONFIG).metadata
    assert (back["note"], back[FRIEND], back["n"], back["extra"]) == (
        SAID,
        "x",
        44170,
        {"who": NAME},
    )
    assert len(list(saver.list(CONFIG, filter={"note": SAID, "user_id": "u-7"}))) == 1
    assert len(list(saver.list(CONFIG, filter={FRIEND: "x", "n": 44170}))) == 1
    assert list(saver.list(CONFIG, filter={"note": NAME})) == []


def test_errors_are_kept_without_values(privacy: MemPrivacy) -> None:
    """What an exception says is desensitized, whatever hangs on it, and read back as text."""
    inner = InMemorySaver()
    saver = PrivacySaver(inner, privacy)
    config = put(saver, {"c": EMAIL})
    error = ValueError(f"bad {EMAIL}", {"who": NAME})
    error.__cause__ = KeyError(FRIEND)
    saver.put_writes(config, [("__error__", error)], "t")
    saver.put_writes(config, [("__error__", KeyboardInterrupt(NAME))], "u")
    assert_kept_clean(rows("memory", inner, Path(), None))
    assert EMAIL in str(saver.get_tuple(CONFIG).pending_writes)
    assert error.args[0] == f"bad {EMAIL}"  # the caller's own stays as it was


def test_ids_of_interrupts_stay(privacy: MemPrivacy) -> None:
    """An answer finds its question by it, even where the id looks private."""
    saver = PrivacySaver(InMemorySaver(), privacy)
    config = put(saver, {"c": EMAIL})
    asked = Interrupt(value=NAME, id=FRIEND)
    saver.put_writes(config, [("__interrupt__", (asked,))], "t")
    assert saver.inner.get_tuple(CONFIG).pending_writes[0][2][0].id == FRIEND
    assert saver.get_tuple(CONFIG).pending_writes[0][2] == [asked]


def test_a_scope_that_is_not_known_is_an_error(privacy: MemPrivacy) -> None:
    """For many users the config says who; a fixed scope needs none."""
    many = MemPrivacy(
        extractor=EXTRACTOR, vault=MemoryVault(), scope=lambda c: c["configurable"]["user_id"]
    )
    saver = PrivacySaver(InMemorySaver(), many)
    with pytest.raises(ScopeError):
        put(saver, {"c": EMAIL})
    fixed = PrivacySaver(InMemorySaver(), many, scope="nora")
    put(fixed, {"c": EMAIL})
    assert fixed.get_tuple(CONFIG).checkpoint["channel_values"] == {"c": EMAIL}


def test_a_forgotten_value_stays_a_placeholder(privacy: MemPrivacy) -> None:
    """And nothing else is read in its place, whatever is put afterwards."""
    saver = PrivacySaver(InMemorySaver(), privacy)
    put(saver, {"c": EMAIL, "n": 44170})
    privacy.forget(value=EMAIL)
    privacy.forget(value="44170")
    values = saver.get_tuple(CONFIG).checkpoint["channel_values"]
    assert values["c"] == "<EMAIL_1>"
    assert EMAIL not in str(values)
    put(saver, {**values, "d": EMAIL})
    assert saver.get_tuple(CONFIG).checkpoint["channel_values"]["c"] == "<EMAIL_1>"
    assert saver.get_tuple(CONFIG).checkpoint["channel_values"]["d"] == EMAIL


@pytest.mark.parametrize(
    "text", ["<EMAIL_1>", "EMAIL_1", "a <EMAIL_1><REAL_NAME_22> b", "\\u003cEMAIL_1\\u003e", "none"]
)
def test_marks_come_off_as_they_were_put_on(text: str) -> None:
    """Each placeholder gets one, once, and only its owner's tag takes it off."""
    marked = mark(text, "abcdefghij")
    assert unmark(marked, "abcdefghij") == text
    assert unmark(marked, "jihgfedcba") == marked
    assert mark(marked, "jihgfedcba") == marked
    assert (marked == text) == (text == "none")


def test_it_shows_no_values(privacy: MemPrivacy) -> None:
    """Its repr names the inner class only."""
    assert repr(PrivacySaver(InMemorySaver(), privacy)) == "PrivacySaver(InMemorySaver)"
