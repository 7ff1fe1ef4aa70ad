"""What a language model is asked, and what of its answers is understood. Who asks over the wire is no matter here."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec

Step = Literal["claims", "themes", "counterparts", "contradictions", "codes"]
STEPS: tuple[Step, ...] = ("claims", "themes", "counterparts", "contradictions", "codes")
Problem = Literal["", "unanswered", "empty", "truncated", "refused", "misshapen"]
"""Why there is no answer to a question: nobody answered it, or what was answered cannot be used."""
ATTEMPTS = 2
"""A broken answer is asked for once more."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked in one kind of question: the words of a file whose name holds its version."""

    name: str
    version: int
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@cache
def prompt(name: str) -> Prompt:
    """The prompt of that name, in the one version that is packaged."""
    folder = files("thirdorder.nlp.language_model") / "prompts"
    for file in folder.iterdir():
        stem, _, version = file.name.removesuffix(".md").partition("@")
        if stem == name:
            return Prompt(name, int(version), file.read_text(encoding="utf-8"))
    raise KeyError(name)


PROMPTS = ("claims", "groups", "names", "counterparts", "contradictions", "codes")


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer must look like; its JSON schema goes to the server."""


@dataclass(frozen=True)
class Question:
    """A prompt, the material it is asked of (JSON), the shape of the answer and the most tokens it may take."""

    prompt: Prompt
    material: str
    shape: type[Shape]
    most: int
    attempt: int = 1

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON schema of the answer, an object at its root."""
        (_,), parts = msgspec.json.schema_components((self.shape,), ref_template="#/$defs/{name}")
        root = dict(parts.pop(self.shape.__name__))
        return {**root, "$defs": parts} if parts else root


def question(name: str, material: Mapping[str, object], shape: type[Shape], most: int) -> Question:
    """A question: the prompt's name and what is to be read, lone surrogates of a damaged text made "?"."""
    text = json.dumps(material, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()
    return Question(prompt(name), text, shape, most)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text, or why there is none."""

    text: str = ""
    problem: Problem = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run will ask: questions and the characters in them, before the first is asked.

    How many themes there are to name is known only later: `least` and `most` are bounds. `characters` belong to `most`.
    """

    least: int
    most: int
    characters: int

    @property
    def tokens(self) -> int:
        """About how many tokens are to be read; English has some four characters in each."""
        return self.characters // 4


class LanguageModel(Protocol):
    """Whoever answers questions. Never raises for a question that gets no answer."""

    @property
    def name(self) -> str:
        """The model's name, which its coder's name is made of."""

    def announce(self, budget: Budget) -> None:
        """Hear what will be asked, before it is."""

    def ask(self, stage: str, questions: Sequence[Question]) -> Sequence[Reply]:
        """A reply for each question, in their order; `stage` is for progress."""


T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """What a step made of its answers, and counts of what it did not take: by reason, in words."""

    value: T
    counts: Mapping[str, int]


def ask(model: LanguageModel, stage: str, questions: Sequence[Question], counts: Counter[str]) -> list[Any]:
    """The answers in the questions' shapes, None where there is none; broken ones are asked for once more.

    Counts "questions" and each problem that remained.
    """
    replies = [understood(q, r) for q, r in zip(questions, model.ask(stage, questions), strict=True)]
    for attempt in range(2, ATTEMPTS + 1):
        again = [i for i, (_, problem) in enumerate(replies) if problem not in ("", "unanswered")]
        if not again:
            break
        asked = [replace(questions[i], attempt=attempt) for i in again]
        for i, q, r in zip(again, asked, model.ask(stage, asked), strict=True):
            replies[i] = understood(q, r)
    counts["questions"] += len(questions)
    counts.update(f"answers {problem}" if problem != "unanswered" else problem for _, problem in replies if problem)
    return [value for value, _ in replies]


_THOUGHT = re.compile(r"\A.*?</think>", re.DOTALL)


def understood(asked: Question, reply: Reply) -> tuple[Any, Problem]:
    """A reply in the shape that was asked for, or None and why not.

    Some servers wrap JSON in a fence or put their thinking before it: the outermost braces are what counts.
    """
    if reply.problem:
        return None, reply.problem
    text = _THOUGHT.sub("", reply.text).strip()
    if not text:
        return None, "empty"
    start, end = text.find("{"), text.rfind("}")
    try:
        return msgspec.json.decode(text[start : end + 1].encode(), type=asked.shape), ""
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None, "misshapen"
