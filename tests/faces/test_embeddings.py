"""Protected embeddings: vectors are made of placeholders."""

from __future__ import annotations

import threading

import pytest
from faces.chat_models import ALL, MAIL, SEEN, VALUES, engine
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_openai import OpenAIEmbeddings

from langchain_memprivacy import ExtractorError, ScopeError
from langchain_memprivacy.integrations.embeddings import PrivacyEmbeddings
from langchain_memprivacy.testing.loopback import Loopback, vector


@pytest.fixture
def cloud():
    """A cloud that must not see a value."""
    with Loopback() as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


def protected(cloud, privacy=None, **settings):
    """Protected embeddings over the loopback cloud."""
    inner = OpenAIEmbeddings(
        base_url=cloud.base_url, api_key="made-up", check_embedding_ctx_length=False
    )
    return PrivacyEmbeddings(inner, privacy or engine(), **settings)


async def test_texts_become_placeholders_first(cloud):
    """Documents and queries, both ways to call: the vector is that of the placeholders."""
    embeddings = protected(cloud)
    expected = pytest.approx(vector(SEEN))
    assert embeddings.embed_documents([ALL, ""])[0] == expected
    assert embeddings.embed_query(ALL) == expected
    assert (await embeddings.aembed_documents([ALL]))[0] == expected
    assert await embeddings.aembed_query(ALL) == expected
    assert cloud.requests()[0]["input"] == [SEEN, ""]


def test_no_texts(cloud):
    """Nothing in, nothing out."""
    assert protected(cloud).embed_documents([]) == []


def test_a_store_finds_what_it_was_told(cloud):
    """The same value has the same vector, so that a search finds it."""
    store = InMemoryVectorStore(protected(cloud))
    store.add_texts([f"about {MAIL}", "about tea"])
    (found,) = store.similarity_search(f"about {MAIL}", k=1)
    assert found.page_content == f"about {MAIL}"


def test_whose_mapping(cloud):
    """A scope given wins; else the engine's, by the config of the run around it."""
    privacy = engine(scope=lambda config: config["configurable"]["user"])
    protected(cloud, privacy, scope="ann").embed_query(MAIL)
    assert privacy.restore("<EMAIL_1>", scope="ann") == MAIL
    embeddings = protected(cloud, privacy)
    RunnableLambda(embeddings.embed_query).invoke(MAIL, {"configurable": {"user": "bo"}})
    assert privacy.restore("<EMAIL_1>", scope="bo") == MAIL
    with pytest.raises(ScopeError):
        embeddings.embed_query(MAIL)


async def test_the_loop_does_not_extract(cloud):
    """Async calls look for values in a thread."""
    threads = set()

    class Watching:
        def extract(self, text, *, role="user", real_name=None):
            threads.add(threading.get_ident())
            return []

    await protected(cloud, engine(extractor=Watching())).aembed_query("hello")
    assert threads
    assert threading.get_ident() not in threads


def test_a_failing_detector_stops_the_call(cloud):
    """Fail closed: nothing is sent."""

    class Broken:
        def extract(self, text, *, role="user", real_name=None):
            raise RuntimeError(text)

    with pytest.raises(ExtractorError):
        protected(cloud, engine(extractor=Broken())).embed_documents([ALL])
    assert cloud.received == []


def test_it_shows_no_engine(cloud):
    """`repr` names the inner class only."""
    assert repr(protected(cloud)) == "PrivacyEmbeddings(OpenAIEmbeddings)"
