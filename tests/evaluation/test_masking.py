"""What can still be read: examples worked out by hand."""

from __future__ import annotations

import pytest

from langchain_memprivacy.evaluation.datasets import Annotation
from langchain_memprivacy.evaluation.masking import masked
from langchain_memprivacy.taxonomy import PrivacyLevel


def gold(content: str, text: str) -> Annotation:
    start = content.index(text)
    return Annotation(start, start + len(text), text, "EMAIL", PrivacyLevel.PL2)


@pytest.mark.parametrize(
    ("value", "covered", "hidden"),
    [
        ("lena.moor@leaf.io", "lena.moor@leaf.io", True),
        ("lena.moor@leaf.io", "moor@leaf.io", False),  # "lena" is left: four letters
        ("lea.moor@leaf.io", "moor@leaf.io", True),  # "lea" is not enough
        ("13800138000", "3800138000", True),
        ("13800138000", "0138000", False),  # 1380 is left
        ("417", "", False),  # the whole of a short value
        ("417", "417", True),
        ("417", "41", True),
        ("7 41", "7", False),  # 41 is the longest run and short: all of it counts
        ("张小明", "张", False),  # two characters are left
        ("张小明", "张小", True),
        ("血压148/96", "血压148", True),
        ("血压148/96", "148/96", False),
        ("李", "", False),
        ("severance of 12,000", "severance of ", False),  # five digits
        ("212-555-0148", "-0148", False),  # 212-555
        ("212-555-0148", "12-555-0148", True),
        ("212 555 0148", "555", False),  # 0148
        ("12 lake 34", " lake ", True),  # a gap joins nothing
        ("12 ,34 eggs at home", "eggs at home", True),  # two separators, neither
        ("かな家", "な", True),
        ("?!", "?", False),
        ("?!", "?!", True),
    ],
)
def test_what_is_a_readable_rest(value, covered, hidden):
    """Four letters or digits in a row, two Chinese characters, or all of a shorter value."""
    content = f"x {value} y"
    start = content.index(covered)
    found = [Annotation(start, start + len(covered), covered, "EMAIL", PrivacyLevel.PL2)] * bool(
        covered
    )
    assert masked(content, [gold(content, value)], found).hidden == (hidden,)


def test_covered_is_stricter_than_hidden():
    """A single letter left is hidden, and not covered; signs do not count."""
    content = "x lea.moor@leaf.io. y"
    value = gold(content, "lea.moor@leaf.io.")
    for found, covered in (("moor@leaf.io", False), ("lea.moor@leaf.io", True)):
        shown = masked(content, [value], [gold(content, found)])
        assert (shown.hidden, shown.covered) == ((True,), (covered,))


def test_overmasking_counts_characters_of_nobody():
    """Spaces do not count, on either side."""
    content = "tea at 417 ok"
    shown = masked(content, [gold(content, "417")], [gold(content, "at 417 ok")])
    assert shown == ((True,), (True,), 7, 4)
