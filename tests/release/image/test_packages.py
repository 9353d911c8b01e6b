"""What the lock pins is what is used: a file that is another is refused and removed."""

import hashlib
from pathlib import Path

import pytest

from release import Refused
from release.image import packages

LINE = f"root nano 7.2-1+deb12u1 amd64 4 {hashlib.sha256(b'true').hexdigest()} pool/main/n/nano/nano.deb"


def test_a_list_is_read_by_its_sections() -> None:
    asked = packages.wanted("# why\n[root]  # installed\nnano  # an editor\nbash\n\n[boot]\nshim-signed\n")
    assert asked == {"root": ["nano", "bash"], "kernel": [], "taken": [], "boot": ["shim-signed"]}


def test_a_name_in_no_section_is_refused() -> None:
    with pytest.raises(Refused, match="nano"):
        packages.wanted("nano\n[root]\n")


def test_a_line_of_the_lock_reads_back_as_it_was_written() -> None:
    (package,) = packages.read(f"# head\n\n{LINE}\n")
    assert package.line() == LINE
    assert package.file == "nano_7.2-1+deb12u1_amd64.deb"


def test_apt_writes_the_colon_of_a_version_in_its_own_way() -> None:
    (package,) = packages.read(LINE.replace(" 7.2", " 1:7.2"))
    assert package.file == "nano_1%3a7.2-1+deb12u1_amd64.deb"


@pytest.mark.parametrize(
    "line", ["nano 7.2", LINE.replace("root", "elsewhere"), LINE.replace(" 4 ", " 4 zz")]
)
def test_what_is_no_line_of_a_lock_is_refused(line: str) -> None:
    with pytest.raises(Refused, match="not a line"):
        packages.read(line)


def test_the_pinned_file_is_taken_without_asking_anyone(tmp_path: Path) -> None:
    (package,) = packages.read(LINE)
    (tmp_path / package.file).write_bytes(b"true")
    assert packages.fetched([package], tmp_path) == {package: tmp_path / package.file}


def test_another_file_is_refused_and_removed(tmp_path: Path) -> None:
    (package,) = packages.read(LINE)
    (tmp_path / package.file).write_bytes(b"fals")
    with pytest.raises(Refused, match="not the file the lock pins"):
        packages.fetched([package], tmp_path)
    assert not (tmp_path / package.file).exists()


def test_a_file_that_did_not_come_says_how_to_go_on(tmp_path: Path) -> None:
    (package,) = packages.read(LINE)
    with pytest.raises(Refused, match="make stick-lock"):
        packages.check(package, tmp_path / package.file)


def test_every_package_asked_for_is_in_the_lock_of_this_tree() -> None:
    asked = packages.wanted(packages.WANTED.read_text(encoding="utf-8"))
    pinned = {(one.section, one.name) for one in packages.locked()}
    kernels = [name for section, name in pinned if section == "kernel" and name.startswith("linux-image-6.")]
    assert len(kernels) == 1
    assert {(s, n) for s, names in asked.items() for n in names} - pinned == {("kernel", "linux-image-amd64")}
