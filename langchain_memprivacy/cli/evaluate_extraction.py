"""`eval extraction`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .evaluate_identity import folder_stamp, identity, names
from .evaluate_runs import digest, lines, ready, today
from .evaluating import data_options, extractor_option, open_data, open_extractor, open_similarity
from .options import as_json, print_json

if TYPE_CHECKING:
    from ..evaluation.datasets import Dataset
    from ..evaluation.extraction import UserScore
    from ..evaluation.matching import TypeSimilarity
    from ..extractors.base import Extractor


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
@click.option(
    "--in-conversation",
    is_flag=True,
    help="Each person's messages in order through one vault, as in use: what one told is "
    "found again in the next. Default: each message alone.",
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
    in_conversation: bool,  # noqa: FBT001
    seed: int,
    date: str | None,
    resume: Path | None,
    out: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Measure how well extractors find, grade and hide private values.

    Scores are those of the paper's Table 2; one thing is stricter: for types that count only
    when exact (passwords, numbers, names, mail addresses) a found text that merely overlaps
    is no match at all, where the paper would still count level and type. On the bundled
    development people F1 was 77.6 so, 78.4 with overlapping pairs, 78.6 with any pair.

    Hidden is the share of values of which no readable rest is left: no four letters or
    digits in a row, no two Chinese characters. In a report covered is the stricter share, of
    which not one letter or digit is left. Overmasked is the share of all other
    characters that are hidden for nothing.
    """
    from ..evaluation.extraction import ROUNDS, summarize  # noqa: PLC0415
    from ..evaluation.judging import Kept  # noqa: PLC0415
    from ..evaluation.masking import HIDDEN  # noqa: PLC0415
    from ..evaluation.matching import MATCHING  # noqa: PLC0415
    from ..evaluation.report import conditions  # noqa: PLC0415

    called = names(extractors)
    ready(out)
    dataset = open_data(data, split, language, seed)
    similarity, compared = open_similarity(encoder)
    data_digest = digest(dataset)
    messages = "in conversation" if in_conversation else "alone"
    results: dict[str, dict[str, Any]] = {}
    judged: dict[str, dict[str, float]] = {}
    for which, name in called.items():
        run = {
            "extractor": name, "identity": identity(which), "types_compared": compared,
            "encoder": folder_stamp(encoder)[:16] if encoder else "", "data": data_digest,
            "messages": messages,
        }  # fmt: skip
        with open_extractor(which, allow_remote=allow_remote) as extractor:
            if judge is not None:
                extractor = Kept(extractor)  # noqa: PLW2901  # the same one, asked once
            scores = _scored(run, extractor, dataset, similarity, resume)
            if judge is not None:
                judged[name] = {judge: _judged(name, extractor, dataset, judge)}
        results[name] = summarize(scores, seed=seed, rounds=ROUNDS)
    report = {
        "conditions": conditions(
            dataset, date=date or today(), seed=seed, extractors=[*results],
            types_compared=compared, overlapping="joined, as the engine does",
            messages_run=messages, real_name_told=True, bootstrap_rounds=ROUNDS,
            matching=MATCHING, hidden=HIDDEN,
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


def _scored(
    run: dict[str, str],
    extractor: Extractor,
    dataset: Dataset,
    similarity: TypeSimilarity,
    resume: Path | None,
) -> list[UserScore]:
    from ..evaluation.extraction import UserScore, evaluate_extraction  # noqa: PLC0415
    from ..evaluation.extraction import as_json as plain  # noqa: PLC0415

    total, label = len(dataset.users), run["extractor"]
    with lines(resume, run, UserScore.from_json, total, label) as kept:
        return evaluate_extraction(
            extractor,
            dataset,
            similarity=similarity,
            in_conversation=run["messages"] == "in conversation",
            done=kept.done,
            each=lambda score: kept.add(plain(score)),
        )


def _judged(name: str, extractor: Extractor, dataset: Dataset, model: str) -> float:
    from ..evaluation.judge import ExtractionJudge  # noqa: PLC0415
    from ..evaluation.judging import judge_extraction  # noqa: PLC0415
    from .chat import open_model  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    judge = ExtractionJudge(open_model(model))
    count = sum(1 for _ in dataset.messages())
    with progress(f"{name}, judged") as update:
        return judge_extraction(extractor, judge, dataset, each=lambda done: update(done, count))


def _write(out: Path, report: dict[str, Any]) -> None:
    from ..evaluation.report import extraction_report, write_json  # noqa: PLC0415

    write_json(out / "report.json", report)
    for old in out.glob("hidden-[0-9]*.svg"):  # of an earlier report in the same folder
        old.unlink()
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
