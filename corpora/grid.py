"""The reviewers' grid: one row a study, its codes in one column between ";", everything else kept as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from thirdorder.corpora.codings import codings_of, columns_of
from thirdorder.corpora.crossed import TOTALS, crossed_columns, is_mark, uncrossed, upright
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.folding import parted
from thirdorder.corpora.paper_names import PaperName, match_papers
from thirdorder.corpora.sheets import sheet_names
from thirdorder.corpora.studies import StudyRow
from thirdorder.corpora.tables import Row, Table, fold, read_table, refuse_broken, write_csv
from thirdorder.corpora.workbook import Sheet, write_workbook
from thirdorder.nlp.review import EMPTY, Coding

STUDY_COLUMNS = ("study", "study id", "paper", "document", "reference", "id", "study number", "author", "authors",
                 "unit", "item", "segment", "passage")  # fmt: skip
CODE_COLUMNS = ("codes", "themes", "constructs", "code", "theme", "key constructs")
PAPER_COLUMNS = ("files", "file", "doi", "paper", "papers", "reference")
CODER_COLUMNS = ("coder", "reviewer", "rater")
QUOTES_PER_CELL = 2
FEW, COLUMNS = 500, 60
"""A grid of more rows is read out over so many columns, the widest codes: a spreadsheet opens no more at once."""
_BULLET = re.compile(r"^\s*(?:[•·▪◦‣●*–—-]|\(?(?:\d{1,2}|[a-z])[.)])\s+")
_BETWEEN = re.compile(r"[,/&+|·]|\s-\s")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One study (as one coder sees it): its codes as printed and the other columns as they are."""

    study: str
    codes: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    coder: str = ""


@dataclass(frozen=True, slots=True)
class GridEvidence:
    """The words that stand behind a code of a study, with page, voice and whose experience they tell."""

    study: str
    code: str
    quote: str
    page: int | None = None
    voice: str = ""
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid as read: which column was taken for what, its rows, and the evidence where the file holds any."""

    rows: tuple[GridRow, ...]
    evidence: tuple[GridEvidence, ...] = ()
    study_column: str = "study"
    codes_column: str = "codes"
    coder_column: str | None = None
    crossed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are kept as they are."""
        return tuple(dict.fromkeys(c for row in self.rows for c in row.values))

    @property
    def codes(self) -> tuple[str, ...]:
        """The distinct codes as first printed; capitals and white space make no new code."""
        return distinct(c for row in self.rows for c in row.codes)

    def understood(self) -> str:
        """What was made of the file, for people to check."""
        mentions = sum(len(row.codes) for row in self.rows)
        studies = len({row.study for row in self.rows})
        kept = ", ".join(self.columns) or "none"
        by = f" by coder (column '{self.coder_column}')" if self.coder_column else ""
        where = f"column '{self.codes_column}', parted by ';' or lines" if not self.crossed else "a column each"
        first = "; ".join(f"{row.study}: {', '.join(row.codes) or 'nothing'}" for row in self.rows[:3])
        return (
            f"{studies} studies (column '{self.study_column}'){by}, {mentions} mentions of {len(self.codes)} codes "
            f"({where}), {len(self.evidence)} quotes; kept as they are: {kept}. First rows: {first}."
        )


