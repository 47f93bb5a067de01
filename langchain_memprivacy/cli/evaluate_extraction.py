"""`eval extraction` and `eval resample`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .options import as_json, print_json

if TYPE_CHECKING:
    from ..evaluation.datasets import Dataset
    from ..evaluation.extraction import UserScore
    from ..evaluation.matching import TypeSimilarity
    from ..extractors.base import Extractor

Command = TypeVar("Command", bound=Callable[..., Any])
_EXTRACTORS = "rules, onnx:FOLDER, tagger:FOLDER or chat:PROVIDER:MODEL"
_DATA = "bundled, PATH, memprivacy-bench:PATH or personamem:PATH"


def data_options(command: Command) -> Command:
    """Add the options that say on what a measurement runs."""
    command = click.option(
        "--language", type=click.Choice(["en", "zh"]), help="Only users of this language."
    )(command)
    command = click.option(
        "--split", type=click.Choice(["train", "dev", "test"]), help="Only users of this split."
    )(command)
    return click.option(
        "--data", default="bundled", show_default=True, metavar="DATA", help=f"On what: {_DATA}."
    )(command)


def extractor_option(command: Command) -> Command:
    """Add the option that says which extractor finds private values."""
    command = click.option(
        "--allow-remote",
        is_flag=True,
        help="A chat model may be on another machine: it then gets the data set's raw texts.",
    )(command)
    return click.option(
        "--extractor",
        "extractors",
        multiple=True,
        default=("rules",),
        show_default=True,
        metavar="WHICH",
        help=f"What finds values: {_EXTRACTORS}; joined by `+` they work together. "
        "May come several times.",
    )(command)


def open_data(data: str, split: str | None, language: str | None, seed: int = 0) -> Dataset:
    """Read the data set that an option names, cut to a split and language."""
    from ..evaluation.datasets import load  # noqa: PLC0415  # --help must not pay for it
    from ..evaluation.readers import memprivacy_bench, personamem  # noqa: PLC0415

    kind, _, path = data.partition(":")
    dropped = 0
    if kind in {"memprivacy-bench", "personamem"} and path:
        found = memprivacy_bench(path) if kind != "personamem" else personamem(path, seed=seed)
        dataset, dropped = found.dataset, found.dropped
    else:
        dataset = load(data)
    if dropped:
        click.echo(f"memprivacy: {dropped} marked value(s) stand in no message", err=True)
    return dataset.select(split=split, language=language)


@contextmanager
def open_extractor(which: str, *, allow_remote: bool = False) -> Iterator[Extractor]:
    """Put together the extractor that an option names, and close it at the end."""
    from ..extractors.combine import UnionExtractor  # noqa: PLC0415

    with ExitStack() as stack:
        parts = [_extractor(part, stack, allow_remote=allow_remote) for part in which.split("+")]
        yield parts[0] if len(parts) == 1 else UnionExtractor(parts)


def _extractor(which: str, stack: ExitStack, *, allow_remote: bool) -> Extractor:
    kind, _, rest = which.partition(":")
    if kind == "rules" and not rest:
        from ..extractors.rules import RuleExtractor  # noqa: PLC0415

        return RuleExtractor()
    if kind == "onnx" and rest:
        from ..extractors.onnx import OnnxExtractor  # noqa: PLC0415

        return stack.enter_context(OnnxExtractor(rest))
    if kind == "tagger" and rest:
        from ..extractors.tagger import TaggerExtractor  # noqa: PLC0415

        return TaggerExtractor(rest)
    if kind == "chat" and rest:
        from ..extractors.chat_model import ChatModelExtractor  # noqa: PLC0415
        from .chat import open_model  # noqa: PLC0415

        return ChatModelExtractor(open_model(rest), allow_remote=allow_remote)
    msg = f"--extractor: use {_EXTRACTORS}"
    raise click.ClickException(msg)


def open_similarity(folder: Path | None) -> tuple[TypeSimilarity, str]:
    """Return what compares types, and how a report names it."""
    from ..evaluation.matching import same_type  # noqa: PLC0415
    from ..evaluation.similarity import EXACT, LabelSimilarity  # noqa: PLC0415

    if folder is None:
        return same_type, EXACT
    from ..extractors.encoder import SentenceEncoder  # noqa: PLC0415

    similarity = LabelSimilarity(SentenceEncoder(folder), folder.name)
    return similarity, similarity.name


@click.command(short_help="Measure how well private values are found.")
@extractor_option
@data_options
@click.option(
    "--encoder",
    type=click.Path(path_type=Path),
    help="A sentence encoder's ONNX folder: types are compared by their labels' embeddings, "
    "as in the paper. Default: they must be the same.",
)
@click.option(
    "--judge",
    metavar="MODEL",
    help="Also let a chat model grade, PROVIDER:MODEL; it sees raw texts.",
)
@click.option("--seed", default=0, show_default=True, help="Where random draws begin.")
@click.option("--date", help="The day that the report gives. Default: today, UTC.")
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    help="Keep each user's scores in this file, and go on from it.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write report.json, report.md and plots into this folder.",
)
@as_json
def extraction(
    extractors: tuple[str, ...],
    allow_remote: bool,  # noqa: FBT001
    data: str,
    split: str | None,
    language: str | None,
    encoder: Path | None,
    judge: str | None,
    seed: int,
    date: str | None,
    resume: Path | None,
    out: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Measure how well extractors find, grade and hide private values.

    Scores are those of the paper's Table 2, beside the share of values of which nothing
    readable is left and the share of other characters that are hidden for nothing.
    """
    from ..evaluation.extraction import summarize  # noqa: PLC0415
    from ..evaluation.judging import Kept  # noqa: PLC0415
    from ..evaluation.report import conditions  # noqa: PLC0415

    dataset = open_data(data, split, language, seed)
    similarity, compared = open_similarity(encoder)
    results: dict[str, dict[str, Any]] = {}
    judged: dict[str, dict[str, float]] = {}
    for which in extractors:
        name = _shown(which)
        with open_extractor(which, allow_remote=allow_remote) as extractor:
            if judge is not None:
                extractor = Kept(extractor)  # noqa: PLW2901  # the same one, asked once
            scores = _scored(name, extractor, dataset, similarity, compared, resume)
            if judge is not None:
                judged[name] = {judge: _judged(name, extractor, dataset, judge)}
        results[name] = summarize(scores, seed=seed)
    day = date or datetime.now(UTC).date().isoformat()
    report = {
        "conditions": conditions(
            dataset, date=day, seed=seed, extractors=[*results], types_compared=compared,
            overlapping="joined, as the engine does",
        ),
        "results": results,
        "judged": judged,
    }  # fmt: skip
    if out is not None:
        _write(out, report)
    if as_json:
        print_json(report)
    else:
        _show(report)


