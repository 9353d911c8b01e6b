"""Names that FAT, Windows and Linux keep alike."""

import pytest

from toolkit.stick import names


@pytest.mark.parametrize(
    "path", ["programs/linux/trousse", "a/libstdc++.so.6", "Lorem ipsum.txt", "a.dist-info/RECORD", "console"]
)
def test_ordinary_names_fit(path: str) -> None:
    assert names.fits(path)


@pytest.mark.parametrize(
    "path",
    ["", "a//b", "../a", "a/..", ".", "/a", "a/", "a\\b", "a:b", "C:", "a*", 'a"', "a|b", "a?", "<a>", "é",
     "a\n", "a\x00", "a.", "a ", " a", "con", "NUL.txt", "a/Com1.dll", "aux .c", "x" * 121, "a/" * 91 + "b"],
)  # fmt: skip
def test_names_some_system_would_change_do_not_fit(path: str) -> None:
    assert not names.fits(path)


def test_files_and_folders_that_differ_by_case() -> None:
    assert names.collision(["a/b", "a/c", "B"]) is None
    assert names.collision(["a/b", "a/B"]) == ("a/b", "a/B")
    assert names.collision(["Lib/b", "lib/c"]) == ("Lib", "lib")


def test_folders_above() -> None:
    assert names.above(["a/b/c", "d"]) == {"a", "a/b"}
