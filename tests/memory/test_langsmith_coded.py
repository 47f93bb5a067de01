"""`private_client` on what hides in places: base64 in any dress, paths, fields of the tree."""

from __future__ import annotations

import base64
import random
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from faces.agent_world import CANARIES, EMAIL, EXTRACTOR, NAME, SAID
from langsmith.run_trees import RunTree
from memory.traces import tree

from langchain_memprivacy import MemoryVault, MemPrivacy, NotCoveredError, RuleExtractor
from langchain_memprivacy.integrations.langsmith import private_client
from langchain_memprivacy.integrations.langsmith.coded import hidden_coded
from langchain_memprivacy.testing.loopback import Loopback

B = EMAIL.encode()
LONG = (SAID * 3).encode()
NOISE = bytes(range(128, 256)) * 8


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


CODED: dict[str, Any] = {
    "bytes that are no UTF-8": b"\xff\xfe" + B,
    "bytes in UTF-16": EMAIL.encode("utf-16"),
    "bytes in UTF-16 without a mark": EMAIL.encode("utf-16-be"),
    "bytes with zeros": b"\x00\x01\x02" + B + b"\x00",
    "bytes in an old character set": f"Grüße, {EMAIL}".encode("latin-1"),
    "a long blob with a value inside": NOISE + B + NOISE,
    "after a word": f"token {b64(B)}",
    "after a word, glued": f"token_{b64(B)}",
    "in the middle": f"use {b64(b'xx ' + B)}, please",
    "URL-safe": base64.urlsafe_b64encode(b"\xfb\xff\xfe" + B).decode(),
    "unpadded": b64(B + b"!").rstrip("="),
    "twice": b64(b64(B).encode()),
    "twice, as bytes": base64.b64encode(B),
    "with line breaks": base64.encodebytes(LONG).decode(),
    "with line breaks of MIME": base64.encodebytes(LONG).decode().replace("\n", "\r\n"),
    "with line breaks, written out": repr(base64.encodebytes(LONG)),
    "media": {"type": "image", "mime_type": "image/png", "data": b64(NOISE + B)},
    "a data URL": f"data:image/png;base64,{b64(NOISE + B)}",
    "a key": {f"k {b64(B)}": 1},
}  # fmt: skip


@pytest.fixture
def smith() -> Any:
    with Loopback() as found:
        yield found


@pytest.fixture
def client(smith: Loopback) -> Any:
    privacy = MemPrivacy(extractor=EXTRACTOR, vault=MemoryVault(), scope="nora")
    found = private_client(privacy, api_url=smith.url, api_key="k")
    yield found
    found.close()


def a_run(**fields: Any) -> dict[str, Any]:
    """A run as `multipart_ingest` takes it."""
    id_ = uuid.uuid4()
    return {"id": id_, "trace_id": id_, "dotted_order": f"20260504T100000000000Z{id_}", "name": "n",
            "run_type": "tool", "session_name": "default", "inputs": {"a": "b"}, **fields}  # fmt: skip


@pytest.mark.parametrize("said", CODED.values(), ids=CODED)
def test_values_in_base64(client: Any, smith: Loopback, said: Any) -> None:
    """They leave neither in what was said nor in labels, feedback, examples and projects."""
    run = RunTree(name="n", inputs={"q": said}, client=client, extra={"metadata": {"m": said}})
    run.post()
    run.end(outputs={"a": [said]})
    run.patch()
    client.create_feedback(
        uuid.uuid4(), "k", value={"v": said}, session_id=uuid.uuid4(), extend_trace_retention=False
    )
    client.create_example(inputs={"q": said}, dataset_id=uuid.uuid4())
    client.create_project("p", metadata={"m": said})
    client.flush()
    smith.assert_clean(CANARIES, fragment=6)
    assert [found["name"] for found in tree(smith).values()] == ["n"]


def test_what_is_left_can_be_decoded(client: Any, smith: Loopback) -> None:
    """Around the placeholder all bytes are the same, in the alphabet they were written in."""
    data = b"\xfb\xff\xfe\x00" + B + b"\x00\xfb\xff\xfe"
    url_safe = base64.urlsafe_b64encode(data).decode().rstrip("=")
    RunTree(name="n", inputs={"a": data, "b": f"see {url_safe} there"}, client=client).post()
    client.flush()
    (run,) = tree(smith).values()
    hidden = data.replace(B, b"<EMAIL_1>")
    assert base64.b64decode(run["inputs"]["a"]) == hidden
    left = base64.urlsafe_b64encode(hidden).decode().rstrip("=")
    assert run["inputs"]["b"] == f"see {left} there"


def test_ids_hashes_and_pictures_stay(smith: Loopback) -> None:
    """What only looks like base64, or is base64 of nothing private, is sent as it is."""
    privacy = MemPrivacy(extractor=RuleExtractor(), vault=MemoryVault(), scope="nora")
    client = private_client(privacy, api_url=smith.url, api_key="k")
    kept = {
        "uuid": str(uuid.uuid4()),
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "words": "internationalization\nof_some_long_names/in/a/path",
        "picture": b64(bytes(range(256)) * 40),
    }
    RunTree(name="n", inputs=kept, client=client).post()
    client.close()
    (run,) = tree(smith).values()
    assert run["inputs"] == kept


