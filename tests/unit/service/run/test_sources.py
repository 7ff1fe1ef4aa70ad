from __future__ import annotations

from pathlib import Path

import pytest

from thirdorder.service.errors import CorpusError
from thirdorder.service.run.sources import find_sources, from_bytes


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_files_of_one_stem_are_one_paper(tmp_path: Path) -> None:
    lay(tmp_path, {"a/one.pdf": b"1", "a/one.xml": b"2", "b/one.pdf": b"3", "notes.docx": b"4"})
    sources = find_sources(tmp_path)
    assert [s.names for s in sources] == [("a/one.xml", "a/one.pdf"), ("b/one.pdf",)]
    assert sources[0].pages is not None
    assert sources[0].pages.load() == b"1"


def test_pdf_can_be_preferred(tmp_path: Path) -> None:
    lay(tmp_path, {"one.pdf": b"1", "one.xml": b"2"})
    (source,) = find_sources(tmp_path, prefer="pdf")
    assert source.file.name == "one.pdf"
    assert source.pages is None


def test_identical_bytes_are_one_paper_with_several_names(tmp_path: Path) -> None:
    lay(tmp_path, {"a.pdf": b"same", "copy/b.pdf": b"same", "c.pdf": b"other"})
    assert [s.names for s in find_sources(tmp_path)] == [("a.pdf", "copy/b.pdf"), ("c.pdf",)]


def test_capital_suffixes_are_found(tmp_path: Path) -> None:
    lay(tmp_path, {"A.PDF": b"1"})
    assert len(find_sources(tmp_path)) == 1


def test_an_empty_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"holds no papers: give a folder"):
        find_sources(tmp_path)


def test_packaged_files_need_no_disk() -> None:
    (source,) = from_bytes({"x.pdf": b"1", "notes.md": b"2"})
    assert source.file.load() == b"1"