def _shown(which: str) -> str:
    """Name an extractor without the folders that its models lie in."""
    parts = (part.partition(":") for part in which.split("+"))
    return "+".join(
        f"{kind}:{Path(rest).name}" if kind in {"onnx", "tagger"} else f"{kind}{colon}{rest}"
        for kind, colon, rest in parts
    )


def _scored(
    name: str,
    extractor: Extractor,
    dataset: Dataset,
    similarity: TypeSimilarity,
    compared: str,
    resume: Path | None,
) -> list[UserScore]:
    from ..evaluation.extraction import as_json as plain  # noqa: PLC0415
    from ..evaluation.extraction import evaluate_extraction  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    run = {"extractor": name, "types_compared": compared, "texts": _digest(dataset)}
    with ExitStack() as stack:
        done = [] if resume is None else _done(resume, run)
        file = stack.enter_context(resume.open("a", encoding="utf-8")) if resume else None
        update = stack.enter_context(progress(name))
        count = len({score.user for score in done} & {user.id for user in dataset.users})
        update(count, len(dataset.users))

        def each(score: UserScore) -> None:
            nonlocal count
            count += 1
            update(count, len(dataset.users))
            if file is not None:
                file.write(json.dumps({"run": run, "score": plain(score)}) + "\n")
                file.flush()

        return evaluate_extraction(extractor, dataset, similarity=similarity, done=done, each=each)


