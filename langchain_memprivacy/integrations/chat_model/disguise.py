"""What a chat model that wraps another one passes for: name, profile, counts, settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from langchain_core.language_models import BaseChatModel, ModelProfile
from langchain_core.language_models.base import LangSmithParams
from langchain_core.messages import BaseMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field, field_validator, model_validator

from ...engine import PrivacyEngine
from ...errors import NotCoveredError
from ...taxonomy import PrivacyLevel
from ..crossing import Crossing
from .options import Arguments
from .schemas import Schemas


def refuse_no_model(inner: Any) -> None:
    """Refuse what is no chat model, and say what to wrap in its place.

    Raises:
        NotCoveredError: It is none.
    """
    if isinstance(inner, BaseChatModel):
        return
    name = type(inner).__name__
    if name == "_ConfigurableModel":
        msg = (
            "not covered: init_chat_model with configurable fields makes a new model for each"
            " call; name the model, init_chat_model('gpt-4.1-mini'), and choose among protected"
            " ones with configurable_alternatives of PrivacyChatModel"
        )
    else:
        msg = (
            f"not covered: {name} is no chat model; put PrivacyChatModel around the chat model in"
            " it, then bind tools, retries and fallbacks to that"
        )
    raise NotCoveredError(msg)


class Disguise(BaseChatModel):
    """Looks like the inner model to whoever asks; its settings decide."""

    inner: BaseChatModel
    privacy: PrivacyEngine = Field(exclude=True, repr=False)
    contract: str | None = None
    upto: PrivacyLevel = PrivacyLevel.PL4
    cache: Any = Field(default=False, exclude=True)

    model_config = ConfigDict(
        arbitrary_types_allowed=True, extra="forbid", hide_input_in_errors=True
    )

    @field_validator("inner", mode="before")
    @classmethod
    def _is_a_model(cls, inner: Any) -> Any:
        refuse_no_model(inner)
        return inner

    @model_validator(mode="after")
    def _leave_to_the_inner_model(self) -> Self:
        if isinstance(self.inner, Disguise):
            raise ValueError("this model is protected already; wrap the one inside it")  # noqa: TRY004
        given = [
            name
            for name in ("cache", "rate_limiter", "custom_get_token_ids")
            if getattr(self, name)
        ]
        if "output_version" in self.model_fields_set:
            given += ["output_version"] * (self.output_version != self.inner.output_version)
        if given:
            msg = f"{', '.join(given)}: give this to the inner model, not to PrivacyChatModel"
            raise ValueError(msg)
        self.__dict__["output_version"] = self.inner.output_version
        return self

    # --- what it passes for

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """A vault cannot be written into a trace."""
        return False

    @property
    def _llm_type(self) -> str:
        return self.inner._llm_type  # noqa: SLF001

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return dict(self.inner._identifying_params)  # noqa: SLF001

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return self.inner._get_ls_params(stop=stop, **kwargs)  # noqa: SLF001

    def _resolve_model_profile(self) -> ModelProfile | None:
        return self.inner.profile

    @property
    def model_name(self) -> str | None:
        """The name of the inner model."""
        return getattr(self.inner, "model_name", None) or getattr(self.inner, "model", None)

    def _should_stream(self, *, async_api: bool, run_manager: Any = None, **kwargs: Any) -> bool:
        return not self._streaming_disabled(**kwargs) and self.inner._should_stream(  # noqa: SLF001
            async_api=async_api, run_manager=run_manager, **kwargs
        )

    def _should_use_protocol_streaming(
        self, *, async_api: bool, run_manager: Any = None, **kwargs: Any
    ) -> bool:
        return not self._streaming_disabled(**kwargs) and self.inner._should_use_protocol_streaming(  # noqa: SLF001
            async_api=async_api, run_manager=run_manager, **kwargs
        )

    # --- counting: some providers do it in the cloud

    def get_token_ids(self, text: str) -> list[int]:
        """Return the tokens of a text, desensitized."""
        return self.inner.get_token_ids(self._arguments().value(text))

    def get_num_tokens(self, text: str) -> int:
        """Count the tokens of a text, desensitized."""
        return self.inner.get_num_tokens(self._arguments().value(text))

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[Any] | None = None
    ) -> int:
        """Count the tokens of messages, desensitized."""
        arguments = self._arguments()
        hidden = arguments.messages(messages)
        if tools is None:
            return self.inner.get_num_tokens_from_messages(hidden)
        schemas = Schemas(arguments)
        described = [schemas.tool(convert_to_openai_tool(tool)) for tool in tools]
        return self.inner.get_num_tokens_from_messages(hidden, tools=described)

    def _arguments(self) -> Arguments:
        return Arguments(Crossing.of(self.privacy).desensitize())
