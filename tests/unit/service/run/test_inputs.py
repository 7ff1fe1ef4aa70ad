"""What a user names becomes what a job takes."""

from __future__ import annotations

from pathlib import Path

from thirdorder.service.run.inputs import load_inputs


def test_a_run_takes_codings_as_they_were_typed_when_asked(tmp_path: Path) -> None:
    """Then it is another run: what it took so is part of what it is known by."""
    corpus, codings = tmp_path / "corpus.csv", tmp_path / "codings.csv"
    corpus.write_text("document,passage,text\none,1,Low pay.\none,2,Late pay.\n", "utf-8")
    codings.write_text("coder,unit,code\nAna,one/1,Pay\nAna,one/2,pay\n", "utf-8")
    folded = load_inputs(str(corpus), codings=codings)
    typed = load_inputs(str(corpus), codings=codings, as_typed=("codes",))
    assert len({c.code for c in folded.codings}) == 1
    assert {c.code for c in typed.codings} == {"Pay", "pay"}
    assert dict(typed.hashes) == {**folded.hashes, "as_typed": "codes"}
