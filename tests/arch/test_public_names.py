"""The public names: one list, written three times for three readers, all the same."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import langchain_memprivacy as package

TREE = ast.parse(Path(package.__file__).read_text("utf-8"))


def typed() -> dict[str, str]:
    """Names that type checkers see, and the module each comes from."""
    (block,) = [
        n for n in TREE.body if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"
    ]
    assert all(isinstance(node, ast.ImportFrom) and node.level == 1 for node in block.body)
    return {alias.name: node.module for node in block.body for alias in node.names}


def test_three_lists_are_one():
    """`__all__`, the lazy map and the imports for type checkers agree, homes included."""
    assert len(package.__all__) == len(set(package.__all__))
    assert set(package.__all__) == set(package._HOMES)
    assert typed() == package._HOMES


def test_the_list_is_sorted():
    """Constants first, then names as `sorted` orders them."""
    names = list(package.__all__)
    assert names == sorted(names, key=lambda name: (not name.isupper(), name))
    assert dir(package) == sorted(names)


@pytest.mark.parametrize("name", package.__all__)
def test_each_name_is_there(name):
    """It can be imported from the root and is the object of its home."""
    home = import_module(f"langchain_memprivacy.{package._HOMES[name]}")
    assert getattr(package, name) is getattr(home, name)


@pytest.mark.parametrize(
    "name", [n for n in package.__all__ if n.isidentifier() and not n.isupper()]
)
def test_each_name_says_what_it_is(name):
    """Classes and functions carry a docstring of their own."""
    thing = getattr(package, name)
    assert (vars(thing).get("__doc__") if isinstance(thing, type) else thing.__doc__ or "").strip()


def test_the_promised_names_are_there():
    """Names that other programs rely on."""
    promised = {
        "ExtractorError", "MemPrivacy", "MemPrivacyError", "MemoryVault", "PrivacyLevel",
        "PrivacyPolicy", "PrivacySpan", "PrivacyType", "RuleExtractor", "SQLiteVault",
        "ScopeError", "StreamRestorer", "UnionExtractor", "VaultError",
    }  # fmt: skip
    assert promised - set(package.__all__) == set()


def test_unknown_names_are_an_attribute_error():
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = package.Nothing


def test_every_error_is_public():
    """Whoever must catch one can import it from the root."""
    errors = import_module("langchain_memprivacy.errors")
    defined = {
        n
        for n, t in vars(errors).items()
        if isinstance(t, type) and t.__module__ == errors.__name__
    }
    assert defined - set(package.__all__) == set()
