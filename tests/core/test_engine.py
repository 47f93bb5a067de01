"""The engine: scopes, policy, memory of texts, threads, tasks, counters, audit."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from harness import NOTHING, Counting, Slow

from langchain_memprivacy.engine import MAX_VIEWS, PrivacyEngine
from langchain_memprivacy.errors import PolicyError, ScopeError
from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.placeholders import Placeholder
from langchain_memprivacy.policy import KEEP, MEMORY_ONLY, PrivacyPolicy, Retention
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.vault.memory import MemoryVault
from langchain_memprivacy.vault.sqlite import SQLiteVault

PL1, PL2, PL3, PL4 = PrivacyLevel
KEY = bytes(range(32))
PEOPLE = FixedExtractor(
    {
        "Ann": ("REAL_NAME", 2),
        "Bo": ("REAL_NAME", 2),
        "asthma": ("MEDICAL_HEALTH", 3),
        "s3cr3t": ("PASSWORD", 4),
        "jazz": ("TASTE", 1),
    }
)
TEXT = "Ann has asthma, says s3cr3t, likes jazz"


class TestScopes:
    def test_isolated_from_each_other(self):
        """Values and numbers of one scope mean nothing in another."""
        engine = PrivacyEngine(PEOPLE, MemoryVault())
        assert engine.desensitize("Ann", scope="a") == "<REAL_NAME_1>"
        assert engine.desensitize("Bo Ann", scope="b") == "<REAL_NAME_1> <REAL_NAME_2>"
        assert engine.restore("<REAL_NAME_1>", scope="a") == "Ann"
        assert engine.restore("<REAL_NAME_1>", scope="b") == "Bo"
        assert engine.restore("<REAL_NAME_1>", scope="c") == "<REAL_NAME_1>"
        assert PrivacyEngine(NOTHING, engine.vault).desensitize("Ann", scope="c") == "Ann"
        engine.forget(scope="a")
        assert engine.restore("<REAL_NAME_1>", scope="b") == "Bo"

    def test_a_name_is_the_default(self):
        """Without saying, the engine's own scope is meant."""
        engine = PrivacyEngine(PEOPLE, MemoryVault(), scope="ann")
        engine.desensitize("Ann")
        assert engine.restore("<REAL_NAME_1>", scope="ann") == "Ann"
        assert engine.scope_for({"configurable": {"user": "bo"}}) == "ann"
        assert engine.scope_for(None, "bo") == "bo"

    def test_a_function_of_the_config(self):
        """For many users the scope comes with each call."""
        engine = PrivacyEngine(PEOPLE, MemoryVault(), scope=lambda c: c["configurable"]["user"])
        assert engine.scope_for({"configurable": {"user": "bo"}}) == "bo"
        assert engine.scope_for({"configurable": {"user": "bo"}}, "ann") == "ann"
        assert engine.desensitize("Bo", scope="bo") == "<REAL_NAME_1>"

    @pytest.mark.parametrize("scope", ["", " ", "\n\t", 7, b"ann", ["ann"], object()])
    def test_missing_or_empty_is_an_error(self, scope):
        """No text is filed under nobody."""
        with pytest.raises(ScopeError):
            PrivacyEngine(PEOPLE, MemoryVault(), scope=scope)
        engine = PrivacyEngine(PEOPLE, MemoryVault())
        for call in (engine.desensitize, engine.restore):
            with pytest.raises(ScopeError):
                call("Ann", scope=scope)
        with pytest.raises(ScopeError):
            PrivacyEngine(PEOPLE, MemoryVault(), scope=lambda _: scope).scope_for({})

    def test_a_function_needs_a_config(self):
        """Every way in asks whose mapping is meant."""
        engine = PrivacyEngine(PEOPLE, MemoryVault(), scope=lambda _: None)
        for call in (engine.desensitize, engine.restore):
            with pytest.raises(ScopeError):
                call("Ann")
        with pytest.raises(ScopeError):
            engine.restorer()
        with pytest.raises(ScopeError):
            engine.forget(value="Ann")
        with pytest.raises(ScopeError):
            engine.scope_for({})

    def test_more_scopes_than_are_kept_in_memory(self):
        """A view that was dropped is made again from the vault."""
        engine = PrivacyEngine(PEOPLE, MemoryVault())
        for number in range(MAX_VIEWS + 2):
            engine.desensitize("Ann", scope=f"user-{number}")
        assert engine.desensitize("Bo Ann", scope="user-0") == "<REAL_NAME_2> <REAL_NAME_1>"


