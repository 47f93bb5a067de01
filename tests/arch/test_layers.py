"""Who may import whom: the package's layers, and the one place of each library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import langchain_memprivacy

ROOT = Path(langchain_memprivacy.__file__).parent
NAME = ROOT.name

# The first prefix that fits says where a module belongs.
AREAS = (
    ("taxonomy", "words"), ("errors", "words"),
    ("spans", "core"), ("placeholders", "core"), ("surroundings", "core"), ("locate", "core"), ("glued", "core"), ("offsets", "core"), ("forks", "core"),
    ("restoring", "core"), ("policy", "core"), ("provisions", "core"), ("purging", "core"),
    ("extractors.base", "protocols"), ("vault.base", "protocols"),
    ("extractors", "extractors"), ("vault", "vaults"),
    ("view", "engine"), ("replacing", "engine"), ("engine", "engine"), ("identity", "engine"), ("detecting", "engine"), ("many", "engine"),
    ("messages", "messages"), ("integrations", "integrations"),
    ("defaults", "roots"), ("testing", "testing"), ("demo", "demo"),
    ("evaluation", "tools"), ("training", "tools"), ("export", "tools"), ("migration", "tools"),
    ("cli", "cli"), ("__main__", "cli"),
)  # fmt: skip
BASE = {"words", "core", "protocols"}
MAY_IMPORT = {
    "words": set(),
    "core": {"words"},
    "protocols": {"words", "core"},
    "extractors": BASE,
    "vaults": BASE,
    "engine": BASE,
    "messages": BASE | {"engine"},
    "integrations": BASE | {"engine", "messages"},
    "roots": BASE | {"engine", "extractors", "vaults"},
    "testing": BASE,
    "demo": {"words", "core"},
    # Leakage is measured on the loopback cloud of `testing`.
    "tools": BASE
    | {"engine", "extractors", "vaults", "messages", "integrations", "roots", "testing"},
    "cli": {area for _, area in AREAS},
}
"""By area, which other areas it may import; every area may import itself."""

STDLIB_ONLY = {"words", "core", "protocols", "engine", "roots", "demo"}

LIBRARIES = {
    "click": ("cli", "__main__"),
    "rich": ("cli",),
    "cryptography": ("vault.crypto",),
    "sqlite_utils": ("vault.connection", "vault.schema"),
    "platformdirs": ("vault.keys", "extractors.onnx.prefix"),
    "keyring": ("vault.keys",),
    "phonenumbers": ("extractors.rules.contact",),
    "stdnum": ("extractors.rules.checks",),
    "onnxruntime": ("extractors.onnx", "extractors.tagger", "extractors.encoder", "export"),
    "onnxruntime_genai": ("extractors.onnx", "export"),
    "tokenizers": ("extractors.onnx", "extractors.tagger", "extractors.encoder"),
    "torch": ("export",),
    "pycrfsuite": ("training",),
    "transformers": ("export",),
    "optimum": ("export",),
    "huggingface_hub": ("export",),
    "onnx": ("export",),
    "numpy": ("extractors", "export", "evaluation", "training"),
    "langchain_core": ("extractors.chat_model", "messages", "integrations", "cli.chat", "evaluation"),
    "langchain": ("integrations", "cli.chat", "evaluation"),
    "langgraph": ("integrations", "migration", "evaluation"),
    "langmem": ("integrations.langmem", "evaluation.systems.langmem"),
    "mem0": ("integrations.mem0", "evaluation.systems.mem0"),
    "memobase": ("integrations.memobase", "evaluation.systems.memobase"),
    "langsmith": ("integrations", "extractors.chat_model", "evaluation"),
    "httpx": ("evaluation.leakage.cloud",),
    "requests": ("evaluation.leakage.cloud", "evaluation.experiments.running"),
    "pydantic": ("messages", "integrations"),
    "pydantic_core": ("integrations.failures", "integrations.chat_model.answers"),
    "matplotlib": ("evaluation.plots",),
    "nltk": ("evaluation.answers",),
    "rouge_score": ("evaluation.answers",),
    "presidio_analyzer": ("evaluation.peers.tools",),
    "tldextract": ("evaluation.peers.tools",),
    "piighost": ("evaluation.peers.tools",),
    "zstandard": ("testing.loopback.records",),
    "compression": ("testing.loopback.records",),
}  # fmt: skip
"""Where each library may be imported: modules or packages under the root."""


def modules() -> dict[str, Path]:
    """The package's modules by dotted name under the root; the root itself is ""."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def under(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def area(name: str) -> str:
    for prefix, where in AREAS:
        if under(name, prefix):
            return where
    msg = f"{name}: a module without a place in the table of layers"
    raise AssertionError(msg)


