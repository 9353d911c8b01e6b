"""Whether writing somewhere would write on the medium examined."""

import os
import sys
from pathlib import Path

from toolkit.host.places import lies_on, may_be_insisted, within


def _file(path: Path) -> Path:
    path.write_bytes(b"x")
    return path


def test_inside_a_folder_also_through_a_link(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    assert lies_on(source / "case", source)
    assert lies_on(source, source)
    assert lies_on(source / "not" / "there" / "yet", source)
    if sys.platform != "win32":  # Wine makes no links
        (tmp_path / "link").symlink_to(source / "deep")
        assert lies_on(tmp_path / "link" / "case", source)
        (source / "out").symlink_to(tmp_path / "elsewhere")
        assert lies_on(source / "out", source)
        assert not lies_on(tmp_path / "elsewhere", source)
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        assert not lies_on(tmp_path / "loop" / "x", source)
        assert not lies_on(source, tmp_path / "loop")
        os.link(image := _file(tmp_path / "disk.img"), tmp_path / "same.img")
        assert lies_on(tmp_path / "same.img", image)
        assert not may_be_insisted(tmp_path / "same.img", image)
    assert lies_on(tmp_path / "other" / ".." / "source" / "x", source)


def test_beside_a_folder(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    # A copy on the disk we run from: no harm on Linux, refused on Windows unless somebody insists.
    for name in ("source-case", "case"):
        assert lies_on(tmp_path / name, source) is (sys.platform == "win32")
        assert may_be_insisted(tmp_path / name, source)
        assert within(tmp_path / name, source) is None


def test_beside_an_image_is_no_harm_but_onto_it_is(tmp_path: Path) -> None:
    image = _file(tmp_path / "disk.img")
    assert not lies_on(tmp_path / "case", image)
    assert lies_on(image, image)
