"""A LangSmith client for experiments: it knows every annotated value from the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from langsmith import schemas
from langsmith.utils import LangSmithConflictError

from ...engine import PrivacyEngine
from ...extractors.base import Extractor
from ...extractors.rules import RuleExtractor
from ...integrations.langsmith import PrivateClient
from ...vault.memory import MemoryVault
from ..datasets import Dataset
from ..protections import GoldExtractor

_SCOPE = "experiment"


def experiment_client(
    dataset: Dataset, extractor: Extractor | None = None, **client_kwargs: Any
) -> PrivateClient:
    """Make a client that sends no annotated value of a data set.

    The values are learned before anything is sent, into a vault that ends with this
    process; from then on they are hidden wherever they stand as a word of their own,
    found again or not.

    Args:
        dataset: Whose annotated values are known.
        extractor: What finds others; the rules where left out.
        **client_kwargs: Arguments of `langsmith.Client`.
    """
    vault = MemoryVault()
    for user in dataset.users:
        engine = PrivacyEngine(GoldExtractor(user), vault, scope=_SCOPE)
        for message in user.messages:
            engine.desensitize(message.content, role=message.role)
    privacy = PrivacyEngine(extractor or RuleExtractor(), vault, scope=_SCOPE)
    return PrivateClient(privacy, scope=_SCOPE, **client_kwargs)


def upload(
    client: PrivateClient, name: str, examples: Iterable[schemas.Example], *, description: str = ""
) -> list[schemas.Example]:
    """Create a data set of examples, as placeholders.

    Where a data set of the name is there already, its examples are taken to be these.

    Args:
        client: A private client; a plain one would send what is on this device.
        name: The data set's name.
        examples: As `message_examples` and `question_examples` make them.
        description: Of the data set.

    Returns:
        The same examples, raw, of that data set: what `run_experiment` takes.

    Raises:
        TypeError: The client is not private.
        MemPrivacyError: A value could not be desensitized; nothing was sent.
    """
    if not isinstance(client, PrivateClient):
        raise TypeError("upload needs a private client: experiment_client or private_client")
    given = list(examples)
    try:
        dataset = client.create_dataset(name, description=description or None)
    except LangSmithConflictError:
        dataset = client.read_dataset(dataset_name=name)
    else:
        rows = [
            {"id": one.id, "inputs": one.inputs, "outputs": one.outputs, "metadata": one.metadata}
            for one in given
        ]
        client.create_examples(dataset_id=dataset.id, examples=_rows(rows))
    return [one.model_copy(update={"dataset_id": dataset.id}) for one in given]


def _rows(rows: Sequence[dict[str, Any]]) -> Any:
    """Say to the type checker what LangSmith takes: rows as dictionaries."""
    return rows
