"""`--scope`: one person's values are nobody else's."""

from __future__ import annotations

import pytest


@pytest.mark.usefixtures("told")
def test_scopes_do_not_see_each_other(run):
    """The same placeholder has a value of its own in each scope, and none in a third."""
    assert run("restore", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"
    assert run("restore", "--scope", "work", "<EMAIL_1>").out == "ida.brandt@brightleaf.io\n"
    assert run("restore", "--scope", "third", "<EMAIL_1>").out == "<EMAIL_1>\n"
    assert run("vault", "list", "--scope", "third", "--json").json == []
    assert [
        row["value"] for row in run("vault", "list", "--scope", "work", "--reveal", "--json").json
    ] == ["ida.brandt@brightleaf.io"]


@pytest.mark.usefixtures("told")
def test_forgetting_one_scope_leaves_the_other(run):
    """`forget --all` takes one scope only."""
    run("vault", "forget", "--all", "--yes", "--scope", "work")
    assert run("restore", "--scope", "work", "<EMAIL_1>").out == "<EMAIL_1>\n"
    assert run("restore", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"


@pytest.mark.parametrize(
    "scope", ["person 1", "团队/小王", "a\nb", "'; DROP TABLE entries; --", "x" * 500]
)
def test_any_name_is_a_scope(run, scope):
    """Scopes are names, not identifiers."""
    run("desensitize", "--scope", scope, "lena.moor@brightleaf.io")
    assert run("restore", "--scope", scope, "<EMAIL_1>").out == "lena.moor@brightleaf.io\n"


@pytest.mark.parametrize("scope", ["", " ", "\t\n"])
@pytest.mark.parametrize(
    "command",
    [
        ("desensitize", "x"),
        ("restore", "x"),
        ("chat",),
        ("vault", "list"),
        ("vault", "show", "<EMAIL_1>"),
        ("vault", "forget", "--all", "--yes"),
        ("vault", "stats"),
        ("vault", "export", "file"),
    ],
    ids=" ".join,
)
def test_an_empty_scope_is_refused(run, command, scope):
    """Every command that takes a scope refuses an empty one."""
    done = run(*command, "--scope", scope)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("memprivacy: bad value for --scope; see ")
