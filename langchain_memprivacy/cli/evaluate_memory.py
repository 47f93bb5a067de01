"""`eval leakage` and `eval utility`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .evaluate_identity import folder_stamp, identity
from .evaluate_runs import digest, finish, lines, ready, shown, today
from .evaluating import data_options, open_data, open_extractor
from .options import as_json

if TYPE_CHECKING:
    from ..evaluation.datasets import Dataset
    from ..evaluation.protections import Method
    from ..evaluation.utility.outcomes import Outcome
    from ..extractors.base import Extractor
    from ..taxonomy import PrivacyLevel

Command = TypeVar("Command", bound=Callable[..., Any])
GOLD = "gold"
_ROWS = ("none", "irreversible", "untyped", "typed")
_SYSTEMS = ("store", "langmem", "mem0")


def _memory_options(command: Command) -> Command:
    """Add the options that both commands share."""
    for option in reversed((
        click.option(
            "--extractor",
            default=GOLD,
            show_default=True,
            metavar="WHICH",
            help="What finds values: gold (what annotators marked), or as for `eval extraction`.",
        ),
        click.option(
            "--allow-remote", is_flag=True, help="A chat model that extracts may be elsewhere."
        ),
        data_options,
        click.option(
            "--method",
            "methods",
            multiple=True,
            type=click.Choice(_ROWS),
            help="Only this protection; may come several times.",
        ),
        click.option("--seed", default=0, show_default=True, help="Where random draws begin."),
        click.option("--date", help="The day that the report gives. Default: today, UTC."),
        click.option(
            "--resume",
            type=click.Path(path_type=Path),
            help="Keep each user's results in this file, and go on from it.",
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            help="Write report.json, report.md and plots into this folder.",
        ),
        as_json,
    )):  # fmt: skip
        command = option(command)
    return command


@click.command(short_help="Measure what gets out, and what an attacker makes of it.")
@click.option(
    "--system",
    "systems",
    multiple=True,
    type=click.Choice(_SYSTEMS),
    default=("store",),
    show_default=True,
    help="The memory system; may come several times.",
)
@click.option("--attacks/--no-attacks", default=True, show_default=True, help="Try attacks too.")
@click.option(
    "--guess",
    metavar="MODEL",
    help="Also let a chat model guess values from context, PROVIDER:MODEL; "
    "it sees desensitized texts.",
)
@_memory_options
def leakage(
    systems: tuple[str, ...],
    attacks: bool,  # noqa: FBT001
    guess: str | None,
    extractor: str,
    allow_remote: bool,  # noqa: FBT001
    data: str,
    split: str | None,
    language: str | None,
    methods: tuple[str, ...],
    seed: int,
    date: str | None,
    resume: Path | None,
    out: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Run whole conversations over a loopback cloud and look for values in every byte.

    Addresses, headers and bodies are searched, also what they hold in base64. Exits are the
    requests to models and embeddings, what memory systems store, and traces. Nothing leaves
    this machine, but for what --guess asks.
    """
    ready(out)
    _needed(chat="langchain_openai", eval="nltk rouge_score")
    from ..evaluation.leakage.exits import Found, evaluate_leakage  # noqa: PLC0415
    from ..evaluation.leakage.reach import Reach, summarize  # noqa: PLC0415
    from ..evaluation.memory_report import leakage_report  # noqa: PLC0415
    from ..evaluation.report import conditions  # noqa: PLC0415
    from ..evaluation.systems import check_system  # noqa: PLC0415

    for system in systems:
        check_system(system)
    guesser = _open(guess)  # before hours are spent: its name may be wrong
    dataset = open_data(data, split, language, seed)
    rows = _rows(methods)
    run = {
        "leakage": shown(extractor), "identity": identity(extractor), "texts": digest(dataset),
    }  # fmt: skip

    def load(row: dict[str, Any]) -> Found:
        reach = tuple(Reach(**one) for one in row["reach"])
        return Found(row["row"], row["system"], row["user"], reach, row["ambiguous"])

    with _opened(extractor, allow_remote=allow_remote) as finder:
        with lines(resume, run, load, len(dataset.users) * len(rows) * len(systems)) as kept:
            found = evaluate_leakage(
                dataset, systems=systems, rows=rows, extractor=finder, done=kept.done,
                each=lambda one: kept.add({
                    "row": one.row, "system": one.system, "user": one.user,
                    "ambiguous": one.ambiguous, "reach": [r.as_json() for r in one.reach],
                }),
            )  # fmt: skip
        users = {user.id for user in dataset.users}
        results: dict[str, dict[str, Any]] = defaultdict(dict)
        for system in systems:
            for row in rows:
                reach = [r for f in found if (f.row, f.system) == (row, system) and f.user in users
                         for r in f.reach]  # fmt: skip
                results[system][row] = summarize(reach)
        # Too short, or in innocent text, too: they say nothing about what got out.
        left_out = {s: sum({f.user: f.ambiguous for f in found if f.system == s}.values())
                    for s in systems}  # fmt: skip
        looked_for = {s: next(iter(results[s].values()))["any"]["values"] for s in systems}
        tried = _attacks(dataset, finder, guesser) if attacks else {}
    report = {
        "conditions": conditions(
            dataset, date=date or today(), seed=seed, extractor=shown(extractor),
            system=", ".join(systems), values_from="PL2", values=looked_for,
            values_left_out=left_out,
        ),
        "results": dict(results),
        "attacks": tried,
    }  # fmt: skip
    finish(report, leakage_report(report), out, as_json=as_json)


