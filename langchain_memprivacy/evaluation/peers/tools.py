"""The tools that are compared, each as its makers ship it: without download or network.

A tool gets one message's text and nothing else. What it would replace counts as found,
of whatever type it takes it for; so does what it finds in a language it was not made for.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar

from ...defaults import MemPrivacy
from ...errors import MemPrivacyError
from ...extractors.base import Extractor
from ...spans import resolve
from ...vault.memory import MemoryVault
from ..masking import Ranged
from ..remembering import Remembering
from .aligning import Range, replaced

T = TypeVar("T")
Find = Callable[[str], Sequence[Ranged]]
"""Text of a message -> the parts of it that the tool would replace."""


class PeerError(MemPrivacyError):
    """A tool is not there in a form that can be run; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool.

    Attributes:
        name: As a table names it.
        what: What of it is run, in a few words.
        distribution: Whose version a report states.
        open: Makes its function; raises `PeerError` where it cannot run.
        remembers: It is made anew for each user, and gets all of their messages in order.
    """

    name: str
    what: str
    distribution: str
    open: Callable[[], Find]
    remembers: bool = False

    @property
    def version(self) -> str:
        """Its installed version; empty where there is none."""
        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return ""


def ours(extractor: Extractor, name: str, what: str) -> Peer:
    """Make a row of an extractor of ours; it is told neither the role nor the user's name."""
    return Peer(
        name, what, "langchain-memprivacy", lambda: lambda text: resolve(
            text, extractor.extract(text))
    )  # fmt: skip


def _default() -> Find:
    return MemPrivacy(vault=MemoryVault()).extract


def _remembering() -> Find:
    return Remembering().extract


def _langchain() -> Find:
    """The five detectors, one middleware each, as an agent would run them on user input."""
    middleware = import_module("langchain.agents.middleware")
    human = import_module("langchain_core.messages").HumanMessage
    kinds = ("email", "credit_card", "ip", "mac_address", "url")
    rules = [middleware.PIIMiddleware(kind, strategy="redact") for kind in kinds]
    mark = re.compile("|".join(rf"\[REDACTED_{kind.upper()}\]" for kind in kinds))

    def find(text: str) -> Sequence[Range]:
        state: dict[str, Any] = {"messages": [human(text)]}
        for rule in rules:
            state = rule.before_model(state, None) or state
        return replaced(text, state["messages"][0].content, mark)

    return find


def _langsmith() -> Find:
    module = import_module("langsmith.anonymizer")
    anonymize = module.create_secret_anonymizer()
    mark = re.compile(re.escape(module.SECRET_PLACEHOLDER))
    return lambda text: replaced(text, anonymize(text), mark)


def _presidio() -> Find:
    """All recognizers that are on by default; those for English know all that others do."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)  # of languages not asked for
    analyzer = _needed("presidio_analyzer", "presidio-analyzer")
    engines = import_module("presidio_analyzer.nlp_engine")
    # It would fetch a list of domains; the one that it carries does.
    import_module("tldextract.tldextract").TLD_EXTRACTOR.suffix_list_urls = ()
    engine = analyzer.AnalyzerEngine(
        registry=analyzer.RecognizerRegistry(supported_languages=["en"]),
        nlp_engine=engines.NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}]),
        supported_languages=["en"],
    )

    def find(text: str) -> Sequence[Range]:
        return [Range(one.start, one.end) for one in engine.analyze(text, language="en")]

    return find


def _piighost() -> Find:
    """Every pattern that it carries; it takes them from the network since version 2."""
    detectors = _needed("piighost.components.detector", "piighost")
    try:
        lists = import_module("piighost.components.detector.patterns")
    except ImportError:
        lists = None
    if lists is None:
        raise PeerError(
            "its patterns come over the network since version 2: pip install 'piighost<2'"
        )
    patterns = {
        label: pattern for name in lists.__all__ for label, pattern in getattr(lists, name).items()
    }
    detector = detectors.RegexDetector(patterns)

    def find(text: str) -> Sequence[Range]:
        return [Range(d.span.start, d.span.end) for d in _at_once(detector.detect(text))]

    return find


def _at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing, without the cost of a loop."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # StopIteration does not say
    coroutine.close()
    raise PeerError("its detector waits for something; this version cannot be compared")


def _needed(module: str, distribution: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        msg = f"{distribution} is not installed: pip install 'langchain-memprivacy[peers]'"
    raise PeerError(msg)


DEFAULT = Peer("langchain-memprivacy", "embedded default", "langchain-memprivacy", _default)
IN_CONVERSATION = Peer(
    "langchain-memprivacy, as used", "known values are found again in later messages",
    "langchain-memprivacy", _remembering, remembers=True,
)  # fmt: skip
OURS = (DEFAULT, IN_CONVERSATION)
PEERS = (
    *OURS,
    Peer("LangChain PIIMiddleware", "all five detectors", "langchain", _langchain),
    Peer("presidio", "default recognizers, no language model", "presidio-analyzer", _presidio),
    Peer("piighost", "all patterns of version 1, no model", "piighost", _piighost),
    Peer("LangSmith secret anonymizer", "traces only", "langsmith", _langsmith),
)
"""The rows of the table, in order."""
