"""Citations in another dress: the same references called by raised number, bracket, author and year, or footnote."""

from __future__ import annotations

import re
from dataclasses import replace

from thirdorder.evaluation.benchmarks.render.source import Block, Reference, Run, Runs, Source

STYLES = ("as is", "super", "bracket", "author year", "footnote")
CITING = ("p", "list", "quote")
BETWEEN = re.compile(r"^[\s,;–‐-]*$")


def recite(source: Source, style: str) -> Source:
    """Rewrite numeric citations of the body; papers that cite by author and year are left as they are."""
    if style == "as is" or not _numeric(source.blocks):
        return source
    numbers = {ref.key: i for i, ref in enumerate(source.references, 1)}
    seen: set[str] = set()
    blocks = tuple(
        replace(b, runs=_rewrite(b.runs, style, numbers, source.references, seen))
        if b.kind in ("p", "list", "quote")
        else b
        for b in source.blocks
    )
    return replace(source, blocks=blocks)


def _numeric(blocks: tuple[Block, ...]) -> bool:
    cites = [run.text for block in blocks for run in block.runs if run.cites]
    return bool(cites) and sum(bool(re.fullmatch(r"[\[(\s]*\d[\d,\s–-]*[\])\s]*", c)) for c in cites) > 0.9 * len(cites)


def _rewrite(
    runs: Runs, style: str, numbers: dict[str, int], references: tuple[Reference, ...], seen: set[str]
) -> Runs:
    out: list[Run] = []
    i = 0
    while i < len(runs):
        if not runs[i].cites:
            out.append(runs[i])
            i += 1
            continue
        group, i = _group(runs, i)
        keys = _keys(group, numbers, references)
        closing = runs[i].text[:1] if i < len(runs) else ""
        if out and out[-1].text.rstrip().endswith(("[", "(")) and closing in ("]", ")"):
            out[-1] = replace(out[-1], text=out[-1].text.rstrip()[:-1])
            runs = (*runs[:i], replace(runs[i], text=runs[i].text[1:]), *runs[i + 1 :])
        out.extend(_citation(keys, style, out, numbers, references, seen))
    return tuple(run for run in out if run.text or run.note)


def _group(runs: Runs, i: int) -> tuple[Runs, int]:
    """Neighbouring citations with nothing but separators between them."""
    end = i + 1
    while end + 1 < len(runs) and runs[end + 1].cites and BETWEEN.match(runs[end].text) and not runs[end].cites:
        end += 2
    while end < len(runs) and runs[end].cites:
        end += 1
    return runs[i:end], end


def _keys(group: Runs, numbers: dict[str, int], references: tuple[Reference, ...]) -> list[str]:
    """The references a group points to, ranges written out."""
    keys: list[str] = []
    for j, run in enumerate(group):
        known = [key for key in run.cites if key in numbers]
        dash = j > 1 and not group[j - 1].cites and bool(re.search("[–‐-]", group[j - 1].text))
        if dash and keys and known:
            first, last = numbers[keys[-1]], numbers[known[0]]
            keys.extend(ref.key for ref in references[first : last - 1])
        keys.extend(known)
    return list(dict.fromkeys(keys))


def _citation(
    keys: list[str],
    style: str,
    before: list[Run],
    numbers: dict[str, int],
    references: tuple[Reference, ...],
    seen: set[str],
) -> list[Run]:
    if not keys:
        return []
    text = _ranges([numbers[key] for key in keys])
    names = "(" + "; ".join(references[numbers[key] - 1].short for key in keys) + ")"
    fresh = [key for key in keys if key not in seen]
    seen.update(keys)
    if style == "super" or (style == "footnote" and fresh):
        if before:
            before[-1] = replace(before[-1], text=before[-1].text.rstrip())
        if style == "super":
            return [Run(text, raised=True, cites=tuple(keys))]
        notes = [run for key in fresh for run in (*references[numbers[key] - 1].runs, Run("; "))]
        return [Run("", note=tuple(notes[:-1]))]
    return [*_gap(before), Run(f"[{text}]" if style == "bracket" else names, cites=tuple(keys))]


def _gap(before: list[Run]) -> list[Run]:
    return [Run(" ")] if before and not before[-1].text.endswith((" ", "(")) else []


def _ranges(numbers: list[int]) -> str:
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ",".join(f"{p[0]}–{p[-1]}" if len(p) > 2 else ",".join(map(str, p)) for p in parts)
