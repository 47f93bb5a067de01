"""Nodes with a cache: what is kept for one user is not given to another."""

from __future__ import annotations

from typing import TypedDict

import pytest
from faces.protect.world import EMAIL, engine
from langgraph.cache.memory import InMemoryCache
from langgraph.graph import START, StateGraph
from langgraph.types import CachePolicy

from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.extractors import FixedExtractor

BOB = "bob.stone@quarry.org"
MANY = FixedExtractor({EMAIL: ("Email", "PL2"), BOB: ("Email", "PL2")})
ORDERS = {EMAIL: "blue sofa", BOB: "red lamp"}


class State(TypedDict):
    mail: str
    order: str


def of(user):
    return {"configurable": {"user_id": user}}


class Shop:
    """A graph whose node looks an order up, and counts how often."""

    def __init__(self, *, nested=False):
        self.privacy = engine(
            extractor=MANY, scope=lambda config: config["configurable"]["user_id"]
        )
        self.asked = []
        cache = InMemoryCache()
        built = StateGraph(State).add_node("find", self.find, cache_policy=CachePolicy())
        graph = built.add_edge(START, "find").compile(cache=cache)
        if nested:
            graph = StateGraph(State).add_node("in", graph).add_edge(START, "in")
            graph = graph.compile(cache=cache)
        self.graph = protect(graph, self.privacy)

    def find(self, state):
        self.asked.append(state["mail"])
        users = {"alice": EMAIL, "bob": BOB}
        whose = next(u for u in users if self.privacy.restore(state["mail"], u) == self.now)
        return {"order": ORDERS[users[whose]]}

    def order(self, user, mail):
        self.now = mail
        return self.graph.invoke({"mail": mail}, of(user))["order"]

    async def aorder(self, user, mail):
        self.now = mail
        return (await self.graph.ainvoke({"mail": mail}, of(user)))["order"]


@pytest.mark.parametrize("nested", [False, True], ids=["graph", "subgraph"])
async def test_two_users_do_not_share_what_is_cached(nested):
    """Their placeholders are alike; each gets the own result, computed once."""
    shop = Shop(nested=nested)
    for _ in range(2):
        assert shop.order("alice", EMAIL) == "blue sofa"
        assert shop.order("bob", BOB) == "red lamp"
        assert await shop.aorder("alice", EMAIL) == "blue sofa"
        assert await shop.aorder("bob", BOB) == "red lamp"
    assert shop.asked == ["<EMAIL_1>", "<EMAIL_1>"]


async def test_clearing_is_for_one_user():
    """`clear_cache` of a protected graph drops what that user has, and nothing else."""
    shop = Shop()
    users = {"alice": EMAIL, "bob": BOB}
    for user, mail in users.items():
        shop.order(user, mail)
    shop.graph.clear_cache(config=of("alice"))
    for user, mail in users.items():
        shop.order(user, mail)
    assert len(shop.asked) == 3
    await shop.graph.aclear_cache(["find"], of("bob"))
    for user, mail in users.items():
        await shop.aorder(user, mail)
    assert len(shop.asked) == 4