def test_big_blobs_take_seconds_at_most(smith: Loopback) -> None:
    """200,000 bytes of noise with a value at its end is read in bounded time."""
    privacy = MemPrivacy(extractor=RuleExtractor(), vault=MemoryVault(), scope="nora")
    client = private_client(privacy, api_url=smith.url, api_key="k")
    began = time.monotonic()
    said = random.Random(3).randbytes(200_000) + b"\x00" + B
    RunTree(name="n", inputs={"picture": said}, client=client).post()
    client.close()
    assert time.monotonic() - began < 20
    (run,) = tree(smith).values()
    assert base64.b64decode(run["inputs"]["picture"]).endswith(b"\x00<EMAIL_1>")


@pytest.mark.parametrize("tail", ["", "q", "9z", "9zz"])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("more", range(6))
def test_letters_glued_behind(before: str, tail: str, more: int) -> None:
    """They may hold more bits than bytes; what was said is still what is decoded."""
    said = b"mail " + B + b" or Nora" + b"." * more
    coded = base64.b64encode(said).decode()
    if tail:
        said += b" " * (-len(said) % 3)
        coded = base64.b64encode(said).decode()
    run = before + coded.rstrip("=") + tail
    hidden = hidden_coded(run, lambda text: text.replace(EMAIL, "<EMAIL_1>"))
    now = said.replace(B, b"<EMAIL_1>")
    assert hidden.startswith(before)
    letters = hidden.removeprefix(before)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    assert base64.b64decode(whole + "=" * (-len(whole) % 4)).startswith(now)
    assert len(now) % 3 or hidden.endswith(tail)


PATHS: dict[str, Callable[[Any, str], Any]] = {
    "get_prompt": lambda client, name: client.get_prompt(name),
    "pull_prompt_commit": lambda client, name: client.pull_prompt_commit(
        name, dangerously_pull_public_prompt=True
    ),
    "like_prompt": lambda client, name: client.like_prompt(name),
    "list_prompt_commits": lambda client, name: list(client.list_prompt_commits(name)),
}


@pytest.mark.parametrize("name", [EMAIL, NAME, NAME.replace(" ", "%20"), f"{EMAIL}/p", b64(B)])
@pytest.mark.parametrize("ask", PATHS.values(), ids=PATHS)
def test_a_path_with_a_value_is_refused(
    client: Any, smith: Loopback, ask: Callable[[Any, str], Any], name: str
) -> None:
    """Prompts are asked for by their names, which stand in the path of the request."""
    with pytest.raises(NotCoveredError, match="path") as refused:
        ask(client, name)
    assert name not in str(refused.value)
    smith.assert_clean(CANARIES, fragment=6)


def test_other_paths_pass(smith: Loopback) -> None:
    """Ids and innocent names do, and routes do even where no scope is known."""
    privacy = MemPrivacy(
        extractor=RuleExtractor(), vault=MemoryVault(), scope=lambda c: c["configurable"]["u"]
    )
    client = private_client(privacy, api_url=smith.url, api_key="k")
    id_ = uuid.uuid4()
    client.request_with_retries("GET", f"/datasets/{id_}/share")
    client.request_with_retries("GET", f"/annotation-queues/{id_}/runs/by-key")
    client = private_client(privacy, scope="nora", api_url=smith.url, api_key="k")
    client.request_with_retries("GET", "/repos/-/my-greeting-prompt")
    assert b"my-greeting-prompt" in b"".join(r.route.encode() for r in smith.received)


TREE = (
    "dotted_order", "parent_run_id", "parent_run_ids", "child_run_ids", "session_id",
    "session_name", "project_name", "reference_example_id", "reference_dataset_id", "run_type",
    "execution_order", "trace_id",
)  # fmt: skip


@pytest.mark.parametrize("key", TREE)
@pytest.mark.parametrize("said", [EMAIL, [SAID]], ids=["text", "list"])
def test_fields_of_the_tree_are_looked_at(
    client: Any, smith: Loopback, key: str, said: Any
) -> None:
    """Only ids, dotted orders, kinds and numbers pass as they are."""
    client.multipart_ingest(create=[a_run(**{key: said}), a_run(name="other")])
    client.flush()
    smith.assert_clean(CANARIES, fragment=6)
    assert "other" in {run.get("name") for run in tree(smith).values()}


def test_the_tree_stays(client: Any, smith: Loopback) -> None:
    """What has the right shape is sent as it is."""
    root, id_ = uuid.uuid4(), uuid.uuid4()
    order = f"20260504T100000000000Z{root}.20260504T100000000001Z{id_}"
    place = {"id": id_, "trace_id": root, "parent_run_id": str(root), "dotted_order": order,
             "reference_example_id": root, "session_id": str(root), "execution_order": 7}  # fmt: skip
    client.multipart_ingest(create=[a_run(**place)])
    client.flush()
    (run,) = tree(smith).values()
    assert {key: run[key] for key in place} == {
        key: item if key == "execution_order" else str(item) for key, item in place.items()
    }
    assert (run["run_type"], run["session_name"]) == ("tool", "default")


def deep_list(levels: int = 90) -> Any:
    """Nest a value in lists."""
    value: Any = SAID
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("extra", [{"metadata": deep_list()}, {"metadata": SAID}, deep_list()])
def test_metadata_of_no_shape(client: Any, smith: Loopback, extra: Any) -> None:
    """The run keeps its place as the others do, and its project."""
    run = a_run(extra=extra, session_name="of-the-team")
    client.multipart_ingest(create=[run])
    client.flush()
    smith.assert_clean(CANARIES, fragment=6)
    (found,) = tree(smith).values()
    assert found["session_name"] == "of-the-team"
    assert found["name"] in {"n", "not traced"}
