"""Hives with damaged bins: what lies in the others is reached."""

from pathlib import Path

from demo.builder.hive import Key, hive, sz
from toolkit.media.folder import FolderSource
from toolkit.media.registry import open_hive
from toolkit.media.registry.bins import mended
from toolkit.records import Unread

WHOLE = hive(
    Key({"v": sz("racine")}, {f"k{n}": Key({"n": sz("x" * 500)}) for n in range(60)}),
    name="S",
    written=10**18,
)


def read(folder: Path, data: bytes) -> tuple[set[str], list[str]]:
    (folder / "SYSTEM").write_bytes(data)
    failures: list[Unread] = []
    opened = open_hive(FolderSource("x", folder), "SYSTEM", failures=failures)
    return {key.path for key in opened.root.walk()}, [one.why for one in failures]


def test_a_bin_without_its_mark_is_read_all_the_same(tmp_path: Path) -> None:
    at = 4096 * 3
    assert WHOLE[at : at + 4] == b"hbin"
    found, failures = read(tmp_path, WHOLE[:at] + bytes(32) + WHOLE[at + 32 :])
    assert failures == ["registry_partly_damaged"]
    assert len(found) == 61


def test_a_bin_that_is_gone_keeps_the_others(tmp_path: Path) -> None:
    at = 4096 * 3
    found, failures = read(tmp_path, WHOLE[:at] + bytes(4096) + WHOLE[at + 4096 :])
    assert failures[0] == "registry_partly_damaged"
    assert 40 < len(found) < 61


def test_a_whole_hive_needs_nothing(tmp_path: Path) -> None:
    (tmp_path / "S").write_bytes(WHOLE)
    with (tmp_path / "S").open("rb") as stream:
        assert mended(stream, len(WHOLE)) == {}
    assert read(tmp_path, WHOLE)[1] == []