def imports(name: str) -> Iterator[str]:
    """Yield what a module imports, inside functions too: full dotted names."""
    path = MODULES[name]
    here = [NAME, *filter(None, name.split("."))]
    package = here if path.stem == "__init__" else here[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{source}.{alias.name}".removeprefix(f"{NAME}.")
                yield f"{source}.{alias.name}" if inner in MODULES else source
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "import_module"
            and isinstance(node.args[0], (ast.Constant, ast.JoinedStr))
        ):
            first = (
                node.args[0] if isinstance(node.args[0], ast.Constant) else node.args[0].values[0]
            )
            if isinstance(first, ast.Constant) and not str(first.value).startswith("."):
                yield str(first.value).rstrip(".")


def own(name: str) -> set[str]:
    """The package's own modules that one imports; a package counts only where it is no mere parent."""
    return {
        target.removeprefix(NAME).removeprefix(".")
        for target in imports(name)
        if under(target, NAME)
    }


def test_the_table_sees_imports():
    """The reader of imports finds known ones, relative, nested and by name."""
    assert {"locate", "placeholders", "view", "vault.base"} <= own("replacing")
    assert {"extractors.rules", "vault.sqlite"} <= own("defaults")
    assert "cryptography.exceptions" in set(imports("vault.crypto"))
    assert "stdnum" in set(imports("extractors.rules.checks"))


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_imports_point_one_way(name):
    """No module imports from a layer that is not under it."""
    mine = area(name)
    wrong = {
        target
        for target in own(name)
        if target and area(target) != mine and area(target) not in MAY_IMPORT[mine]
    }
    assert wrong == set(), f"{name} ({mine}) must not import {sorted(wrong)}"


def test_the_root_imports_nothing_by_itself():
    """Public names are imported when first used."""
    tree = ast.parse(MODULES[""].read_text("utf-8"))
    loaded = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert {node.module for node in loaded} == {"__future__", "importlib", "typing"}


def test_no_module_imports_the_root():
    """The root knows all, and nobody inside needs it."""
    assert [name for name in MODULES if name and "" in own(name)] == []


@pytest.mark.parametrize("name", MODULES)
def test_each_library_has_its_place(name):
    """Third-party libraries are imported where the table says; the core knows none."""
    foreign = {
        target.split(".")[0]
        for target in imports(name)
        if not under(target, NAME) and target.split(".")[0] not in sys.stdlib_module_names
    }
    unknown = foreign - set(LIBRARIES)
    assert unknown == set(), f"{name}: libraries without a place in the table"
    assert not (foreign and name and area(name) in STDLIB_ONLY)
    misplaced = {lib for lib in foreign if not any(under(name, where) for where in LIBRARIES[lib])}
    assert misplaced == set()


def test_there_are_no_import_cycles():
    """Modules can be ordered so that each needs only earlier ones."""
    graph = {name: {t for t in own(name) if t} - {name} for name in MODULES if name}
    while ready := {name for name, needs in graph.items() if not needs & graph.keys()}:
        for name in ready:
            del graph[name]
    assert sorted(graph) == []
