"""Raw images in parts: joined by their names, and refused by the name of what is missing."""

import sys
from pathlib import Path

import pytest

from toolkit.errors import SourceRefusal
from toolkit.media import open_source

from .build import disk

SIZE = 700_000


def cut(folder: Path, names: list[str]) -> list[Path]:
    places = [folder / name for name in names]
    for number, place in enumerate(places):
        last = number + 1 == len(places)
        place.write_bytes(disk()[number * SIZE :] if last else disk()[number * SIZE : (number + 1) * SIZE])
    return places


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(SourceRefusal) as refusal:
        open_source(path)
    return refusal.value.code, refusal.value.facts.get("part") or refusal.value.facts.get("first")


@pytest.mark.parametrize(
    "names",
    [
        ["d.001", "d.002", "d.003", "d.004", "d.005"],
        ["d.raw.000", "d.raw.001", "d.raw.002", "d.raw.003", "d.raw.004"],
        ["d.aa", "d.ab", "d.ac", "d.ad", "d.ae"],
        ["D.AAA", "D.AAB", "D.AAC", "D.AAD", "D.AAE"],
    ],
)
def test_parts_are_joined_by_the_name_of_the_first(tmp_path: Path, names: list[str]) -> None:
    places = cut(tmp_path, names)
    source = open_source(places[0])
    assert source.size == len(disk())
    assert source.container["parts"] == 5
    assert refused(places[1]) == ("container_not_first", names[0])
    if not names[0].endswith("a"):
        places[2].rename(tmp_path / "ailleurs")
        assert refused(places[0]) == ("container_part_missing", names[2])


@pytest.mark.skipif(sys.platform != "win32", reason="Linux opens no file under another letter case")
def test_parts_are_joined_under_any_letter_case(tmp_path: Path) -> None:
    cut(tmp_path, ["D.RAW.001", "D.RAW.002", "D.RAW.003", "D.RAW.004", "D.RAW.005"])
    assert open_source(tmp_path / "d.raw.001").container["parts"] == 5
    assert refused(tmp_path / "d.raw.003") == ("container_not_first", "D.RAW.001")


def test_a_missing_part_among_letters(tmp_path: Path) -> None:
    places = cut(tmp_path, ["d.aa", "d.ab", "d.ac", "d.ad", "d.ae"])
    places[1].unlink()
    assert refused(places[0]) == ("container_part_missing", "d.ab")
    places[1].mkdir()
    assert refused(places[0]) == ("container_part_missing", "d.ab")
    places[1].rmdir()
    places[1].symlink_to(places[2])
    assert refused(places[0]) == ("container_part_missing", "d.ab")


def test_a_part_of_another_size_is_refused(tmp_path: Path) -> None:
    places = cut(tmp_path, ["d.001", "d.002", "d.003", "d.004", "d.005"])
    places[2].write_bytes(places[2].read_bytes()[:-512])
    assert refused(places[0]) == ("container_part_size", "d.003")


def test_the_last_part_missing_is_an_image_cut_short(tmp_path: Path) -> None:
    places = cut(tmp_path, ["d.001", "d.002", "d.003", "d.004", "d.005"])
    places[4].unlink()
    assert "truncated" in open_source(places[0]).warnings


def test_one_file_is_no_set(tmp_path: Path) -> None:
    for name in ("d.001", "d.img", "d.aa"):
        (tmp_path / name).write_bytes(disk())
    for name in ("d.001", "d.img", "d.aa"):
        assert open_source(tmp_path / name).size == len(disk())
