"""The loopback cloud: what it records, what leaks it sees, and LangSmith's real client."""

from __future__ import annotations

import gzip
import http.client
import json
import logging
import socket
import threading
import time
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from langsmith import Client
from langsmith.utils import get_env_var

from langchain_memprivacy.testing.loopback import Fault, Loopback

CANARIES = ("Nora Whitfield", "nora.whitfield@brightleaf.io", "林晓岚")


@pytest.fixture
def cloud(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with Loopback() as running:
        yield running


def post(cloud, path, body=b"", headers=None, method="POST"):
    """Send bytes as they are; return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", int(cloud.url.rpartition(":")[2]))
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_fault_strikes_its_path_only(cloud):
    """Traces are taken while models fail."""
    cloud.fault = Fault(500)
    assert post(cloud, "/runs", b"{}")[0] == 202
    assert post(cloud, "/v1/embeddings", b'{"input": "x"}')[0] == 500
    cloud.fault = Fault(503, path="/runs")
    assert post(cloud, "/runs", b"{}")[0] == 503
    assert post(cloud, "/v1/embeddings", b'{"input": "x"}')[0] == 200


@pytest.fixture(params=[False, True], ids=["plain", "zstd"])
def compress(request, monkeypatch):
    """Whether the LangSmith client compresses; it remembers its environment, so that goes."""
    monkeypatch.setenv("LANGSMITH_DISABLE_RUN_COMPRESSION", str(not request.param).lower())
    get_env_var.cache_clear()
    yield request.param
    get_env_var.cache_clear()


def test_langsmith_posts_everything(cloud, caplog, compress):
    """Runs with their errors, tags and outputs are taken without complaint and can be searched."""
    single, run = uuid.uuid4(), uuid.uuid4()
    traced = {"trace_id": run, "dotted_order": f"20260101T000000000000Z{run}"}
    with caplog.at_level(logging.WARNING, "langsmith"):
        client = Client(api_url=cloud.url, api_key="x")
        until = time.monotonic() + 10
        while compress and client.compressed_traces is None and time.monotonic() < until:
            time.sleep(0.01)  # its thread has yet to ask for `/info`
        client.create_run("one", {"text": CANARIES[0]}, "chain", id=single, tags=[CANARIES[1]])
        client.update_run(single, error=f"failed for {CANARIES[2]}")
        client.create_run("two", {"text": CANARIES[0]}, "chain", id=run, **traced)
        client.update_run(run, **traced, outputs={"text": CANARIES[2]})
        client.flush()
        client.close()
    assert caplog.messages == []
    paths = {record.path for record in cloud.received}
    assert paths == {"/info", "/runs", f"/runs/{single}", "/runs/multipart"}
    for record in cloud.received:
        if record.path == "/runs/multipart":
            assert (b"zstd" in record.headers) is compress
            assert (record.raw != record.body) is compress
    leaks = cloud.leaks(CANARIES)
    assert {label for label, place in leaks if "multipart" in place} == {0, 2}
    assert {label for label, place in leaks if "multipart" not in place} == {0, 1, 2}


def test_langsmith_keeps_feedback_datasets_and_projects(cloud):
    """The client reads back what it sent."""
    client = Client(api_url=cloud.url, api_key="x", auto_batch_tracing=False)
    client.create_feedback(
        uuid.uuid4(), "score", score=1, comment=CANARIES[0], session_id=uuid.uuid4()
    )
    made = client.create_dataset("teas", description=CANARIES[1])
    assert client.read_dataset(dataset_name="teas").id == made.id
    example = client.create_example({"q": CANARIES[2]}, dataset_name="teas")
    assert example.inputs == {"q": CANARIES[2]}
    assert client.create_project("trial").name == "trial"
    assert [*client.list_examples(dataset_id=made.id)] == []
    assert {label for label, _ in cloud.leaks(CANARIES)} == {0, 1, 2}
    client.close()


def test_anything_else_is_recorded_and_answered(cloud):
    """Unknown paths and methods get an empty object; their bytes are kept."""
    assert post(cloud, "/any/where?q=Nora%20Whitfield", b"\xff\x00", {"X-Is": "abc"}, "PUT") == (
        200,
        b"{}",
    )
    (record,) = cloud.received
    assert (record.method, record.path, record.body) == (
        "PUT",
        "/any/where?q=Nora%20Whitfield",
        b"\xff\x00",
    )
    assert b"\r\nX-Is: abc\r\n" in record.headers
    assert record.line == b"PUT /any/where?q=Nora%20Whitfield HTTP/1.1\r\n"
    assert b"X-Is: abc" in cloud.wire
    assert cloud.requests() == []


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("Deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("zstd", zstandard.compress),
        ("zstd", lambda data: zstandard.compress(data[:9]) + zstandard.compress(data[9:])),
        ("gzip, zstd", lambda data: zstandard.compress(gzip.compress(data))),
        ("identity", bytes),
    ],
)
def test_bodies_are_decoded(cloud, encoding, encode):
    """Compressed bodies can be read and searched; the raw bytes are kept too."""
    body = json.dumps({"text": CANARIES}).encode()
    post(cloud, "/runs", encode(body), {"Content-Encoding": encoding})
    assert cloud.received[0].body == body
    assert cloud.received[0].raw == encode(body)
    assert cloud.requests("/runs") == [{"text": [*CANARIES]}]
    assert len(cloud.leaks(CANARIES)) == 3


def test_chunked_bodies_are_joined(cloud):
    """A value cut in two by chunks is one value."""
    connection = socket.create_connection(("127.0.0.1", int(cloud.url.rpartition(":")[2])))
    with connection, connection.makefile("rwb") as stream:
        stream.write(
            b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
        )
        stream.flush()
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
        stream.write(b"7\r\nNora Wh\r\n7;x=1\r\nitfield\r\n0\r\nTrailer: a\r\n\r\n")
        stream.flush()
        assert stream.read().endswith(b"{}")
    assert cloud.received[0].body == b"Nora Whitfield"
    assert cloud.leaks(CANARIES) == [(0, "POST /x body")]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd", "br"])
def test_what_cannot_be_decoded_is_never_called_clean(cloud, encoding):
    """A search of an unreadable body is an error, not an all-clear."""
    post(cloud, "/runs", b"no such encoding", {"Content-Encoding": encoding})
    with pytest.raises(ValueError, match="cannot be searched: content encoding"):
        cloud.leaks(CANARIES)
    with pytest.raises(ValueError, match="cannot be searched"):
        cloud.assert_clean(CANARIES)


def test_leaks_name_places_and_never_values(cloud):
    """Line, headers and body are told apart; nothing shown holds a value or a path with one."""
    post(cloud, "/v1/embeddings", b'{"input": "Nora Whitfield"}')
    post(
        cloud,
        "/find/Nora%20Whitfield?x=1",
        b"",
        {"X-Who": "bm9yYS53aGl0ZmllbGRAYnJpZ2h0bGVhZi5pbw=="},
    )
    assert cloud.leaks(CANARIES) == [
        (0, "POST /v1/embeddings body"),
        (0, "a request with a path not shown here line (percent)"),
        (1, "a request with a path not shown here headers (base64)"),
    ]
    labelled = {"3 (PL4)": CANARIES[0], "4 (PL2)": CANARIES[2]}
    with pytest.raises(AssertionError) as caught:
        cloud.assert_clean(labelled)
    assert str(caught.value).splitlines() == [
        "canary 3 (PL4) reached POST /v1/embeddings body",
        "canary 3 (PL4) reached a request with a path not shown here line (percent)",
    ]
    shown = f"{cloud!r} {cloud.received!r} {cloud.leaks(CANARIES)!r} {caught.value!r}"
    assert not [value for value in (*CANARIES, "Nora", "whitfield") if value in shown]
    cloud.assert_clean(["Ida Brandt"], fragment=6)
    cloud.clear()
    cloud.assert_clean(labelled)


def test_closing_ends_connections_and_threads():
    """A client that waits is let go, the port is free, and closing again is no error."""
    before = threading.active_count()
    with Loopback() as cloud:
        port = int(cloud.url.rpartition(":")[2])
        idle = socket.create_connection(("127.0.0.1", port))
        idle.sendall(b"POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")
        post(cloud, "/x")
    idle.settimeout(10)
    assert idle.recv(1) == b""
    idle.close()
    cloud.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    for thread in threading.enumerate():
        if "process_request" in thread.name:
            thread.join(5)
    assert threading.active_count() <= before


def test_64_connections_are_open_at_once(cloud):
    """None waits for another: each answer is given only when all requests are there."""
    gate = threading.Barrier(64, timeout=20)

    def reply(asked):
        gate.wait()
        return asked["messages"][0]["content"]

    cloud.reply = reply
    said = [f"<EMAIL_{n}>" for n in range(1, 65)]
    body = [json.dumps({"messages": [{"content": text}]}).encode() for text in said]
    with ThreadPoolExecutor(64) as pool:
        answers = [*pool.map(lambda data: post(cloud, "/v1/chat/completions", data)[1], body)]
    assert [json.loads(a)["choices"][0]["message"]["content"] for a in answers] == said