def read_grid(
    data: bytes, name: str, *, study: str | None = None, codes: str | None = None, coder: str | None = None
) -> Grid:
    """Read a .csv or .xlsx grid (sheets `grid` and `evidence` where a workbook has them, else its first sheet).

    Columns not named are found by their headers: the study column falls back to the first, the code column to the
    one with most ";", else columns that hold nothing but marks are codes. An empty cell says that nothing was coded.
    """
    sheets = {fold(s) for s in sheet_names(data)}
    table = upright(read_table(data, name, "grid" if "grid" in sheets else None), CODE_COLUMNS)
    coder_column = table.need(coder) if coder else table.find(*CODER_COLUMNS)
    study_column = table.need(study) if study else table.find(*STUDY_COLUMNS) or _first_but(table, coder_column)
    passage = None if study else table.find("passage")
    part_column = passage if passage != study_column else None
    named = table.need(codes) if codes else table.find(*CODE_COLUMNS)
    crossed = crossed_columns(table, study_column, coder_column) if named is None else ()
    codes_column = named or ("" if crossed else _codes_column(table, study_column))
    special = {study_column, part_column, codes_column, coder_column, *crossed}
    rows: dict[tuple[str, str], GridRow] = {}
    numbers: dict[tuple[str, str], list[int]] = {}
    totals: list[int] = []
    for row in table.rows:
        if not row[study_column]:
            raise FormatError(name, f"the cell '{study_column}' is empty; name the study.", row.number)
        if crossed and fold(row[study_column]).strip(" .:=") in TOTALS:
            totals.append(row.number)
            continue
        refuse_broken(row, (study_column, codes_column), name)
        unit = f"{row[study_column]}/{row[part_column]}" if part_column and row[part_column] else row[study_column]
        key = (unit, row[coder_column] if coder_column else "")
        numbers.setdefault(key, []).append(row.number)
        said = split_codes(row[codes_column]) if codes_column else tuple(c for c in crossed if is_mark(row[c]))
        values = {c: row[c] for c in table.columns if c not in special}
        rows[key] = _joined(rows.get(key), GridRow(key[0], said, values, key[1]))
    evidence = _evidence(read_table(data, name, "evidence")) if "evidence" in sheets else ()
    again = [
        f"{name}: '{s}'{f' of {by}' if by else ''} stands in rows {', '.join(map(str, own))}: taken as one study."
        for (s, by), own in numbers.items()
        if len(own) > 1
    ]
    if totals:
        again.append(f"{name}: row {', '.join(map(str, totals))} holds sums and was passed over.")
    if codes_column:
        again += _unparted(name, codes_column, rows.values())
    if crossed:
        again += [f"{name}: {problem}" for problem in uncrossed(table, special)]
    return Grid(
        tuple(rows.values()),
        evidence,
        study_column,
        codes_column or "codes",
        coder_column,
        crossed,
        (*table.notes, *again),
    )


def _joined(first: GridRow | None, row: GridRow) -> GridRow:
    """Two rows of one study (a row a paper, or a code) as one: the codes of both, and what their other cells say."""
    if first is None:
        return row
    both = {c: (*first.values[c].split("; "), v) for c, v in row.values.items()}
    values = {c: "; ".join(dict.fromkeys(v for v in said if v)) for c, said in both.items()}
    return GridRow(row.study, distinct((*first.codes, *row.codes)), values, row.coder)


def _unparted(name: str, column: str, rows: Collection[GridRow]) -> Iterable[str]:
    """A sentence where no cell was parted though what stands between commas, bars or strokes comes again."""
    if any(len(row.codes) > 1 for row in rows):
        return
    parts = {code: [fold(p) for p in _BETWEEN.split(code)] for row in rows for code in row.codes}
    often = Counter(part for row in rows for code in row.codes for part in parts[code])
    lists = [code for code, own in parts.items() if len(own) > 1 and any(often[part] > own.count(part) for part in own)]
    if lists:
        yield (
            f"{name}: '{lists[0]}' was read as one code, for only ';' and lines part the codes of '{column}'; put ';' "
            "between them if they are several."
        )


def _first_but(table: Table, coder: str | None) -> str:
    """The first column that names no coder."""
    return next((c for c in table.columns if c != coder), table.columns[0])


def split_codes(cell: str) -> tuple[str, ...]:
    """The codes of a cell, each once: parted by ";", bullets or under each other; commas, "/" and "&" belong to a code,
    the commas of Chinese and Japanese do not."""
    codes = [" ".join(_BULLET.sub("", c).split()) for c in parted(cell)]
    return distinct(c for c in codes if c)


