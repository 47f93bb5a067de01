"""A protected store manager over every kind of store: rows on disk hold placeholders only."""

from __future__ import annotations

import pytest
from faces.postgres import postgres_server, postgres_uri  # noqa: F401
from memory.langmem_world import MAIL, PHONE, SECOND, World, call, config, langmem, patch
from memory.people import done
from memory.store_world import KINDS, assert_hidden, inner_store, kept

from langchain_memprivacy.integrations.store import PrivacyStore

WHERE = config(user_id=PHONE)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "memory async"])
async def test_rows_on_disk(kind, request, tmp_path):
    """Made, changed and read, sync and async; files and tables hold no value and no piece of one."""
    uri = request.getfixturevalue("postgres_uri") if kind.startswith("postgres") else None
    with World() as world:
        async with inner_store(kind, tmp_path, uri) as inner:
            plain = langmem.create_memory_store_manager(
                world.model, store=inner, namespace=("memories", "{user_id}")
            )
            manager = world.protect(plain)
            run = manager.ainvoke if kind.endswith("async") else manager.invoke
            world.says(call("Memory", content="Mail <EMAIL_1>"))
            await done(run({"messages": [("user", f"I am at {MAIL}")]}, WHERE))
            world.says(patch("/content", "Mail <EMAIL_1> or <EMAIL_2>"))
            (put,) = await done(run({"messages": [("user", f"Or at {SECOND}")]}, WHERE))
            assert put["value"]["content"]["content"] == f"Mail {MAIL} or {SECOND}"
            assert put["namespace"] == ("memories", PHONE)
            if kind.endswith("async"):
                (item,) = await manager.asearch(config=WHERE)
                row = await PrivacyStore(inner, world.privacy).aget(put["namespace"], put["key"])
            else:
                (item,) = manager.search(config=WHERE)
                row = PrivacyStore(inner, world.privacy).get(put["namespace"], put["key"])
            assert (
                item.value.content
                == row.value["content"]["content"]
                == (f"Mail {MAIL} or {SECOND}")
            )
            assert_hidden(kept(request, kind, inner), [MAIL, SECOND, PHONE])
