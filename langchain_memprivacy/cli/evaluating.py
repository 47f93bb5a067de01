"""What the commands of `eval` share: data sets, extractors and comparisons by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ..evaluation.datasets import Dataset
    from ..evaluation.matching import TypeSimilarity
    from ..extractors.base import Extractor

Command = TypeVar("Command", bound=Callable[..., Any])
_EXTRACTORS = "default, rules, crf, onnx:FOLDER, tagger:FOLDER or chat:PROVIDER:MODEL"
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
    """Read the data set that an option names, cut to a split and language.

    Raises:
        ValueError: There is none, it is not of the form, or nobody is left.
    """
    from ..evaluation.datasets import DatasetError  # noqa: PLC0415  # --help must not pay for it

    try:
        return _read(data, split, language, seed)
    except DatasetError as error:  # wrong input, not a failure: the exit codes tell them apart
        raise ValueError(str(error)) from None


def _read(data: str, split: str | None, language: str | None, seed: int) -> Dataset:
    from ..evaluation.datasets import load  # noqa: PLC0415
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
    if kind == "default" and not rest:
        from ..defaults import embedded  # noqa: PLC0415

        return embedded()
    if kind == "crf" and not rest:
        from ..extractors.crf import CrfExtractor  # noqa: PLC0415

        return CrfExtractor()
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
    raise ValueError(msg)


def open_similarity(folder: Path | None) -> tuple[TypeSimilarity, str]:
    """Return what compares types, and how a report names it."""
    from ..evaluation.matching import same_type  # noqa: PLC0415
    from ..evaluation.similarity import EXACT, LabelSimilarity  # noqa: PLC0415

    if folder is None:
        return same_type, EXACT
    from ..extractors.encoder import SentenceEncoder  # noqa: PLC0415

    similarity = LabelSimilarity(SentenceEncoder(folder), folder.name)
    return similarity, similarity.name
