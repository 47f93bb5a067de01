"""`--threshold`, `--name` and `--role` reach the engine."""

from __future__ import annotations

import pytest

TEXT = (
    "Mail lena.moor@brightleaf.io, I was diagnosed with asthma, my password is Juniper-Lantern-58."
)


@pytest.mark.parametrize(
    ("level", "left"),
    [
        (
            "PL2",
            "Mail <EMAIL_1>, I was diagnosed with <MEDICAL_HEALTH_1>, my password is <PASSWORD_1>.\n",
        ),
        (
            "PL3",
            "Mail lena.moor@brightleaf.io, I was diagnosed with <MEDICAL_HEALTH_1>, my password is <PASSWORD_1>.\n",
        ),
        (
            "PL4",
            "Mail lena.moor@brightleaf.io, I was diagnosed with asthma, my password is <PASSWORD_1>.\n",
        ),
    ],
)
def test_threshold(run, level, left):
    """Only what stands at the level or above is replaced."""
    assert run("desensitize", "--threshold", level, TEXT).out == left


def test_name(run):
    """The user's own name is found wherever it stands, without any cue."""
    text = "table for two under ottilie varga at eight"
    assert run("desensitize", text).out == text + "\n"
    left = run("desensitize", "--name", "ottilie varga", text)
    assert left.out == "table for two under <REAL_NAME_1> at eight\n"
    rows = run("extract", "--json", "--name", "ottilie varga", text).json
    assert [(row["type"], row["text"]) for row in rows] == [("REAL_NAME", "ottilie varga")]


@pytest.mark.parametrize("role", ["user", "assistant", "system", "tool"])
def test_role(run, role):
    """Every role is accepted, and a value with a form of its own is found in each."""
    assert run("desensitize", "--role", role, "lena.moor@brightleaf.io").out == "<EMAIL_1>\n"


@pytest.mark.parametrize(
    ("option", "choices"),
    [("--threshold", "PL2|PL3|PL4"), ("--role", "user|assistant|system|tool")],
)
def test_bad_choices_name_the_good_ones(run, option, choices):
    """A wrong choice is answered with the right ones."""
    done = run("desensitize", option, "PL1", "x")
    assert done.code == 2
    assert (
        done.err
        == f"memprivacy: bad value for {option}, use {choices}; see `memprivacy desensitize --help`\n"
    )
