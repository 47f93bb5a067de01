"""Memory systems over the loopback cloud: what they keep, what they find, what reaches them."""

from __future__ import annotations

import contextlib
import json

import pytest
from evaluation.people import DATASET, NAMES, USER, Words
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from memory.memobase_server import Memobase

from langchain_memprivacy.evaluation.judge import AnswerJudge
from langchain_memprivacy.evaluation.protections import PAPER, Method, protection_for
from langchain_memprivacy.evaluation.scripted import memory_model
from langchain_memprivacy.evaluation.systems import MemorySystemError, Settings, open_system
from langchain_memprivacy.evaluation.utility.answering import evaluate_answers, fill
from langchain_memprivacy.testing.loopback import Loopback, find_leaks

HERE = ["store", "langmem", "mem0"]
PROTECTED = [Method.IRREVERSIBLE, Method.UNTYPED, Method.TYPED]
VALUES = list(NAMES.values())


@pytest.fixture
def cloud():
    with Loopback(memory_model) as running:
        yield running


def settings(cloud, embeddings=None):
    """A model on the loopback cloud; embeddings there too, unless given."""
    return Settings(
        ChatOpenAI(model="m", base_url=cloud.base_url, api_key="k", max_retries=0),
        embeddings
        or OpenAIEmbeddings(base_url=cloud.base_url, api_key="k", check_embedding_ctx_length=False),
    )


@contextlib.contextmanager
def opened(kind, method, given):
    system = open_system(kind, protection_for(USER, method), given, user="u-1")
    try:
        fill(system, USER)
        yield system
    finally:
        system.close()


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("kind", HERE)
def test_what_is_kept_and_found(kind, method, cloud):
    """Every message comes back from memory, restored where the method lets one."""
    with opened(kind, method, settings(cloud, Words())) as system:
        found = "\n".join(system.search("Where is the mail?", 20))
        assert "I like jasmine tea in the evening." in found
        back = [value for value in VALUES if value in found]
        assert back == ([] if method is Method.IRREVERSIBLE else VALUES)


@pytest.mark.parametrize("method", PROTECTED)
@pytest.mark.parametrize("kind", HERE)
def test_nothing_private_reaches_system_or_cloud(kind, method, cloud):
    """Models, embeddings and rows get no value; what is not private is there."""
    with opened(kind, method, settings(cloud)) as system:
        system.search(f"Is {NAMES['mail']} the mail?", 5)
        rows = system.rows()
        assert b"jasmine tea" in rows
        assert find_leaks(rows, VALUES, 6) == []
    assert b"jasmine tea" in cloud.wire
    cloud.assert_clean(VALUES, 6)


@pytest.mark.parametrize("kind", HERE)
def test_without_protection_everything_does(kind, cloud):
    """The check above can fail: without protection rows and requests hold every value."""
    with opened(kind, Method.NONE, settings(cloud)) as system:
        assert len(find_leaks(system.rows(), VALUES)) == len(VALUES)
    assert len({leak.label for leak in cloud.leaks(VALUES)}) == len(VALUES)


@pytest.mark.parametrize("method", [Method.NONE, *PROTECTED])
def test_memobase(method):
    """A Memobase service gets protected sessions and queries, and its context comes back."""
    with Memobase() as service:
        given = Settings(url=service.url)
        with opened("memobase", method, given) as system:
            (text,) = system.search(f"Is {NAMES['mail']} the mail?", 5)
            assert system.rows() == b""
        if method is Method.NONE:
            assert find_leaks(service.stored(), VALUES)
        else:
            service.assert_clean(VALUES)
        if method is Method.TYPED:  # its "model" makes profiles of typed placeholders only
            assert NAMES["name"] in text


def test_what_cannot_be_opened():
    """An unknown kind, and one that lacks what it needs: an error that says what to give."""
    protection = protection_for(USER, Method.TYPED)
    with pytest.raises(MemorySystemError, match="use one of store, langmem, mem0, memobase"):
        open_system("zep", protection, Settings())
    for kind, missing in (("store", "embeddings"), ("langmem", "model"), ("memobase", "url")):
        with pytest.raises(MemorySystemError, match=f"needs {missing}"):
            open_system(kind, protection, Settings())


@pytest.mark.parametrize("kind", HERE)
def test_the_papers_protocol(kind, cloud):
    """Sessions in, questions answered, restored and judged: `***` loses private answers only."""
    given = settings(cloud, Words())
    rows = {name: PAPER[name] for name in ("none", "irreversible PL2+", "typed PL2+")}
    outcomes = evaluate_answers(
        DATASET,
        lambda protection, user: open_system(kind, protection, given, user=user.id),
        given.model,
        AnswerJudge(given.model),
        rows=rows,
    )
    found = {(o.row, o.question): o.scores for o in outcomes}
    for row in rows:
        assert set(found[row, "q01"]) == {
            "accuracy", "partial", "bleu1", "bleu2", "meteor", "rougeL",
        }  # fmt: skip
        assert found[row, "q02"]["accuracy"] == 1.0
        assert found[row, "q03"]["accuracy"] == float(not row.startswith("irreversible"))


@pytest.mark.parametrize(
    ("method", "sign"), [(Method.TYPED, "<EMAIL_1>"), (Method.UNTYPED, "<Mask_1>")]
)
def test_models_that_write_memories_are_told_alike(method, sign, cloud):
    """Mem0's request for memories says what signs are, with a type and without."""
    with opened("mem0", method, settings(cloud)):
        asked = json.dumps(cloud.requests("chat"), ensure_ascii=False)
    assert f"placeholders such as {sign}" in asked
    with opened("mem0", Method.IRREVERSIBLE, settings(cloud)):
        cloud.clear()
    assert "placeholders such as" not in json.dumps(cloud.requests("chat"))
