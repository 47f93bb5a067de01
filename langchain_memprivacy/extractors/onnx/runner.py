"""What the worker does: loads a folder once, then answers requests on it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import assert_never, cast

from . import wire
from .decoder import Decoder
from .genai import GenAISession
from .manifest import ModelFolder
from .ort import OrtSession
from .prefix import PrefixFile, default_cache
from .prompt import PromptParts
from .settings import Settings
from .vocabulary import Vocabulary
from .watching import Watch

ROOM = 2048
"""Tokens for a message and its answer, beyond the prompt; a longer message is read in windows."""


class Runner:
    """A loaded model with its prompt read.

    Args:
        given: What `Settings.as_dict` made.

    Raises:
        ExtractorError: The folder, the runtime or the memory does not allow it.
    """

    def __init__(self, given: wire.Value) -> None:
        settings = Settings(**given)
        model = ModelFolder.open(settings.folder, verify=False, kind="generator")
        self._watch = Watch(model)
        model.check()  # after the first look: what is changed from here on is noticed
        vocabulary = Vocabulary.open(model.file("tokenizer.json"))
        assert model.prompt is not None  # a generator has one
        prompt = len(PromptParts(model.prompt, vocabulary).static)
        capacity = min(model.context, settings.context or prompt + ROOM)
        session: GenAISession | OrtSession
        match settings.runtime:
            case "genai":
                session = GenAISession(model, capacity=capacity, threads=settings.threads)
            case "onnxruntime":
                session = OrtSession(model, capacity=capacity, threads=settings.threads)
            case never:
                assert_never(never)
        self._decoder = Decoder(session, vocabulary, model)
        if isinstance(session, OrtSession) and settings.cache is not False:
            folder = Path(settings.cache) if settings.cache else default_cache()
            self._restore(session, PrefixFile(folder, model, self._decoder.static, session.runtime))
        else:
            self._decoder.prepare()
        self._watch.check()

    def answer(self, request: wire.Value) -> wire.Value:
        """Answer one request.

        Raises:
            ExtractorError: The model cannot read this message.
            ModelFolderError: A file of the folder was changed since it was loaded.
        """
        self._watch.check()
        found = self._decoder.extract(
            cast("str", request["text"]), role=request["role"], real_name=request["real_name"]
        )
        self._watch.check()  # an answer that began right may have ended otherwise
        return {"found": [[one.start, one.end, one.type, int(one.level)] for one in found]}

    def _restore(self, session: OrtSession, file: PrefixFile) -> None:
        restored = session.restore_prefix(file, len(self._decoder.static))
        self._decoder.prepare()  # reads nothing where the session holds the prompt
        if restored:
            return
        with contextlib.suppress(OSError):  # a full disk costs the next start some time
            session.save_prefix(file)