@click.command(short_help="Measure what protection costs a memory.")
@click.option(
    "--encoder",
    required=True,
    type=click.Path(path_type=Path),
    help="A sentence encoder's ONNX folder: makes the vectors of memories and questions.",
)
@click.option(
    "--via",
    type=click.Choice(["plain", "langgraph"]),
    default="plain",
    show_default=True,
    help="Without a model: where memories are kept.",
)
@click.option(
    "--model",
    metavar="MODEL",
    help="Let a model keep memories and answer, PROVIDER:MODEL, as in the paper. It sees what "
    "protection leaves; without it, only retrieval is measured.",
)
@click.option("--judge", metavar="MODEL", help="Grades answers; it sees raw texts.")
@click.option(
    "--system",
    type=click.Choice([*_SYSTEMS, "memobase"]),
    default="langmem",
    show_default=True,
    help="With a model: the memory system.",
)
@click.option("--url", default="", help="Of the service, for memobase.")
@_memory_options
def utility(
    encoder: Path,
    via: Any,
    model: str | None,
    judge: str | None,
    system: str,
    url: str,
    extractor: str,
    allow_remote: bool,  # noqa: FBT001
    data: str,
    split: str | None,
    language: str | None,
    methods: tuple[str, ...],
    seed: int,
    date: str | None,
    resume: Path | None,
    out: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Measure how useful memories stay under the paper's protections.

    Without a model: is a question's evidence found among the first memories, and can what
    the answer is made of be read in them once they are restored? With one: how good are the
    answers (the paper's Table 4 and Figure 3)?
    """
    ready(out)
    if model is not None:
        _needed(eval="nltk rouge_score")
    from ..evaluation.memory_report import utility_report  # noqa: PLC0415
    from ..evaluation.report import conditions  # noqa: PLC0415
    from ..evaluation.utility.outcomes import (  # noqa: PLC0415
        Outcome,
        main_metric,
        summarize,
        sweep,
    )
    from ..extractors.encoder import SentenceEncoder  # noqa: PLC0415

    answers, grader = _open(model), _open(judge)
    if answers is not None:
        from ..evaluation.systems import check_system  # noqa: PLC0415

        check_system(system)
    dataset = open_data(data, split, language, seed)
    rows, vectors = _rows(methods), SentenceEncoder(encoder)
    where = system if answers is not None else via
    run = {
        "utility": shown(extractor), "identity": identity(extractor),
        "encoder": encoder.name, "contents": folder_stamp(encoder)[:16], "model": model or "",
        "judge": judge or "", "system": where, "texts": digest(dataset),
    }  # fmt: skip
    with (
        _opened(extractor, allow_remote=allow_remote) as finder,
        lines(resume, run, Outcome.from_json, len(dataset.users) * len(rows)) as kept,
    ):

        def each(found: Any) -> None:
            kept.add(*[outcome.as_json() for outcome in found])

        if answers is None:
            from ..evaluation.utility.retrieval import evaluate_retrieval  # noqa: PLC0415

            outcomes = evaluate_retrieval(
                dataset, vectors, rows=rows, extractor=finder, via=via, done=kept.done, each=each
            )
        else:
            outcomes = _answered(
                dataset, vectors, answers, grader, system, url, rows, finder, kept.done, each
            )
    wanted = [o for o in outcomes if o.row in rows]
    results = summarize(wanted, seed=seed)
    metric = main_metric(wanted)
    report = {
        "conditions": conditions(
            dataset, date=date or today(), seed=seed, extractor=shown(extractor),
            encoder=encoder.name, model=model, judge=judge, system=where,
        ),
        "results": results,
        "sweep": {"metric": metric, "points": sweep(wanted, metric)},
    }  # fmt: skip
    finish(report, utility_report(report), out, as_json=as_json)


def _answered(
    dataset: Dataset,
    vectors: Any,
    model: Any,
    grader: Any,
    system: str,
    url: str,
    rows: dict[str, tuple[Method, PrivacyLevel]],
    extractor: Extractor | None,
    done: list[Outcome],
    each: Callable[[Any], None],
) -> list[Outcome]:
    from ..evaluation.judge import AnswerJudge  # noqa: PLC0415
    from ..evaluation.systems import Settings, open_system  # noqa: PLC0415
    from ..evaluation.utility.answering import evaluate_answers  # noqa: PLC0415
    from ..evaluation.utility.vectors import EncoderEmbeddings  # noqa: PLC0415

    settings = Settings(model, EncoderEmbeddings(vectors), url)
    return evaluate_answers(
        dataset,
        lambda protection, user: open_system(system, protection, settings, user=user.id),
        model,
        None if grader is None else AnswerJudge(grader),
        rows=rows,
        extractor=extractor,
        done=done,
        each=each,
    )


def _attacks(dataset: Dataset, extractor: Extractor | None, guesser: Any) -> dict[str, Any]:
    from ..evaluation.leakage.attacks import POLICIES, harvest, infer, inject  # noqa: PLC0415
    from ..evaluation.leakage.oracle import list_candidates  # noqa: PLC0415

    users = dataset.users
    pairs = zip(users, (*users[1:], users[0]), strict=True)
    found: dict[str, Any] = {
        "harvest": {one.id: harvest(one, other, extractor) for one, other in pairs if one != other}
    }
    found["inject"] = {
        name: _added([inject(user, policy, extractor) for user in users])
        for name, policy in POLICIES.items()
    }
    found["candidates"] = _added(
        [
            list_candidates(user, [other for other in users if other != user], extractor)
            for user in users
        ]
    )
    if guesser is not None:
        found["infer"] = _added([infer(user, guesser, extractor) for user in users])
    if len(users) == 1:
        found["not_tried"] = {"harvest": "one user: nobody is left to be the attacker"}
    return found


def _added(parts: list[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        for name, counts in part.items():
            sums[name].update(counts)
    return {name: dict(sums[name]) for name in sorted(sums)}


def _rows(methods: tuple[str, ...]) -> dict[str, tuple[Method, PrivacyLevel]]:
    from ..evaluation.protections import PAPER  # noqa: PLC0415

    return {name: row for name, row in PAPER.items() if not methods or str(row[0]) in methods}


def _needed(**extras: str) -> None:
    """Make sure that the modules are there that come with extras of the package.

    Raises:
        ClickException: Some are not; names their extras.
    """
    missing = [
        extra for extra, modules in extras.items() if not all(map(find_spec, modules.split()))
    ]
    if missing:
        msg = f"this needs more packages: pip install 'langchain-memprivacy[{','.join(missing)}]'"
        raise click.ClickException(msg)


def _open(name: str | None) -> Any:
    from .chat import open_model  # noqa: PLC0415

    return None if name is None else open_model(name)


@contextmanager
def _opened(which: str, *, allow_remote: bool) -> Iterator[Extractor | None]:
    if which == GOLD:
        yield None
        return
    with open_extractor(which, allow_remote=allow_remote) as extractor:
        yield extractor
