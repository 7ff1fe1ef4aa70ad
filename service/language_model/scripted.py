"""A server that answers by rule: for trying the wire without a model, and for tests of every mood a server can be in.

python -m thirdorder.service.language_model.scripted --mood right --port 8089

Its right answers are formally right and worthless as interpretation; it is no model.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, get_args

import click

from thirdorder.nlp.language.sentences import sentences

Mood = Literal[
    "right", "empty", "truncated", "invented", "misshapen", "slow", "refusing", "forbidding", "busy", "dying", "noise",
    "schemaless", "short",
]  # fmt: skip
MODEL = "scripted"
INVENTED = "The lighthouse keeper counted forty-one silver herons before the winter bell."
"""Words that stand in no paper."""

Json = Any


def right(name: str, material: Mapping[str, Json]) -> Mapping[str, Json]:
    """An answer in the shape that the prompt of that name asks for, resting on words of the material alone."""
    return _RULES[name](material)


def _claims(m: Mapping[str, Json]) -> Mapping[str, Json]:
    first = [s for s in _sentences(m["text"]) if len(s.split()) > 5][:2]
    return {"claim": f"People tell of this: {_plain(m['heading'])}.", "sentences": first}


def _groups(m: Mapping[str, Json]) -> Mapping[str, Json]:
    numbers = [c["number"] for c in m["claims"]]
    made = [g["name"] for g in m["groups so far"]]
    many = max(1, min(5, len(numbers) // 3))
    parts = [numbers[i::many] for i in range(many)]
    return {"groups": [{"joins": made[i] if i < len(made) else "", "members": p} for i, p in enumerate(parts)]}


def _names(m: Mapping[str, Json]) -> Mapping[str, Json]:
    first = _plain(m["claims"][0]["claim"]).removeprefix("People tell of this: ").rstrip(".").split()[:8]
    name = f"It matters to people that {' '.join(first)}"
    name += f", variety {len(m['taken'])}" if "taken" in m else ""
    return {"name": name, "definition": f"Gathers {len(m['claims'])} claims of this kind."}


def _counterparts(m: Mapping[str, Json]) -> Mapping[str, Json]:
    return {"counterparts": [{"number": o["number"], "why": "Both speak of this."} for o in m["others"][:2]]}


def _contradictions(m: Mapping[str, Json]) -> Mapping[str, Json]:
    claims = m["claims"]
    for a in claims:
        for b in claims:
            if a["study"] < b["study"]:
                pair = {"one": a["number"], "other": b["number"], "question": "Does it help?"}
                pair |= {"sentence_of_one": a["sentences"][0], "sentence_of_other": b["sentences"][0]}
                return {"contradictions": [pair]}
    return {"contradictions": []}


def _codes(m: Mapping[str, Json]) -> Mapping[str, Json]:
    out = []
    for passage in m["passages"]:
        for code in m["codebook"]:
            stems = [w[:6].casefold() for w in _plain(code["name"]).split() if len(w) > 4]
            for sentence in _sentences(passage["text"]):
                if any(s in sentence.casefold() for s in stems):
                    said = {"code": code["code"], "passage": passage["number"], "words": sentence}
                    out.append({**said, "reason": "The words name it."})
                    break
    return {"codings": out}


_RULES: Mapping[str, Callable[[Mapping[str, Json]], Mapping[str, Json]]] = {
    "claims": _claims,
    "groups": _groups,
    "names": _names,
    "counterparts": _counterparts,
    "contradictions": _contradictions,
    "codes": _codes,
}


def _sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def _plain(text: str) -> str:
    return "".join(c for c in text if c not in "\"'“”‘’«»„")


def invented(value: Json) -> Json:
    """The same answer with every text it rests on, and every reason, made up."""
    if isinstance(value, dict):
        made = {"sentences": [INVENTED], "words": INVENTED, "sentence_of_one": INVENTED, "sentence_of_other": INVENTED}
        said = f"As one of them put it, “{INVENTED}”"
        told = {"claim": said, "definition": said, "why": said, "reason": said, "question": said}
        return {k: (made | told).get(k, invented(v)) for k, v in value.items()}
    return [invented(v) for v in value] if isinstance(value, list) else value


class Scripted:
    """A server on loopback in one mood, for as long as the block runs; `asked` counts the requests.

    It is right for `after` requests before its mood begins; `pause` is how long the slow one waits, in seconds.
    """

    def __init__(self, mood: Mood = "right", *, after: int = 0, pause: float = 5.0, port: int = 0) -> None:
        self.mood, self.after, self.pause = mood, after, pause
        self.asked = 0
        self.bodies: list[Mapping[str, Json]] = []
        self._lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def __enter__(self) -> Scripted:
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.shutdown()
        self.http.server_close()

    def count(self, said: Mapping[str, Json]) -> int:
        with self._lock:
            self.asked += 1
            self.bodies.append(said)
            return self.asked

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                n = script.count(said)
                mood: Mood = script.mood if n > script.after else "right"
                if mood == "dying":
                    self.close_connection = True
                    return
                if mood == "slow":
                    time.sleep(script.pause)
                status, value = respond(mood, said, n)
                data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
                with suppress(ConnectionError):  # who asked has gone
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(data)))
                    if status == 429:
                        self.send_header("Retry-After", "0")
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Nothing: what is asked holds text of papers."""

        return Handler


