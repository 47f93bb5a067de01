"""Mem0's platform on 127.0.0.1, as its client speaks to it: memories, entities, exports, settings."""

from __future__ import annotations

import json
import uuid

from memory.service import Service

_IDS = {"user_id": "user", "agent_id": "agent", "app_id": "app", "run_id": "run"}


class Platform(Service):
    """The service; `memories` is what it stores."""

    routes = (
        ("GET", "/v1/ping/", "ping"),
        ("POST", "/v3/memories/add/", "add"),
        ("POST", "/v3/memories/search/", "search"),
        ("POST", "/v3/memories/", "search"),
        ("GET", "/v1/memories/([^/]+)/", "get"),
        ("PUT", "/v1/memories/([^/]+)/", "put"),
        ("DELETE", "/v1/memories/([^/]+)/", "delete"),
        ("GET", "/v1/memories/([^/]+)/history/", "history"),
        ("DELETE", "/v1/memories/", "delete_all"),
        ("PUT", "/v1/batch/", "batch_put"),
        ("DELETE", "/v1/batch/", "batch_delete"),
        ("GET", "/v1/entities/", "entities"),
        ("DELETE", "/v2/entities/([^/]+)/([^/]+)/", "delete_entity"),
        ("GET", "/v2/entities/user/([^/]+)/profile/", "profile"),
        ("POST", "/v2/profiles/jobs/", "job"),
        ("GET", "/v2/profiles/jobs/([^/]+)/", "get_job"),
        ("GET", "/v2/profiles/settings/", "settings"),
        ("POST", "/v2/profiles/settings/", "set_settings"),
        ("POST", "/v1/exports/", "export"),
        ("POST", "/v1/exports/get/", "get_export"),
        ("POST", "/v1/summary/", "summary"),
        ("POST", "/v1/feedback/", "feedback"),
        ("GET", "/api/v1/orgs/organizations/o/projects/p/", "project"),
        ("PATCH", "/api/v1/orgs/organizations/o/projects/p/", "set_project"),
    )

    def __init__(self):
        self.memories, self.changes, self.held, self.profiles = {}, {}, {}, {}
        super().__init__()

    def stored(self):
        """All that it keeps, as bytes."""
        return json.dumps([self.memories, self.changes, self.held, self.profiles]).encode()

    def ping(self, body, query):
        return 200, {"org_id": "o", "project_id": "p", "user_email": "team@kestrel-io.net"}

    def add(self, body, query):
        made = []
        ids = {**body.get("filters", {}), **body}
        for message in body["messages"]:
            memory = str(uuid.uuid4())
            item = {"id": memory, "memory": message["content"], "metadata": body["metadata"]}
            self.memories[memory] = item | {k: ids[k] for k in _IDS if k in ids}
            self.changes[memory] = [{"memory_id": memory, "new_memory": message["content"]}]
            made.append({"id": memory, "event": "ADD", "memory": message["content"]})
        return 200, {"results": made}

    def search(self, body, query):
        filters = body.get("filters", {})
        filters = {k: v for part in filters.get("AND", [filters]) for k, v in part.items()}
        found = [
            item
            for item in self.memories.values()
            if all(item.get(k, item["metadata"].get(k)) == v for k, v in filters.items())
            and body.get("query", "") in item["memory"]
        ]
        return 200, {"results": found, "count": len(found)}

    def get(self, memory, body, query):
        found = self.memories.get(memory)
        return (200, found) if found else (404, {"detail": f"no memory {memory}"})

    def put(self, memory, body, query):
        item = self.memories[memory]
        item["metadata"] = body.get("metadata", item["metadata"])  # in place of the old
        if "text" in body:
            self.changes[memory].append({"memory_id": memory, "new_memory": body["text"]})
            item["memory"] = body["text"]
        return 200, item

    def delete(self, memory, body, query):
        del self.memories[memory]
        return 200, {"message": "deleted"}

    def history(self, memory, body, query):
        return 200, self.changes[memory]

    def delete_all(self, body, query):
        wanted = {k: v for k, v in query.items() if k in _IDS}
        self.memories = {
            i: m for i, m in self.memories.items() if any(m.get(k) != v for k, v in wanted.items())
        }
        return 200, {"message": "deleted"}

    def batch_put(self, body, query):
        for change in body["memories"]:
            self.put(change["memory_id"], body=change, query={})
        return 200, {"message": f"{len(body['memories'])} updated"}

    def batch_delete(self, body, query):
        for memory in body["memories"]:
            del self.memories[memory["memory_id"]]
        return 200, {"message": "deleted"}

    def _entities(self):
        return {(kind, m[k]) for m in self.memories.values() for k, kind in _IDS.items() if k in m}

    def entities(self, body, query):
        return 200, {"results": [{"type": t, "name": n} for t, n in sorted(self._entities())]}

    def delete_entity(self, kind, name, body, query):
        if (kind, name) not in self._entities():
            return 404, {"detail": f"no {kind} {name}"}
        (key,) = (k for k, v in _IDS.items() if v == kind)
        self.memories = {i: m for i, m in self.memories.items() if m.get(key) != name}
        return 200, {"message": "deleted"}

    def profile(self, name, body, query):
        facts = [m["memory"] for m in self.memories.values() if m.get("user_id") == name]
        return 200, {"entity_id": name, "profile": {"facts": facts}, "status": "succeeded"}

    def job(self, body, query):
        names = [name for kind, name in sorted(self._entities()) if kind == "user"]
        return 200, {"job_id": "j-1", "status_url": "/v2/profiles/jobs/j-1/", "entity_ids": names}

    def get_job(self, job, body, query):
        return 200, {"job": {"id": job, "status": "succeeded"}}

    def settings(self, body, query):
        return 200, self.profiles

    def set_settings(self, body, query):
        self.profiles = body
        return 200, body

    def export(self, body, query):
        self.held["export"] = body
        return 200, {"id": "e-1", "message": "queued"}

    def get_export(self, body, query):
        return self.search(body={"filters": body.get("filters", {})}, query={})

    def summary(self, body, query):
        return 200, {"summary": " ".join(m["memory"] for m in self.memories.values())}

    def feedback(self, body, query):
        self.held["feedback"] = body
        return 200, {"message": "thanks"}

    def project(self, body, query):
        return 200, self.held.get("project", {})

    def set_project(self, body, query):
        self.held["project"] = body
        return 200, body
