"""Memobase on 127.0.0.1, as its client speaks to it: users, blobs, buffers, profiles, events.

Its "model" makes of each sentence of a user with a placeholder in it a profile and an event.
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime

from memory.service import Service

from langchain_memprivacy.placeholders import CANONICAL

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _now():
    return datetime.now(UTC).isoformat()


def _ok(data=None):
    return 200, {"data": data, "errmsg": "", "errno": 0}


class Memobase(Service):
    """The service; `users` is what it stores."""

    routes = (
        ("GET", "/api/v1/healthcheck", "ping"),
        ("GET", "/api/v1/project/profile_config", "get_config"),
        ("POST", "/api/v1/project/profile_config", "set_config"),
        ("GET", "/api/v1/project/(?:billing|usage)", "usage"),
        ("GET", "/api/v1/project/users", "list_users"),
        ("POST", "/api/v1/users", "add_user"),
        ("GET", "/api/v1/users/([^/]+)", "get_user"),
        ("PUT", "/api/v1/users/([^/]+)", "put_user"),
        ("DELETE", "/api/v1/users/([^/]+)", "delete_user"),
        ("POST", "/api/v1/blobs/insert/([^/]+)", "insert"),
        ("GET", "/api/v1/blobs/([^/]+)/([^/]+)", "get_blob"),
        ("DELETE", "/api/v1/blobs/([^/]+)/([^/]+)", "delete_blob"),
        ("GET", "/api/v1/users/blobs/([^/]+)/([^/]+)", "list_blobs"),
        ("POST", "/api/v1/users/buffer/([^/]+)/([^/]+)", "flush"),
        ("GET", "/api/v1/users/buffer/capacity/([^/]+)/([^/]+)", "buffer"),
        ("GET", "/api/v1/users/profile/([^/]+)", "profiles"),
        ("POST", "/api/v1/users/profile/([^/]+)", "add_profile"),
        ("PUT", "/api/v1/users/profile/([^/]+)/([^/]+)", "put_profile"),
        ("DELETE", "/api/v1/users/profile/([^/]+)/([^/]+)", "delete_profile"),
        ("GET", "/api/v1/users/event/search/([^/]+)", "search"),
        ("GET", "/api/v1/users/event_tags/search/([^/]+)", "tagged"),
        ("GET", "/api/v1/users/event_gist/search/([^/]+)", "gists"),
        ("GET", "/api/v1/users/event/([^/]+)", "events"),
        ("PUT", "/api/v1/users/event/([^/]+)/([^/]+)", "put_event"),
        ("DELETE", "/api/v1/users/event/([^/]+)/([^/]+)", "delete_event"),
        ("GET", "/api/v1/users/context/([^/]+)", "context"),
    )

    def __init__(self):
        self.users, self.config = {}, ""
        super().__init__()

    def stored(self):
        """All that it keeps, as bytes."""
        return json.dumps([self.users, self.config], default=str).encode()

    def ping(self, body, query):
        return _ok()

    def usage(self, body, query):
        return _ok({"token_left": 1000})

    def get_config(self, body, query):
        return _ok({"profile_config": self.config})

    def set_config(self, body, query):
        self.config = body["profile_config"]
        return _ok()

    def list_users(self, body, query):
        found = [
            {"id": i, "additional_fields": u["data"], "profile_count": len(u["profiles"])}
            for i, u in self.users.items()
            if query.get("search", "") in json.dumps([i, u["data"]])
        ]
        return _ok({"users": found})

    def add_user(self, body, query):
        if not UUIDS.fullmatch(body["id"] or ""):
            return 422, {"detail": "the id is no UUID"}
        parts = {"blobs": {}, "profiles": {}, "events": {}, "buffer": []}
        self.users[body["id"]] = {"data": body["data"] or {}, **parts}
        return _ok({"id": body["id"]})

    def get_user(self, user, body, query):
        if user not in self.users:
            return 200, {"data": None, "errmsg": f"user {user} not found", "errno": 404}
        return _ok({"data": self.users[user]["data"], "created_at": _now(), "updated_at": _now()})

    def put_user(self, user, body, query):
        self.users[user]["data"] = body["data"]
        return _ok({"id": user})

    def delete_user(self, user, body, query):
        return (404, {"detail": user}) if self.users.pop(user, None) is None else _ok()

    def insert(self, user, body, query):
        self.users[user]["blobs"][(blob := str(uuid.uuid4()))] = body
        self.users[user]["buffer"].append(blob)
        if query["wait_process"] == "True":
            self.flush(user, body["blob_type"], body={}, query={})
        return _ok({"id": blob})

    def get_blob(self, user, blob, body, query):
        return _ok(self.users[user]["blobs"][blob])

    def delete_blob(self, user, blob, body, query):
        del self.users[user]["blobs"][blob]
        return _ok()

    def list_blobs(self, user, kind, body, query):
        blobs = self.users[user]["blobs"].items()
        return _ok({"ids": [blob for blob, held in blobs if held["blob_type"] == kind]})

    def buffer(self, user, kind, body, query):
        return _ok({"ids": self.users[user]["buffer"]})

    def flush(self, user, kind, body, query):
        held = self.users[user]
        for blob in held["buffer"]:
            for message in held["blobs"][blob]["blob_data"].get("messages", []):
                found = CANONICAL.search(message["content"])
                if message["role"] != "user" or not found:
                    continue
                about = {"topic": "contact", "sub_topic": found[1].lower()}
                self.add_profile(user, body={"content": found[0], "attributes": about}, query={})
                tags = [{"tag": "about", "value": found[0]}]
                delta = [{"content": found[0], "attributes": about}]
                data = {"profile_delta": delta, "event_tip": message["content"], "event_tags": tags}
                held["events"][str(uuid.uuid4())] = data
        held["buffer"] = []
        return _ok()

    def profiles(self, user, body, query):
        found = [
            {"id": i, **p, "created_at": _now(), "updated_at": _now()}
            for i, p in self.users[user]["profiles"].items()
        ]
        return _ok({"profiles": found})

    def add_profile(self, user, body, query):
        self.users[user]["profiles"][(made := str(uuid.uuid4()))] = body
        return _ok({"id": made})

    def put_profile(self, user, profile, body, query):
        self.users[user]["profiles"][profile] = body
        return _ok()

    def delete_profile(self, user, profile, body, query):
        del self.users[user]["profiles"][profile]
        return _ok()

    def events(self, user, body, query):
        return self._events(user, lambda event: True)

    def search(self, user, body, query):
        words = query["query"].split()
        return self._events(user, lambda event: any(word in event["event_tip"] for word in words))

    def tagged(self, user, body, query):
        wanted = set(query.get("tag_values", "").split(","))
        return self._events(
            user, lambda event: wanted & {f"{t['tag']}={t['value']}" for t in event["event_tags"]}
        )

    def _events(self, user, fits):
        found = [
            {
                "id": i,
                "event_data": e,
                "created_at": _now(),
                "updated_at": _now(),
                "similarity": 0.5,
            }
            for i, e in self.users[user]["events"].items()
            if fits(e)
        ]
        return _ok({"events": found})

    def gists(self, user, body, query):
        found = [
            {
                "id": i,
                "gist_data": {"content": e["event_tip"]},
                "created_at": _now(),
                "updated_at": _now(),
            }
            for i, e in self.users[user]["events"].items()
        ]
        return _ok({"gists": found})

    def put_event(self, user, event, body, query):
        self.users[user]["events"][event] |= body
        return _ok()

    def delete_event(self, user, event, body, query):
        del self.users[user]["events"][event]
        return _ok()

    def context(self, user, body, query):
        lines = [f"- {p['content']}" for p in self.users[user]["profiles"].values()]
        return _ok({"context": "\n".join([query.get("customize_context_prompt", ""), *lines])})