def _judged(name: str, extractor: Extractor, dataset: Dataset, model: str) -> float:
    from ..evaluation.judge import ExtractionJudge  # noqa: PLC0415
    from ..evaluation.judging import judge_extraction  # noqa: PLC0415
    from .chat import open_model  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    judge = ExtractionJudge(open_model(model))
    count = sum(1 for _ in dataset.messages())
    with progress(f"{name}, judged") as update:
        return judge_extraction(extractor, judge, dataset, each=lambda done: update(done, count))


def _digest(dataset: Dataset) -> str:
    """Tell two data sets apart without showing a text."""
    state = sha256()
    for user, message in dataset.messages():
        state.update(repr((user.id, message.id, message.content, message.privacy)).encode())
    return state.hexdigest()[:16]


def _done(file: Path, run: dict[str, str]) -> list[UserScore]:
    from ..evaluation.extraction import UserScore  # noqa: PLC0415

    if not file.exists():
        return []
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            if row["run"] == run:
                found.append(UserScore.from_json(row["score"]))
        except (KeyError, TypeError, ValueError):
            msg = f"--resume: line {number} of {file.name} is not one of a run; give another file"
            raise click.ClickException(msg) from None
    return found


def _write(out: Path, report: dict[str, Any]) -> None:
    from ..evaluation.report import extraction_report, write_json  # noqa: PLC0415

    out.mkdir(parents=True, exist_ok=True)
    write_json(out / "report.json", report)
    (out / "report.md").write_text(extraction_report(report), "utf-8")
    try:
        from ..evaluation.plots import plot_hidden  # noqa: PLC0415
    except ImportError:
        click.echo(
            "memprivacy: no plots without matplotlib: pip install 'langchain-memprivacy[eval]'",
            err=True,
        )
        return
    for at, (which, one) in enumerate(report["results"].items(), 1):
        if one["overall"]["values"]:
            plot_hidden(one, out / f"hidden-{at}.svg", title=f"Masked share by type: {which}")


def _show(report: dict[str, Any]) -> None:
    from .tables import show_counts  # noqa: PLC0415

    about, results = report["conditions"], report["results"]
    rows = []
    for which, one in results.items():
        average, mean = one["overall"], one["overall"]["per_message"]
        shares = (*mean.values(), average["hidden"], average["overmasked"])
        time = f"{one['latency_ms']['p50']:.2f}"
        rows.append((which, *(f"{share:.1%}" for share in shares), time))
    heads = ("extractor", "precision", "recall", "F1", "hidden", "overmasked", "p50 ms")
    title = f"{about['dataset']}: {len(about['users'])} user(s), {about['messages']} messages"
    show_counts(title, rows, *heads)
    for which, one in results.items():
        levels = [
            (level, str(found["values"]), f"{found['recall']:.1%}", f"{found['hidden']:.1%}")
            for level, found in one["by_level"].items()
        ]
        show_counts(which, levels, "level", "values", "recall", "hidden")
    judged = [
        (which, judge, f"{score:.1%}")
        for which, scores in report["judged"].items()
        for judge, score in scores.items()
    ]
    if judged:
        show_counts("judged", judged, "extractor", "judge", "score")


@click.command(short_help="Make copies of annotated users with other values.")
@click.option(
    "--data", default="bundled", show_default=True, metavar="DATA", help="Of what: bundled or PATH."
)
@click.option(
    "--copies",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many copies of each user.",
)
@click.option("--seed", default=0, show_default=True, help="Same seed, same copies.")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def resample(data: str, copies: int, seed: int, out: Path) -> None:
    """Write copies of the training users into the folder OUT, with other values.

    Names, numbers, credentials and facts are exchanged, each the same way throughout a
    user's messages and questions; what is said around them stays. Nothing is drawn from
    users of other splits.
    """
    from ..evaluation import resampling  # noqa: PLC0415
    from ..evaluation.writing import save  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    dataset = open_data(data, "train", None)
    total = copies * len(dataset.users)
    with progress("resampling") as update:
        made = resampling.resample(
            dataset, copies, seed=seed, each=lambda done: update(done, total)
        )
    save(made, out)
    messages = sum(1 for _ in made.messages())
    click.echo(
        f"{len(made.users)} user(s), {messages} messages written to {click.format_filename(out)}"
    )
