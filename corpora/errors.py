"""What can be wrong with a table that people made."""

from __future__ import annotations


class FormatError(ValueError):
    """A table that cannot be understood: which file, which row, what is wrong and what to do.

    Rows are counted as a spreadsheet shows them: the header is row 1.
    """

    def __init__(self, file: str, problem: str, row: int | None = None) -> None:
        self.file = file
        self.row = row
        self.problem = problem
        super().__init__(f"{file}, row {row}: {problem}" if row is not None else f"{file}: {problem}")
