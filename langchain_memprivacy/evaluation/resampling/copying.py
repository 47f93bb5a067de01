"""`resample`: copies of users with other values, offsets and questions included."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

from ...locate import ValueIndex
from ..datasets import Annotation, Dataset, DatasetError, Message, Question, User
from .carrying import HAN, carried
from .exchange import Pool
from .person import Person


def resample(
    dataset: Dataset,
    copies: int,
    *,
    seed: int = 0,
    each: Callable[[int], None] = lambda _: None,
) -> Dataset:
    """Copy the training users of a data set with other values.

    Questions whose reference answer could not be carried over for sure are left out.

    Args:
        dataset: Annotated users; only those of split `train` are copied and drawn from.
        copies: How many copies of each user.
        seed: Same seed and data set, same copies.
        each: Called with the number of copies made so far.

    Returns:
        The copies alone, with ids like `en-01-r1`, in split `train`.

    Raises:
        DatasetError: Nobody has split `train`.
        ValueError: `copies` is less than 1.
    """
    if copies < 1:
        raise ValueError("resample: copies must be at least 1")
    originals = [user for user in dataset.users if user.split == "train"]
    if not originals:
        msg = f"{dataset.name}: no user has split train; only those are copied"
        raise DatasetError(msg)
    pool = Pool(originals)
    made: list[User] = []
    for number in range(1, copies + 1):
        for user in originals:
            rng = random.Random(f"{seed}/{user.id}/{number}")  # noqa: S311  # fiction, not secrets
            made.append(_copy(user, Person(user, pool, rng), f"{user.id}-r{number}"))
            each(len(made))
    return Dataset(f"{dataset.name}-resampled", tuple(made))


def _copy(user: User, person: Person, name: str) -> User:
    messages = tuple(_message(message, person) for message in user.messages)
    return replace(
        user,
        id=name,
        real_name=user.real_name and person.names.apply(user.real_name),
        summary=person.names.apply(user.summary, every=False),
        messages=messages,
        questions=tuple(
            new
            for question in user.questions
            if (new := _Asked(question, user, messages, person).copy())
        ),
    )


def _message(message: Message, person: Person) -> Message:
    parts: list[str] = []
    marks: list[Annotation] = []
    done = length = 0
    for mark in message.privacy:
        kept, new = message.content[done : mark.start], person.replacement(mark)
        parts += [kept, new]
        start = length + len(kept)
        length = start + len(new)
        marks.append(replace(mark, start=start, end=length, text=new))
        done = mark.end
    content = "".join([*parts, message.content[done:]])
    return replace(message, content=content, privacy=tuple(marks))


class _Asked:
    """A question with the values of the copy in it."""

    def __init__(
        self, question: Question, user: User, copied: Iterable[Message], person: Person
    ) -> None:
        self._question = question
        self._person = person
        told = [message for message in user.messages if message.id in question.evidence]
        self._near = {mark.text for message in told for mark in message.privacy}
        self._now = [
            text
            for message in copied
            if message.id in question.evidence
            for text in (message.content, message.date)
        ]
        # A short value far from the evidence may be something else there: a 6, a "he".
        self._values = {
            old: new
            for old, new in person.replaced.items()
            if old in self._near or len(old) >= (2 if HAN.match(old) else 4)
        }
        self._index = ValueIndex()
        for old in self._values:
            self._index.add(old)

    def copy(self) -> Question | None:
        """Return the question for the copy; None where its answer may not hold any more."""
        question = self._question
        new = replace(
            question,
            question=self._text(question.question),
            answer=question.answer if question.options else self._text(question.answer),
            options={letter: self._text(text) for letter, text in question.options.items()},
        )
        asked = (new.question, new.answer, *new.options.values())
        is_sure = carried(asked, self._near, self._now, new.answer if not new.options else "")
        return new if is_sure else None

    def _text(self, text: str) -> str:
        parts: list[str] = []
        done = 0
        for start, end in self._index.find(text):
            if start >= done:
                parts += [self._rest(text[done:start]), self._values[text[start:end]]]
                done = end
        return "".join([*parts, self._rest(text[done:])])

    def _rest(self, text: str) -> str:
        return self._person.names.apply(text, every=False)
