"""A codebook made tidy: the labels people used, gathered into proposed constructs for them to confirm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.corpora.cleaning import clean
from thirdorder.corpora.codebooks import read_codebook, write_codebook
from thirdorder.corpora.grid import read_coded
from thirdorder.corpora.tables import fold, read_table, write_csv
from thirdorder.models import Encoder
from thirdorder.nlp.review import Code, Codebook
from thirdorder.nlp.tidy import Core, Proposal, part_labels, propose, propose_cores
from thirdorder.nlp.vectors import VectorStore, encode

COLUMNS = ("core", "proposed construct", "label", "mentions", "why it is here", "likeness", "also goes with")


@dataclass(frozen=True)
class Tidied:
    """The proposals, most mentioned first, over labels with `mentions` mentions in all; and the second level."""

    proposals: tuple[Proposal, ...]
    cores: tuple[Core, ...]
    mentions: int

    @property
    def core_of(self) -> Mapping[str, str]:
        """The core that each proposal is in, by name; those in none are absent."""
        return {name: core.name for core in self.cores for name in core.proposals}


def tidy(data: bytes, name: str, encoder: Encoder, store: VectorStore | None = None) -> Tidied:
    """Proposed constructs over the labels of a grid, a codings file or a codebook.

    A label counts once for each study or unit that carries it, whoever coded it; in a codebook each counts once.
    """
    counts = _mentions(data, name)
    texts = part_labels(list(counts))
    vectors = dict(zip(texts, encode(texts, encoder, store), strict=True))
    proposals = propose(counts, vectors)
    return Tidied(proposals, propose_cores(proposals, vectors), sum(counts.values()))


def tidied_csv(tidied: Tidied) -> bytes:
    """A row for each label, under the construct it is proposed for and the reason, and the core of that construct."""
    return write_csv(COLUMNS, [
        (tidied.core_of.get(p.name, ""), p.name, one.label, one.count, one.because, one.likeness, "; ".join(one.also))
        for p in tidied.proposals
        for one in p.labels
    ])  # fmt: skip


def tidied_codebook(tidied: Tidied) -> bytes:
    """The proposals as a codebook: cores, under them a code for each construct, and each of several labels under it."""
    taken: set[str] = set()
    keys = {core.name: _free(core.name, taken) for core in tidied.cores}
    codes = [Code(key, name, "Proposed core construct, to be named and confirmed.") for name, key in keys.items()]
    for proposal in tidied.proposals:
        labels = [one.label for one in proposal.labels]
        head = _free(proposal.name, taken)
        core = keys.get(tidied.core_of.get(proposal.name, ""))
        codes.append(Code(head, proposal.name, "Proposed, to be confirmed.", core, tuple(labels)))
        codes += [Code(_free(label, taken), label, "", head) for label in labels if fold(label) != fold(proposal.name)]
    return write_codebook(Codebook(tuple(codes)))


def tidied_dict(tidied: Tidied) -> dict[str, object]:
    """The proposals as JSON values."""
    import dataclasses

    return {
        "schema": "thirdorder/tidy@1",
        "note": "Proposals for people to take, change or drop.",
        "mentions": tidied.mentions,
        "labels": sum(len(p.labels) for p in tidied.proposals),
        "proposals": [dataclasses.asdict(p) for p in tidied.proposals],
        "cores": [dataclasses.asdict(c) for c in tidied.cores],
    }


def _mentions(data: bytes, name: str) -> Counter[str]:
    table = read_table(data, name)
    if table.find("definition", "name") is not None and table.find("unit", "coder") is None:
        return Counter(c.name for c in read_codebook(data, name).codes)
    mentioned: dict[tuple[str, str], str] = {}
    for coding in clean(read_coded(data, name), as_typed=["codes"])[0]:
        if coding.code:
            mentioned.setdefault((coding.unit, fold(coding.code)), coding.code)
    return _as_first_printed(list(mentioned.values()))


def _as_first_printed(labels: Sequence[str]) -> Counter[str]:
    first: dict[str, str] = {}
    return Counter(first.setdefault(fold(label), label) for label in labels)


def _free(name: str, taken: set[str]) -> str:
    """A code's key: its name, numbered where another has it already."""
    key, n = name, 2
    while fold(key) in taken:
        key, n = f"{name} ({n})", n + 1
    taken.add(fold(key))
    return key
