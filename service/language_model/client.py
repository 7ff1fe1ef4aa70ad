"""Asking a server: kept answers first, the rest a few at a time, with retries, and never an error for a question."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from thirdorder.nlp.language_model.questions import Budget, Question, Reply
from thirdorder.nlp.vectors import Progress, silent
from thirdorder.service.language_model.endpoint import KEY, Answer, Server, answer, body, what_it_takes, what_leaves
from thirdorder.service.language_model.replies import Kept, Replies, key_of

TRIES = 4
LONGEST_PAUSE = 60.0
IN_A_ROW = 4
"""Questions without an answer in a row after which no more are asked: the server is gone."""
LARGEST = 8_000_000
"""Bytes of a response that are read."""
FOREVER = {401: "refuses the key", 403: "refuses access", 404: "does not know this address or model"}

logger = logging.getLogger(__name__)


class _BusyError(Exception):
    """The server may answer later, in so many seconds if it says."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class _NoAnswerError(Exception):
    """There will be no answer; `final` where there will be none to any other question either, `this` where it is the
    question's fault and not the server's."""

    def __init__(self, why: str, *, final: bool = False, this: bool = False) -> None:
        super().__init__(why)
        self.final, self.this = final, this


@dataclass(frozen=True)
class Trace:
    """What a run asked: the keys of the answers it used, who answered (model and fingerprint as the server says), how
    many answers came from this computer and from another, and why no more was asked, if so."""

    keys: tuple[str, ...]
    answered_by: tuple[tuple[str, str], ...]
    here: int
    elsewhere: int
    stopped: str = ""


