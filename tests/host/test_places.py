"""Whether writing somewhere would write on the medium examined."""

import sys
from pathlib import Path

from toolkit.host.places import lies_on


def test_inside_a_folder_also_through_a_link(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    assert lies_on(source / "case", source)
    assert lies_on(source, source)
    assert lies_on(source / "not" / "there" / "yet", source)
    if sys.platform != "win32":  # Wine makes no links
        (tmp_path / "link").symlink_to(source / "deep")
        assert lies_on(tmp_path / "link" / "case", source)
    assert lies_on(tmp_path / "other" / ".." / "source" / "x", source)


def test_beside_a_folder(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    assert not lies_on(tmp_path / "source-case", source)
    assert not lies_on(tmp_path / "case", source)


def test_beside_an_image_is_no_harm_but_onto_it_is(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(b"x")
    assert not lies_on(tmp_path / "case", image)
    assert lies_on(image, image)
