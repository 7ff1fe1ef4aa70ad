from __future__ import annotations

import os
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
    lay(tmp_path, {"a/one.pdf": b"1", "a/one.xml": b"2", "b/one.pdf": b"3", "notes.md": b"4"})
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


def test_whatever_is_named_like_a_paper_is_read_or_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    lay(tmp_path, {"folder.pdf/inner.pdf": b"1", "old.doc": b"2", "n" * 250 + ".txt": b"3"})
    (tmp_path / "gone.pdf").symlink_to("nowhere.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"4")
    (tmp_path / "two\nlines.txt").write_bytes(b"5")
    found = {s.name: s.problem for s in find_sources(tmp_path)}
    assert found == {
        "café.txt": "",
        "folder.pdf": "folder.pdf is named like a paper and is a folder; papers inside it are read by their own names.",
        "folder.pdf/inner.pdf": "",
        "gone.pdf": "gone.pdf is a link that leads nowhere (No such file or directory): mend the link or remove it.",
        "n" * 250 + ".txt": "",
        "old.doc": "old.doc was passed over: .doc files are not read; save it as .docx or PDF.",
        "pipe.pdf": "pipe.pdf is named like a paper and is no regular file.",
        "two lines.txt": "",
    }
    assert next(s for s in find_sources(tmp_path) if s.name == "café.txt").file.load() == b"4"