def distinct(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes as first printed, in that order; capitals and white space make no new one."""
    first: dict[str, str] = {}
    for code in codes:
        first.setdefault(fold(code), code)
    return tuple(first.values())


def grid_codings(grid: Grid, coder: str = "grid") -> tuple[Coding, ...]:
    """The grid as codings of studies, each code in the form first printed; an empty cell is read, coded nothing.

    A code with quotes on the evidence sheet is a coding for each quote, unless several coders share the grid.
    """
    keys = {fold(c): c for c in grid.codes}
    quotes: dict[tuple[str, str], list[str]] = {}
    for e in grid.evidence if grid.coder_column is None else ():
        quotes.setdefault((e.study, fold(e.code)), []).append(e.quote)
    return tuple(
        Coding(row.coder or coder, row.study, keys[fold(code)] if code else "", quote=quote)
        for row in grid.rows
        for code in row.codes or ("",)
        for quote in quotes.get((row.study, fold(code)), ("",))
    )


def is_grid(data: bytes, name: str) -> bool:
    """Whether a table is a grid and no file of codings."""
    return columns_of(read_table(data, name)) is None


def read_coded(data: bytes, name: str) -> tuple[Coding, ...]:
    """Codings from a codings file or, where it has not its columns, from a grid; its coder is the file's name."""
    table = read_table(data, name)
    if columns_of(table) is not None:
        return codings_of(table)
    return grid_codings(read_grid(data, name), PurePath(name).stem)


def read_coded_together(files: Sequence[tuple[bytes, str]]) -> tuple[tuple[Coding, ...], tuple[str, ...]]:
    """Codings of several files, named by path, and sentences on how they were read.

    Grids that name no coder are their files' own; of two files with one name the folder tells whose they are.
    """
    paths = [PurePath(name) for _, name in files]
    stems = Counter(p.stem.casefold() for p in paths)
    codings: list[Coding] = []
    notes: list[str] = []
    holding: dict[str, dict[str, None]] = {}
    for (data, _), path in zip(files, paths, strict=True):
        table = read_table(data, path.name)
        if columns_of(table) is None:
            grid = read_grid(data, path.name)
            whose = f"{path.parent.name}/{path.stem}" if stems[path.stem.casefold()] > 1 else path.stem
            notes += [f"{path.name}: {grid.understood()}", *grid.notes]
            found = grid_codings(grid, whose)
        else:
            notes += table.notes
            found = codings_of(table)
        for coder in dict.fromkeys(c.coder for c in found):
            holding.setdefault(coder, {})[str(path)] = None
        codings += found
    notes += [
        f"coders: {coder} codes in {' and '.join(where)}; counted as one coder."
        for coder, where in holding.items()
        if len(where) > 1
    ]
    return tuple(codings), tuple(notes)


def grid_studies(grid: Grid) -> tuple[StudyRow, ...]:
    """Which papers a grid says are one study, where it names files, DOIs or papers beside its studies."""
    column = next((c for name in PAPER_COLUMNS for c in grid.columns if fold(c) == name), None)
    return tuple(
        StudyRow(row.study, paper.strip())
        for row in grid.rows
        if column is not None
        for paper in row.values[column].split(";")
        if paper.strip()
    )


def match_grid(grid: Grid, papers: Sequence[PaperName]) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The paper of each study of a grid, by any of the cells that could name it, and the studies that matched none."""
    named = {row.study: _names(row, grid) for row in grid.rows}
    found = match_papers((n for names in named.values() for n in names), papers).found
    matched = {study: next((found[n] for n in names if n in found), None) for study, names in named.items()}
    placed = {study: paper for study, paper in matched.items() if paper is not None}
    return placed, tuple(study for study, paper in matched.items() if paper is None)


def write_grid_csv(grid: Grid) -> bytes:
    """The rows of the grid as CSV in the import format."""
    header, rows = grid_table(grid)
    return write_csv(header, rows)


def write_grid(grid: Grid) -> bytes:
    """The grid as .xlsx: sheets `grid` (the import format) and `evidence` to read back, `reading` for people."""
    header, rows = grid_table(grid)
    evidence = [[e.study, one_code(e.code), e.quote, e.page, e.voice, e.whose] for e in grid.evidence]
    columns = _by_spread(grid)
    columns = columns if len(grid.rows) <= FEW else columns[:COLUMNS]
    reading = _reading(grid, columns)
    return write_workbook(
        (
            Sheet("grid", header, rows, frozenset({grid.codes_column})),
            Sheet("evidence", ("study", "code", "quote", "page", "voice", "whose"), evidence, frozenset({"quote"})),
            Sheet("reading", (grid.study_column, *columns), reading, frozenset(columns)),
        )
    )


def grid_table(grid: Grid) -> tuple[list[str], list[list[str]]]:
    """Header and rows in the import format. A ";" inside a code becomes "," since only ";" divides codes."""
    coder = [grid.coder_column] if grid.coder_column else []
    kept = grid.columns
    header = [grid.study_column, *coder, grid.codes_column, *kept]
    rows = [
        [
            row.study,
            *([row.coder] if coder else []),
            "; ".join(one_code(c) for c in row.codes),
            *(row.values.get(c, "") for c in kept),
        ]
        for row in grid.rows
    ]
    return header, rows


def one_code(code: str) -> str:
    """A code as it may stand in a cell of codes."""
    return re.sub(r"\s*;\s*", ", ", " ".join(code.split()))


def _codes_column(table: Table, study: str) -> str:
    marks = {c: sum(max(len(split_codes(row[c])) - 1, 0) for row in table.rows) for c in table.columns if c != study}
    best = max(marks, key=lambda c: marks[c], default=None)
    if best is None or not marks[best]:
        there = ", ".join(table.columns)
        problem = (
            f"no column holds codes between ';' (found: {there}); call that column 'codes' or name it, or where each "
            "code has a column of its own put x or nothing into its cells."
        )
        raise FormatError(table.name, problem, 1)
    return best


def _evidence(table: Table) -> tuple[GridEvidence, ...]:
    study, quote = table.need("study"), table.need("quote")
    code = table.find("code", "theme", "theme or code") or table.need("code")
    page, voice, whose = table.find("page"), table.find("voice"), table.find("whose")
    return tuple(
        GridEvidence(
            row[study],
            row[code],
            row[quote],
            _page(row, page, table.name) if page else None,
            row[voice] if voice else "",
            row[whose] if whose else "",
        )
        for row in table.rows
    )


def _page(row: Row, column: str, name: str) -> int | None:
    cell = row[column].removesuffix(".0")
    if cell and not cell.isdecimal():
        raise FormatError(
            name, f"page '{row[column]}' on sheet 'evidence' is no number; write it in digits.", row.number
        )
    return int(cell) if cell else None


def _names(row: GridRow, grid: Grid) -> Iterable[str]:
    """What a row may call its paper by: DOI and file first, then the study, then authors with year."""
    cells = {fold(c): v for c, v in row.values.items()} | {fold(grid.study_column): row.study}
    author = next((cells[c] for c in ("authors", "author", "first author") if cells.get(c)), "")
    year = next((cells[c] for c in ("year", "publication year") if cells.get(c)), "")
    named = (cells.get(c, "") for c in ("doi", "file", "files", "path", "paper", "reference"))
    direct = [part.strip() for cell in named for part in cell.split(";")]
    return [n for n in (*direct, row.study, f"{author} {year}" if author and year else "") if n]


def _by_spread(grid: Grid) -> list[str]:
    """The codes, those of most studies first."""
    spread = Counter(fold(code) for row in grid.rows for code in row.codes)
    return sorted((one_code(c) for c in grid.codes), key=lambda c: -spread[fold(c)])


def _reading(grid: Grid, columns: Sequence[str]) -> list[list[str]]:
    """Studies down, codes across; a cell holds its first quotes, or a dash where the code has none."""
    quotes: dict[tuple[str, str], list[str]] = {}
    for e in grid.evidence:
        quotes.setdefault((e.study, fold(one_code(e.code))), []).append(_printed(e))
    rows = []
    for row in grid.rows:
        coded = {fold(one_code(c)) for c in row.codes}
        cells = [_cell_of(quotes.get((row.study, fold(c)), []), fold(c) in coded) for c in columns]
        rows.append([row.study, *cells])
    return rows


def _cell_of(quotes: Sequence[str], coded: bool) -> str:
    more = f"\n(and {len(quotes) - QUOTES_PER_CELL} more)" if len(quotes) > QUOTES_PER_CELL else ""
    return "\n".join(quotes[:QUOTES_PER_CELL]) + more if quotes else "yes" if coded else "–"


def _printed(evidence: GridEvidence) -> str:
    where = ", ".join(w for w in (f"p. {evidence.page}" if evidence.page else "", evidence.voice, evidence.whose) if w)
    return f"“{evidence.quote}”" + (f" ({where})" if where else "")