class TestPolicy:
    @pytest.mark.parametrize(
        ("policy", "result"),
        [
            (PrivacyPolicy(), "<N_1> has <M_1>, says <P_1>, likes jazz"),
            (PrivacyPolicy(threshold=PL1), "<N_1> has <M_1>, says <P_1>, likes <T_1>"),
            (PrivacyPolicy(threshold="PL3"), "Ann has <M_1>, says <P_1>, likes jazz"),
            (PrivacyPolicy(threshold=4), "Ann has asthma, says <P_1>, likes jazz"),
            (
                PrivacyPolicy(threshold=4, include=("姓名",)),
                "<N_1> has asthma, says <P_1>, likes jazz",
            ),
            (PrivacyPolicy(include=["taste"]), "<N_1> has <M_1>, says <P_1>, likes <T_1>"),
            (PrivacyPolicy(exclude={"Medical Health"}), "<N_1> has asthma, says <P_1>, likes jazz"),
            (
                PrivacyPolicy(exclude=("password", "full name")),
                "Ann has <M_1>, says s3cr3t, likes jazz",
            ),
        ],
    )
    def test_what_is_protected(self, policy, result):
        """Threshold, included and excluded types, in any spelling."""
        engine = PrivacyEngine(PEOPLE, MemoryVault(), policy)
        for short, tag in {
            "N": "REAL_NAME",
            "M": "MEDICAL_HEALTH",
            "P": "PASSWORD",
            "T": "TASTE",
        }.items():
            result = result.replace(f"<{short}_", f"<{tag}_")
        assert engine.desensitize(TEXT) == result
        assert engine.restore(result) == TEXT

    @pytest.mark.parametrize(
        "wrong",
        [
            {"include": ("Email",), "exclude": ("邮箱",)},
            {"include": "EMAIL"},
            {"exclude": "EMAIL"},
            {"threshold": "PL5"},
            {"threshold": 0},
            {"threshold": None},
            {"retention": {"PL9": KEEP}},
            {"retention": {PL2: 30}},
            {"retention": {PL2: None}},
        ],
    )
    def test_contradictions_are_errors(self, wrong):
        """A policy that cannot be meant is refused when it is made."""
        with pytest.raises(PolicyError) as caught:
            PrivacyPolicy(**wrong)
        assert "\n" not in str(caught.value)

    def test_lifetime_must_be_positive(self):
        """No lifetime is left out, not zero."""
        for wrong in (timedelta(0), timedelta(seconds=-1)):
            with pytest.raises(PolicyError):
                Retention(lifetime=wrong)
            with pytest.raises(PolicyError):
                PrivacyPolicy(retention={PL2: wrong})

    def test_retention_by_level(self):
        """PL4 in memory only, all others kept, unless the policy says otherwise."""
        day = timedelta(days=1)
        assert [PrivacyPolicy().retention_of(level) for level in PrivacyLevel] == [
            KEEP,
            KEEP,
            KEEP,
            MEMORY_ONLY,
        ]
        policy = PrivacyPolicy(retention={"PL2": day, 3: MEMORY_ONLY, PL4: KEEP})
        assert [policy.retention_of(level) for level in PrivacyLevel] == [
            KEEP, Retention(lifetime=day), MEMORY_ONLY, KEEP,
        ]  # fmt: skip

    def test_a_lifetime_ends(self):
        """The value is erased, its placeholder not restored, until it is seen again."""
        policy = PrivacyPolicy(retention={PL2: timedelta(seconds=0.2)})
        engine = PrivacyEngine(PEOPLE, MemoryVault(), policy)
        assert engine.desensitize("Ann") == "<REAL_NAME_1>"
        time.sleep(0.25)
        assert engine.restore("<REAL_NAME_1>") == "<REAL_NAME_1>"
        assert engine.desensitize("Ann!") == "<REAL_NAME_1>!"
        assert engine.restore("<REAL_NAME_1>") == "Ann"

    def test_a_lifetime_that_is_over_at_once(self, tmp_path):
        """The text still leaves desensitized."""
        policy = PrivacyPolicy(retention={PL2: timedelta(microseconds=1)})
        with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
            assert PrivacyEngine(PEOPLE, vault, policy).desensitize("Ann") == "<REAL_NAME_1>"
        assert PrivacyEngine(PEOPLE, MemoryVault(), policy).desensitize("Ann") == "<REAL_NAME_1>"


