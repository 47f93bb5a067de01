"""The four metrics against values worked out by hand from the paper's formulas 6 to 14."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from langchain_memprivacy.evaluation.answers import AnswerScores, mean_scores, score_answer

# A: answer "the cat sat", reference "the cat sat on the mat".
#   c = 3, r = 6: BP = e^(1 - 6/3) = e^-1. p1 = 3/3, p2 = 2/2: BLEU-1 = BLEU-2 = e^-1.
#   m = 3, P = 1, R = 1/2: F = 10 * 1/2 / (1/2 + 9) = 10/19. "The" is aligned with the last
#   free one, so two chunks: penalty = (2/3)^3 / 2 = 4/27. METEOR = 10/19 * 23/27.
#   LCS = 3: R = 1/2, P = 1: ROUGE-L = 2 * 1/2 / (3/2) = 2/3.
A = ("The cat sat.", "the cat sat on the mat")
# B: answer "b a c d e", reference "a b c d".
#   c = 5 > r = 4: BP = 1. p1 = 4/5. Bigrams of the answer: ba ac cd de; of the reference:
#   ab bc cd: p2 = 1/4. BLEU-2 = sqrt(4/5 * 1/4) = sqrt(1/5).
#   m = 4, P = 4/5, R = 1: F = 10 * 4/5 / (1 + 36/5) = 8 / 8.2 = 40/41. Chunks b, a, cd: 3.
#   Penalty = (3/4)^3 / 2 = 27/128. METEOR = 40/41 * 101/128.
#   LCS = 3 ("acd"): R = 3/4, P = 3/5: ROUGE-L = 2 * 9/20 / (27/20) = 2/3.
B = ("b a c d e", "a b c d")


@pytest.mark.parametrize(
    ("pair", "scores"),
    [
        (A, (math.exp(-1), math.exp(-1), 10 / 19 * 23 / 27, 2 / 3)),
        (B, (4 / 5, math.sqrt(1 / 5), 40 / 41 * 101 / 128, 2 / 3)),
    ],
)
def test_by_hand(pair, scores):
    """Each metric is what its formula gives."""
    found = score_answer(*pair)
    assert (found.bleu_1, found.bleu_2, found.meteor, found.rouge_l) == pytest.approx(scores)


def test_chinese_characters_are_tokens():
    """Answer 住杭州, reference 住在杭州: three of four characters, no spaces needed."""
    # c = 3, r = 4: BP = e^(1 - 4/3); p1 = 1; bigrams 住杭 杭州, one of them right: p2 = 1/2.
    # m = 3, P = 1, R = 3/4: F = 7.5 / 9.75; two chunks: penalty = (2/3)^3 / 2 = 4/27.
    # LCS = 3: R = 3/4, P = 1: ROUGE-L = 1.5 / 1.75.
    found = score_answer("住杭州", "住在杭州")
    penalty = math.exp(-1 / 3)
    expected = (penalty, penalty * math.sqrt(1 / 2), 7.5 / 9.75 * 23 / 27, 6 / 7)
    assert (found.bleu_1, found.bleu_2, found.meteor, found.rouge_l) == pytest.approx(expected)


def test_stems_count_for_meteor_only():
    """`walking` matches `walked` by its stem in METEOR, and nowhere else."""
    # m = 1, P = R = 1: F = 1; one chunk of one: penalty 1/2.
    assert score_answer("walking", "walked") == AnswerScores(0.0, 0.0, 0.5, 0.0)


def test_repeats_are_clipped():
    """A word counts no oftener than the reference has it."""
    assert score_answer("the the the the", "the cat").bleu_1 == 1 / 4


@pytest.mark.parametrize(
    ("answer", "reference"), [("", "a b"), ("...", "a"), ("a", ""), ("x", "y")]
)
def test_nothing_in_common_is_zero(answer, reference):
    """No words, or none in common: zero, without an error or a warning."""
    assert score_answer(answer, reference) == AnswerScores(0.0, 0.0, 0.0, 0.0)


def test_the_same_is_nearly_one():
    """An exact answer has 1; METEOR's penalty leaves 1 - 0.5 / n^3."""
    found = score_answer("one two three four", "one two three four")
    assert (found.bleu_1, found.bleu_2, found.rouge_l) == (1.0, 1.0, 1.0)
    assert found.meteor == pytest.approx(1 - 0.5 / 64)


def test_means():
    """Scores are averaged one by one; no answers are an error."""
    pair = [AnswerScores(0.0, 0.2, 0.4, 1.0), AnswerScores(1.0, 0.4, 0.4, 0.0)]
    assert mean_scores(pair) == AnswerScores(0.5, pytest.approx(0.3), 0.4, 0.5)
    with pytest.raises(ValueError, match="at least one"):
        mean_scores([])


def test_nothing_is_downloaded():
    """Scoring opens no socket and needs no corpus of NLTK's."""
    code = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event in {'socket.connect', 'socket.getaddrinfo'}: sys.exit(3)\n"
        "sys.addaudithook(hook)\n"
        "from langchain_memprivacy.evaluation.answers import score_answer\n"
        "assert score_answer('the cats walk', 'a cat walked').meteor > 0\n"
    )
    environment = {"PATH": "", "NLTK_DATA": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert done.returncode == 0
