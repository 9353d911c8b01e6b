"""The file asked for appears whole, or not at all, and never in place of another unless told."""

import json
import os
from pathlib import Path

import pytest

from toolkit.custody import documents
from toolkit.custody.documents import Lines
from toolkit.errors import OutputRefusal


def test_texts_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "rapport.txt"
    documents.write_text(path, "déjà \udc80")
    assert path.read_bytes() == "déjà \\udc80".encode()
    with pytest.raises(OutputRefusal) as refused:
        documents.write_bytes(path, b"x")
    assert refused.value.code == "output_exists"
    assert path.read_bytes() == "déjà \\udc80".encode()
    documents.write_bytes(path, b"x", overwrite=True)
    assert path.read_bytes() == b"x"


def test_a_place_that_takes_no_file(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "x", tmp_path / ("x" * 300)):
        with pytest.raises(OutputRefusal) as refused:
            documents.write_text(path, "x")
        assert refused.value.code == "output_failed"
        with pytest.raises(OutputRefusal) as refused, Lines(path):
            pass
        assert refused.value.code == "output_failed"


def test_lines_appear_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "scan.jsonl"
    with Lines(path) as lines:
        lines.write({"path": "é\udc80"})
        assert not path.exists()
        lines.write({"n": 2})
    assert [json.loads(line) for line in path.read_bytes().splitlines()] == [{"path": "é\udc80"}, {"n": 2}]
    with pytest.raises(OutputRefusal) as refused, Lines(path):
        pass
    assert refused.value.code == "output_exists"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("of the block")])
def test_an_error_of_the_block_passes_and_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    def failing() -> None:
        with Lines(tmp_path / "scan.jsonl") as lines:
            lines.write({"n": 1})
            raise error

    with pytest.raises(type(error)):
        failing()
    assert os.listdir(tmp_path) == []


def test_lines_on_standard_output_or_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Lines("-") as shown, Lines(None) as nowhere:
        shown.write({"n": 1})
        nowhere.write({"n": 2})
    assert capsys.readouterr().out == '{"n":1}\n'
    assert os.listdir(tmp_path) == []


def test_the_part_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "scan.jsonl.part"
    theirs.write_bytes(b"MINE")
    documents.write_bytes(tmp_path / "scan.jsonl", b"x")
    with Lines(tmp_path / "scan.jsonl", overwrite=True, mode=0o600) as lines:
        lines.write({"n": 1})
    assert theirs.read_bytes() == b"MINE"
    assert sorted(os.listdir(tmp_path)) == ["scan.jsonl", "scan.jsonl.part"]
    if os.name != "nt":
        assert (tmp_path / "scan.jsonl").stat().st_mode & 0o077 == 0
