"""The server that a user named: where it is, what goes there, and how a question becomes a request."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

import msgspec

from thirdorder.nlp.language_model.questions import PROMPTS, Budget, Problem, Question, prompt
from thirdorder.service.errors import LanguageModelError

URL, MODEL, SECONDS = "THIRDORDER_LLM", "THIRDORDER_LLM_MODEL", "THIRDORDER_LLM_SECONDS"
"""The environment variables in which whoever runs a service names the server of its projects, and its patience."""
KEY = "THIRDORDER_LLM_KEY"
"""The environment variable that holds the server's key: a key on the command line would stand in the history."""
MORE = 4
"""How many times as many tokens a second attempt may take, should the first have been cut off."""


@dataclass(frozen=True)
class Server:
    """An OpenAI-compatible server, such as Ollama, llama.cpp, vLLM or LM Studio, and the model asked there.

    `url` ends where the routes begin ("http://127.0.0.1:11434/v1"); `seconds` is the longest that one answer may take,
    `at_once` how many questions are under way. `pause` is what the first retry waits, in seconds.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 600.0
    at_once: int = 4
    pause: float = 1.0

    @property
    def local(self) -> bool:
        """Whether the server is this computer."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def server(url: str, model: str, seconds: float = Server.seconds) -> Server:
    """The server at `url`, its key from the environment. Raises `LanguageModelError` for what is no such address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LanguageModelError(f"{url} is no address of a server: write one like http://127.0.0.1:11434/v1.")
    if parts.username or parts.password:
        raise LanguageModelError(f"Leave name and password out of the server's address and put its key into {KEY}.")
    if not model.strip():
        raise LanguageModelError("Name the model that the server is to use with --llm-model.")
    return Server(url.rstrip("/"), model.strip(), os.environ.get(KEY, ""), seconds)


def named_for_service() -> Server | None:
    """The server that whoever runs a service named in its environment; None where they named none.

    It is theirs to name and no project's: an address that anybody could set would get the key, and reach what only
    this computer can. An owner says whether their project's papers may go there.
    """
    url, model, seconds = (os.environ.get(name, "") for name in (URL, MODEL, SECONDS))
    if not url:
        return None
    try:
        return server(url, model, float(seconds or Server.seconds))
    except ValueError as error:
        raise LanguageModelError(f"{SECONDS} is {seconds!r}: write a number of seconds, such as 600.") from error


def name_for_service(url: str, model: str, seconds: float) -> None:
    """Name the server of a service's projects in its environment, where its workers look for it."""
    to = server(url, model, seconds)
    os.environ.update({URL: to.url, MODEL: to.model, SECONDS: f"{to.seconds:g}"})


def asked_of(to: Server, steps: Sequence[str]) -> str:
    """What decides the answers as a hash, for the head of a run: the model, the steps, the prompts; not the address."""
    decisive = [to.model, sorted(steps), [prompt(name).sha256 for name in PROMPTS]]
    return hashlib.sha256(json.dumps(decisive).encode()).hexdigest()


def what_leaves(to: Server) -> str:
    """What is sent and where to, in a sentence for whoever is responsible."""
    what = (
        "titles, headings and findings of the papers, the review question, the codebook, and what the model said before"
    )
    if to.local:
        return f"The language model {to.model} runs on this computer ({to.url}): {what} are sent to it and stay here."
    return (
        f"The language model {to.model} runs on another computer: {what} LEAVE this one and are sent to {to.url}."
        " See that licences, consent and whoever runs that server allow it."
    )


def what_it_takes(budget: Budget) -> str:
    """How much will be asked, in a sentence."""
    n = f"{budget.least}" if budget.least == budget.most else f"{budget.least} to {budget.most}"
    return f"It will be asked {n} questions, about {budget.tokens:,} tokens to read; kept answers are not asked again."


def body(to: Server, asked: Question, *, schema: bool) -> Mapping[str, Any]:
    """The request for one question; without `schema` for servers that know no JSON schema."""
    said: dict[str, Any] = {
        "model": to.model,
        "messages": [
            {"role": "system", "content": asked.prompt.text},
            {"role": "user", "content": asked.material},
        ],
        "temperature": 0 if asked.attempt == 1 else 0.4,
        "seed": asked.attempt,
        "max_tokens": asked.most * (1 if asked.attempt == 1 else MORE),
        "stream": False,
    }
    if schema:
        shape = {"name": asked.prompt.name, "strict": True, "schema": asked.schema}
        said["response_format"] = {"type": "json_schema", "json_schema": shape}
    return said


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    model: str | None = None
    system_fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one question, and what it calls itself."""

    text: str
    problem: Problem
    model: str
    fingerprint: str


def answer(data: bytes) -> Answer:
    """A response's body. Raises ValueError where it is no chat completion."""
    try:
        read = msgspec.json.decode(data, type=_Completion)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
    if not read.choices:
        raise ValueError("no choices")
    choice = read.choices[0]
    problem: Problem = ""
    if choice.message.refusal or choice.finish_reason == "content_filter":
        problem = "refused"
    elif choice.finish_reason == "length":
        problem = "truncated"
    return Answer(choice.message.content or "", problem, _called(read.model or ""), read.system_fingerprint or "")


def _called(model: str) -> str:
    """What a server calls its model; where that is a path on its disk, the name of the file alone."""
    path = PureWindowsPath(model)
    return path.name if path.root else model
