from pathlib import Path

import pytest

from release import Refused, licences


@pytest.mark.parametrize(
    ("expression", "shipped"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("LGPL-3.0-or-later", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("(MIT AND AGPL-3.0-only) OR GPL-3.0-only", False),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", True),
    ],
)
def test_gpl_and_agpl_are_not_shipped(expression: str, *, shipped: bool) -> None:
    assert licences.accepted(expression) is shipped


def test_an_unknown_licence_stops_the_build() -> None:
    with pytest.raises(Refused, match="no licence is known"):
        licences.expression("never-read", None)
    with pytest.raises(Refused, match="is not shipped"):
        licences.expression("never-read", "AGPL-3.0-or-later")
    assert licences.expression("numpy", None).startswith("BSD-3-Clause")


def test_a_package_without_its_text_stops_the_build(tmp_path: Path) -> None:
    record = tmp_path / "thing-1.dist-info"
    (record / "licenses").mkdir(parents=True)
    (record / "METADATA").write_text("Name: thing\n")
    with pytest.raises(Refused, match="no licence text"):
        licences.of_wheel("thing", record)
    (record / "licenses" / "COPYING.LESSER").write_bytes(b"text")
    assert licences.of_wheel("thing", record) == (("licenses-COPYING.LESSER", b"text"),)


def test_a_library_of_nobody_stops_the_build(tmp_path: Path) -> None:
    stray = tmp_path / "libstray.so.1"
    stray.write_bytes(b"")
    with pytest.raises(Refused, match="nobody knows"):
        licences.debian_package(stray)


def test_texts_are_written_anew(tmp_path: Path) -> None:
    (tmp_path / "licences" / "gone").mkdir(parents=True)
    assert licences.write(tmp_path, [("rich", (("LICENSE", b"one"), ("NOTICE", b"two")))]) == 2
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert names == ["licences/rich/LICENSE", "licences/rich/NOTICE"]