def respond(mood: Mood, said: Mapping[str, Json], n: int) -> tuple[int, Json]:
    """Status and body of the answer to the n-th request."""
    if mood == "forbidding":
        return 401, {"error": {"message": "no such key"}}
    if mood == "busy" and n % 2:
        return 429, {"error": {"message": "later"}}
    if mood == "noise":
        return 200, "<html>Please sign in</html>"
    if mood == "short" and n % 2:
        return 400, {"error": {"message": "the request exceeds the available context size"}}
    if mood == "schemaless" and "response_format" in said:
        return 400, {"error": {"message": "unknown field response_format"}}
    value = right(_name(said), json.loads(said["messages"][1]["content"]))
    text = json.dumps(invented(value) if mood == "invented" else value, ensure_ascii=False)
    message: dict[str, Json] = {"role": "assistant", "content": text}
    reason = "stop"
    if mood == "empty":
        message["content"] = ""
    elif mood == "truncated":
        message["content"], reason = text[: len(text) // 2], "length"
    elif mood == "misshapen":
        message["content"] = json.dumps({"answer": value})
    elif mood == "refusing":
        message |= {"content": None, "refusal": "I cannot help with that."}
    choice = {"index": 0, "message": message, "finish_reason": reason}
    return 200, {"object": "chat.completion", "model": MODEL, "system_fingerprint": "rules-1", "choices": [choice]}


def _name(said: Mapping[str, Json]) -> str:
    """Which prompt was asked; where no schema names it, the shape that its material has."""
    if "response_format" in said:
        return str(said["response_format"]["json_schema"]["name"])
    material = json.loads(said["messages"][1]["content"])
    if "codebook" in material:
        return "codes"
    if "text" in material:
        return "claims"
    if "others" in material:
        return "counterparts"
    if "groups so far" in material:
        return "groups"
    return "contradictions" if "sentences" in material["claims"][0] else "names"


@click.command()
@click.option("--mood", type=click.Choice(get_args(Mood)), default="right", show_default=True)
@click.option("--port", default=8089, show_default=True)
@click.option("--after", default=0, show_default=True, help="Right answers before the mood begins.")
def main(mood: Mood, port: int, after: int) -> None:
    """Answer by rule on this computer until stopped: no model, and no interpretation worth reading."""
    with Scripted(mood, after=after, port=port) as server:
        click.echo(f"Answering by rule, mood {mood}: --llm {server.url} --llm-model {MODEL}")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("Stopped.")


if __name__ == "__main__":
    main()
