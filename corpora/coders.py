"""What machines that coded elsewhere were, as CSV: `coder[,version][,prompt]`."""

from __future__ import annotations

from dataclasses import dataclass

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.tables import read_table


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
