"""What importing costs: in a fresh interpreter, by the modules that are then loaded."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "langchain", "langchain_core", "langgraph", "langmem", "langsmith", "onnxruntime",
    "onnxruntime_genai", "numpy", "torch", "transformers", "pydantic", "sqlite_utils", "sqlite3",
    "cryptography", "phonenumbers", "stdnum", "rich", "click", "platformdirs", "keyring",
    "asyncio", "ssl", "socket", "http", "urllib.request",
}  # fmt: skip
CORE = (
    "taxonomy", "errors", "spans", "placeholders", "surroundings", "restoring", "locate", "glued", "offsets", "policy", "forks", "purging",
    "replacing", "purging", "engine", "identity", "detecting", "many", "view", "extractors.base", "extractors.combine", "vault.base", "vault.memory",
)  # fmt: skip


def loaded_by(statement: str) -> set[str]:
    """Return the modules that a statement loads, beyond those of a bare interpreter."""
    code = f"import sys, json; before = set(sys.modules)\n{statement}\nprint(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_nothing_heavy():
    """The root loads itself and a little of the standard library."""
    loaded = loaded_by("import langchain_memprivacy")
    assert loaded & HEAVY == set()
    assert {name for name in loaded if name.startswith("langchain_memprivacy")} == {
        "langchain_memprivacy"
    }


@pytest.mark.parametrize("name", CORE)
def test_core_modules_load_the_standard_library_and_the_core_only(name):
    """Each alone, in a fresh interpreter."""
    loaded = loaded_by(f"import langchain_memprivacy.{name}")
    tops = {module.split(".")[0] for module in loaded}
    assert tops - {"langchain_memprivacy"} - set(sys.stdlib_module_names) == set()
    mine = {
        m.removeprefix("langchain_memprivacy.")
        for m in loaded
        if m.startswith("langchain_memprivacy.")
    }
    assert mine - {*CORE, "extractors", "vault"} == set()


def test_naming_the_facade_loads_no_parts():
    """`MemPrivacy` imports extractor and vault when it needs them."""
    loaded = loaded_by("from langchain_memprivacy import MemPrivacy, PrivacyPolicy, PrivacySpan")
    assert loaded & (HEAVY - {"asyncio", "ssl", "socket"}) == set()


def test_using_rules_in_memory_touches_no_disk_or_network_library():
    """Rules and the vault in memory need neither SQLite nor cryptography nor a socket."""
    loaded = loaded_by(
        "from langchain_memprivacy import MemPrivacy, MemoryVault\n"
        "MemPrivacy(vault=MemoryVault()).desensitize('Mail lena.moor@brightleaf.io')"
    )
    assert (
        loaded
        & {
            "sqlite3",
            "sqlite_utils",
            "cryptography",
            "langchain",
            "langgraph",
            "numpy",
            "click",
            "rich",
        }
        == set()
    )
