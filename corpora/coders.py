"""What machines that coded elsewhere were, as CSV: `coder[,version][,prompt]`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.folding import label_key
from thirdorder.corpora.tables import read_table
from thirdorder.nlp.review import is_machine

_LIKE_MACHINES = re.compile(
    r"(?:^|[\W_])(?:chat)?gpt|\bo[1-4](?:-mini)?\b|(?:^|[\W_\d])(?:llm|ai|bot|claude|gemini|llama|mistral|qwen|deepseek|copilot"
    r"|machine|model|algorithm)(?![^\W\d_])",
    re.IGNORECASE,
)
"""Names of coders that may be programs."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A coder that is no person: a language model or another tool, with its version and the prompt it was given."""

    name: str
    version: str = ""
    prompt: str = ""

    def described(self) -> str:
        """Name, version and prompt in one line."""
        version = f" {self.version}" if self.version else ""
        return f"{self.name}{version}" + (f', prompted: "{" ".join(self.prompt.split())}"' if self.prompt else "")


def among(machines: Iterable[str | Machine], coders: Iterable[str]) -> dict[str, Machine]:
    """The coders that are machines: those named, the one that is built in, and language models ("llm:...")."""
    told = [m if isinstance(m, Machine) else Machine(m) for m in machines]
    named = {label_key(m.name): m for m in sorted(told, key=lambda m: bool(m.version) + bool(m.prompt))}
    return {c: named.get(key, Machine(c)) for c in coders if (key := label_key(c)) in named or is_machine(c)}


def perhaps_machines(coders: Iterable[str], machines: Iterable[str]) -> tuple[str, ...]:
    """A sentence on coders who are counted as people and called like a program, if there are any."""
    known = set(machines)
    found = [f"'{c}'" for c in coders if c not in known and _LIKE_MACHINES.search(c)]
    one = len(found) == 1
    told = "counts as a person; where it is a program" if one else "count as people; where they are programs"
    return (f"{' and '.join(found)} {told}, mark {'it' if one else 'them'} with --machine.",) if found else ()


def unknown_among(names: Iterable[str], coders: Iterable[str]) -> str:
    """A sentence on the first of these names that no coder has; empty where each has one."""
    there = list(dict.fromkeys(coders))
    keys = {label_key(c) for c in there}
    lost = next((n for n in names if label_key(n) not in keys), None)
    return "" if lost is None else f"no coder is called '{lost}'; the coders are {', '.join(there)}."


def read_machines(data: bytes, name: str) -> tuple[Machine, ...]:
    """The machine coders of a table, each once; raises FormatError for a row without a name."""
    table = read_table(data, name)
    coder, version, prompt = table.need("coder"), table.find("version"), table.find("prompt")
    found: dict[str, Machine] = {}
    for row in table.rows:
        if not row[coder]:
            raise FormatError(name, "the cell 'coder' is empty; name the machine or delete the row.", row.number)
        told = (row[version] if version else "", row[prompt] if prompt else "")
        found.setdefault(row[coder], Machine(row[coder], *told))
    return tuple(found.values())