class TestMemoryOfTexts:
    def test_the_same_history_is_not_looked_at_again(self):
        """Each text once, however often it is sent; its result is not looked at either."""
        counting = Counting(PEOPLE)
        engine = PrivacyEngine(counting, MemoryVault())
        history = ["Ann is here", "Bo too", "nothing", TEXT, ""]
        first = [engine.desensitize(text) for text in history]
        for _ in range(3):
            assert [engine.desensitize(text) for text in history] == first
            assert [engine.desensitize(text) for text in first] == first
        assert counting.calls == dict.fromkeys(history, 1)

    def test_role_and_name_make_a_difference(self):
        """They may change what is private, so they are asked anew."""
        counting = Counting(PEOPLE)
        engine = PrivacyEngine(counting, MemoryVault())
        for _ in range(2):
            engine.desensitize("x")
            engine.desensitize("x", role="tool")
            engine.desensitize("x", real_name="Ann Holm")
            engine.desensitize("x", scope="other")
        assert counting.calls == {"x": 4}

    def test_a_value_learned_later_is_protected_in_an_earlier_text(self):
        """Remembered or not, and without asking the extractor again."""
        counting = Counting(FixedExtractor({"Ann": ("REAL_NAME", 2)}))
        engine = PrivacyEngine(counting, MemoryVault())
        assert engine.desensitize("Ann and Bo") == "<REAL_NAME_1> and Bo"
        other = PrivacyEngine(PEOPLE, engine.vault)
        other.desensitize("Bo")
        assert engine.desensitize("Ann and Bo") == "<REAL_NAME_1> and <REAL_NAME_2>"
        assert counting.calls == {"Ann and Bo": 1}

    def test_forgetting_drops_what_is_remembered(self):
        """A forgotten value is looked for again, under a new number."""
        counting = Counting(PEOPLE)
        engine = PrivacyEngine(counting, MemoryVault())
        engine.desensitize("Ann Bo")
        receipt = engine.forget(value="Ann")
        assert receipt.placeholders == (Placeholder("REAL_NAME", 1),)
        assert engine.restore("<REAL_NAME_1> <REAL_NAME_2>") == "<REAL_NAME_1> Bo"
        assert engine.desensitize("Ann Bo") == "<REAL_NAME_3> <REAL_NAME_2>"
        assert counting.calls == {"Ann Bo": 2}

    def test_forget_by_placeholder_type_and_scope(self):
        """Each selector erases what it names."""
        engine = PrivacyEngine(PEOPLE, MemoryVault())
        engine.desensitize(TEXT + " Bo")
        assert engine.forget(placeholder="[real name 2]").placeholders == (("REAL_NAME", 2),)
        assert engine.forget(type="医疗健康").placeholders == (("MEDICAL_HEALTH", 1),)
        whole = engine.forget(scope="local")
        assert whole.scope_erased
        assert whole.placeholders == (("PASSWORD", 1), ("REAL_NAME", 1))
        assert engine.restore("<REAL_NAME_1> <PASSWORD_1>") == "<REAL_NAME_1> <PASSWORD_1>"
        for wrong in ({}, {"placeholder": "Ann"}):
            with pytest.raises(ValueError, match="forget"):
                engine.forget(**wrong)

    def test_two_engines_on_one_file(self, tmp_path):
        """Each sees the other's values and erasures, in what it remembers too."""
        path = tmp_path / "v.db"
        with SQLiteVault(path, key=KEY) as first, SQLiteVault(path, key=KEY) as second:
            one, two = PrivacyEngine(PEOPLE, first), PrivacyEngine(NOTHING, second)
            assert two.desensitize("Ann, Bo") == "Ann, Bo"
            assert one.desensitize("Ann") == "<REAL_NAME_1>"
            assert two.desensitize("Ann, Bo") == "<REAL_NAME_1>, Bo"
            assert two.restore("<REAL_NAME_1>") == "Ann"
            assert one.desensitize("Bo") == "<REAL_NAME_2>"
            assert two.desensitize("Ann, Bo") == "<REAL_NAME_1>, <REAL_NAME_2>"
            two.forget(value="Ann")
            assert one.restore("<REAL_NAME_1> <REAL_NAME_2>") == "<REAL_NAME_1> Bo"
            assert one.desensitize("Ann") == "<REAL_NAME_3>"
            assert two.desensitize("Ann, Bo") == "<REAL_NAME_3>, <REAL_NAME_2>"


