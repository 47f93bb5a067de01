"""Memories that an agent kept before it had any privacy move to placeholders, and come back.

python examples/migrate_memories.py
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from cloud import Cloud, side_by_side
from langgraph.store.memory import InMemoryStore

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.migration import migrate_files, migrate_store

OLD = [
    "The user is called Nora Whitfield; her e-mail is nora.whitfield@brightleaf.io.",
    "Reach her at +1 503-555-0142 after six.",
    "She likes jasmine tea.",
]
VALUES = ["nora.whitfield@brightleaf.io", "+1 503-555-0142"]


def main() -> None:
    """Migrate a store and an export; ask the cloud about a memory."""
    cloud = Cloud("I will write to <EMAIL_1>.")
    privacy = MemPrivacy(vault=MemoryVault(), scope="nora")

    store = InMemoryStore()  # or SqliteStore, PostgresStore
    for number, text in enumerate(OLD):
        store.put(("memories", "u-17"), f"m{number}", {"text": text})
    planned = migrate_store(store, None, privacy, dry_run=True)
    print(f"a dry run finds {planned.values.total()} private values; nothing has changed")
    done = migrate_store(store, None, privacy)
    print(f"store: {done.changed} items rewritten, {done.unchanged} unchanged\n")

    private = PrivacyStore(store, privacy)  # what the agent uses from now on
    for number in range(len(OLD)):
        kept = store.get(("memories", "u-17"), f"m{number}")
        read = private.get(("memories", "u-17"), f"m{number}")
        assert kept is not None
        assert read is not None
        side_by_side(kept.value["text"], read.value["text"])

    with tempfile.TemporaryDirectory() as folder:  # an export, as memory products write them
        export = Path(folder) / "export.json"
        export.write_text(json.dumps({"results": [{"memory": text} for text in OLD]}))
        migrate_files(export, Path(folder) / "safe.json", privacy)
        memories = json.loads((Path(folder) / "safe.json").read_text())["results"]

    said = cloud.model.invoke([
        ("system", "\n".join(memory["memory"] for memory in memories)),
        ("user", "Where will you write?"),
    ]).text  # fmt: skip
    side_by_side(said, privacy.restore(said))
    privacy.correct("<EMAIL_1>", "nora@kestrel-io.net")  # she moved; memories stay as they are
    print("corrected:", privacy.restore(memories[0]["memory"]))
    cloud.prove(VALUES)


if __name__ == "__main__":
    main()