class Client:
    """A `LanguageModel` over HTTP. `say` hears sentences for people: what leaves, what it takes, why it stopped."""

    def __init__(
        self, to: Server, replies: Replies, *, progress: Progress = silent, say: Callable[[str], None] | None = None
    ) -> None:
        self.to = to
        self.replies = replies
        self.progress = progress
        self.say = say or logger.info
        self._used: dict[str, Kept] = {}
        self._schema = True
        self.failure = ""
        """Why the last question that got no answer got none."""
        self._stopped = ""
        self._failed = 0
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self.to.model

    def announce(self, budget: Budget) -> None:
        self.say(what_leaves(self.to))
        self.say(what_it_takes(budget))

    def ask(self, stage: str, questions: Sequence[Question]) -> Sequence[Reply]:
        """Answers in the questions' order: those that are kept, and those that come."""
        keys = [key_of(self.to.model, q) for q in questions]
        known = {k: kept for k in keys if (kept := self.replies.get(k)) is not None}
        missing = {k: q for k, q in zip(keys, questions, strict=True) if k not in known}
        self.progress(stage, len(questions) - len(missing), len(questions))
        if missing:
            known |= self._asked(stage, missing, len(questions))
        with self._lock:
            self._used |= known
        return [Reply(known[k].reply, known[k].problem) if k in known else Reply(problem="unanswered") for k in keys]

    def trace(self) -> Trace:
        """What was asked so far."""
        used = self._used.values()
        return Trace(
            tuple(sorted(self._used)),
            tuple(sorted({(k.answered_by, k.fingerprint) for k in used})),
            sum(k.local for k in used),
            sum(not k.local for k in used),
            self._stopped,
        )

    def _asked(self, stage: str, missing: Mapping[str, Question], total: int) -> dict[str, Kept]:
        """Ask what is missing, a few at a time, and keep each answer as it comes."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self.to.key}"} if self.to.key else {}
        found: dict[str, Kept] = {}
        with (
            httpx.Client(headers=headers, timeout=self.to.seconds, trust_env=False, follow_redirects=False) as http,
            ThreadPoolExecutor(self.to.at_once) as pool,
        ):
            waiting = {pool.submit(self._one, http, q): k for k, q in missing.items()}
            try:
                for done, future in enumerate(as_completed(waiting), start=total - len(missing) + 1):
                    kept = future.result()
                    if kept is not None:
                        found[waiting[future]] = kept
                        self.replies.put(waiting[future], kept)
                    self.progress(stage, done, total)
            except BaseException:  # the job was given up: what is not under way yet is not asked
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return found

    def _one(self, http: httpx.Client, asked: Question) -> Kept | None:
        """One answer, or None; what the server cannot do for any question ends the asking."""
        if self._stopped:
            return None
        try:
            said = self._answer(http, asked)
        except _NoAnswerError as error:
            with self._lock:
                self._failed += not error.this
                first, self.failure = not self.failure, f"{self.to.url} {error}"
                if not self._stopped and (error.final or self._failed >= IN_A_ROW):
                    self._stopped = self.failure
                    self.say(f"No more is asked: {self._stopped}. Run the same command again to go on.")
                elif first:
                    self.say(f"A question gets no answer: {self.failure}.")
            return None
        self._failed = 0
        prompt = f"{asked.prompt.name}@{asked.prompt.version}"
        return Kept(
            self.to.model, prompt, asked.attempt, asked.prompt.text, asked.material, said.text, said.problem,
            said.model, said.fingerprint, self.to.local,
        )  # fmt: skip

    def _answer(self, http: httpx.Client, asked: Question) -> Answer:
        retry = Retrying(
            stop=stop_after_attempt(TRIES), wait=self._pause, retry=retry_if_exception_type(_BusyError), reraise=True
        )
        try:
            return retry(self._post, http, asked)
        except _BusyError as error:
            raise _NoAnswerError(str(error)) from error

    def _pause(self, state: RetryCallState) -> float:
        """What the server asks for, else twice as long each time."""
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.seconds if isinstance(error, _BusyError) else None
        return min(asked if asked is not None else self.to.pause * 2 ** (state.attempt_number - 1), LONGEST_PAUSE)

    def _post(self, http: httpx.Client, asked: Question) -> Answer:
        with_schema = self._schema
        status, headers, data = self._request(http, body(self.to, asked, schema=with_schema))
        if status in (400, 422) and with_schema:
            status, headers, data = self._request(http, body(self.to, asked, schema=False))
            if status == 200:
                self._schema = False  # this server knows no JSON schema: the prompt says the shape as well
        if status in FOREVER:
            hint = f" (set {KEY})" if status == 401 else ""
            raise _NoAnswerError(f"{FOREVER[status]}{hint}", final=True)
        if status == 429 or status >= 500:
            raise _BusyError(f"answers {status}", _seconds(headers.get("retry-after")))
        if status != 200:
            raise _NoAnswerError(f"answers {status}; it may be longer than the model's context", this=True)
        try:
            return answer(data)
        except ValueError as error:
            raise _NoAnswerError("answers something that is no chat completion") from error

    def _request(self, http: httpx.Client, said: Mapping[str, object]) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body of one request, within its time and size."""
        began = time.monotonic()
        data = bytearray()
        try:
            with http.stream("POST", f"{self.to.url}/chat/completions", content=json.dumps(said)) as response:
                for part in response.iter_bytes():
                    data += part
                    if len(data) > LARGEST:
                        raise _NoAnswerError(f"answers more than {LARGEST} bytes")
                    if time.monotonic() - began > self.to.seconds:
                        raise httpx.ReadTimeout("")
                return response.status_code, response.headers, bytes(data)
        except httpx.ConnectError as error:
            raise _BusyError("cannot be reached") from error
        except httpx.TimeoutException as error:
            raise _NoAnswerError(f"gave no answer in {self.to.seconds:g} seconds") from error
        except httpx.HTTPError as error:
            raise _BusyError(f"broke off ({type(error).__name__})") from error


def _seconds(said: str | None) -> float | None:
    """A Retry-After in seconds; one that is a date is left to our own pauses."""
    try:
        return max(0.0, float(said)) if said is not None else None
    except ValueError:
        return None
