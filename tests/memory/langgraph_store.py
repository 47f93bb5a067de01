"""The store of a LangGraph server on 127.0.0.1, as far as its client searches in it."""

from __future__ import annotations

from memory.service import Service


class StoreServer(Service):
    """Finds the same items whatever is asked for, in the namespace that was asked for."""

    routes = (("POST", "/store/items/search", "search"),)

    def __init__(self, items):
        super().__init__()
        self.items = items

    def search(self, *, body, query):
        del query
        namespace = body["namespace_prefix"]
        return 200, {"items": [{**item, "namespace": namespace} for item in self.items]}
