"""`StandInCloud`: plays a cloud agent with a long-term memory, on the spot and by rule.

It is no language model and pretends to be none. It knows the text it is given and
nothing else, so whatever it says about a value comes from a placeholder it received.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle

from ..placeholders import CANONICAL
from .answers import fill, language_of, type_name
from .recall import is_question, nearest, sentences

_CHUNKS = (4, 2, 3, 1)
"""Lengths of streamed chunks: shorter than any placeholder, so each arrives in pieces."""

_CHAT = {
    "greeting": re.compile(
        r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day))(?: there)?"
        r"(?:,? (?:again|(?:it's |it is )?me(?: again)?))?"
        r"|(?:你好|您好|嗨|早上好|上午好|下午好|晚上好|在吗|我又来了|又是我)[啊呀]?",
        re.IGNORECASE,
    ),
    "thanks": re.compile(
        r"(?:perfect|great|ok(?:ay)?|many thanks|thanks|thank you)(?: a lot| so much| very much)?"
        r"|(?:谢谢|多谢|感谢|好的|太好了)[你您啦了]?|(?:good)?bye|再见",
        re.IGNORECASE,
    ),
    "help": re.compile(
        r"help|(?:so |and )?(?:who|what) are you|what can you do|how does this work"
        r"|帮助|(?:你|您)(?:是谁|会什么|能做什么|会做什么|能干什么)|怎么用",
        re.IGNORECASE,
    ),
    "all": re.compile(
        r"what (?:do|did|can) you (?:know|remember|have|recall)(?: (?:about|of) me)?(?: so far)?"
        r"|(?:你|您)?(?:都|还)?(?:记得|知道|记住了?)(?:关于)?我?(?:的)?(?:什么|哪些)(?:事情?|内容)?",
        re.IGNORECASE,
    ),
}
_EDGE = " \t\r\n.,!?~。，！？～、…"

_SAY = {
    "en": {
        "hello": "Hello! Tell me something to remember, or ask me about what you told me.",
        "again": "Hello again. I remember {count} from before; ask me about any of it.",
        "help": "I am a scripted stand-in for a cloud agent, not a language model. I remember the "
        "sentences I receive and find the nearest one to a question. Private values reach me as "
        "placeholders only.",
        "welcome": "You are welcome.",
        "empty": "I received an empty message.",
        "nothing": "I remember nothing yet.",
        "all": "This is all I remember:",
        "found": 'The nearest thing I was told: "{}"',
        "unknown": "I was not told that, and I know nothing but what I receive.",
        "noted": "Noted: I will remember {count}.",
        "old": "I had that already.",
        "held": "In place of private values it holds placeholders ({}).",
        "raw": "It came to me in plain text, with no placeholder in it.",
        "one": "one sentence",
        "many": "{} sentences",
        "comma": ", ",
        "space": " ",
    },
    "zh": {
        "hello": "您好！告诉我一些事，我会记住；也可以问我您说过的事。",
        "again": "又见面了。我还记得之前的{count}，都可以问我。",
        "help": "我是一个照规则运行的云端替身，不是语言模型。我记住收到的句子，"
        "遇到问题就找出最相近的一句。隐私内容到我这里只有占位符。",
        "welcome": "不客气。",
        "empty": "我收到的是一条空消息。",
        "nothing": "我还什么都没记住。",
        "all": "我记住的全部内容：",
        "found": "我听您说过最相近的一句是：“{}”",
        "unknown": "这个您没有告诉过我；我只知道收到的内容。",
        "noted": "记下了{count}。",
        "old": "这个我已经记着了。",
        "held": "隐私内容的位置上是占位符（{}）。",
        "raw": "收到的是明文，里面没有占位符。",
        "one": "1句话",
        "many": "{}句话",
        "comma": "、",
        "space": "",
    },
}


class StandInCloud:
    """A local stand-in for a cloud agent with long-term memory.

    Give it text that was desensitized before. With a scripted answer it fills the
    answer's slots; without one it notes what it is told and answers questions with
    the nearest sentence it remembers. English and Chinese, as the message is.

    Attributes:
        memory: The sentences it remembers, oldest first: what a cloud memory holds.
        conversation: What was received and answered in this session.

    Example:
        >>> cloud = StandInCloud()
        >>> told = cloud.remember("Call me at <PHONE_NUMBER_1>.")
        >>> "".join(cloud.reply("What is my phone number?"))
        'The nearest thing I was told: "Call me at <PHONE_NUMBER_1>."'
    """

    def __init__(self) -> None:
        self.memory: list[str] = []
        self.conversation: list[tuple[str, str]] = []

    def __repr__(self) -> str:
        return f"StandInCloud({len(self.memory)} remembered, {len(self.conversation)} turns)"

    def reply(self, text: str, answer: str | None = None) -> Iterator[str]:
        """Remember a message and answer it, in small chunks as a stream would.

        Args:
            text: The message as it left the device.
            answer: A scripted answer with slots, see `answers`; without one the
                stand-in answers by rule.
        """
        language = language_of(text)
        fresh = self.remember(text)
        if answer is None:
            said = self._say(text, fresh, language)
        else:
            said = fill(
                answer,
                received=self.received(),
                recall=lambda words: nearest(words, self.memory),
                language=language_of(answer),
            )
        self.conversation.append((text, said))
        return _chunks(said)

    def remember(self, text: str) -> list[str]:
        """Add the sentences of a message to the memory.

        Small talk, and questions without a placeholder, state nothing and are left
        out, and so is what is remembered already.

        Returns:
            The sentences that are new.
        """
        fresh = [
            sentence
            for sentence in dict.fromkeys(sentences(text))
            if sentence not in self.memory and _states(sentence)
        ]
        self.memory.extend(fresh)
        return fresh

    def received(self) -> list[str]:
        """Return every placeholder in the memory once, oldest first."""
        found = (match[0] for told in self.memory for match in CANONICAL.finditer(told))
        return list(dict.fromkeys(found))

    def new_session(self) -> None:
        """Forget the conversation, as a new thread does, and keep the memory."""
        self.conversation.clear()

    def _say(self, text: str, fresh: list[str], language: str) -> str:
        say = _SAY[language]
        parts = [bare for part in sentences(text) if (bare := part.strip(_EDGE))]
        if not parts:
            return say["empty"]
        kinds = [next((k for k, form in _CHAT.items() if _only(form, p)), "") for p in parts]
        if "help" in kinds:
            return say["help"]
        if "all" in kinds:
            return "\n- ".join((say["all"], *self.memory)) if self.memory else say["nothing"]
        if all(kinds):
            return self._small_talk(kinds, say)
        question = next((part for part in reversed(sentences(text)) if is_question(part)), None)
        if question is None:
            return self._note(fresh, language)
        told = nearest(question, self.memory)
        return say["unknown"] if told is None else say["found"].format(told)

    def _small_talk(self, kinds: list[str], say: dict[str, str]) -> str:
        if "thanks" in kinds:
            return say["welcome"]
        if self.memory and not self.conversation:
            return say["again"].format(count=_count(self.memory, say))
        return say["hello"]

    def _note(self, fresh: list[str], language: str) -> str:
        say = _SAY[language]
        if not fresh:
            return say["old"]
        tags = dict.fromkeys(tag for told in fresh for tag in CANONICAL.findall(told))
        names = say["comma"].join(type_name(tag, language) for tag in tags)
        held = say["held"].format(names) if names else say["raw"]
        return f"{say['noted'].format(count=_count(fresh, say))}{say['space']}{held}"


def _states(sentence: str) -> bool:
    if CANONICAL.search(sentence):
        return True
    bare = sentence.strip(_EDGE)
    chat = any(_only(form, bare) for form in _CHAT.values())
    return bool(bare) and not chat and not is_question(sentence)


def _only(form: re.Pattern[str], bare: str) -> bool:
    return form.fullmatch(bare.replace("’", "'")) is not None


def _count(items: list[str], say: dict[str, str]) -> str:
    return say["one"] if len(items) == 1 else say["many"].format(len(items))


def _chunks(text: str) -> Iterator[str]:
    done = 0
    for length in cycle(_CHUNKS):
        if done >= len(text):
            return
        yield text[done : done + length]
        done += length