class TestThreadsAndTasks:
    @pytest.mark.parametrize("kind", ["memory", "sqlite"])
    def test_sixteen_threads_on_one_engine(self, tmp_path, kind):
        """Every text comes back, and a value has one placeholder whoever met it first."""
        names = [f"Name{chr(97 + i)}{chr(97 + j)}" for i in range(6) for j in range(5)]
        vault = MemoryVault() if kind == "memory" else SQLiteVault(tmp_path / "v.db", key=KEY)
        with vault:
            engine = PrivacyEngine(FixedExtractor(dict.fromkeys(names, ("REAL_NAME", 2))), vault)
            texts = [f"{names[i % 30]} met {names[i * 7 % 30]} #{i}" for i in range(240)]
            with ThreadPoolExecutor(16) as pool:
                results = list(pool.map(engine.desensitize, texts))
                back = list(pool.map(engine.restore, results))
            assert back == texts
            assert not any(name in result for result in results for name in names)
            assert sorted(engine.desensitize(name) for name in names) == sorted(
                f"<REAL_NAME_{n}>" for n in range(1, 31)
            )

    def test_restoring_while_others_forget(self):
        """What was not forgotten is restored at every moment."""
        engine = PrivacyEngine(PEOPLE, MemoryVault())
        engine.desensitize("Ann Bo asthma")

        def churn(number):
            for _ in range(40):
                engine.desensitize(f"s3cr3t {number}")
                engine.forget(value="s3cr3t")

        with ThreadPoolExecutor(6) as pool:
            jobs = [pool.submit(churn, number) for number in range(3)]
            stream = engine.restorer()
            while not all(job.done() for job in jobs):
                assert stream.feed("<REAL_NAME_2>. ") == "Bo. "
                assert engine.restore("<REAL_NAME_1> <MEDICAL_HEALTH_1>") == "Ann asthma"
            for job in jobs:
                job.result()

    def test_async_twins_give_the_same(self):
        """Same results as the plain methods, scope and audit included."""

        async def main():
            engine = PrivacyEngine(PEOPLE, MemoryVault())
            result = await engine.adesensitize(TEXT, scope="x", role="tool", real_name="Ann")
            assert result == engine.desensitize(TEXT, scope="x", role="tool", real_name="Ann")
            assert await engine.arestore(result, scope="x") == TEXT
            assert await engine.arestore(result, audit="t") == result
            with pytest.raises(ScopeError):
                await engine.adesensitize("x", scope="")

        asyncio.run(main())

    def test_the_loop_runs_on(self):
        """While a slow extractor works, other tasks do too, and calls overlap."""

        async def main():
            engine = PrivacyEngine(Slow(PEOPLE, 0.2), MemoryVault())
            longest, last, running = 0.0, time.perf_counter(), True

            async def beat():
                nonlocal longest, last
                while running:
                    await asyncio.sleep(0.005)
                    now = time.perf_counter()
                    longest, last = max(longest, now - last), now

            heart = asyncio.create_task(beat())
            start = time.perf_counter()
            results = await asyncio.gather(*(engine.adesensitize(f"Ann {i}") for i in range(4)))
            took, running = time.perf_counter() - start, False
            await heart
            assert results == [f"<REAL_NAME_1> {i}" for i in range(4)]
            assert longest < 0.15
            assert took < 0.6

        asyncio.run(main())


class TestCountersAndAudit:
    def test_unknown_placeholders_are_counted(self):
        """By type, over all calls and threads."""
        engine = PrivacyEngine(PEOPLE, MemoryVault())
        engine.desensitize("Ann")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(engine.restore, ["<REAL_NAME_1> <REAL_NAME_2> [email 1] <NOPE_3>"] * 50))
        assert engine.unknown == {"REAL_NAME": 50, "EMAIL": 50, "NOPE": 50}

    def test_audit_holds_types_and_counts_only(self, tmp_path):
        """Who got how many values of which type; never a value or a placeholder."""
        with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
            engine = PrivacyEngine(PEOPLE, vault)
            result = engine.desensitize(TEXT)
            engine.restore(result + result + "<EMAIL_9>", audit="tool:send_mail")
            engine.restore("nothing", audit="tool:idle")
            engine.restore(result)
            lines = [line for line in vault.audit_log() if line.action.startswith("restore")]
            assert [(line.action, dict(line.counts)) for line in lines] == [
                ("restore tool:send_mail", {"MEDICAL_HEALTH": 2, "PASSWORD": 2, "REAL_NAME": 2})
            ]
            shown = repr(vault.audit_log())
            assert not [value for value in ("Ann", "asthma", "s3cr3t") if value in shown]


def test_extract_says_what_is_private_whatever_the_policy():
    """Disjoint, in text order, levels included."""
    engine = PrivacyEngine(PEOPLE, MemoryVault(), PrivacyPolicy(threshold=PL4))
    assert [(s.text, s.type, s.level) for s in engine.extract(TEXT)] == [
        ("Ann", "REAL_NAME", PL2), ("asthma", "MEDICAL_HEALTH", PL3),
        ("s3cr3t", "PASSWORD", PL4), ("jazz", "TASTE", PL1),
    ]  # fmt: skip


def test_with_rules():
    """The extractor that ships, end to end."""
    engine = PrivacyEngine(RuleExtractor(), MemoryVault())
    text = "Write to lena.moor@brightleaf.io, again: lena.moor@brightleaf.io."
    assert engine.desensitize(text) == "Write to <EMAIL_1>, again: <EMAIL_1>."
    assert engine.restore("I wrote to [email 1].") == "I wrote to lena.moor@brightleaf.io."
