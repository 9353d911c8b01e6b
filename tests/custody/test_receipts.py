"""A receipt beside an archive never takes the place of what somebody else put there."""

import sys
from pathlib import Path

import pytest

from toolkit.custody import receipts, standing
from toolkit.custody.case import Case

ROOT = "DOSSIER_K7Q2-M9XD"


def test_a_blank_receipt_is_made_again_only_where_the_log_knows_it(case: Case, tmp_path: Path) -> None:
    first = receipts.write(case, tmp_path, ROOT, b"one")
    assert first.name == "BORDEREAU_K7Q2-M9XD.pdf"
    assert receipts.write(case, tmp_path, ROOT, b"one") == first
    assert receipts.write(case, tmp_path, ROOT, b"two") == first
    first.write_bytes(b"signed and scanned")
    second = receipts.write(case, tmp_path, ROOT, b"three")
    assert second.name == "BORDEREAU_K7Q2-M9XD_2.pdf"
    assert (first.read_bytes(), second.read_bytes()) == (b"signed and scanned", b"three")
    noted = [mark for mark in case.marks if mark.startswith("receipt.written:")]
    assert len(noted) == 3
    assert "receipt.written" in standing.QUIET


def test_each_handover_has_its_own(case: Case, tmp_path: Path) -> None:
    names = [
        receipts.write(case, tmp_path, ROOT + "-2", content, handover=number).name
        for number, content in ((1, b"a"), (2, b"b"), (1, b"c"), (1, b"a"))
    ]
    assert names == [f"BORDEREAU_K7Q2-M9XD-2_remise_{number}.pdf" for number in (1, 2, 3, 1)]
    assert (tmp_path / names[0]).read_bytes() == b"a"


@pytest.mark.skipif(sys.platform == "win32", reason="Wine makes no links")
def test_a_link_is_left_where_it_is(case: Case, tmp_path: Path) -> None:
    (tmp_path / "BORDEREAU_K7Q2-M9XD.pdf").symlink_to(tmp_path / "nowhere")
    assert receipts.write(case, tmp_path, ROOT, b"x").name == "BORDEREAU_K7Q2-M9XD_2.pdf"
    assert not (tmp_path / "nowhere").exists()
